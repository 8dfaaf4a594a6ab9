"""An order to purge: signed by a person, carried out by desks and a blind hub alike, and never forgotten. Pure."""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from kyosei_desk.sealing import check_signature, digest, sign

PURPOSE = "purge/1"
PURGE, RESTRICT = "purge", "restrict"
"""A resident's demand or the end of keeping (a 責任者 orders it); 閲覧制限: re-issued sealed (any person may)."""

TAG_BYTES = 16
Tag = Annotated[bytes, msgspec.Meta(min_length=TAG_BYTES, max_length=TAG_BYTES)]

_encoder = msgspec.msgpack.Encoder(order="deterministic")


class PurgeOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Which records go, by their tags; why; when (seconds since 1970); who ordered it, and their signature."""

    tags: tuple[Tag, ...]
    reason: str
    at: int
    person: str
    signature: bytes


def tag_of(record_id: str) -> bytes:
    """16 bytes that name a record in the clear: the id itself, or a digest of one that is no random id."""
    if len(record_id) == 2 * TAG_BYTES:
        try:
            return bytes.fromhex(record_id)
        except ValueError:
            pass
    return digest(record_id.encode())[:TAG_BYTES]


def signed_order(private: bytes, tags: Sequence[bytes], reason: str, at: int, person: str) -> PurgeOrder:
    """`private` is the person's signing key."""
    signature = sign(private, PURPOSE, content(tags, reason, at, person))
    return PurgeOrder(tags=tuple(tags), reason=reason, at=at, person=person, signature=signature)


def check_order(public: bytes, order: PurgeOrder) -> None:
    """Raises SignatureBroken."""
    check_signature(public, order.signature, PURPOSE, content(order.tags, order.reason, order.at, order.person))


def content(tags: Sequence[bytes], reason: str, at: int, person: str) -> bytes:
    return _encoder.encode((1, list(tags), reason, at, person))
