"""One lane each, after what a desk has: bounded by count and bytes, never less than one where there is one."""

from collections.abc import Callable, Iterable
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, RowMapping, select

from sync.hub.store import tables
from sync.protocol import MAX_BATCH_BYTES, Bulletin, Entry, Reply

MAX_ROWS = 100

Some = TypeVar("Some")

_entries = msgspec.json.Decoder(Entry)


class Part(NamedTuple, Generic[Some]):
    """What fits into one answer, and whether there is more."""

    rows: tuple[Some, ...]
    more: bool


NOTHING: Part[Any] = Part((), more=False)


def bounded(rows: Iterable[Some], size: Callable[[Some], int], most: int = MAX_ROWS) -> Part[Some]:
    """The first `most` rows or MAX_BATCH_BYTES of them; `rows` holds one more than may be taken."""
    taken: list[Some] = []
    total = 0
    for row in rows:
        total += size(row)
        if len(taken) == most or (taken and total > MAX_BATCH_BYTES):
            return Part(tuple(taken), more=True)
        taken.append(row)
    return Part(tuple(taken), more=False)


def entries(connection: Connection, place: int, after: int) -> Part[Entry]:
    columns = tables.roster.c
    query = select(columns.entry).where(columns.place == place, columns.number > after)
    part = bounded(connection.scalars(query.order_by(columns.number).limit(MAX_ROWS + 1)), len)
    return Part(tuple(map(_entries.decode, part.rows)), part.more)


def replies(connection: Connection, place: int, after: int) -> Part[Reply]:
    columns = tables.reply.c
    query = select(tables.reply).where(columns.place == place, columns.number > after)
    rows = connection.execute(query.order_by(columns.number).limit(MAX_ROWS + 1)).mappings()
    return bounded(map(reply_of, rows), lambda reply: len(reply.sealed))


def reply_id(connection: Connection, place: int, number: int) -> str:
    """The answer at a number, or "": a desk that knows another one there sees that we were put back."""
    columns = tables.reply.c
    query = select(columns.id).where(columns.place == place, columns.number == number)
    return connection.execute(query).scalar_one_or_none() or ""


def reply_of(row: RowMapping) -> Reply:
    return Reply(
        number=row["number"], id=row["id"], epoch=row["epoch"], sealed=row["sealed"], signature=row["signature"]
    )


def bulletins(connection: Connection, after: int) -> Part[Bulletin]:
    columns = tables.bulletin.c
    query = select(tables.bulletin).where(columns.number > after).order_by(columns.number).limit(MAX_ROWS + 1)
    return bounded(map(bulletin_of, connection.execute(query).mappings()), lambda each: len(each.content.encode()))


def bulletin_of(row: RowMapping) -> Bulletin:
    return Bulletin(**row)
