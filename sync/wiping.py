"""A signed order to destroy the keys of this laptop: unsent work into a bundle first, then every wrap."""

from pathlib import Path

import msgspec

from kyosei_desk.desk import Desk
from kyosei_desk.errors import VaultWiped
from kyosei_desk.store import Exchange
from sync import by_hand, devices
from sync.bundle import Bundle
from sync.enrolling import DEVICE_KEYS
from sync.standing import STANDING, Standing
from sync.vouching import FORMER, DeviceKeys


def carried_out(desk: Desk) -> VaultWiped:
    """Carry out an order that a verified roster holds; returns what to say.

    Raises DeskError where the bundle could not be written (a full disk): then nothing is destroyed, and the next
    opening or contact tries again.
    """
    return desk.wipe(lambda path: rescue(desk, path))


def rescue(desk: Desk, path: Path) -> None:
    """The unsent work as a bundle; no file where there is none, or no district that it could be sealed for."""
    written = export_unsent(desk, path)
    if written is not None and not by_hand.counted(written) and not written.letters:
        path.unlink()


def export_unsent(desk: Desk, path: Path) -> Bundle | None:
    """In the name of a device that the roster knows, or no desk would take it.

    A vault that was restored, or fell behind itself, is another device by now and may not be enrolled again; the order
    to the one it was is an order to it all the same.
    """
    enrolment, was = devices.load(desk.exchange), last_member(desk.exchange)
    if was is not None and (enrolment is None or enrolment.device != was[0].device):
        return by_hand.export_as(desk, *was, path)
    return by_hand.export(desk, enrolment, path) if enrolment else None


def last_member(exchange: Exchange) -> tuple[DeviceKeys, Standing] | None:
    """The keys of the device that this laptop was last in its district, and the roster as it knew it."""
    standing = exchange.get(STANDING)
    if standing is None:
        return None
    known = msgspec.json.decode(standing, type=Standing)
    kept = (exchange.get(name) for name in (DEVICE_KEYS, FORMER))
    keys = [msgspec.json.decode(each, type=DeviceKeys) for each in kept if each is not None]
    return next(((each, known) for each in keys if each.device.id in known.roster.ever), None)
