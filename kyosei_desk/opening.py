"""Opening, making, restoring and re-keying a vault: where keys (vault), rows (store) and files meet."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from i18n import _
from kyosei_desk import backup, disk, tombstones, wiping
from kyosei_desk.clock import Clock, system_clock
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, NotAllowed, VaultBusy, VaultDamaged, VaultExists
from kyosei_desk.records import District
from kyosei_desk.sealing import new_key
from kyosei_desk.sealing.passphrase import check_new
from kyosei_desk.store import Store, export, make_database, mark, open_database, remove, remove_journals, tables
from kyosei_desk.store.driver import Database
from kyosei_desk.vault import (
    Parameters,
    Person,
    Unlocked,
    calibrate,
    make_people,
    read_slots,
    rekeyed,
    set_passphrase_with_code,
    unlock,
    unlock_bytes,
    unlock_bytes_with_code,
    without_people,
    write_slots,
)
from kyosei_desk.vault import (
    people_of as people_in,
)
from kyosei_desk.vault_folder import VaultFolder


def vault_exists(path: Path) -> bool:
    """Whether there is a vault to open at this place."""
    return VaultFolder(path).slots.exists()


def people_of(path: Path) -> tuple[Person, ...]:
    """Everyone who may open the vault; needs no passphrase."""
    return people_in(VaultFolder(path).slots)


def make_desk(
    path: Path, name: str, words: str, clock: Clock, district: District, parameters: Parameters | None = None
) -> str:
    """A new vault with one 責任者; returns its recovery code. Until the last rename there is no vault at all."""
    folder = VaultFolder(path)
    wiping.refuse(folder)
    make_folder(path)
    with locked(folder):
        clear_unfinished(folder)
        code, unlocked = make_people(folder.new_slots, name, words, parameters or calibrate())
        database = make_database(folder.database, unlocked.vault_key)
        store = ready(folder, database, unlocked, clock)
        store.add((district,), "make_vault")
        store.close()
        with disk.in_words():
            folder.new_slots.replace(folder.slots)
            disk.sync_folder(path)
    return code


def make_folder(path: Path) -> None:
    with disk.in_words():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)


def clear_unfinished(folder: VaultFolder) -> None:
    """Refuse a place that is taken; take away what a creation that was cut short left, before anyone was told of it."""
    if folder.slots.exists():
        raise VaultExists(
            _("ここには、もう記録があります。"), _("記録はそのままです。"), _("ほかの場所を選んでください。")
        )
    if folder.database.exists() and not folder.new_slots.exists():
        raise VaultDamaged(
            _("鍵のファイル people.slots だけが、なくなっています。"),
            _("記録のファイルはそのままです。"),
            _("控えから kyosei-desk restore で、別の場所に戻してください。"),
        )
    with disk.in_words():
        remove(folder.database)
        remove(folder.next_database)
        folder.new_slots.unlink(missing_ok=True)


@contextmanager
def locked(folder: VaultFolder) -> Iterator[None]:
    """Keep a second instance out. Raises VaultBusy at once: nobody is left waiting."""
    lock = FileLock(folder.lock, timeout=0, mode=0o600)
    try:
        with disk.in_words():
            lock.acquire()
    except Timeout:
        raise VaultBusy(
            _("この記録は、ほかの画面か命令で開かれています。"),
            _("記録はそのままです。"),
            _("ほかの画面を閉じてから、もう一度どうぞ。"),
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def open_desk(path: Path, words: str, *, person: str | None = None, clock: Clock = system_clock) -> Iterator[Desk]:
    """The desk of a vault, as long as the block lasts; closed whole whatever happens inside."""
    folder = existing(path)
    with locked(folder), opened(folder, words, person, clock) as desk:
        yield desk


def existing(path: Path) -> VaultFolder:
    """A vault that is there: said before a lock file is made. Raises VaultMissing, VaultWiped."""
    folder = VaultFolder(path)
    wiping.refuse(folder)
    read_slots(folder.slots)
    return folder


@contextmanager
def opened(folder: VaultFolder, words: str, person: str | None, clock: Clock) -> Iterator[Desk]:
    """The desk of a vault whose lock the caller holds. Who has left the district goes before and after."""
    unlocked = unlock(folder.slots, words, person)
    finish_rekey(folder, unlocked.vault_key)
    desk = at_work(folder, unlocked, clock)
    try:
        desk = without_departed(folder, desk, clock)
        begin_day(desk, folder)
        yield desk
        without_departed(folder, desk, clock)
    finally:
        desk.lock()


def at_work(folder: VaultFolder, unlocked: Unlocked, clock: Clock) -> Desk:
    """The desk of slots that have been opened."""
    database = open_database(folder.database, unlocked.vault_key)
    try:
        store = ready(folder, database, unlocked, clock)
    except BaseException:
        database.conn.close()
        raise
    return Desk(store, unlocked, clock, folder, noticed(store, database, folder))


def begin_day(desk: Desk, folder: VaultFolder) -> None:
    """What an opening finishes or learns. A full disk leaves each of them for next time."""
    finish_renewal(desk, folder)
    for step in (desk.belonging.learn_signing_key, desk.belonging.publish, desk.belonging.extend_lease):
        with suppress(DeskError):
            step()


def ready(folder: VaultFolder, database: Database, unlocked: Unlocked, clock: Clock) -> Store:
    """Tables brought up to date (a copy first), known tombstones applied."""
    tables.bring_up_to_date(database, lambda name: copy_before(folder, database, unlocked, name))
    return Store(database, unlocked, clock, lambda link: mark.write(folder.mark, link))


def copy_before(folder: VaultFolder, database: Database, unlocked: Unlocked, migration: str) -> None:
    """An encrypted copy under the vault's own key, before a migration touches anything."""
    make_folder(folder.backups)
    export(database, folder.backups / f"before-{migration}.db", unlocked.vault_key)


