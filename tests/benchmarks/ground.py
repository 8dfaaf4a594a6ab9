"""The two desks a run compares: one on its encrypted vault, one on plain SQLite. All but the connection is the same.

The plain one has the same driver (SQLCipher without a key is SQLite), tables, indexes and settings, and writes its mark
and audit trail too: what differs is the encryption alone.
"""

import hashlib
import shutil
from pathlib import Path

import msgspec

from kyosei_desk.clock import system_clock
from kyosei_desk.desk import Desk
from kyosei_desk.japanese import FOLDING_VERSION
from kyosei_desk.records import KINDS
from kyosei_desk.store import Store, checkpoint, open_database
from kyosei_desk.store.changes import FORMAT
from kyosei_desk.store.connection import prepare, quoted
from kyosei_desk.store.driver import Database, Migrations, connect
from kyosei_desk.store.migrations import migrations
from kyosei_desk.vault import Unlocked, unlock
from kyosei_desk.vault_folder import VaultFolder
from kyosei_desk.workplace import ready

FOUNDER = "見本 責任者"
WORDS = "はかる ための あいことば"
"""Of a vault that holds invented people only; nothing anybody uses."""
FORM_NAME = "form.json"
MAKERS = ("invention.py", "phrases.py", "building.py")


class Side(msgspec.Struct, frozen=True):
    """An open desk and what stands under it."""

    folder: VaultFolder
    unlocked: Unlocked
    database: Database
    store: Store
    desk: Desk

    def checkpoint(self) -> None:
        """The journal into the file."""
        checkpoint(self.database)

    def close(self) -> None:
        """Close without the daily backup, which is measured apart."""
        self.store.close()


class Ground(msgspec.Struct, frozen=True):
    """Where the vaults of a run lie. `encrypted` and `plain` hold the same records."""

    path: Path

    @property
    def encrypted(self) -> VaultFolder:
        return VaultFolder(self.path / "encrypted")

    @property
    def plain(self) -> VaultFolder:
        return VaultFolder(self.path / "plain")

    def open_encrypted(self) -> Side:
        """The vault as `open_desk` opens it, without its lock and closing."""
        unlocked = unlock(self.encrypted.slots, WORDS)
        return side(self.encrypted, unlocked, open_database(self.encrypted.database, unlocked.vault_key))

    def open_plain(self) -> Side:
        return side(self.plain, unlock(self.plain.slots, WORDS), plain_database(self.plain.database))

    def copied(self, path: Path) -> "Ground":
        """A working copy: what is measured writes, and the next run must find what this one found."""
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self.path, path)
        return Ground(path)

    def is_made(self, consultations: int) -> bool:
        """Whether what lies here is what today's program would make."""
        note = self.path / FORM_NAME
        return note.exists() and note.read_bytes() == form(consultations)

    def note_made(self, consultations: int) -> None:
        (self.path / FORM_NAME).write_bytes(form(consultations))


def side(folder: VaultFolder, unlocked: Unlocked, database: Database) -> Side:
    store = ready(folder, database, unlocked, system_clock)
    return Side(folder, unlocked, database, store, Desk(store, unlocked, system_clock, folder))


def plain_database(path: Path) -> Database:
    """A database without a key, with the desk's own settings; made where there is none."""
    connection = connect(f"file:{quoted(path)}?mode=rwc", uri=True, check_same_thread=False)
    return prepare(Database(connection, recursive_triggers=False, execute_plugins=False))


def form(consultations: int) -> bytes:
    """All that decides what the made vaults hold: tables, folding, kinds of record, and the code that invents them."""
    return msgspec.json.encode(
        {
            "consultations": consultations,
            "tables": hashlib.sha256(tables(migrations).encode()).hexdigest(),
            "folding": FOLDING_VERSION,
            "states": FORMAT,
            "records": {kind: list(form.__struct_fields__) for kind, form in KINDS.items()},
            "makers": [hashlib.sha256(Path(__file__).with_name(name).read_bytes()).hexdigest() for name in MAKERS],
        }
    )


def tables(made_by: Migrations) -> str:
    """The tables and indexes of an empty database."""
    database = Database(memory=True)
    made_by.apply(database)
    return "\n".join(str(sql) for (sql,) in database.execute("SELECT sql FROM sqlite_master ORDER BY name"))
