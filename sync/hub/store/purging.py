"""A purge carried out by a hub that cannot read: by the tags of a signed order, and remembered for ever."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec
from sqlalchemy import Connection, func, select, update

from kyosei_desk.purge_order import PurgeOrder, check_order
from kyosei_desk.sealing import SignatureBroken
from sync.hub.store import tables
from sync.hub.store.arrival import Arrival
from sync.hub.store.room import among, insert_new
from sync.protocol import PURGE_TAG, Item
from sync.roster import may_purge

AT_ONCE = 500

_decoder = msgspec.json.Decoder(PurgeOrder)


def order_in(arrival: Arrival, item: Item) -> PurgeOrder | None:
    """The order that a clear item carries; None where it is none, or one that may not be given."""
    if item.tag != PURGE_TAG:
        return None
    try:
        order = _decoder.decode(item.sealed)
    except msgspec.DecodeError:
        return None
    person = may_purge(arrival.roster, order.person, order.reason)
    if person is None or PURGE_TAG in order.tags or not signed_by(person.sign_public, order):
        return None
    return order


def signed_by(public: bytes, order: PurgeOrder) -> bool:
    try:
        check_order(public, order)
    except SignatureBroken:
        return False
    return True


def barred(arrival: Arrival) -> frozenset[bytes]:
    """Those of the batch's tags that were purged: nothing of theirs is ever stored again."""
    columns = tables.purged.c
    tags = {item.tag for item in arrival.batch.items}
    query = select(columns.tag).where(columns.place == arrival.place, among(arrival.connection, columns.tag, tags))
    return frozenset(arrival.connection.scalars(query))


def carry_out(arrival: Arrival, orders: Iterable[PurgeOrder], now: int) -> None:
    """Blank everything these orders name, from whichever device; digests stay, so that every chain stays whole."""
    for order in orders:
        for tags in chunks(order.tags):
            for tag in tags:
                insert_new(arrival.connection, tables.purged, {"place": arrival.place, "tag": tag, "at": now})
            blank(arrival.connection, arrival.place, tags)


def blank(connection: Connection, place: int, tags: Sequence[bytes]) -> None:
    columns = tables.item.c
    named = (columns.place == place) & among(connection, columns.tag, tags) & (columns.sealed != b"")
    freed = select(columns.slot, func.sum(func.length(columns.sealed))).where(named).group_by(columns.slot)
    for slot, size in connection.execute(freed).all():
        give_back = {"bytes": tables.device.c.bytes - int(size)}
        connection.execute(update(tables.device).where(tables.device.c.slot == slot).values(give_back))
    connection.execute(update(tables.item).where(named).values(sealed=b""))


def chunks(tags: Iterable[bytes]) -> Iterator[tuple[bytes, ...]]:
    rest = iter(tags)
    while some := tuple(islice(rest, AT_ONCE)):
        yield some
