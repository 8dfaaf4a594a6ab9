"""Restricted changes that came from elsewhere: applied for their readers, and kept sealed until one of them is here."""

from collections.abc import Iterable
from contextlib import suppress

import msgspec

from kyosei_desk.errors import NotAllowed, VaultError
from kyosei_desk.store import conflicts, items, rows
from kyosei_desk.store.changes import pack_state, unpack_writes
from kyosei_desk.store.driver import Database
from kyosei_desk.store.items import WAITING, Row
from kyosei_desk.store.registers import State, applied
from kyosei_desk.store.rows import Shown
from kyosei_desk.store.sealer import Sealer

UNREADABLE = (NotAllowed, VaultError, msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError)
"""Why a restricted change cannot be applied now: it is for others, or a desk gone wrong sealed something else."""


def put(database: Database, sealer: Sealer, fresh: Iterable[Row]) -> list[Shown]:
    """Changes that were just inserted: the records of those that the one at the desk reads; the others wait."""
    changed = []
    for row in fresh:
        shown = opened(database, sealer, row)
        if shown is None:
            wait(database, sealer, row)
        else:
            rows.write(database, sealer, shown)
            conflicts.note(database, [shown])
            changed.append(shown)
    return changed


def opened(database: Database, sealer: Sealer, row: Row) -> Shown | None:
    """The record with one restricted change more; None where the one at the desk is no reader of it."""
    try:
        writes = unpack_writes(sealer.open(row.writes or b"", f"change/{row.id}"))
        current = standing_sealed(database, sealer, row.record_id)
    except UNREADABLE:
        return None
    state = applied(current.state if current else {}, row.id, row.stamp, writes)
    readers = set(current.readers if current else ()) | set(sealer.readers(row.writes or b""))
    return rows.shown_of(row.record_id, row.kind, state, tuple(sorted(readers)))


def standing_sealed(database: Database, sealer: Sealer, record_id: str) -> Shown | None:
    """A restricted record, as it stands or as its changes make it. Raises NotAllowed for one who is no reader of them.

    It may have been sealed here while the keys of some of its readers were still on their way: its changes name them.
    """
    try:
        return rows.read(database, sealer, record_id)
    except NotAllowed:
        return replayed(database, sealer, record_id)


def replayed(database: Database, sealer: Sealer, record_id: str) -> Shown:
    state: State = {}
    kind = database.execute("SELECT kind FROM record WHERE id = ?", (record_id,)).fetchone()[0]
    sql = (
        "SELECT id, stamp, writes FROM change WHERE record_id = ? AND sealed = 1 AND writes IS NOT NULL"
        " AND state IN ('local', 'sealed')"
    )
    for change_id, stamp, content in database.execute(sql, (record_id,)).fetchall():
        state = applied(state, change_id, stamp, unpack_writes(sealer.open(content, f"change/{change_id}")))
    return rows.shown_of(record_id, kind, state, named(database, sealer, record_id))


def named(database: Database, sealer: Sealer, record_id: str) -> tuple[str, ...]:
    """Everyone here whom a restricted record or one of its changes names."""
    found = database.execute(
        "SELECT registers FROM record WHERE id = ?1 AND sealed = 1 UNION ALL"
        " SELECT writes FROM change WHERE record_id = ?1 AND sealed = 1 AND writes IS NOT NULL",
        (record_id,),
    ).fetchall()
    return tuple(sorted({reader for (content,) in found for reader in sealer.readers(content)}))


def reseal(database: Database, sealer: Sealer) -> int:
    """People have come: restricted records are sealed to all of their readers who are here now. How many were."""
    count = 0
    for record_id, content in database.execute("SELECT id, registers FROM record WHERE sealed = 1").fetchall():
        readers = named(database, sealer, record_id)
        if set(readers) <= set(sealer.readers(content)):
            continue
        with suppress(*UNREADABLE):
            shown = standing_sealed(database, sealer, record_id)
            if shown is not None:
                rows.write(database, sealer, msgspec.structs.replace(shown, readers=readers))
                count += 1
    return count


def wait(database: Database, sealer: Sealer, row: Row) -> None:
    """Keep a change for its readers; where its record is not here yet, an empty one says that there is one."""
    database.execute("UPDATE change SET state = ? WHERE id = ?", (WAITING, row.id))
    if database.execute("SELECT 1 FROM record WHERE id = ?", (row.record_id,)).fetchone():
        return
    readers = sealer.readers(row.writes or b"")
    if not readers:
        return  # its readers are not known here yet: their keys come with the people
    empty = sealer.seal(pack_state({}), readers, rows.subject_of(row.record_id))
    database.execute(
        "INSERT INTO record (id, kind, household_id, consultation_id, sealed, registers) VALUES (?, ?, ?, ?, 1, ?)",
        (row.record_id, row.kind, row.household_id, row.consultation_id, empty),
    )


def settle(database: Database, sealer: Sealer) -> int:
    """What waited for the one who is at the desk now; returns how many changes."""
    count = 0
    for row in items.in_state(database, WAITING):
        shown = opened(database, sealer, row)
        if shown is None:
            wait(database, sealer, row)  # people may have come since: say to them that there is one
            continue
        rows.write(database, sealer, shown)
        conflicts.note(database, [shown])
        database.execute("UPDATE change SET state = 'sealed' WHERE id = ?", (row.id,))
        count += 1
    return count
