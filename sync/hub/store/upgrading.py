"""The database made, or brought up to date, by the migrations; several workers may open it at the same moment."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from sync.hub.store import tables
from sync.hub.store.counting import fresh_epoch
from sync.hub.store.database import Database
from sync.hub.store.room import insert_new

MIGRATIONS = Path(__file__).parent.parent / "migrations"
LOCK = 0x6B796F736569
"""Any number, as long as all workers name the same one."""


def upgrade(database: Database) -> None:
    """All in one transaction. A second worker waits, and finds it done."""
    with database.writing() as connection:
        if not database.embedded:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        run_migrations(connection)
        insert_new(connection, tables.hub, {"one": 1, "epoch": fresh_epoch(), "letters": 0, "bulletins": 0})


def run_migrations(connection: Connection, revision: str = "head") -> None:
    """Raises CommandError where there is no such revision here."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
