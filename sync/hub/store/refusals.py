"""What the store will not do, and why. None of it carries content; `api.py` gives each its answer on the wire."""

from sync.protocol import Head


class Refused(Exception):
    """Nothing was stored."""


class NameTaken(Refused):
    """A district of this name is there already."""


class NoDistrict(Refused):
    """There is no such district."""


class NoDevice(Refused):
    """There is no such device."""


class CodeTaken(Refused):
    """A live code has the same three signs: make another one."""


class CodeRefused(Refused):
    """Unknown, expired, spent, tried too often, or not proved: the asker is not told which."""


class DevicePending(Refused):
    """Nobody has approved the device yet."""


class DeviceRevoked(Refused):
    """The device has left its district."""


class RosterMoved(Refused):
    """The entry follows another one than the roster's last."""


class EntryRefused(Refused):
    """The entry breaks a rule of the roster, or its device was never enrolled."""


class BatchRefused(Refused):
    """Its author is not of the district, or did not sign this. `head`: where the author's chain stands here."""

    def __init__(self, head: Head | None = None) -> None:
        super().__init__("batch")
        self.head = head


class QuotaReached(Refused):
    """The author may store no more."""


class EpochChanged(Refused):
    """The cursor is of another life of the hub."""
