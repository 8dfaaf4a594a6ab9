"""Sealing to several readers at once: one random content key, sealed to each of them. Pure."""

import secrets
from collections.abc import Mapping

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kyosei_desk.sealing.boxes import SealBroken, open_box, seal
from kyosei_desk.sealing.keys import new_key

VERSION = 1
NONCE_BYTES = 12


class Envelope(msgspec.Struct, frozen=True, array_like=True):
    """`slots`: the content key by reader id, sealed to that reader."""

    version: int
    slots: dict[str, bytes]
    nonce: bytes
    sealed: bytes


_encoder = msgspec.msgpack.Encoder(order="deterministic")
_decoder = msgspec.msgpack.Decoder(Envelope)


def seal_for(plaintext: bytes, readers: Mapping[str, bytes], subject: str) -> bytes:
    """An envelope for the readers (id → public key, 32 bytes), bound to `subject` and to who they are."""
    key, nonce = new_key(), secrets.token_bytes(NONCE_BYTES)
    bound = binding(subject, readers)
    slots = {reader: seal(key, public, bound) for reader, public in readers.items()}
    return _encoder.encode(Envelope(VERSION, slots, nonce, AESGCM(key).encrypt(nonce, plaintext, bound)))


def open_for(sealed: bytes, reader: str, private: bytes, subject: str) -> bytes:
    """The plaintext; raises SealBroken where the envelope is not whole, not for this reader or not of this subject."""
    envelope = decoded(sealed)
    if reader not in envelope.slots:
        raise SealBroken
    bound = binding(subject, envelope.slots)
    key = open_box(envelope.slots[reader], private, bound)
    try:
        return AESGCM(key).decrypt(envelope.nonce, envelope.sealed, bound)
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error


def readers_of(sealed: bytes) -> tuple[str, ...]:
    """The ids of those who can open it, sorted; raises SealBroken where the envelope is not whole."""
    return tuple(sorted(decoded(sealed).slots))


def decoded(sealed: bytes) -> Envelope:
    try:
        envelope = _decoder.decode(sealed)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise SealBroken from error
    if envelope.version != VERSION:
        raise SealBroken
    return envelope


def binding(subject: str, readers: Mapping[str, bytes]) -> bytes:
    """What must not be moved or changed: the subject, and who may read."""
    return _encoder.encode((VERSION, subject, sorted(readers)))
