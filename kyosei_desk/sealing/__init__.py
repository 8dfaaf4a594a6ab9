"""Sealing: HPKE, envelopes for several readers, derived keys. Pure, the ground floor of desk and hub alike."""

from kyosei_desk.sealing.boxes import SealBroken, open_box, seal
from kyosei_desk.sealing.envelope import open_for, readers_of, seal_for
from kyosei_desk.sealing.keys import KeyPair, authenticator, derived, digest, new_key, new_pair, pair_of

__all__ = [
    "KeyPair", "SealBroken", "authenticator", "derived", "digest", "new_key", "new_pair", "open_box", "open_for",
    "pair_of", "readers_of", "seal", "seal_for",
]  # fmt: skip
