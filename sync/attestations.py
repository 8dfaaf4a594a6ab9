"""What the city and its hub sign beside letters: who the hub is, what time it is, what a bulletin says. Pure."""

import msgspec

from kyosei_desk.sealing import check_signature, derived, sign, signing_pair_of
from kyosei_desk.sealing.signing import SigningPair
from sync.protocol import Bulletin, HubCard, SignedTime

HUB_PURPOSE, TIME_PURPOSE, BULLETIN_PURPOSE = "hub/1", "time/1", "bulletin/1"

_encoder = msgspec.msgpack.Encoder(order="deterministic")


def hub_pair(letter_private: bytes) -> SigningPair:
    """The hub's own signing key, out of the letter key: `serve` holds nothing else."""
    return signing_pair_of(derived(letter_private, "hub/sign"))


def hub_card(sign_private: bytes, letter_public: bytes, hub_public: bytes, versions: tuple[int, ...] = (1,)) -> HubCard:
    """The card of a hub, certified with the city's signing key."""
    certificate = sign(sign_private, HUB_PURPOSE, _encoder.encode((1, letter_public, hub_public)))
    return HubCard(
        versions=versions,
        sign_public=signing_pair_of(sign_private).public,
        letter_public=letter_public,
        hub_public=hub_public,
        certificate=certificate,
    )


def check_hub_card(card: HubCard) -> None:
    """Raises SignatureBroken where the signing key does not vouch for the other two."""
    content = _encoder.encode((1, card.letter_public, card.hub_public))
    check_signature(card.sign_public, card.certificate, HUB_PURPOSE, content)


def signed_time(hub_private: bytes, now: int, nonce: str) -> SignedTime:
    return SignedTime(now=now, nonce=nonce, signature=sign(hub_private, TIME_PURPOSE, _encoder.encode((1, now, nonce))))


def check_time(hub_public: bytes, time: SignedTime) -> None:
    """Raises SignatureBroken."""
    check_signature(hub_public, time.signature, TIME_PURPOSE, _encoder.encode((1, time.now, time.nonce)))


def bulletin_bytes(bulletin: Bulletin) -> bytes:
    return _encoder.encode(
        (1, bulletin.number, bulletin.kind, bulletin.version, bulletin.published_at, bulletin.content)
    )


def signed_bulletin(
    sign_private: bytes, number: int, kind: str, version: str, published_at: int, content: str
) -> Bulletin:
    """A bulletin signed with the city's signing key."""
    bare = Bulletin(
        number=number, kind=kind, version=version, published_at=published_at, content=content, signature=bytes(64)
    )
    signature = sign(sign_private, BULLETIN_PURPOSE, bulletin_bytes(bare))
    return msgspec.structs.replace(bare, signature=signature)


def check_bulletin(sign_public: bytes, bulletin: Bulletin) -> None:
    """Raises SignatureBroken."""
    check_signature(sign_public, bulletin.signature, BULLETIN_PURPOSE, bulletin_bytes(bulletin))
