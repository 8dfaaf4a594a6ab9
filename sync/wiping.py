"""A signed order to destroy the keys of this laptop: unsent work into a bundle first, then every wrap."""

from pathlib import Path

from kyosei_desk.desk import Desk
from kyosei_desk.errors import VaultWiped
from sync import by_hand


def carried_out(desk: Desk) -> VaultWiped:
    """Carry out an order that a verified roster holds; returns what to say.

    Raises DeskError where the bundle could not be written (a full disk): then nothing is destroyed, and the next
    opening or contact tries again.
    """
    return desk.wipe(lambda path: rescue(desk, path))


def rescue(desk: Desk, path: Path) -> None:
    """The unsent work as a bundle; no file where there is none."""
    written = by_hand.export_unsent(desk, path)
    if not by_hand.counted(written) and not written.letters:
        path.unlink()
