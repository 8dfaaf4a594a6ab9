"""A new key for a vault when someone has gone, whole or not at all, wherever it is cut short."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from i18n import _
from kyosei_desk import backup, disk
from kyosei_desk.clock import Clock
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, NotAllowed, StorageFull, StorageReadOnly, VaultDamaged
from kyosei_desk.sealing import new_key
from kyosei_desk.store import open_database, remove, remove_journals
from kyosei_desk.vault import people_in, read_slots, without_people, write_slots
from kyosei_desk.vault_folder import VaultFolder
from kyosei_desk.workplace import at_work


def finish_rekey(folder: VaultFolder, vault_key: bytes) -> None:
    """Bring a change of keys that was cut short to its end: the slots say which database is the right one."""
    if not folder.next_database.exists():
        return
    if opens(folder.database, vault_key):
        remove(folder.next_database)  # cut short before the new slots were in place: the old state stands
        return
    if opens(folder.next_database, vault_key):
        remove_journals(folder.next_database)
        move_next(folder)


def opens(path: Path, key: bytes) -> bool:
    try:
        open_database(path, key).conn.close()
    except VaultDamaged:
        return False
    return True


def move_next(folder: VaultFolder) -> None:
    with disk.in_words():
        remove_journals(folder.database)
        folder.next_database.replace(folder.database)
        disk.sync_folder(folder.path)


def finish_renewal(desk: Desk, folder: VaultFolder) -> None:
    """The last step of a removal, purge or restriction that was cut short. A full disk leaves it for next time."""
    with suppress(DeskError):
        if folder.stale.exists():
            desk.finish_cut_purge()
        elif backup.open_to_strangers(folder.backups, (each.id for each in desk.people)):
            desk.renew_backups()


def rekeyed_without(
    folder: VaultFolder, desk: Desk, gone: Iterable[str], slots: bytes, key: bytes, clock: Clock
) -> Desk:
    """The same person's desk under a new key, without the people who have gone; the old one is locked.

    From the new slots on, the new key counts; `finish_rekey` and `finish_renewal` do the rest after a cut.
    """
    successor = desk.keys.under(key, people_in(slots))
    desk.export_without(gone, folder.next_database, key)
    desk.put_away()
    write_slots(folder.slots, slots)
    move_next(folder)
    renewed = at_work(folder, successor, clock)
    try:
        renewed.renew_backups()  # also where none lists them: the copies of migrations go too
    except BaseException:
        renewed.lock()
        raise
    return renewed


def without_departed(folder: VaultFolder, desk: Desk, clock: Clock) -> Desk:
    """The desk once those who have left the district have no slot here; a full disk leaves that for next time.

    Raises NotAllowed where the one at the desk is among them.
    """
    gone = desk.belonging.departed()
    if not gone:
        return desk
    me, key = desk.me.id, new_key()
    slots = without_people(read_slots(folder.slots), desk.keys, gone, key)
    try:
        desk = rekeyed_without(folder, desk, gone, slots, key, clock)
    except (StorageFull, StorageReadOnly):
        if desk.keys.locked or me in gone:
            raise
    if me in gone:
        desk.lock()
        raise dismissed()
    return desk


def part_with_departed(folder: VaultFolder, desk: Desk, clock: Clock) -> None:
    """The same at closing, where it disturbs nobody."""
    if not desk.keys.locked:
        with suppress(NotAllowed):
            without_departed(folder, desk, clock).lock()


def dismissed() -> NotAllowed:
    return NotAllowed(
        _("あなたは、この地区の記録を開ける人から外されました。"),
        _("記録はそのままです。"),
        _("思いあたらないときは、責任者にたずねてください。"),
    )
