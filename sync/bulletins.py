"""Bulletins as a desk receives them: the city's signature, then the store's order and the desk's own judgement."""

from collections.abc import Sequence

from kyosei_desk.desk import Desk
from kyosei_desk.published import Publication
from kyosei_desk.sealing import SignatureBroken
from kyosei_desk.store.bulletins import Arrived, Taken
from sync.attestations import check_bulletin
from sync.protocol import Bulletin


def last_number(desk: Desk) -> int:
    """The number of the last bulletin that has its place here: the hub is asked for those after it."""
    return desk.bulletins.last()


def take(desk: Desk, bulletins: Sequence[Bulletin], sign_public: bytes) -> tuple[Taken, ...]:
    """What became of each, in the order of their numbers. `sign_public`: the city's signing key, pinned at enrolment.

    One that is forged, not newer, malformed or lowering is set aside with its reason, and what stood before stands on;
    none of them stops the others. Raises DeskError only where the disk takes nothing.
    """
    if not bulletins:
        return ()
    return tuple(desk.bulletins.take([arrived(each, sign_public) for each in bulletins]))


def arrived(bulletin: Bulletin, sign_public: bytes) -> Arrived:
    item = Publication(
        number=bulletin.number,
        kind=bulletin.kind,
        version=bulletin.version,
        published_at=bulletin.published_at,
        content=bulletin.content,
    )
    return Arrived(item, bulletin.signature, genuine(bulletin, sign_public))


def genuine(bulletin: Bulletin, sign_public: bytes) -> bool:
    """Whether the city's signing key is behind it; text that no wire can carry is nobody's."""
    try:
        check_bulletin(sign_public, bulletin)
    except (SignatureBroken, UnicodeEncodeError):
        return False
    return True


def kept(desk: Desk) -> tuple[Bulletin, ...]:
    """Every bulletin that came under the city's signature, as it came: a bundle takes them along."""
    return tuple(
        Bulletin(
            number=item.number,
            kind=item.kind,
            version=item.version,
            published_at=item.published_at,
            content=item.content,
            signature=signature,
        )
        for item, signature in desk.bulletins.genuine()
    )
