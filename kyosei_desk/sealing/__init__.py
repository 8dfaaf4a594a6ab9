"""Sealing: HPKE, envelopes, epochs, signatures, derived keys. Pure, the ground floor of desk and hub alike."""

from kyosei_desk.sealing.boxes import SealBroken, open_box, seal
from kyosei_desk.sealing.envelope import open_for, readers_of, seal_for
from kyosei_desk.sealing.epochs import EpochSealer, letter_pair
from kyosei_desk.sealing.keys import KeyPair, authenticator, derived, digest, new_key, new_pair, pair_of
from kyosei_desk.sealing.signing import SignatureBroken, SigningPair, check_signature, sign, signing_pair_of

__all__ = [
    "EpochSealer", "KeyPair", "SealBroken", "SignatureBroken", "SigningPair", "authenticator", "check_signature",
    "derived", "digest", "letter_pair", "new_key", "new_pair", "open_box", "open_for", "pair_of", "readers_of", "seal",
    "seal_for", "sign", "signing_pair_of",
]  # fmt: skip