def noticed(store: Store, database: Database, folder: VaultFolder) -> tuple[str, ...]:
    """What a person should read at opening, until they say that they have: acknowledged work is not in the file."""
    count = mark.lost(database, mark.read(folder.mark))
    if count:
        store.log("loss_noticed", detail={"events": count})
    if store.count_events("loss_noticed") <= store.count_events("loss_seen"):
        return ()
    lost = sum(int(str(event.detail["events"])) for event in store.events() if event.action == "loss_noticed")
    return (
        _(
            "前に保存した操作のうち、{count}件分が記録のファイルにありません。控えを別のフォルダーに戻して（restore）、"
            "足りない相談がないか見てください。見終わったら verify --seen で、この知らせは終わります。"
        ).format(count=lost),
    )


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


def finish_renewal(desk: Desk, folder: VaultFolder) -> None:
    """The last step of a removal, purge or restriction that was cut short. A full disk leaves it for next time."""
    with suppress(DeskError):
        if folder.stale.exists():
            desk.finish_purge()
        elif backup.open_to_strangers(folder.backups, (each.id for each in desk.people)):
            desk.renew_backups()


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


def remove_person(path: Path, name: str, words: str, *, person: str | None = None, clock: Clock = system_clock) -> None:
    """Take a person out: a new vault key for the rest, and no older backup left that the person could open."""
    folder = existing(path)
    with locked(folder), opened(folder, words, person, clock) as desk:
        key = new_key()
        slots, gone = desk.without_person(name, key)
        if desk.readable_only_by(gone):
            raise NotAllowed(
                _("この人しか開けない記録があります。"),
                _("だれも外していません。"),
                _("先に、その記録を見られる人を足してもらってください。"),
            )
        rekey(folder, desk, (gone,), slots, key)
        with closing_desk(at_work(folder, with_key(desk.keys))


def rekey(folder: VaultFolder, desk: Desk, gone: Iterable[str], slots: bytes, key: bytes) -> None:
    pass


def restore_backup(
    source: Path,
    path: Path,
    words: str,
    *,
    code: str | None = None,
    person: str | None = None,
    clock: Clock = system_clock,
) -> None:
    """A backup as a new vault, under a new key and with a new device identity; never over a vault that is there.

    `words` is the passphrase of the backup, or with `code` the new passphrase. What was purged stays purged.
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
                extracted(folder, slots, file, unlocked, clock)
    except BaseException:
        if not there:
            clear_empty(folder)
        raise
    if code:
        set_passphrase_with_code(folder.slots, code, words, unlocked.person.id)


def extracted(folder: VaultFolder, slots: bytes, file: BinaryIO, unlocked: Unlocked, clock: Clock) -> None:
    """The backup's database put in place, or nothing of it."""
    try:
        backup.extract(file, folder.next_database)
        restored(folder, slots, unlocked, clock)
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


def restored(folder: VaultFolder, slots: bytes, unlocked: Unlocked, clock: Clock) -> None:
    """The extracted copy under a new key; the slots last, so that a restore cut short is no vault."""
    key = new_key()
    old = open_database(folder.next_database, unlocked.vault_key)
    try:
        export(old, folder.database, key)
    finally:
        old.conn.close()
    owner = Unlocked(unlocked.person, unlocked.people, unlocked.private, key)
    store = ready(folder, open_database(folder.database, key), owner, clock)
    store.new_device()
    store.purge_known(tombstones.read(folder.tombstones))
    store.scrub()
    store.log("restore")
    store.close()
    write_slots(folder.slots, rekeyed(slots, unlocked, key))


def recover_access(path: Path, code: str, words: str, *, person: str | None = None, clock: Clock = system_clock) -> str:
    """A new passphrase for one person, by the printed recovery code; returns their name. The trail says so."""
    folder = VaultFolder(path)
    read_slots(folder.slots)
    with locked(folder):
        name = set_passphrase_with_code(folder.slots, code, words, person).person.name
        with suppress(DeskError), opened(folder, words, name, clock) as desk:  # whatever ails the rest, the way is in
            desk.note_recovery()
    return name
