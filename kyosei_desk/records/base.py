"""What every record shares. Pure: no file, no database, no time of its own."""

import secrets
from typing import ClassVar

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Something written down at the desk, found again by `id`.

    Every field is one register of the merge (sync.md); a `dict` or `frozenset` field is one register per key, so that
    two desks that tick different boxes never disturb each other.
    """

    KIND: ClassVar[str] = ""

    id: str
    deleted: bool = False


def new_id() -> str:
    """A fresh opaque id: 128 random bits as 32 hexadecimal digits. It says nothing of the person or the time."""
    return secrets.token_hex(16)
