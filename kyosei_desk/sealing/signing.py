"""Signatures: Ed25519 (RFC 8032). Pure. What is signed begins with what it is, so that none stands for another."""

from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE_BYTES = 64


class SigningPair(NamedTuple):
    """An Ed25519 pair, 32 bytes each."""

    private: bytes
    public: bytes

    def __repr__(self) -> str:
        return "SigningPair(…)"


class SignatureBroken(Exception):
    """The signature is not of this key over these bytes for this purpose."""


def signing_pair_of(private: bytes) -> SigningPair:
    """The pair of a private key of 32 bytes."""
    return SigningPair(private, Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw())


def sign(private: bytes, purpose: str, content: bytes) -> bytes:
    """64 bytes over the purpose and the content."""
    return Ed25519PrivateKey.from_private_bytes(private).sign(signed_bytes(purpose, content))


def check_signature(public: bytes, signature: bytes, purpose: str, content: bytes) -> None:
    """Raises SignatureBroken."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed_bytes(purpose, content))
    except (InvalidSignature, ValueError) as error:
        raise SignatureBroken from error


def signed_bytes(purpose: str, content: bytes) -> bytes:
    return f"kyosei-desk/{purpose}\x00".encode() + content
