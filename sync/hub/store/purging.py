"""A purge carried out by a hub that cannot read: by the tags of a signed order, and remembered for ever."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, func, select, update
from sqlalchemy.sql.base import ReadOnlyColumnCollection

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
    person = may_purge(arrival.roster, order)
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
    """Blank everything these orders name, from whichever device; digests stay, so that every chain stays whole.

    One that puts other records in the place of what goes is carried out once they are here: else it is only kept.
    """
    for order in orders:
        for tags in chunks(order.tags if replaced(arrival, order) else ()):
            for tag in tags:
                insert_new(arrival.connection, tables.purged, {"place": arrival.place, "tag": tag, "at": now})
            blank(arrival.connection, arrival.place, tags)


def replaced(arrival: Arrival, order: PurgeOrder) -> bool:
    """Whether all that stands in the place of what goes is here, or was purged since; each counts for one order."""
    if not order.renewed:
        return True
    found = here(arrival, tables.item.c, order.renewed, tables.item.c.sealed != b"")
    found |= here(arrival, tables.purged.c, order.renewed)
    others = (each for each in orders_of(arrival) if each.person == order.person and each.signature != order.signature)
    return found == set(order.renewed) and not any(found.intersection(each.renewed) for each in others)


def here(
    arrival: Arrival, columns: ReadOnlyColumnCollection[str, Any], tags: Sequence[bytes], *more: ColumnElement[bool]
) -> set[bytes]:
    """Which of these tags a table has in this district."""
    named = among(arrival.connection, columns.tag, tags)
    return set(arrival.connection.scalars(select(columns.tag).where(columns.place == arrival.place, named, *more)))


def orders_of(arrival: Arrival) -> Iterator[PurgeOrder]:
    """Every order that is kept for this district."""
    columns = tables.item.c
    query = select(columns.sealed).where(
        columns.place == arrival.place, columns.tag == PURGE_TAG, columns.sealed != b""
    )
    for content in arrival.connection.scalars(query):
        with suppress(msgspec.DecodeError):
            yield _decoder.decode(content)


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
