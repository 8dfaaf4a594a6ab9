"""The connection: PostgreSQL or SQLite, and how a transaction begins on each.

A writing transaction on SQLite takes the lock at its begin (BEGIN IMMEDIATE), because one that reads first could not
take it later; on PostgreSQL the row lock of a district does the same for that district alone. A reading one sees one
moment on both.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL

WAIT_SECONDS = 30
POOL, OVERFLOW = 8, 8
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -65536",
)
READING = "reading"


class FileReplaced(Exception):
    """The database's file was removed, or another one put in its place: what is written now would be lost."""


class Database:
    """An engine and its two kinds of transactions."""

    def __init__(self, url: str) -> None:
        self.url = driven(make_url(url))
        self.engine = engine_for(self.url)
        self._reader = self.engine.execution_options(**reading_options(self.url))
        self._file = identity(self.url) if self.embedded else None
        self._turn = Lock() if self.embedded else nullcontext()
        """SQLite has one writer at a time: threads that wait for a lock of ours wake in turn, and do not poll."""

    @property
    def embedded(self) -> bool:
        """SQLite in a file of the hub's own."""
        return embedded(self.url)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction; everything in it is kept, or nothing. Raises FileReplaced."""
        with self._turn:
            self._check_file()
            with self.engine.begin() as connection:
                yield connection
                self._check_file()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the database. Raises FileReplaced."""
        self._check_file()
        with self._reader.begin() as connection:
            yield connection

    def _check_file(self) -> None:
        """SQLite goes on writing into a file that has no name any more, and a new connection opens another one."""
        if self._file is not None and identity(self.url) != self._file:
            raise FileReplaced

    def close(self) -> None:
        self.engine.dispose()


def driven(url: URL) -> URL:
    """The URL with the driver we have: `postgresql://…` means psycopg 3."""
    return url.set(drivername="postgresql+psycopg") if url.drivername in {"postgresql", "postgres"} else url


def embedded(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def reading_options(url: URL) -> dict[str, Any]:
    """SQLite reads from a snapshot by itself; PostgreSQL is asked for one."""
    if embedded(url):
        return {READING: True}
    return {READING: True, "isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def engine_for(url: URL) -> Engine:
    """Statements' values stay out of every error's text: they are sealed, but they are not ours to print."""
    if embedded(url):
        return sqlite_engine(url)
    return create_engine(
        url, pool_size=POOL, max_overflow=OVERFLOW, pool_timeout=WAIT_SECONDS, pool_pre_ping=True, hide_parameters=True
    )


def sqlite_engine(url: URL) -> Engine:
    private_file(Path(url.database or ""))
    engine = create_engine(
        url,
        pool_size=POOL,
        max_overflow=OVERFLOW,
        pool_timeout=WAIT_SECONDS,
        hide_parameters=True,
        connect_args={"timeout": WAIT_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _on_connected)
    event.listen(engine, "begin", _on_begun)
    return engine


def identity(url: URL) -> tuple[int, int] | None:
    """Which file stands under the name; None where there is none."""
    try:
        found = Path(url.database or "").stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def private_file(path: Path) -> None:
    """Made by us, so that nobody else may ever read it; SQLite gives its -wal and -shm the same rights."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)


def _on_connected(raw: Any, _record: object) -> None:
    raw.isolation_level = None  # we begin transactions ourselves, see `_on_begun`
    for pragma in PRAGMAS:
        raw.execute(pragma)


def _on_begun(connection: Connection) -> None:
    reading = bool(connection.get_execution_options().get(READING))
    connection.exec_driver_sql(f"PRAGMA query_only = {int(reading)}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
