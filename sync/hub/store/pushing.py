"""Taking a batch in: its chain is checked, each item judged, the hub's numbers given, all under the district's lock."""

from typing import NamedTuple

from sqlalchemy import Connection, insert, update

from kyosei_desk.purge_order import PurgeOrder
from sync import chain
from sync.hub.store import tables
from sync.hub.store.alarms import raise_alarm
from sync.hub.store.arrival import Arrival, author_of, checked_head, known_fates
from sync.hub.store.bulk import IdTaken, ItemRow, insert_items
from sync.hub.store.members import Members
from sync.hub.store.purging import barred, carry_out, order_in
from sync.hub.store.refusals import DevicePending, DeviceRevoked, QuotaReached
from sync.hub.store.room import locked
from sync.hub.store.rows import AlarmKind
from sync.protocol import MAX_ITEM_BYTES, Batch, Fate, Head, Item, Pushed
from sync.roster import Roster

NO_QUOTA = 1 << 62


class Judged(NamedTuple):
    """A new item's fate, what is kept of its content, and the order it carries."""

    fate: Fate
    sealed: bytes = b""
    order: PurgeOrder | None = None


class Pushing(Members):
    def push(self, district: str, batch: Batch, signer: str | None = None, quota: int = NO_QUOTA) -> Pushed:
        """Store what is new of a batch. `signer`: the device whose request it is, None for a bundle in the city's hand.

        `quota`: how many sealed bytes its author may keep here. Raises BatchRefused, DeviceRevoked, DevicePending or
        QuotaReached; then nothing is stored.
        """
        digests = tuple(chain.digests(district, batch))
        try:
            with self.database.writing() as connection:
                arrival = self._arrival(connection, district, batch, digests)
                check_member(arrival.roster, signer)
                return taken(arrival, quota, self.now())
        except IdTaken:  # and with it all of the transaction is gone
            with self.database.writing() as connection:
                return forked(self._arrival(connection, district, batch, digests), self.now())

    def _arrival(self, connection: Connection, district: str, batch: Batch, digests: tuple[bytes, ...]) -> Arrival:
        row = locked(connection, district)
        author = author_of(connection, row["place"], batch.device)
        roster = self.roster_in(connection, row)
        return Arrival(connection, row["place"], district, row["sequence"], roster, author, batch, digests)


def check_member(roster: Roster, signer: str | None) -> None:
    """Whoever asks is of the district at this very moment."""
    if signer is None or signer in roster.devices:
        return
    raise DeviceRevoked if signer in roster.revoked else DevicePending


def taken(arrival: Arrival, quota: int, now: int) -> Pushed:
    """The fates of all items, once what is new is stored."""
    head, items = arrival.author.head, arrival.batch.items
    if arrival.batch.first_seq > head.seq + 1:
        return Pushed(fates=(Fate.GAP,) * len(items), head=head)
    after = checked_head(arrival)
    known = known_fates(arrival)
    if Fate.FORK in known:
        return alarmed(arrival, known, now)
    new = judge(arrival, items[len(known) :])
    if not new:
        return Pushed(fates=known, head=head)
    store(arrival, new, after, quota)
    carry_out(arrival, (each.order for each in new if each.order), now)
    return Pushed(fates=known + tuple(each.fate for each in new), head=after)


def forked(arrival: Arrival, now: int) -> Pushed:
    """Some id of the new items is taken: the signature covers them all, so none can be stored without it."""
    new = len(arrival.batch.items) - arrival.known
    return alarmed(arrival, known_fates(arrival)[: arrival.known] + (Fate.FORK,) * new, now)


def alarmed(arrival: Arrival, fates: tuple[Fate, ...], now: int) -> Pushed:
    seq = arrival.batch.first_seq + fates.index(Fate.FORK)
    raise_alarm(arrival.connection, arrival.place, AlarmKind.FORK, arrival.batch.device, str(seq), now)
    return Pushed(fates=fates, head=arrival.author.head)


def judge(arrival: Arrival, items: tuple[Item, ...]) -> tuple[Judged, ...]:
    if not items:
        return ()
    if arrival.batch.epoch == "":
        return tuple(judged_order(arrival, item) for item in items)
    purged = barred(arrival)
    return tuple(judged(item, purged) for item in items)


def judged(item: Item, purged: frozenset[bytes]) -> Judged:
    if len(item.sealed) > MAX_ITEM_BYTES:
        return Judged(Fate.TOO_LARGE)
    if not item.sealed or item.tag in purged:
        return Judged(Fate.VOID)
    return Judged(Fate.ACCEPTED, item.sealed)


def judged_order(arrival: Arrival, item: Item) -> Judged:
    """A clear item is an order that may be given, or its content is not kept: the hub holds nothing else in clear."""
    order = None if len(item.sealed) > MAX_ITEM_BYTES else order_in(arrival, item)
    return Judged(Fate.VOID) if order is None else Judged(Fate.ACCEPTED, item.sealed, order)


def store(arrival: Arrival, new: tuple[Judged, ...], after: Head, quota: int) -> None:
    """The rows of what is new, numbered on from the district's last one. Raises QuotaReached."""
    size = sum(len(each.sealed) for each in new)
    if arrival.author.bytes + size > quota:
        raise QuotaReached
    insert_items(arrival.connection, item_rows(arrival, new))
    insert_batch(arrival, len(new), size, after)
    move_on(arrival, len(new), size, after)


def item_rows(arrival: Arrival, new: tuple[Judged, ...]) -> list[ItemRow]:
    known, author = arrival.known, arrival.author
    places = zip(arrival.batch.items[known:], arrival.digests[known:], new, strict=True)
    return [
        ItemRow(
            arrival.place, arrival.sequence + step, author.slot, author.head.seq + step,
            item.id, item.tag, digest, each.sealed,
        )
        for step, (item, digest, each) in enumerate(places, 1)
    ]  # fmt: skip


def insert_batch(arrival: Arrival, count: int, size: int, after: Head) -> None:
    """What is new keeps the batch's signature, which vouches for the chain up to its end."""
    values = {
        "place": arrival.place, "first_sequence": arrival.sequence + 1, "last_sequence": arrival.sequence + count,
        "slot": arrival.author.slot, "first_seq": arrival.author.head.seq + 1, "last_seq": after.seq,
        "link": after.link, "epoch": arrival.batch.epoch, "signature": arrival.batch.signature, "bytes": size,
    }  # fmt: skip
    arrival.connection.execute(insert(tables.batch).values(values))


def move_on(arrival: Arrival, count: int, size: int, after: Head) -> None:
    district, device = tables.district, tables.device
    numbered = {"sequence": arrival.sequence + count}
    arrival.connection.execute(update(district).where(district.c.place == arrival.place).values(numbered))
    stands = {"seq": after.seq, "link": after.link, "bytes": device.c.bytes + size}
    arrival.connection.execute(update(device).where(device.c.slot == arrival.author.slot).values(stands))
