"""What the window remembers of this machine: size of text, palette, idle time. Nothing of any person."""

from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec

SMALLEST, LARGEST = 1.0, 2.0


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """`scale`: text size, 1.0 to 2.0; `idle_minutes`: until the desk locks itself."""

    dress: Literal["light", "dark", "contrast"] = "light"
    scale: float = 1.0
    idle_minutes: int = 10


def load(path: Path) -> Preferences:
    """What was kept; the first choice where nothing was, or where it cannot be read."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Preferences)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return Preferences()
    return msgspec.structs.replace(
        found,
        scale=min(max(found.scale, SMALLEST), LARGEST),
        idle_minutes=min(max(found.idle_minutes, 1), 60),
    )


def keep(path: Path, preferences: Preferences) -> None:
    """A full disk leaves the old ones: they are no record."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.encode(preferences))
