"""Letters up, answers and bulletins down: kept as they are, numbered without a gap."""

from collections.abc import Callable, Collection

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.sql import Select

from kyosei_desk.sealing import SignatureBroken
from sync.hub.store import lanes, tables
from sync.hub.store.alarms import raise_alarm
from sync.hub.store.members import Members
from sync.hub.store.pushing import NO_QUOTA, check_member
from sync.hub.store.refusals import QuotaReached
from sync.hub.store.room import locked, place_of
from sync.hub.store.rows import AlarmKind, StoredLetter
from sync.letters import check_letter
from sync.protocol import Bulletin, BulletinKind, Letter, LetterFate, Reply, ReplyFate
from sync.roster import Roster


class Post(Members):
    def add_letters(
        self,
        district: str,
        letters: Collection[Letter],
        signer: str | None = None,
        refused: Collection[str] = (),
        quota: int = NO_QUOTA,
    ) -> tuple[LetterFate, ...]:
        """Store what is new. `refused`: ids of those that the caller found sealed to another key.

        Raises DeviceRevoked, DevicePending or QuotaReached; then nothing is stored.
        """
        with self.database.writing() as connection:
            row = locked(connection, district)
            roster = self.roster_in(connection, row)
            check_member(roster, signer)
            return tuple(
                LetterFate.REFUSED
                if letter.id in refused or not signed(letter, district, roster)
                else take(connection, row["place"], letter, self.now(), quota)
                for letter in letters
            )

    def letters(self, district: str | None = None, after: int = 0) -> list[StoredLetter]:
        """Of one district or of all, with a number above `after`, in order; hidden ones are marked, not left out."""
        query = stored_letters().where(tables.letter.c.number > after)
        if district is not None:
            query = query.where(tables.district.c.id == district)
        with self.database.reading() as connection:
            rows = connection.execute(query.order_by(tables.letter.c.number)).mappings()
            return [stored_letter(row) for row in rows]

    def hide_letters(self, district: str, ids: Collection[str], at: int) -> int:
        """The consent is withdrawn: mark them as hidden; returns how many were not yet."""
        return self._mark(district, ids, "hidden_at", at)

    def mark_opened(self, district: str, ids: Collection[str], at: int) -> int:
        """The city has read them; returns how many for the first time."""
        return self._mark(district, ids, "opened_at", at)

    def _mark(self, district: str, ids: Collection[str], name: str, at: int) -> int:
        with self.database.writing() as connection:
            return marked(connection, place_of(connection, district)["place"], ids, name, at)

    def add_reply(self, district: str, make: Callable[[int], Reply]) -> Reply:
        """Keep an answer; `make` gets its number, which is given under the lock."""
        with self.database.writing() as connection:
            row = locked(connection, district)
            return numbered(connection, row["place"], make(row["replies"] + 1))

    def add_opened(self, district: str, letter: str, at: int, make: Callable[[int], Reply]) -> None:
        """Mark a letter as read and keep the answer that says so: together, and once."""
        with self.database.writing() as connection:
            row = locked(connection, district)
            if marked(connection, row["place"], [letter], "opened_at", at):
                numbered(connection, row["place"], make(row["replies"] + 1))

    def add_lost_replies(
        self,
        district: str,
        replies: Collection[Reply],
        refused: Collection[str],
        renumber: Callable[[Reply, int], Reply],
    ) -> tuple[ReplyFate, ...]:
        """Answers of an earlier life of this hub, at the next numbers. `refused`: ids of those that are not ours."""
        with self.database.writing() as connection:
            row = locked(connection, district)
            place, number = row["place"], row["replies"]
            fates = []
            for reply in replies:
                fates.append(fate_of(connection, place, reply, refused))
                if fates[-1] is ReplyFate.ACCEPTED:
                    number += 1
                    numbered(connection, place, renumber(reply, number))
            return tuple(fates)

    def replies(self, district: str, after: int = 0) -> tuple[Reply, ...]:
        """As many as one answer carries."""
        with self.database.reading() as connection:
            return lanes.replies(connection, place_of(connection, district)["place"], after).rows

    def add_bulletin(self, make: Callable[[int], Bulletin]) -> Bulletin:
        """Keep a bulletin; `make` gets its number, which is given under the lock."""
        with self.database.writing() as connection:
            bulletin = make(next_number(connection, "bulletins"))
            connection.execute(insert(tables.bulletin).values(fields_of(bulletin)))
            return bulletin

    def bulletins(self, after: int = 0) -> tuple[Bulletin, ...]:
        """As many as one answer carries."""
        with self.database.reading() as connection:
            return lanes.bulletins(connection, after).rows

    def latest_bulletin(self, kind: BulletinKind) -> Bulletin | None:
        columns = tables.bulletin.c
        query = select(tables.bulletin).where(columns.kind == kind).order_by(columns.number.desc()).limit(1)
        with self.database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else lanes.bulletin_of(row)


