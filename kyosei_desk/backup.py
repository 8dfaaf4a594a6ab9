"""A backup is one file: who may open it, then the whole database under a key of its own.

magic · length of the slots (4 bytes, big-endian) · slots · SHA-256 of all before · the encrypted database
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO

from i18n import _
from kyosei_desk import disk
from kyosei_desk.errors import DeskError, VaultDamaged, VaultExists, VaultMissing
from kyosei_desk.sealing import digest, new_key
from kyosei_desk.store import Store, remove
from kyosei_desk.vault import Unlocked, people_in, rekeyed
from kyosei_desk.vault.slots import MAX_BYTES
from kyosei_desk.watching import UNWATCHED, Watch

MAGIC = b"KYOSEI-BACKUP-1\n"
LENGTH_BYTES, DIGEST_BYTES = 4, 32
KEPT_DAYS = 14
AT_A_TIME = 1 << 20


def write_backup(store: Store, unlocked: Unlocked, slots: bytes, target: Path, watch: Watch = UNWATCHED) -> None:
    """A whole copy under a fresh key, proven to open, put in place at once. An older backup there is replaced.

    Raises VaultExists where something else than a backup stands there, StorageFull, StorageReadOnly, or GivenUp: then,
    and however else it ends early, what stood there is whole, and nothing stands beside it.
    """
    refuse_stranger(target)
    key = new_key()
    copy = target.with_name(f"{target.name}.kyosei-copy")  # no name that a person's file, or the vault's, may have
    draft = target.with_name(f"{target.name}.kyosei-draft")
    try:
        store.export_beside(unlocked.vault_key, copy, key, watch.part(0, 80))
        with disk.in_words():
            joined(draft, rekeyed(slots, unlocked, key), copy, watch.part(80, 100))
            draft.replace(target)
            disk.sync_folder(target.absolute().parent)
    finally:
        remove(copy)
        with suppress(OSError):
            draft.unlink()


def refuse_stranger(target: Path) -> None:
    with disk.in_words():
        there = target.exists()
        if there and (target.is_dir() or not starts_as_backup(target)):
            raise VaultExists(
                _("そこには、控えではない別のものがあります。"),
                _("それはそのままです。"),
                _("ほかの名前にしてください。"),
            )


def starts_as_backup(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def joined(draft: Path, slots: bytes, database: Path, watch: Watch = UNWATCHED) -> None:
    head = MAGIC + len(slots).to_bytes(LENGTH_BYTES, "big") + slots
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(head + digest(head))
        with database.open("rb") as source:
            pour(source, file, watch)
        file.flush()
        os.fsync(file.fileno())


def pour(source: BinaryIO, into: BinaryIO, watch: Watch) -> None:
    """What is left of a file, some of it at a time. Raises GivenUp."""
    begin = source.tell()
    total = os.fstat(source.fileno()).st_size - begin
    while some := source.read(AT_A_TIME):
        watch.step(source.tell() - begin - len(some), total)
        into.write(some)


@contextmanager
def reading(source: Path) -> Iterator[tuple[bytes, BinaryIO]]:
    """The slots of a backup, and the file standing at its database. Raises VaultMissing or VaultDamaged."""
    try:
        file = source.open("rb")
    except FileNotFoundError:
        raise VaultMissing(
            _("控えのファイルが見つかりません。"), _("記録はそのままです。"), _("場所と名前を確かめてください。")
        ) from None
    except OSError as error:
        raise disk.sentence(error) from error
    with file:
        yield head_of(file), file


def head_of(file: BinaryIO) -> bytes:
    magic, length = file.read(len(MAGIC)), file.read(LENGTH_BYTES)
    size = int.from_bytes(length, "big")
    if magic != MAGIC or not 0 < size <= MAX_BYTES:
        raise damaged()
    slots, stored = file.read(size), file.read(DIGEST_BYTES)
    if digest(magic + length + slots) != stored:
        raise damaged()
    return slots


def extract(file: BinaryIO, target: Path, watch: Watch = UNWATCHED) -> None:
    """The rest of the backup, its database, as a private file."""
    with disk.in_words(), os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as copy:
        pour(file, copy, watch)
        copy.flush()
        os.fsync(copy.fileno())


def damaged() -> VaultDamaged:
    return VaultDamaged(
        _("控えのファイルがこわれているか、控えではありません。"),
        _("いまある記録はそのままです。"),
        _("ほかの日の控えで試してください。"),
    )


def daily(store: Store, unlocked: Unlocked, slots: bytes, folder: Path, today: date) -> None:
    """Today's backup, once a day; the oldest go when there are more than KEPT_DAYS.

    A clock that stands before the newest backup has lost its battery: that one is then replaced, at every closing.
    """
    with disk.in_words():
        folder.mkdir(mode=0o700, exist_ok=True)
    newest = max((each.name for each in folder.glob(name_of("*"))), default="")
    target = folder / max(name_of(today.isoformat()), newest)
    if not target.exists():
        store.tidy()
    if not target.exists() or target.name > name_of(today.isoformat()):
        write_backup(store, unlocked, slots, target)
    for old in sorted(folder.glob(name_of("*")))[:-KEPT_DAYS]:
        with suppress(OSError):
            old.unlink()


def renew(store: Store, unlocked: Unlocked, slots: bytes, folder: Path, today: date) -> None:
    """After a purge or the removal of a person: a new backup first, then none that is older stays."""
    with disk.in_words():
        folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / name_of(today.isoformat())
    write_backup(store, unlocked, slots, target)
    for old in folder.iterdir():
        if old != target:
            remove(old)


def open_to_strangers(folder: Path, here: Iterable[str]) -> bool:
    """Whether a backup lists someone who is no longer here (ids): a removal was cut short before it was renewed."""
    known = set(here)
    for each in folder.glob(name_of("*")):
        with suppress(DeskError), reading(each) as (slots, _file):
            if {person.id for person in people_in(slots)} - known:
                return True
    return False


def name_of(day: str) -> str:
    """desk-2026-10-05.backup: names sort as days do."""
    return f"desk-{day}.backup"
