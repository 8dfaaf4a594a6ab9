"""Districts, and the codes by which a laptop comes to one."""

import hmac

from sqlalchemy import Connection, RowMapping, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from kyosei_desk.records import new_id
from sync import codes
from sync.hub.store import tables
from sync.hub.store.refusals import CodeRefused, CodeTaken, NameTaken
from sync.hub.store.room import Room, device_values, insert_new, place_of
from sync.hub.store.rows import District, State
from sync.protocol import CODE_TRIES, DeviceCard, Enrol, Enrolled


class Districts(Room):
    def add_district(self, name: str) -> str:
        """The id of a new district. Raises NameTaken."""
        district = new_id()
        values = {"id": district, "name": name, "added_at": self.now()}
        try:
            with self.database.writing() as connection:
                connection.execute(insert(tables.district).values(values))
        except IntegrityError:
            raise NameTaken from None
        return district

    def districts(self) -> list[District]:
        """All of them, by name."""
        with self.database.reading() as connection:
            rows = connection.execute(select(tables.district).order_by(tables.district.c.name)).mappings()
            return [district_of(row) for row in rows]

    def find_district(self, name_or_id: str) -> District | None:
        columns = tables.district.c
        query = select(tables.district).where(or_(columns.id == name_or_id, columns.name == name_or_id))
        with self.database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else district_of(row)

    def add_code(self, district: str, code_id: str, key: bytes, expires_at: int) -> None:
        """A code to enrol one laptop with. `key`: `codes.secret_key`. Raises CodeTaken where a live one has this id."""
        with self.database.writing() as connection:
            place = place_of(connection, district)["place"]
            dead = tables.code.c.expires_at <= self.now()
            connection.execute(delete(tables.code).where(dead))
            values = {"id": code_id, "place": place, "key": key, "expires_at": expires_at}
            try:
                connection.execute(insert(tables.code).values(values))
            except IntegrityError:
                raise CodeTaken from None

    def spend_code(self, enrol: Enrol) -> Enrolled:
        """Take the laptop in as pending; the same again for the same laptop while the code is fresh.

        Raises CodeRefused; a try that fails is counted, and outlives the refusal.
        """
        with self.database.writing() as connection:
            row = fresh_code(connection, enrol.code_id, self.now())
            if row is None:
                raise CodeRefused
            taken = proved(row, enrol) and enrolled(connection, row, enrol.device, self.now())
            if not taken:
                tried = tables.code.c.tries + 1
                connection.execute(update(tables.code).where(tables.code.c.id == enrol.code_id).values(tries=tried))
        if not taken:
            raise CodeRefused
        return welcome(row)


def district_of(row: RowMapping) -> District:
    return District(
        id=row["id"],
        name=row["name"],
        added_at=row["added_at"],
        sequence=row["sequence"],
        replies=row["replies"],
        roster=row["roster_number"],
    )


def fresh_code(connection: Connection, code_id: str, now: int) -> RowMapping | None:
    """The code with its district, held; None where it is unknown, expired or was tried too often."""
    columns = tables.code.c
    query = (
        select(
            tables.code, tables.district.c.id.label("district"), tables.district.c.name, tables.district.c.roster_number
        )
        .join(tables.district)
        .where(columns.id == code_id, columns.expires_at > now, columns.tries < CODE_TRIES)
        .with_for_update(of=tables.code)
    )
    return connection.execute(query).mappings().first()


def proved(code: RowMapping, enrol: Enrol) -> bool:
    return hmac.compare_digest(codes.proof(code["key"], enrol.code_id, enrol.device), enrol.proof)


def enrolled(connection: Connection, code: RowMapping, card: DeviceCard, now: int) -> bool:
    """Whether the card is in by this code, now or since its first use."""
    if code["device"] not in {"", card.id}:
        return False
    values = device_values(code["place"], card, State.PENDING, now)
    if not insert_new(connection, tables.device, values) and not waiting(connection, code["place"], card):
        return False
    approved = (tables.device.c.id == card.id) & (tables.device.c.state == State.APPROVED)
    connection.execute(update(tables.device).where(approved).values(state=State.ACTIVE))
    connection.execute(update(tables.code).where(tables.code.c.id == code["id"]).values(device=card.id))
    return True


def waiting(connection: Connection, place: int, card: DeviceCard) -> bool:
    """Whether the laptop is in already, with exactly this card; one that was revoked has to come with new keys."""
    columns = tables.device.c
    same = select(columns.slot).where(
        columns.id == card.id,
        columns.place == place,
        columns.name == card.name,
        columns.sign_public == card.sign_public,
        columns.seal_public == card.seal_public,
        columns.state != State.REVOKED,
    )
    return connection.execute(same).first() is not None


def welcome(code: RowMapping) -> Enrolled:
    return Enrolled(district=code["district"], district_name=code["name"], founding=code["roster_number"] == 0)
