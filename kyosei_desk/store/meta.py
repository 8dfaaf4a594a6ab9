"""Small values of the vault itself, by name."""

from kyosei_desk.store.driver import Database

DEVICE = "device"
EXCHANGE = "exchange/"
"""Before the names of what sync keeps."""
SEALED_TO = "sealed_to/"
"""Before a person's id: who was here when that person's restricted records were last sealed to all their readers."""
CLOCK_OFFSET = "clock_offset"
"""Seconds to add to the machine's time, as the hub's signed time showed."""


def get(database: Database, name: str) -> str | None:
    row = database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def put(database: Database, name: str, value: str) -> None:
    database.execute(
        "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (name, value)
    )


def drop(database: Database, name: str) -> None:
    database.execute("DELETE FROM meta WHERE name = ?", (name,))


def number(database: Database, name: str) -> int:
    """A whole number, 0 where there is none."""
    return int(get(database, name) or 0)
