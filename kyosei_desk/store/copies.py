"""Encrypted copies of a database: under another key for a backup, under a new one when a person is removed."""

from contextlib import suppress
from pathlib import Path

from kyosei_desk.store.connection import checkpoint, close, open_database, quoted, raw_key
from kyosei_desk.store.driver import Database
from kyosei_desk.store.failures import damaged, in_words

JOURNALS = ("-wal", "-shm", "-journal")


def export(database: Database, target: Path, key: bytes) -> None:
    """A whole copy at `target` under `key`, complete and proven to open; nothing is left there where it fails."""
    checkpoint(database)
    remove(target)
    try:
        with in_words():
            target.touch(mode=0o600, exist_ok=False)
            copy_into(database, target, key)
        prove(target, key)
    except BaseException:
        remove(target)
        raise


def copy_into(database: Database, target: Path, key: bytes) -> None:
    database.execute(f'ATTACH DATABASE ? AS copy KEY "{raw_key(key)}"', (f"file:{quoted(target)}?mode=rw",))
    try:
        database.execute("SELECT sqlcipher_export('copy')").fetchall()
        if database.conn.in_transaction:
            database.conn.execute("COMMIT")
    finally:
        database.execute("DETACH DATABASE copy")


def prove(path: Path, key: bytes) -> None:
    """Open the copy as it will be opened one day; raises VaultDamaged where it is not whole."""
    copy = open_database(path, key)
    try:
        with in_words():
            if copy.execute("PRAGMA cipher_integrity_check").fetchall():
                raise damaged()
            if copy.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                raise damaged()
    finally:
        close(copy)


def remove(path: Path) -> None:
    """The file and its journals, where they are there."""
    for each in (path, *(path.with_name(path.name + tail) for tail in JOURNALS)):
        with suppress(FileNotFoundError):
            each.unlink()


def remove_journals(path: Path) -> None:
    for tail in JOURNALS:
        with suppress(FileNotFoundError):
            path.with_name(path.name + tail).unlink()
