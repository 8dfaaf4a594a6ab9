"""Where a change is made: this device, and the hybrid time of this save."""

from datetime import datetime

import msgspec


class Origin(msgspec.Struct, frozen=True):
    """`device` (id), `stamp` (hybrid time), `at` (aware)."""

    device: str
    stamp: int
    at: datetime
