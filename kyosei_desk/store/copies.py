"""Encrypted copies of a database: under another key for a backup, under a new one when a person is removed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kyosei_desk.store.connection import checkpoint, close, open_database, quoted, raw_key
from kyosei_desk.store.driver import Database
from kyosei_desk.store.failures import damaged, in_words
from kyosei_desk.watching import UNWATCHED, Watch

JOURNALS = ("-wal", "-shm", "-journal")
BETWEEN = 20_000
"""Steps of the database's machine between two looks whether to go on: about a fifth of a second of copying."""


def export(database: Database, target: Path, key: bytes, watch: Watch = UNWATCHED) -> None:
    """A whole copy at `target` under `key`, complete and proven to open; nothing is left there where it fails."""
    checkpoint(database)
    export_as_it_stands(database, target, key, watch)


def export_as_it_stands(database: Database, target: Path, key: bytes, watch: Watch = UNWATCHED) -> None:
    """The same of a database that another connection writes to: its journal is left alone. Raises GivenUp."""
    remove(target)
    try:
        with in_words():
            target.touch(mode=0o600, exist_ok=False)
            copy_into(database, target, key, watch.part(0, 60))
        prove(target, key, watch.part(60, 100))
    except BaseException:
        remove(target)
        raise


def copy_into(database: Database, target: Path, key: bytes, watch: Watch = UNWATCHED) -> None:
    """In one transaction: of one moment, whatever is written meanwhile."""
    whole = size_of(database)
    database.execute(f'ATTACH DATABASE ? AS copy KEY "{raw_key(key)}"', (f"file:{quoted(target)}?mode=rw",))
    try:
        database.conn.execute("BEGIN")
        database.execute("SELECT count(*) FROM main.sqlite_master").fetchone()
        with stoppable(database, lambda: watch.step(target.stat().st_size, whole)):
            database.execute("SELECT sqlcipher_export('copy')").fetchall()
        database.conn.execute("COMMIT")
    finally:
        if database.conn.in_transaction:
            database.conn.rollback()
        database.execute("DETACH DATABASE copy")


def size_of(database: Database) -> int:
    """Bytes, as the copy will have them."""
    pages, each = (int(database.execute(f"PRAGMA main.{what}").fetchone()[0]) for what in ("page_count", "page_size"))
    return pages * each


@contextmanager
def stoppable(database: Database, look: Callable[[], None]) -> Iterator[None]:
    """`look` is called every so often while a statement runs; what it raises ends the statement, and leaves here.

    So does Ctrl+C: without a look in between it would wait for the statement's end.
    """
    raised: list[BaseException] = []

    def go_on() -> int:
        try:
            look()
        except BaseException as error:  # noqa: BLE001 - the driver would swallow it
            raised.append(error)
        return len(raised)

    database.conn.set_progress_handler(go_on, BETWEEN)
    try:
        yield
    except Exception:
        if not raised:
            raise
    finally:
        database.conn.set_progress_handler(None, 0)
    if raised:  # also where whoever worked took the end of a statement for a damage
        raise raised[0]


def prove(path: Path, key: bytes, watch: Watch = UNWATCHED) -> None:
    """Open the copy as it will be opened one day; raises VaultDamaged where it is not whole, GivenUp."""
    copy = open_database(path, key)
    try:
        watch.step(0, 2)
        with in_words():
            if copy.execute("PRAGMA cipher_integrity_check").fetchall():
                raise damaged()
            with stoppable(copy, lambda: watch.step(1, 2)):
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
