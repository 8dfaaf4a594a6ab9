"""What goes out: changes are sealed once, in batches signed by this laptop, and made anew from their rows when sent.

AES-SIV gives the same bytes for the same change, so that what a digest vouched for once can be sent again, by any
desk that holds the epoch's secret: to a restored hub, or on a USB stick.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from kyosei_desk.purge_order import tag_of
from kyosei_desk.store import ChainHead, Exchange, Row, SignedBatch
from sync import chain
from sync.inbound import Opener
from sync.protocol import MAX_BATCH_BYTES, MAX_ITEMS, PURGE_TAG, Batch, Body, Head, Item, Letter

ENVELOPE_BYTES = 120
"""What an item weighs on the wire beside its sealed bytes, and more."""

_encoder = msgspec.msgpack.Encoder(order="deterministic")


class CannotRebuild(Exception):
    """A row no longer gives the bytes its digest vouched for. `str()` is the row's id."""


def seal_everything(exchange: Exchange, opener: Opener, device: str, private: bytes) -> int:
    """Seal what was written since, a short transaction a batch. Returns how many changes."""
    epoch = epoch_of(opener, device)
    if not epoch:
        return 0
    count = 0
    while rows := exchange.unsealed(MAX_ITEMS):
        count += seal_some(exchange, opener, rows, (device, epoch, private))
    return count


def epoch_of(opener: Opener, device: str) -> str:
    """The epoch to seal under, "" for none: the district's, or the last that a laptop taken out still holds.

    None either where someone has left who knows the district's: what is written since waits for the next one.
    """
    roster = opener.roster
    if device in roster.revoked:
        return next((each for each in reversed(roster.epochs) if opener.sealer(each)), "")
    if roster.must_renew:
        return ""
    return roster.epoch.id if roster.epoch and opener.sealer(roster.epoch.id) else ""


def seal_some(exchange: Exchange, opener: Opener, rows: Sequence[Row], author: tuple[str, str, bytes]) -> int:
    device, epoch, private = author
    head = exchange.heads().get(device) or ChainHead(device, 0, chain.START)
    for clear, group in groupby(rows, key=lambda row: row.kind == "purge"):
        for part in parts(list(group)):
            sealed, batch, head = sealed_batch(opener, part, head, "" if clear else epoch, private)
            exchange.sealed(sealed, [batch], head)
    return len(rows)


def parts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Stretches that each fit into a batch."""
    part: list[Row] = []
    size = 0
    for row in rows:
        weight = len(row.writes or b"") * 4 // 3 + 2 * ENVELOPE_BYTES
        if part and (len(part) == MAX_ITEMS or size + weight > MAX_BATCH_BYTES):
            yield part
            part, size = [], 0
        part.append(row)
        size += weight
    if part:
        yield part


def sealed_batch(
    opener: Opener, rows: Sequence[Row], head: ChainHead, epoch: str, private: bytes
) -> tuple[list[Row], SignedBatch, ChainHead]:
    """The rows with place and digest, the signed batch they make, and the chain after it."""
    placed = [
        msgspec.structs.replace(row, device=head.device, seq=seq, epoch=epoch)
        for seq, row in enumerate(rows, head.seq + 1)
    ]
    sealed = [msgspec.structs.replace(row, digest=digest_of(opener, row, item_of(opener, row))) for row in placed]
    after = chain.head_after(Head(head.device, head.seq, head.link), [row.digest or b"" for row in sealed])
    signature = chain.sign_head(private, opener.district, after)
    batch = SignedBatch(head.device, head.seq + 1, after.seq, epoch, signature)
    return sealed, batch, ChainHead(after.device, after.seq, after.link)


def wire_tag(row: Row) -> bytes:
    return PURGE_TAG if row.kind == "purge" else tag_of(row.record_id)


def header_of(opener: Opener, row: Row) -> bytes:
    return chain.header_of(opener.district, row.device, row.seq, row.epoch, bytes.fromhex(row.id), wire_tag(row))


def digest_of(opener: Opener, row: Row, item: Item) -> bytes:
    return chain.digest_of(header_of(opener, row), item.sealed)


def item_of(opener: Opener, row: Row) -> Item:
    """A row as it travels: sealed, or void where its content is gone."""
    item_id, tag = bytes.fromhex(row.id), wire_tag(row)
    if row.state == "aside":
        return Item(item_id, tag, row.body or b"", b"")
    if row.writes is None:
        return Item(item_id, tag, b"", row.digest or b"")
    if row.kind == "purge":
        return Item(item_id, tag, row.writes, b"")
    sealer = opener.sealer(row.epoch)
    if sealer is None:
        raise CannotRebuild(row.id)
    return Item(item_id, tag, sealer.seal(row.body or _encoder.encode(body_of(row)), header_of(opener, row)), b"")


def body_of(row: Row) -> Body:
    return Body(
        version=1,
        record_id=row.record_id,
        kind=row.kind,
        stamp=row.stamp,
        author=row.author,
        household_id=row.household_id,
        consultation_id=row.consultation_id,
        restricted=row.restricted,
        writes=row.writes or b"",
    )


def rebuilt(exchange: Exchange, opener: Opener, batch: SignedBatch, after: int) -> Batch:
    """A signed batch as it travels, from the item behind `after` on. Raises CannotRebuild."""
    first = max(batch.first_seq, after + 1)
    rows = exchange.rows_between(batch.device, first, batch.last_seq)
    if len(rows) != batch.last_seq - first + 1:
        raise CannotRebuild(f"{batch.device}/{first}")
    return Batch(
        device=batch.device,
        epoch=batch.epoch,
        first_seq=first,
        items=tuple(checked_item(opener, row) for row in rows),
        signature=batch.signature,
    )


def checked_item(opener: Opener, row: Row) -> Item:
    """The item of a sealed row, the same bytes as ever."""
    item = item_of(opener, row)
    if item.sealed and digest_of(opener, row, item) != row.digest:
        raise CannotRebuild(row.id)
    return item


def letter_of(content: bytes) -> Letter:
    """A letter as it was sealed and kept."""
    return msgspec.json.decode(content, type=Letter)
