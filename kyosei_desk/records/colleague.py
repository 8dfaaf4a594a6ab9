"""A person of the district as they travel between its laptops: keys under their own passphrase, no key in the clear."""

from typing import ClassVar

import msgspec

from kyosei_desk.records.base import Record


class Wrap(msgspec.Struct, frozen=True, kw_only=True):
    """A private key under a passphrase: one register, so that salt and key never come from two different wraps.

    `generation` counts a person's wraps; the cost is Argon2id's (RFC 9106), checked where the slot is made.
    """

    generation: int = 0
    salt: bytes = b""
    memory_kib: int = 0
    passes: int = 0
    lanes: int = 0
    nonce: bytes = b""
    wrapped: bytes = b""


class Colleague(Record, frozen=True):
    """One who may open the laptops of the district; `id` is the person's.

    `home` is the vault they were made in: wrap and `recovery` (the private key, sealed to the paper of that vault) are
    bound to it; `paper` counts the papers, and the box for the later one counts, empty or not: an empty one says that
    the person has not opened their home since. `left` is never taken back: who returns is a new person.
    """

    KIND: ClassVar[str] = "colleague"

    name: str = ""
    role: str = ""
    public: bytes = b""
    sign_public: bytes = b""
    home: str = ""
    wrap: Wrap = Wrap()
    recovery: bytes = b""
    paper: int = 0
    left: bool = False
