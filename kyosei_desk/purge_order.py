"""An order to purge: signed by a person, carried out by desks and a blind hub alike, and never forgotten. Pure."""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from kyosei_desk.sealing import check_signature, digest, sign

PURPOSE, PLAIN_PURPOSE = "purge/2", "purge/1"
"""The second is that of orders that say neither by which roster they were given nor what stands in the place."""
PURGE, RESTRICT = "purge", "restrict"
"""A resident's demand or the end of keeping (a 責任者 orders it); 閲覧制限: re-issued sealed (any person may)."""
MAX_RESTRICTED = 100
"""Records in one order of 閲覧制限; a desk that restricts more writes several."""

TAG_BYTES = 16
Tag = Annotated[bytes, msgspec.Meta(min_length=TAG_BYTES, max_length=TAG_BYTES)]

_encoder = msgspec.msgpack.Encoder(order="deterministic")


class PurgeOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Which records go, by their tags; why; when (seconds since 1970); who ordered it, and their signature.

    `renewed`: of 閲覧制限, the tags of the records that stand, sealed, in the place of those in `tags`, in their order.
    `roster`: the number of the last entry that its desk knew; 0 where it knew none, and in an order of before.
    """

    tags: tuple[Tag, ...]
    reason: str
    at: int
    person: str
    signature: bytes
    roster: int = 0
    renewed: tuple[Tag, ...] = ()


def tag_of(record_id: str) -> bytes:
    """16 bytes that name a record in the clear: the id itself, or a digest of one that is no random id."""
    if len(record_id) == 2 * TAG_BYTES:
        try:
            return bytes.fromhex(record_id)
        except ValueError:
            pass
    return digest(record_id.encode())[:TAG_BYTES]


def signed_order(
    private: bytes,
    tags: Sequence[bytes],
    reason: str,
    at: int,
    person: str,
    *,
    roster: int = 0,
    renewed: Sequence[bytes] = (),
) -> PurgeOrder:
    """`private` is the person's signing key."""
    bare = PurgeOrder(
        tags=tuple(tags), reason=reason, at=at, person=person, signature=b"", roster=roster, renewed=tuple(renewed)
    )
    return msgspec.structs.replace(bare, signature=sign(private, *signed_part(bare)))


def check_order(public: bytes, order: PurgeOrder) -> None:
    """Raises SignatureBroken."""
    check_signature(public, order.signature, *signed_part(order))


def signed_part(order: PurgeOrder) -> tuple[str, bytes]:
    """Purpose and content of its signature; an order of before is signed as it was then."""
    plain = (list(order.tags), order.reason, order.at, order.person)
    if not order.roster and not order.renewed:
        return PLAIN_PURPOSE, _encoder.encode((1, *plain))
    return PURPOSE, _encoder.encode((2, *plain, order.roster, list(order.renewed)))


def one_for_one(order: PurgeOrder) -> bool:
    """Whether it names another record for each that goes, once each, and not too many."""
    named = {*order.tags, *order.renewed}
    return len(order.tags) == len(order.renewed) <= MAX_RESTRICTED and len(named) == 2 * len(order.tags)
