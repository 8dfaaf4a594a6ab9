"""A device's chain: what its signatures stand on. Pure.

Each item has a digest over all of it; each link is a hash over the link before and the digest. A batch is signed over
its last number and link, so a signature vouches for everything the device ever wrote, in its order: a gap, a fork
or a rewind cannot be hidden, and a void item (digest only) keeps its place.
"""

from collections.abc import Iterable, Iterator

import msgspec

from kyosei_desk.sealing import check_signature, digest, sign
from sync.protocol import Batch, Head, Item

BATCH_PURPOSE = "batch/1"
START = bytes(32)
"""The link before the first item."""

_encoder = msgspec.msgpack.Encoder(order="deterministic")


def header_of(district: str, device: str, seq: int, epoch: str, item_id: bytes, tag: bytes) -> bytes:
    """What an item's seal and digest are bound to."""
    return _encoder.encode((1, district, device, seq, epoch, item_id, tag))


def digest_of(header: bytes, sealed: bytes) -> bytes:
    return digest(header + sealed)


def linked(link: bytes, item_digest: bytes) -> bytes:
    return digest(link + item_digest)


def digests(district: str, batch: Batch) -> Iterator[bytes]:
    """The digest of each item: of what it carries, or the one a void item came with."""
    for seq, item in enumerate(batch.items, batch.first_seq):
        if item.sealed or not item.digest:
            header = header_of(district, batch.device, seq, batch.epoch, item.id, item.tag)
            yield digest_of(header, item.sealed)
        else:
            yield item.digest


def head_after(head: Head, item_digests: Iterable[bytes]) -> Head:
    """Where a chain stands after more items."""
    seq, link = head.seq, head.link
    for each in item_digests:
        seq, link = seq + 1, linked(link, each)
    return Head(head.device, seq, link)


def start(device: str) -> Head:
    return Head(device, 0, START)


def sign_head(private: bytes, district: str, head: Head) -> bytes:
    """The author's signature at the end of a batch."""
    return sign(private, BATCH_PURPOSE, head_bytes(district, head))


def check_head(public: bytes, signature: bytes, district: str, head: Head) -> None:
    """Raises SignatureBroken."""
    check_signature(public, signature, BATCH_PURPOSE, head_bytes(district, head))


def head_bytes(district: str, head: Head) -> bytes:
    return _encoder.encode((1, district, head.device, head.seq, head.link))


def fingerprint_of(heads: Iterable[Head], extra: Iterable[str] = ()) -> str:
    """One digest of everything a district holds: equal where the sets of items are equal. `extra`: what is unsent."""
    rows = sorted((each.device, each.seq, each.link) for each in heads if each.seq)
    return digest(_encoder.encode((1, rows, sorted(extra)))).hex()


def void(item: Item, item_digest: bytes) -> Item:
    """The same place in the chain without its content."""
    return Item(item.id, item.tag, b"", item_digest)
