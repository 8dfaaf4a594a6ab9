"""Letters between a desk and the city: what they are sealed and signed with, at both ends. Pure.

A letter is sealed once, to one addressee; the hub stores it blind and opens it only with the city's letter key.
"""

import msgspec

from kyosei_desk.sealing import SealBroken, SignatureBroken, check_signature, digest, open_box, seal, sign
from sync.protocol import Letter, Reply

LETTER_PURPOSE, REPLY_PURPOSE = "letter/1", "reply/1"

_encoder = msgspec.msgpack.Encoder(order="deterministic")


def letter_info(district: str, letter_id: str, device: str) -> bytes:
    """What a letter's seal is bound to: HPKE here has no other place for it."""
    return _encoder.encode((1, "letter", district, letter_id, device))


def sealed_letter(
    content: bytes, city_public: bytes, district: str, letter_id: str, device: str, private: bytes
) -> Letter:
    """A letter ready to send. `private` is the device's signing key."""
    sealed = seal(content, city_public, letter_info(district, letter_id, device))
    signature = sign(private, LETTER_PURPOSE, letter_bytes(district, letter_id, device, sealed))
    return Letter(id=letter_id, device=device, sealed=sealed, signature=signature)


def letter_bytes(district: str, letter_id: str, device: str, sealed: bytes) -> bytes:
    return _encoder.encode((1, district, letter_id, device, digest(sealed)))


def check_letter(letter: Letter, district: str, device_public: bytes) -> None:
    """Raises SignatureBroken."""
    content = letter_bytes(district, letter.id, letter.device, letter.sealed)
    check_signature(device_public, letter.signature, LETTER_PURPOSE, content)


def opened_letter(letter: Letter, city_private: bytes, district: str) -> bytes:
    """Raises SealBroken."""
    return open_box(letter.sealed, city_private, letter_info(district, letter.id, letter.device))


def reply_info(district: str, reply_id: str, epoch: str) -> bytes:
    return _encoder.encode((1, "reply", district, reply_id, epoch))


def sealed_reply(
    body: bytes, epoch: tuple[str, bytes], district: str, number: int, reply_id: str, private: bytes
) -> Reply:
    """An answer to the district. `epoch`: its id and letter key; `private`: the hub's own signing key."""
    epoch_id, public = epoch
    sealed = seal(body, public, reply_info(district, reply_id, epoch_id))
    signature = sign(private, REPLY_PURPOSE, reply_bytes(district, number, reply_id, epoch_id, sealed))
    return Reply(number=number, id=reply_id, epoch=epoch_id, sealed=sealed, signature=signature)


def renumbered(reply: Reply, district: str, number: int, private: bytes) -> Reply:
    """The same answer at another number of the district's post."""
    signature = sign(private, REPLY_PURPOSE, reply_bytes(district, number, reply.id, reply.epoch, reply.sealed))
    return Reply(number=number, id=reply.id, epoch=reply.epoch, sealed=reply.sealed, signature=signature)


def reply_bytes(district: str, number: int, reply_id: str, epoch: str, sealed: bytes) -> bytes:
    return _encoder.encode((1, district, number, reply_id, epoch, digest(sealed)))


def check_reply(reply: Reply, hub_public: bytes, district: str) -> None:
    """Raises SignatureBroken."""
    content = reply_bytes(district, reply.number, reply.id, reply.epoch, reply.sealed)
    check_signature(hub_public, reply.signature, REPLY_PURPOSE, content)


def opened_reply(reply: Reply, hub_public: bytes, epoch_private: bytes, district: str) -> bytes:
    """The Body of an answer. Raises SealBroken where seal or signature do not fit."""
    try:
        check_reply(reply, hub_public, district)
    except SignatureBroken as error:
        raise SealBroken from error
    return unsealed_reply(reply.sealed, (reply.epoch, epoch_private), district, reply.id)


def unsealed_reply(sealed: bytes, epoch: tuple[str, bytes], district: str, reply_id: str) -> bytes:
    """The same of one whose signature was checked before. `epoch`: its id and private letter key."""
    epoch_id, private = epoch
    return open_box(sealed, private, reply_info(district, reply_id, epoch_id))
