"""The lane of changes: whole batches in the hub's order, with their authors' signatures."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from typing import NamedTuple

from sqlalchemy import Connection, Row, select

from sync.hub.store import tables
from sync.hub.store.lanes import Part, bounded
from sync.protocol import MAX_ITEMS, Batch, Head, Item

NEAR = 100
"""Two spans with at most so many of the asker's own items between them are read at once."""


class Span(NamedTuple):
    """A batch's row: where it stands in the hub's order and in its author's."""

    first_sequence: int
    last_sequence: int
    device: str
    first_seq: int
    epoch: str
    signature: bytes
    bytes: int

    @property
    def size(self) -> int:
        return self.last_sequence - self.first_sequence + 1


def spans(connection: Connection, place: int, after: int, without: int | None) -> Part[Span]:
    """Whole batches after a number of the hub's; `without`: the author whose own are left out."""
    columns = tables.batch.c
    wanted = [columns[name] for name in ("first_sequence", "last_sequence", "first_seq", "epoch", "signature", "bytes")]
    query = (
        select(*wanted, tables.device.c.id.label("device"))
        .join(tables.device)
        .where(columns.place == place, columns.first_sequence > after)
        .order_by(columns.first_sequence)
        .limit(MAX_ITEMS + 1)
    )
    if without is not None:
        query = query.where(columns.slot != without)
    rows = (Span(**row) for row in connection.execute(query).mappings())
    return fitting(bounded(rows, lambda span: span.bytes, MAX_ITEMS))


def fitting(part: Part[Span]) -> Part[Span]:
    """Not more than MAX_ITEMS items, but one batch at least."""
    totals = accumulate(span.size for span in part.rows)
    count = max(1, sum(total <= MAX_ITEMS for total in totals))
    return part if count >= len(part.rows) else Part(part.rows[:count], more=True)


def heads(connection: Connection, place: int) -> tuple[Head, ...]:
    """Where the chain of every device stands that ever wrote here."""
    columns = tables.device.c
    query = select(columns.id, columns.seq, columns.link).where(columns.place == place, columns.seq > 0)
    return tuple(Head(*row) for row in connection.execute(query.order_by(columns.slot)))


def batches(connection: Connection, place: int, chosen: Sequence[Span], without: int | None) -> tuple[Batch, ...]:
    """The spans with their items."""
    return tuple(each for run in runs(chosen) for each in filled(run, items(connection, place, run, without)))


def runs(chosen: Sequence[Span]) -> Iterator[list[Span]]:
    """Spans that stand near each other: few queries read them, and none reads by the thousand what is left out."""
    run: list[Span] = []
    for span in chosen:
        if run and span.first_sequence - run[-1].last_sequence > NEAR:
            yield run
            run = []
        run.append(span)
    if run:
        yield run


def items(connection: Connection, place: int, run: Sequence[Span], without: int | None) -> Iterator[Item]:
    columns = tables.item.c
    between = columns.sequence.between(run[0].first_sequence, run[-1].last_sequence)
    query = select(columns.id, columns.tag, columns.sealed, columns.digest).where(columns.place == place, between)
    if without is not None:
        query = query.where(columns.slot != without)
    return map(item_of, connection.execute(query.order_by(columns.sequence)))


def item_of(row: Row[bytes, bytes, bytes, bytes]) -> Item:
    """The digest travels only where there is no content to make it of."""
    item_id, tag, sealed, digest = row
    return Item(item_id, tag, sealed, b"" if sealed else digest)


def filled(run: Sequence[Span], rows: Iterator[Item]) -> Iterator[Batch]:
    for span in run:
        yield Batch(
            device=span.device, epoch=span.epoch, first_seq=span.first_seq,
            items=tuple(islice(rows, span.size)), signature=span.signature,
        )  # fmt: skip
