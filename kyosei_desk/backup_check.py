"""Whether a backup can be restored, found out by restoring it; and when the last one was made.

The copy is restored into a private folder of its own, looked at, and wiped: nothing of the vault at hand is touched, no
word of a record is read out, and what comes back are counts.
"""

import tempfile
from datetime import datetime
from pathlib import Path

import msgspec

from i18n import _
from kyosei_desk import backup
from kyosei_desk.clock import JAPAN, Clock, parse_moment, system_clock
from kyosei_desk.desk import Desk
from kyosei_desk.restoring import restore_backup
from kyosei_desk.store import Store, lists, open_database
from kyosei_desk.store.copies import stoppable
from kyosei_desk.vault import Unlocked, people_in, unlock
from kyosei_desk.vault_folder import VaultFolder
from kyosei_desk.watching import UNWATCHED, Watch
from kyosei_desk.workplace import ready

KEPT = "last_backup"
"""Under this name the vault keeps where the last one was put: a copy of the vault knows of its own."""


class BackupFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a restored copy holds. `until` is when something was last done in it. `damages` are sentences: none where
    all is well."""

    people: int
    households: int
    talks: int
    records: int
    until: datetime | None
    damages: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return not self.damages


class LastBackup(msgspec.Struct, frozen=True, kw_only=True):
    """A copy that a person made. `where`: the file's path as it was given, "" where that is not known."""

    at: datetime
    where: str = ""
    days: int = 0


class Kept(msgspec.Struct, frozen=True):
    at: str
    where: str


def check_backup(
    path: Path,
    words: str,
    *,
    person: str | None = None,
    clock: Clock = system_clock,
    watch: Watch = UNWATCHED,
) -> BackupFacts:
    """A tested restore. `words`: a passphrase of the backup. It takes as long as a restore and two openings do.

    `watch` hears nothing before the passphrase was found right. Raises WrongPassphrase, VaultMissing, VaultDamaged for
    a file that is no whole backup, StorageFull, GivenUp.
    """
    with backup.reading(path) as (slots, _file):
        people = len(people_in(slots))
    with tempfile.TemporaryDirectory(prefix="kyosei-check-", ignore_cleanup_errors=True) as name:
        folder = VaultFolder(Path(name) / "vault")
        try:
            restore_backup(path, folder.path, words, person=person, clock=clock, watch=watch.part(0, 85))
            return facts_of(folder, unlock(folder.slots, words, person), clock, people, watch.part(85, 100))
        finally:
            wipe(folder)


def facts_of(folder: VaultFolder, unlocked: Unlocked, clock: Clock, people: int, watch: Watch) -> BackupFacts:
    database = open_database(folder.database, unlocked.vault_key)
    try:
        store = ready(folder, database, unlocked, clock)
        with stoppable(database, lambda: watch.step(0, 1)):
            return told(store, people)
    finally:
        unlocked.lock()
        database.conn.close()


def told(store: Store, people: int) -> BackupFacts:
    counts = lists.kinds_counted(store)
    until = lists.last_event_before(store, "restore")
    return BackupFacts(
        people=people,
        households=counts.get("household", 0),
        talks=counts.get("consultation", 0),
        records=sum(counts.values()),
        until=parse_moment(until).astimezone(JAPAN) if until else None,
        damages=tuple(store.damages()),
    )


def wipe(folder: VaultFolder) -> None:
    """The key slots are overwritten first: what a disk may keep of the rest then opens to nobody."""
    if folder.slots.exists():
        folder.slots.write_bytes(bytes(folder.slots.stat().st_size))


def make_backup(desk: Desk, target: Path, watch: Watch = UNWATCHED) -> None:
    """A copy at a place a person chose, and where that was, for the reminder. Raises GivenUp."""
    desk.backup(target, watch)
    kept = Kept(desk.now().isoformat(), str(target.absolute()))
    lists.remember(desk.sorting.store, KEPT, msgspec.json.encode(kept).decode())


def last_backup(desk: Desk) -> LastBackup | None:
    """The last copy that a person made at this desk; None where there is none. The daily ones beside the vault do not
    count: they go with the laptop."""
    store = desk.sorting.store
    text, logged = lists.remembered(store, KEPT), lists.last_backup(store)
    kept = msgspec.json.decode(text, type=Kept) if text else Kept("", "")
    at = max(kept.at, logged, key=lambda each: parse_moment(each).timestamp() if each else 0.0)
    if not at:
        return None
    moment = parse_moment(at).astimezone(JAPAN)
    days = max((desk.today() - moment.date()).days, 0)
    return LastBackup(at=moment, where=kept.where if at == kept.at else "", days=days)


def reminder(last: LastBackup | None, every: int = 30) -> str:
    """What to say where it is time for one, "" where it is not. `every`: days."""
    if last is None:
        return _("控え（バックアップ）を、まだ取っていません。別の場所（USBメモリなど）に1つ取ってください。")
    if last.days < every:
        return ""
    return _("控え（バックアップ）を、{days}日取っていません。別の場所に1つ取ってください。").format(days=last.days)
