"""Sealing to one addressee: HPKE (RFC 9180), X25519 / HKDF-SHA256 / AES-256-GCM. Pure.

The library offers `info` and no `aad`, so whatever must not be moved (record, sender, version) is bound in `info`.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class SealBroken(Exception):
    """The sealed bytes are not what was sealed, for someone else, or for another purpose. It carries no content."""


def seal(plaintext: bytes, public: bytes, info: bytes) -> bytes:
    """Sealed to the holder of the private half of `public` (32 bytes), bound to `info`."""
    return SUITE.encrypt(plaintext, X25519PublicKey.from_public_bytes(public), info=info)


def open_box(sealed: bytes, private: bytes, info: bytes) -> bytes:
    """The plaintext; raises SealBroken where anything differs."""
    try:
        return SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info=info)
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error
