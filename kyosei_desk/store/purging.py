"""Purging: content goes everywhere, a tombstone stays, and what was purged never comes back."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from kyosei_desk.store import search
from kyosei_desk.store.driver import Database


def purge(database: Database, record_ids: Iterable[str], at: datetime) -> int:
    """Erase records: rows, words of their changes, index. Returns how many were there. Inside the caller's transaction.

    A change keeps its place in its device's sequence, emptied, so that the sequence stays without a gap.
    """
    there = 0
    for record_id in record_ids:
        search.drop(database, record_id)
        there += database.execute("DELETE FROM record WHERE id = ?", (record_id,)).rowcount
        database.execute("UPDATE change SET writes = NULL WHERE record_id = ?", (record_id,))
        database.execute("DELETE FROM draft WHERE id = ?", (record_id,))
        database.execute("INSERT OR IGNORE INTO purged (id, at) VALUES (?, ?)", (record_id, at.isoformat()))
    return there


def tombstones(database: Database) -> tuple[str, ...]:
    """The ids of everything purged."""
    return tuple(record_id for (record_id,) in database.execute("SELECT id FROM purged ORDER BY id"))


def is_purged(database: Database, record_id: str) -> bool:
    return database.execute("SELECT 1 FROM purged WHERE id = ?", (record_id,)).fetchone() is not None


def scrub(database: Database) -> None:
    """After the transaction: merge the indexes and empty the journal, so that no page keeps an old word."""
    search.tidy(database)
    database.execute("VACUUM")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def filed_under(database: Database, consultation_id: str) -> Sequence[str]:
    """A consultation and everything that grew out of it, restricted or not."""
    rows = database.execute(
        "SELECT id FROM record WHERE id = ? OR (consultation_id = ? AND consultation_id <> '')", (consultation_id,) * 2
    )
    return [record_id for (record_id,) in rows.fetchall()]


def of_household(database: Database, household_id: str) -> Sequence[str]:
    """A household and everything filed under it, restricted or not."""
    rows = database.execute("SELECT id FROM record WHERE household_id = ?", (household_id,))
    return [record_id for (record_id,) in rows.fetchall()]