def marked(connection: Connection, place: int, ids: Collection[str], name: str, at: int) -> int:
    columns = tables.letter.c
    fresh = (columns.place == place) & columns.id.in_(ids) & columns[name].is_(None)
    return connection.execute(update(tables.letter).where(fresh).values({name: at})).rowcount


def numbered(connection: Connection, place: int, reply: Reply) -> Reply:
    """Keep an answer at the next number of its district, which is held."""
    connection.execute(insert(tables.reply).values({"place": place, **fields_of(reply)}))
    counted = update(tables.district).where(tables.district.c.place == place)
    connection.execute(counted.values(replies=reply.number))
    return reply


def fate_of(connection: Connection, place: int, reply: Reply, refused: Collection[str]) -> ReplyFate:
    """What is to become of an answer that a desk gives back."""
    known, gone = tables.reply.c, tables.purged.c
    if connection.execute(select(known.id).where(known.place == place, known.id == reply.id)).first():
        return ReplyFate.KNOWN
    purged = select(gone.tag).where(gone.place == place, gone.tag == bytes.fromhex(reply.id))
    if reply.id in refused or connection.execute(purged).first():
        return ReplyFate.REFUSED
    return ReplyFate.ACCEPTED


def fields_of(value: Reply | Bulletin) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__struct_fields__}


def next_number(connection: Connection, name: str) -> int:
    """The next of a count that the whole hub shares; its row is held until the transaction ends."""
    column = tables.hub.c[name]
    connection.execute(update(tables.hub).values({name: column + 1}))
    return int(connection.execute(select(column)).scalar_one())


def signed(letter: Letter, district: str, roster: Roster) -> bool:
    """Whether a device that belongs, or belonged, to the district signed it."""
    card = roster.ever.get(letter.device)
    if card is None:
        return False
    try:
        check_letter(letter, district, card.sign_public)
    except SignatureBroken:
        return False
    return True


def take(connection: Connection, place: int, letter: Letter, now: int, quota: int) -> LetterFate:
    columns = tables.letter.c
    query = select(tables.device.c.id, columns.sealed).join(tables.device)
    there = connection.execute(query.where(columns.place == place, columns.id == letter.id)).first()
    if there is None:
        keep(connection, place, letter, now, quota)
        return LetterFate.ACCEPTED
    if tuple(there) == (letter.device, letter.sealed):
        return LetterFate.KNOWN
    raise_alarm(connection, place, AlarmKind.LETTER_FORK, letter.device, letter.id, now)
    return LetterFate.FORK


def keep(connection: Connection, place: int, letter: Letter, now: int, quota: int) -> None:
    """Raises QuotaReached."""
    columns = tables.device.c
    used = {"bytes": columns.bytes + len(letter.sealed)}
    room = (columns.id == letter.device) & (columns.bytes + len(letter.sealed) <= quota)
    if not connection.execute(update(tables.device).where(room).values(used)).rowcount:
        raise QuotaReached
    values = {
        "number": next_number(connection, "letters"), "place": place, "id": letter.id,
        "slot": select(columns.slot).where(columns.id == letter.device).scalar_subquery(),
        "sealed": letter.sealed, "signature": letter.signature, "taken_at": now,
    }  # fmt: skip
    connection.execute(insert(tables.letter).values(values))


def stored_letters() -> Select[tuple[object, ...]]:
    return (
        select(tables.letter, tables.district.c.id.label("district"), tables.device.c.id.label("device"))
        .join(tables.district, tables.district.c.place == tables.letter.c.place)
        .join(tables.device, tables.device.c.slot == tables.letter.c.slot)
    )


def stored_letter(row: RowMapping) -> StoredLetter:
    return StoredLetter(
        number=row["number"],
        district=row["district"],
        letter=Letter(id=row["id"], device=row["device"], sealed=row["sealed"], signature=row["signature"]),
        taken_at=row["taken_at"],
        opened_at=row["opened_at"],
        hidden_at=row["hidden_at"],
    )
