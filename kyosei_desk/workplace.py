"""The folder of a vault as a place to work at: held by one program at a time, its tables brought up to date."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from i18n import _
from kyosei_desk import disk, wiping
from kyosei_desk.clock import Clock
from kyosei_desk.desk import Desk
from kyosei_desk.errors import VaultBusy
from kyosei_desk.store import Store, export, mark, open_database, tables
from kyosei_desk.store.driver import Database
from kyosei_desk.vault import Unlocked, read_slots
from kyosei_desk.vault_folder import VaultFolder


def make_folder(path: Path) -> None:
    with disk.in_words():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)


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


def existing(path: Path) -> VaultFolder:
    """A vault that is there: said before a lock file is made. Raises VaultMissing, VaultWiped."""
    folder = VaultFolder(path)
    wiping.refuse(folder)
    read_slots(folder.slots)
    return folder


def nothing() -> None:
    """Nobody is to be told."""


def at_work(folder: VaultFolder, unlocked: Unlocked, clock: Clock, renewing: Callable[[], None] = nothing) -> Desk:
    """The desk of slots that have been opened. `renewing` is called before what may take a minute: see `ready`."""
    database = open_database(folder.database, unlocked.vault_key)
    try:
        store = ready(folder, database, unlocked, clock, renewing)
    except BaseException:
        database.conn.close()
        raise
    return Desk(store, unlocked, clock, folder, noticed(store, database, folder))


def ready(
    folder: VaultFolder, database: Database, unlocked: Unlocked, clock: Clock, renewing: Callable[[], None] = nothing
) -> Store:
    """Tables brought up to date, known tombstones applied. Before tables are touched, `renewing` is told and a copy is
    made: that takes as long as any copy."""

    def copy(migration: str) -> None:
        renewing()
        copy_before(folder, database, unlocked, migration)

    tables.bring_up_to_date(database, copy)
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
