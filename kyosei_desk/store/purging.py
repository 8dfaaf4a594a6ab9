"""Purging: content goes everywhere, a tombstone stays, and what was purged never comes back."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from kyosei_desk.purge_order import signed_order, tag_of
from kyosei_desk.records import new_id
from kyosei_desk.store import search
from kyosei_desk.store.driver import Database
from kyosei_desk.store.origin import Origin
from kyosei_desk.store.sealer import Sealer


def purge(database: Database, record_ids: Iterable[str], at: datetime, *, letters: bool = True) -> int:
    """Erase records: rows, words of their changes, index. Returns how many were there. Inside the caller's transaction.

    A change keeps its place in its device's sequence, emptied, so that the sequence stays without a gap. A letter that
    was not sent yet goes too, unless its record only moves to another id (`letters` False: 閲覧制限).
    """
    there = 0
    for record_id in record_ids:
        search.drop(database, record_id)
        there += database.execute("DELETE FROM record WHERE id = ?", (record_id,)).rowcount
        database.execute(
            "UPDATE change SET writes = NULL, body = NULL, reason = '', state = CASE state WHEN 'local' THEN 'local'"
            " ELSE 'sealed' END WHERE record_id = ?",
            (record_id,),
        )
        database.execute("DELETE FROM conflict WHERE record_id = ?", (record_id,))
        if letters:
            database.execute("DELETE FROM letter WHERE subject = ? AND sent_at = ''", (record_id,))
        database.execute("DELETE FROM draft WHERE id = ?", (record_id,))
        database.execute("INSERT OR IGNORE INTO purged (id, at) VALUES (?, ?)", (record_id, at.isoformat()))
    return there


def order(database: Database, sealer: Sealer, origin: Origin, record_ids: Sequence[str], reason: str) -> None:
    """Write the signed order down as a change of this device, so that every desk and the hub carry it out too."""
    at = int(origin.at.timestamp())
    tags = [tag_of(record_id) for record_id in record_ids]
    signed = signed_order(sealer.signing_key, tags, reason, at, sealer.person_id)
    database.execute(
        "INSERT INTO change (device, seq, id, record_id, kind, stamp, author, sealed, writes)"
        " VALUES (?, (SELECT coalesce(max(seq), 0) + 1 FROM change WHERE device = ?), ?, '', 'purge', ?, ?, 0, ?)",
        (origin.device, origin.device, new_id(), origin.stamp, sealer.person_id, msgspec.json.encode(signed)),
    )


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
    return with_answers(database, [record_id for (record_id,) in rows.fetchall()])


def of_household(database: Database, household_id: str) -> Sequence[str]:
    """A household and everything filed under it, restricted or not."""
    rows = database.execute("SELECT id FROM record WHERE household_id = ?", (household_id,))
    return with_answers(database, [record_id for (record_id,) in rows.fetchall()])


def with_answers(database: Database, record_ids: Sequence[str]) -> Sequence[str]:
    """These, and what the city answered to them: an answer is filed under the referral it answers."""
    found = dict.fromkeys(record_ids)
    for record_id in record_ids:
        rows = database.execute("SELECT id FROM record WHERE consultation_id = ?", (record_id,))
        found.update(dict.fromkeys(answer_id for (answer_id,) in rows.fetchall()))
    return list(found)
