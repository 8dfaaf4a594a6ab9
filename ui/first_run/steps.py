"""What the first run does, off the window's thread. Until the recovery code was typed back there is no vault at all.

It is made beside its place and moved there: whoever is cut short begins again, and no code is lost unseen. A backup is
restored in the same way.
"""

import shutil
from datetime import datetime
from pathlib import Path

import msgspec

from kyosei_desk import backup, disk, wiping
from kyosei_desk.clock import Clock
from kyosei_desk.opening import clear_unfinished, make_desk, open_desk, restore_backup
from kyosei_desk.records import DISTRICT_ID, District
from kyosei_desk.vault import Person, people_in
from kyosei_desk.vault_folder import VaultFolder
from kyosei_desk.workplace import locked
from sync import reaching
from sync.enrolling import Application


class Founding(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said of themself and their desk. `application` None: the desk stands alone."""

    name: str
    words: str
    district: District
    application: Application | None = None

    def __repr__(self) -> str:
        return "Founding()"


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """What opens a backup. With `code`, `words` is the new passphrase of `person`."""

    words: str
    code: str = ""
    person: str = ""

    def __repr__(self) -> str:
        return "Key()"


def beside(folder: Path) -> Path:
    return folder.with_name(folder.name + ".new")


def cleared(folder: Path) -> Path:
    """The place beside, empty: what an earlier time left there was never shown as done."""
    place = beside(folder)
    with disk.in_words():
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(parents=True, exist_ok=True)
    return place


def begin(folder: Path, founding: Founding, clock: Clock) -> str:
    """A vault beside its place; returns its recovery code. Raises VaultExists, VaultDamaged, VaultWiped where the
    place itself holds what must not be passed over."""
    taken = VaultFolder(folder)
    wiping.refuse(taken)
    clear_unfinished(taken)
    district = msgspec.structs.replace(founding.district, id=DISTRICT_ID)
    return make_desk(cleared(folder), founding.name, founding.words, clock, district)


def settle(folder: Path, at: datetime) -> None:
    """What stands beside goes to its place. What was there is set aside by its day and hour, never taken away.

    Again does no harm: a second press finds nothing beside.
    """
    if not VaultFolder(beside(folder)).slots.exists():
        return
    with disk.in_words():
        if folder.exists():
            if any(folder.iterdir()):
                folder.rename(folder.with_name(f"{folder.name}.before-{at:%Y%m%d-%H%M%S}"))
            else:
                folder.rmdir()
        beside(folder).rename(folder)
        disk.sync_folder(folder.parent)


def join(folder: Path, founding: Founding, clock: Clock) -> str:
    """Ask to be of a city's district; returns how this laptop stands there. Raises SyncError: the desk stays usable."""
    application = founding.application
    assert application is not None  # noqa: S101 - only asked where there is one
    with open_desk(folder, founding.words, person=founding.name, clock=clock) as desk:
        return reaching.join(desk, application, fresh=True, clock=clock).state


def people_of_backup(source: Path) -> tuple[Person, ...]:
    """Who may open a backup; needs no passphrase. Raises VaultMissing, VaultDamaged."""
    with backup.reading(source) as (slots, _file):
        return people_in(slots)


def restore(source: Path, folder: Path, key: Key, clock: Clock) -> None:
    """A backup in the vault's place. It is made whole beside it first: cut short, nothing has changed, and the next
    try begins anew. Raises WrongPassphrase, VaultMissing, VaultDamaged, VaultBusy, VaultWiped, StorageFull."""
    taken = VaultFolder(folder)
    wiping.refuse(taken)
    if taken.slots.exists():
        with locked(taken):  # nobody works there now
            pass
    place = cleared(folder)
    with disk.in_words():
        if taken.tombstones.exists():  # what was purged here stays purged
            place.mkdir(mode=0o700)
            shutil.copy(taken.tombstones, VaultFolder(place).tombstones)
    restore_backup(source, place, key.words, code=key.code or None, person=key.person or None, clock=clock)
    settle(folder, clock())
