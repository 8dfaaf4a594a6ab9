"""A batch on its way in: who wrote it, what is here already, and whether its chain is whole. Under the lock."""

from typing import NamedTuple

from sqlalchemy import Connection, select

from kyosei_desk.sealing import SignatureBroken
from sync import chain
from sync.hub.store import tables
from sync.hub.store.refusals import BatchRefused
from sync.protocol import MAX_ITEM_BYTES, Batch, Fate, Head, Item
from sync.roster import Roster


class Author(NamedTuple):
    """The device that wrote a batch. `head`: where its chain stands here; `bytes`: what it has stored."""

    slot: int
    head: Head
    bytes: int


class Arrival(NamedTuple):
    """A batch, its items' digests, and the district as it stands under the lock. `place` is the district's number."""

    connection: Connection
    place: int
    district: str
    sequence: int
    roster: Roster
    author: Author
    batch: Batch
    digests: tuple[bytes, ...]

    @property
    def last_seq(self) -> int:
        return self.batch.first_seq + len(self.batch.items) - 1

    @property
    def known(self) -> int:
        """How many of its items have numbers that are taken."""
        return min(len(self.batch.items), max(0, self.author.head.seq - self.batch.first_seq + 1))


def author_of(connection: Connection, place: int, device: str) -> Author:
    """Raises BatchRefused where the device is not of this district."""
    columns = tables.device.c
    query = select(columns.slot, columns.seq, columns.link, columns.bytes)
    row = connection.execute(query.where(columns.id == device, columns.place == place)).first()
    if row is None:
        raise BatchRefused
    return Author(row.slot, Head(device, row.seq, row.link), row.bytes)


def checked_head(arrival: Arrival) -> Head:
    """Where the author's chain stands at the end of the batch; raises BatchRefused where they did not sign that."""
    card = arrival.roster.ever.get(arrival.batch.device)
    if card is None:
        raise BatchRefused
    after = chain.head_after(head_before(arrival), arrival.digests)
    try:
        chain.check_head(card.sign_public, arrival.batch.signature, arrival.district, after)
    except SignatureBroken:
        raise BatchRefused(arrival.author.head) from None
    return after


def head_before(arrival: Arrival) -> Head:
    """Where the chain stood before the batch's first item."""
    author, before = arrival.author, arrival.batch.first_seq - 1
    if before == author.head.seq:
        return author.head
    columns = tables.batch.c
    ends = select(columns.last_seq, columns.link).where(columns.slot == author.slot, columns.last_seq <= before)
    row = arrival.connection.execute(ends.order_by(columns.last_seq.desc()).limit(1)).first()
    end = Head(author.head.device, row.last_seq, row.link) if row else chain.start(author.head.device)
    return chain.head_after(end, (each.digest for each in stored(arrival, end.seq + 1, before)))


class Stored(NamedTuple):
    """What is kept of an item, without its content."""

    id: bytes
    digest: bytes
    void: bool


def stored(arrival: Arrival, first: int, last: int) -> list[Stored]:
    """The author's items with these numbers, in order; there is no gap among them."""
    columns = tables.item.c
    query = select(columns.id, columns.digest, columns.sealed == b"").where(
        columns.slot == arrival.author.slot, columns.seq.between(first, last)
    )
    rows = arrival.connection.execute(query.order_by(columns.seq)) if first <= last else ()
    return [Stored(*row) for row in rows]


def known_fates(arrival: Arrival) -> tuple[Fate, ...]:
    """What is said of the items whose numbers are taken: once one differs, all after it differ."""
    first = arrival.batch.first_seq
    rows = stored(arrival, first, first + arrival.known - 1)
    fates = tuple(map(known_fate, rows, arrival.batch.items, arrival.digests))
    if Fate.FORK not in fates:
        return fates
    whole = fates.index(Fate.FORK)
    return fates[:whole] + (Fate.FORK,) * (len(arrival.batch.items) - whole)


def known_fate(row: Stored, item: Item, item_digest: bytes) -> Fate:
    """The second answer tells what the first one did, should that have been lost."""
    if (row.id, row.digest) != (item.id, item_digest):
        return Fate.FORK
    if row.void and item.sealed:
        return Fate.TOO_LARGE if len(item.sealed) > MAX_ITEM_BYTES else Fate.VOID
    return Fate.KNOWN
