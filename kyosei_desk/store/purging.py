"""Purging: content goes everywhere, a tombstone stays, and what was purged never comes back."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

import msgspec

from kyosei_desk.purge_order import PurgeOrder, signed_order, tag_of
from kyosei_desk.records import new_id
from kyosei_desk.store import answers, drafts, families, related, search
from kyosei_desk.store.driver import Database
from kyosei_desk.store.origin import Origin
from kyosei_desk.store.sealer import Sealer

_orders = msgspec.json.Decoder(PurgeOrder)


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
        answers.purge(database, record_id)
        families.forget(database, record_id)
        related.forget(database, record_id)
        database.execute("DELETE FROM conflict WHERE record_id = ?", (record_id,))
        if letters:
            database.execute("DELETE FROM letter WHERE subject = ? AND sent_at = ''", (record_id,))
        drafts.drop_about(database, record_id)
        database.execute("INSERT OR IGNORE INTO purged (id, at) VALUES (?, ?)", (record_id, at.isoformat()))
    return there


def order(
    database: Database,
    sealer: Sealer,
    origin: Origin,
    record_ids: Sequence[str],
    reason: str,
    renewed: Sequence[str] = (),
) -> None:
    """Write the signed order down as a change of this device, so that every desk and the hub carry it out too.

    `renewed`: of 閲覧制限, the records that stand in the place of those that go.
    """
    roster = database.execute("SELECT coalesce(max(number), 0) FROM roster").fetchone()[0]
    signed = signed_order(
        sealer.signing_key,
        [tag_of(record_id) for record_id in record_ids],
        reason,
        int(origin.at.timestamp()),
        sealer.person_id,
        roster=roster,
        renewed=[tag_of(record_id) for record_id in renewed],
    )
    database.execute(
        "INSERT INTO change (device, seq, id, record_id, kind, stamp, author, sealed, writes)"
        " VALUES (?, (SELECT coalesce(max(seq), 0) + 1 FROM change WHERE device = ?), ?, '', 'purge', ?, ?, 0, ?)",
        (origin.device, origin.device, new_id(), origin.stamp, sealer.person_id, msgspec.json.encode(signed)),
    )


def replaced(database: Database, order: PurgeOrder) -> bool:
    """Whether all that an order of 閲覧制限 names in the place of what goes stands here, sealed by who gave it.

    What was purged since counts as well. A record stands in the place of one other: an order that names what another
    order of that person names too counts for nothing.
    """
    if not order.renewed:
        return True
    others = (each for each in orders(database) if each.person == order.person and each.signature != order.signature)
    taken = {tag for each in others for tag in each.renewed}
    return taken.isdisjoint(order.renewed) and all(
        stands_sealed(database, tag.hex(), order.person) or is_purged(database, tag.hex()) for tag in order.renewed
    )


def stands_sealed(database: Database, record_id: str, author: str) -> bool:
    sql = (
        "SELECT 1 FROM change WHERE record_id = ? AND sealed = 1 AND author = ? AND writes IS NOT NULL"
        " AND state IN ('sealed', 'waiting', 'local')"
    )
    return database.execute(sql, (record_id, author)).fetchone() is not None


def orders(database: Database) -> Iterator[PurgeOrder]:
    """Every order kept here, whether or not its person may give it."""
    sql = "SELECT writes FROM change WHERE record_id = '' AND kind = 'purge' AND writes IS NOT NULL"
    for (content,) in database.execute(sql).fetchall():
        with suppress(msgspec.DecodeError, UnicodeDecodeError):
            yield _orders.decode(content)


def due(database: Database) -> list[PurgeOrder]:
    """Orders of 閲覧制限 that were not carried out when they came, and may be now: what they name has come since."""
    waiting = (each for each in orders(database) if each.renewed)
    left = [each for each in waiting if not all(is_purged(database, tag.hex()) for tag in each.tags)]
    return [each for each in left if replaced(database, each)]


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
    """A household and everything filed under it, restricted or not; households that are one with it too."""
    ids = families.of(database, household_id)
    marks = ",".join("?" * len(ids))
    rows = database.execute(f"SELECT id FROM record WHERE household_id IN ({marks})", ids)  # noqa: S608 - marks only
    return with_answers(database, [record_id for (record_id,) in rows.fetchall()])


def with_answers(database: Database, record_ids: Sequence[str]) -> Sequence[str]:
    """These, and what the city answered to them: an answer is filed under the referral it answers."""
    found = dict.fromkeys(record_ids)
    for record_id in record_ids:
        rows = database.execute("SELECT id FROM record WHERE consultation_id = ?", (record_id,))
        found.update(dict.fromkeys(answer_id for (answer_id,) in rows.fetchall()))
    return list(found)
