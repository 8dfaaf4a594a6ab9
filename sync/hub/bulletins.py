"""Publishing: judged by the very rules the desks judge by, and only then signed with the city's signing key."""

from kyosei_desk.errors import DeskError
from kyosei_desk.published import Publication
from kyosei_desk.sealing import SigningPair
from kyosei_desk.verdicts import State, judge, standing_of
from sync.attestations import signed_bulletin
from sync.hub.store import HubStore
from sync.protocol import Bulletin, BulletinKind


def published(store: HubStore, signing: SigningPair, kind: BulletinKind, version: str, content: str) -> Bulletin:
    """The bulletin, stored. Raises DeskError for one that no desk would take: malformed, not newer, or lowering."""
    at = store.now()

    def make(number: int) -> Bulletin:
        check(store, Publication(number=number, kind=kind, version=version, published_at=at, content=content))
        return signed_bulletin(signing.private, number, kind, version, at, content)

    return store.add_bulletin(make)


def check(store: HubStore, item: Publication) -> None:
    """Against all that was published before, as every desk will."""
    verdict, _standing = judge(item, standing_of(map(publication, every(store))))
    if verdict.state is not State.APPLIED:
        raise DeskError(verdict.reason, "", "")


def every(store: HubStore) -> list[Bulletin]:
    """All bulletins, the oldest first."""
    found: list[Bulletin] = []
    while part := store.bulletins(found[-1].number if found else 0):
        found += part
    return found


def publication(each: Bulletin) -> Publication:
    return Publication(
        number=each.number,
        kind=each.kind,
        version=each.version,
        published_at=each.published_at,
        content=each.content,
    )
