"""Key pairs and derived keys, as raw bytes. Pure. X25519: RFC 7748; HKDF-SHA256: RFC 5869."""

import hashlib
import secrets
from typing import NamedTuple

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


class KeyPair(NamedTuple):
    """An X25519 pair, 32 bytes each."""

    private: bytes
    public: bytes

    def __repr__(self) -> str:
        return "KeyPair(…)"


def new_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def new_pair() -> KeyPair:
    return pair_of(new_key())


def pair_of(private: bytes) -> KeyPair:
    """The pair of a private key of 32 bytes."""
    key = X25519PrivateKey.from_private_bytes(private)
    return KeyPair(private, key.public_key().public_bytes_raw())


def derived(key: bytes, purpose: str, length: int = KEY_BYTES) -> bytes:
    """A key for one purpose out of another key: two purposes never share one."""
    return HKDF(hashes.SHA256(), length, salt=None, info=f"kyosei-desk/{purpose}".encode()).derive(key)


def authenticator(key: bytes, content: bytes) -> bytes:
    """HMAC-SHA256 (RFC 2104) over the content."""
    mac = hmac.HMAC(key, hashes.SHA256())
    mac.update(content)
    return mac.finalize()


def digest(content: bytes) -> bytes:
    """SHA-256."""
    return hashlib.sha256(content).digest()
