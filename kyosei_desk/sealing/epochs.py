"""A district's epoch: one secret of 32 bytes, from which come the key of changes and the pair for letters. Pure.

Changes are sealed with AES-256-SIV (RFC 5297): deterministic, so the same change sealed twice, by two copies of one
desk, gives the same bytes, and there is no nonce that a restored laptop could use again.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from kyosei_desk.sealing.boxes import SealBroken
from kyosei_desk.sealing.keys import KeyPair, derived, pair_of

SIV_KEY_BYTES = 64


class EpochSealer:
    """Seals and opens changes of one epoch. Its repr shows no key."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESSIV(derived(secret, "epoch/changes", SIV_KEY_BYTES))

    def seal(self, plaintext: bytes, header: bytes) -> bytes:
        """Sealed and bound to its header; the plaintext is never empty."""
        return self._cipher.encrypt(plaintext, [header])

    def open(self, sealed: bytes, header: bytes) -> bytes:
        """Raises SealBroken where anything differs."""
        try:
            return self._cipher.decrypt(sealed, [header])
        except (InvalidTag, ValueError) as error:
            raise SealBroken from error


def letter_pair(secret: bytes) -> KeyPair:
    """The X25519 pair that letters to the district are sealed to."""
    return pair_of(derived(secret, "epoch/letters"))
