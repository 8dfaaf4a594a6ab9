"""Where a vault's files lie. It knows names, not contents."""

from pathlib import Path

import msgspec

from kyosei_desk.vault import SLOTS_NAME


class VaultFolder(msgspec.Struct, frozen=True):
    """One vault: a folder with everything in it, private to its owner."""

    path: Path

    @property
    def slots(self) -> Path:
        """Who may open it."""
        return self.path / SLOTS_NAME

    @property
    def new_slots(self) -> Path:
        """The same while the vault is being made: its last rename is what makes the vault exist."""
        return self.path / f"{SLOTS_NAME}.new"

    @property
    def database(self) -> Path:
        return self.path / "desk.db"

    @property
    def next_database(self) -> Path:
        """The database under a new key, before it takes the old one's place."""
        return self.path / "desk.db.next"

    @property
    def mark(self) -> Path:
        """How far the audit trail had come."""
        return self.path / "desk.mark"

    @property
    def lock(self) -> Path:
        return self.path / "desk.lock"

    @property
    def tombstones(self) -> Path:
        """The ids of what was purged, outside of the database: an older backup must not bring it back."""
        return self.path / "purged.ids"

    @property
    def wiped(self) -> Path:
        """There from the moment on that an order to destroy the keys is carried out; it names the last bundle."""
        return self.path / "desk.wiped"

    @property
    def unsent(self) -> Path:
        """What was unsent when the keys had to be destroyed: sealed for the district, not for this vault."""
        return self.path / "unsent.bundle"

    @property
    def backups(self) -> Path:
        return self.path / "backups"

    @property
    def stale(self) -> Path:
        """There as long as a backup may still hold what was purged or sealed, or open with an older paper: the next
        opening renews them."""
        return self.path / "backups.stale"
