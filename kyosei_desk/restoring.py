"""A backup as a new vault: another key, another device, and nothing of what was purged."""

from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from i18n import _
from kyosei_desk import backup, tombstones
from kyosei_desk.clock import Clock, system_clock
from kyosei_desk.errors import VaultDamaged, VaultExists
from kyosei_desk.sealing import new_key
from kyosei_desk.sealing.passphrase import check_new
from kyosei_desk.store import export, open_database, remove
from kyosei_desk.store.copies import prove
from kyosei_desk.vault import (
    Unlocked,
    rekeyed,
    set_passphrase_with_code,
    unlock_bytes,
    unlock_bytes_with_code,
    write_slots,
)
from kyosei_desk.vault_folder import VaultFolder
from kyosei_desk.watching import UNWATCHED, Watch
from kyosei_desk.workplace import locked, make_folder, ready


def restore_backup(
    source: Path,
    path: Path,
    words: str,
    *,
    code: str | None = None,
    person: str | None = None,
    clock: Clock = system_clock,
    watch: Watch = UNWATCHED,
) -> None:
    """A backup as a new vault, under a new key and with a new device identity; never over a vault that is there.

    `words` is the passphrase of the backup, or with `code` the new passphrase. What was purged stays purged. `watch`
    hears nothing before the backup was opened; one that was given up (GivenUp) leaves nothing.
    """
    folder = VaultFolder(path)
    if folder.slots.exists() or folder.database.exists():
        raise VaultExists(
            _("ここには、もう記録があります。"), _("その記録はそのままです。"), _("空のフォルダーを選んでください。")
        )
    if code:
        check_new(words)
    there = path.exists()
    try:
        with backup.reading(source) as (slots, file):
            unlocked = unlock_bytes_with_code(slots, code, person) if code else unlock_bytes(slots, words, person)
            make_folder(path)
            with locked(folder):
                extracted(folder, slots, file, unlocked, clock, watch)
    except BaseException:
        if not there:
            clear_empty(folder)
        raise
    if code:
        set_passphrase_with_code(folder.slots, code, words, unlocked.person.id)


def extracted(
    folder: VaultFolder, slots: bytes, file: BinaryIO, unlocked: Unlocked, clock: Clock, watch: Watch = UNWATCHED
) -> None:
    """The backup's database put in place, or nothing of it."""
    try:
        backup.extract(file, folder.next_database, watch.part(0, 20))
        restored(folder, slots, unlocked, clock, watch.part(20, 100))
    except VaultDamaged as error:
        remove(folder.database)
        raise backup.damaged() from error
    except BaseException:
        remove(folder.database)
        raise
    finally:
        remove(folder.next_database)


def clear_empty(folder: VaultFolder) -> None:
    """Take away a folder that was made for nothing; what lies in it keeps it."""
    with suppress(OSError):
        folder.lock.unlink(missing_ok=True)
        folder.path.rmdir()


def restored(folder: VaultFolder, slots: bytes, unlocked: Unlocked, clock: Clock, watch: Watch) -> None:
    """The extracted copy under a new key; the slots last, so that a restore cut short is no vault."""
    key = new_key()
    # an export reads no index: a page of one may be damaged unseen
    prove(folder.next_database, unlocked.vault_key, watch.part(0, 30))
    old = open_database(folder.next_database, unlocked.vault_key)
    try:
        export(old, folder.database, key, watch.part(30, 100))
    finally:
        old.conn.close()
    owner = Unlocked(unlocked.person, unlocked.people, unlocked.private, key)
    store = ready(folder, open_database(folder.database, key), owner, clock)
    store.new_device()  # two laptops with one identity would be an alarm: this one enrols anew
    store.purge_known(tombstones.read(folder.tombstones))
    store.scrub()
    store.log("restore")
    store.close()
    write_slots(folder.slots, rekeyed(slots, unlocked, key))
