"""Changes that came from elsewhere: put into their records, whatever their order, in the caller's one transaction.

What cannot be opened here now is kept, never dropped: a restricted change waits for a reader, one that this version
does not understand is set aside; a purged record's change keeps its place, emptied.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

import msgspec

from kyosei_desk.errors import NotAllowed, VaultError
from kyosei_desk.store import conflicts, indexing, items, rows
from kyosei_desk.store.changes import pack_state, unpack_state, unpack_writes
from kyosei_desk.store.driver import Database
from kyosei_desk.store.items import ASIDE, LOCAL, SEALED, VOID, WAITING, Place, Row
from kyosei_desk.store.registers import DELETED, Register, State, Write, applied
from kyosei_desk.store.rows import Shown
from kyosei_desk.store.sealer import Sealer

CHUNK = 500
UNREADABLE = (NotAllowed, VaultError, msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError)
"""Why a restricted change cannot be applied now: it is for others, or a desk gone wrong sealed something else."""


class Outcome(msgspec.Struct):
    """How many of each; `stamp` is the highest hybrid time met."""

    applied: int = 0
    known: int = 0
    known_answers: int = 0
    waiting: int = 0
    aside: int = 0
    void: int = 0
    stamp: int = 0
    record_ids: set[str] = msgspec.field(default_factory=set)


def apply(database: Database, sealer: Sealer, device: str, incoming: Sequence[Row]) -> Outcome:
    """Take items in. Applying one again makes no difference. `device`: this laptop's."""
    outcome = Outcome()
    fresh = admitted(database, device, incoming, outcome)
    gone = purged_among(database, fresh)
    ready = [emptied(row) if row.record_id in gone else row for row in fresh]
    changed = put(database, sealer, ready, outcome)
    outcome.record_ids.update(each.record_id for each in changed)
    return outcome


def admitted(database: Database, device: str, incoming: Sequence[Row], outcome: Outcome) -> list[Row]:
    """Those not here yet, once each. One of ours that a copy of this laptop sent first takes the place it has there."""
    known = items.known_ids(database, [row.id for row in incoming])
    fresh: dict[str, Row] = {}
    moved: list[Row] = []
    for row in incoming:
        there = known.get(row.id)
        if there is not None and there.state == VOID and row.state != VOID:
            database.execute("DELETE FROM change WHERE id = ?", (row.id,))  # its content has come after all
            there = None
        if there is None:
            fresh.setdefault(row.id, row)
            continue
        if row.device.startswith(f"{items.CITY}-"):
            outcome.known_answers += 1
        else:
            outcome.known += 1
        if there.state == LOCAL or (there.device == device and (there.device, there.seq) != (row.device, row.seq)):
            moved.append(row)
    if moved:
        move(database, device, moved, known)
    return list(fresh.values())


def move(database: Database, device: str, moved: Sequence[Row], known: Mapping[str, Place]) -> None:
    """Changes of ours that a copy of this laptop sent before us stand there; what we sealed since is unsealed.

    What the hub was seen to hold of our own chain stays where it is: then it is the other chain that is wrong.
    """
    sent = items.acknowledged(database, device)
    movable = [row for row in moved if known[row.id].state == LOCAL or known[row.id].seq > sent.seq]
    if any(known[row.id].state != LOCAL for row in movable):
        items.take_back(database, sent)
    for row in movable:
        place(database, row)
    items.number_local(database, device)


def place(database: Database, row: Row) -> None:
    """A change that was local turns out to have been sealed by the laptop this one was restored from."""
    database.execute(
        "UPDATE change SET device = ?, seq = ?, epoch = ?, digest = ?, state = 'sealed', household_id = ?,"
        " consultation_id = ? WHERE id = ?",
        (row.device, row.seq, row.epoch, row.digest, row.household_id, row.consultation_id, row.id),
    )


def purged_among(database: Database, fresh: Iterable[Row]) -> set[str]:
    """Records of these changes that were purged: nothing of them comes back."""
    ids = sorted({row.record_id for row in fresh})
    gone: set[str] = set()
    for part in chunks(ids):
        marks = ",".join("?" * len(part))
        gone |= {row[0] for row in database.execute(f"SELECT id FROM purged WHERE id IN ({marks})", part).fetchall()}  # noqa: S608
    return gone


def emptied(row: Row) -> Row:
    return msgspec.structs.replace(row, writes=None, body=None, state=SEALED, reason="")


def chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def put(database: Database, sealer: Sealer, fresh: Sequence[Row], outcome: Outcome) -> list[Shown]:
    """Insert the changes and bring their records, the index and the list of conflicts in step."""
    items.insert(database, fresh)
    effective = [
        row for row in fresh if row.state == SEALED and row.writes is not None and row.kind != items.PURGE_KIND
    ]
    outcome.void += sum(row.state == VOID or (row.state == SEALED and row.writes is None) for row in fresh)
    outcome.aside += sum(row.state == ASIDE for row in fresh)
    outcome.stamp = max((row.stamp for row in effective), default=0)
    changed = put_open(database, [row for row in effective if not row.restricted], outcome)
    changed += put_restricted(database, sealer, [row for row in effective if row.restricted], outcome)
    return changed


def by_record(fresh: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in fresh:
        grouped.setdefault(row.record_id, []).append(row)
    return grouped


def put_open(database: Database, fresh: Sequence[Row], outcome: Outcome) -> list[Shown]:
    """Open records, many at a time: a first sync brings tens of thousands."""
    grouped = by_record(fresh)
    states = standing(database, list(grouped))
    first = first_ones(grouped, states)
    rows.write_first(database, first)
    indexing.postpone(database, first_households(first))
    for record_id, *_rest in first:
        del grouped[record_id]
    changed = []
    for record_id, changes in grouped.items():
        state = states.get(record_id, {})
        for row in changes:
            state = applied(state, row.id, row.stamp, unpack_writes(row.writes or b""))
        changed.append(rows.shown_of(record_id, changes[0].kind, state))
    outcome.applied += len(fresh)
    rows.write_open(database, changed)
    conflicts.note(database, (each for each in changed if each.record_id in states or several(each.state)))
    indexing.postpone(database, indexing.households_of(changed))
    outcome.record_ids.update(record_id for record_id, *_rest in first)
    return changed


First = tuple[str, str, str, int, dict[str, Write]]


def first_ones(grouped: Mapping[str, list[Row]], states: Mapping[str, object]) -> list[First]:
    """Records that are new here and come in one change that supersedes nothing: the short way is enough for them."""
    found = []
    for record_id, changes in grouped.items():
        if len(changes) == 1 and record_id not in states:
            row = changes[0]
            writes = unpack_writes(row.writes or b"")
            if DELETED not in writes and not any(write.base for write in writes.values()):
                found.append((record_id, row.kind, row.id, row.stamp, writes))
    return found


def first_households(first: Sequence[First]) -> set[str]:
    """Whose documents they touch."""
    found = set()
    for record_id, kind, _version, _stamp, writes in first:
        if kind in indexing.INDEXED_KINDS:
            home = (
                record_id if kind == "household" else writes["household_id"].value if "household_id" in writes else ""
            )
            found.add(home)
    return {home for home in found if home and isinstance(home, str)}


def several(state: State) -> bool:
    return any(len(register.live) > 1 for register in state.values())


def standing(database: Database, record_ids: Sequence[str]) -> dict[str, Mapping[str, Register]]:
    """The states of those that are here and open."""
    found: dict[str, Mapping[str, Register]] = {}
    for part in chunks(record_ids):
        marks = ",".join("?" * len(part))
        sql = f"SELECT id, registers FROM record WHERE sealed = 0 AND id IN ({marks})"  # noqa: S608 - marks only
        found.update((row[0], unpack_state(row[1])) for row in database.execute(sql, part).fetchall())
    return found


def put_restricted(database: Database, sealer: Sealer, fresh: Sequence[Row], outcome: Outcome) -> list[Shown]:
    """Restricted records: opened where the one at the desk is a reader, else waiting for one."""
    changed = []
    for row in fresh:
        shown = opened(database, sealer, row)
        if shown is None:
            wait(database, sealer, row)
            outcome.waiting += 1
        else:
            rows.write(database, sealer, shown)
            conflicts.note(database, [shown])
            outcome.applied += 1
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


def settle(database: Database, sealer: Sealer) -> Outcome:
    """What waited for the one who is at the desk now."""
    outcome = Outcome()
    for row in items.in_state(database, WAITING):
        shown = opened(database, sealer, row)
        if shown is None:
            wait(database, sealer, row)  # people may have come since: say to them that there is one
            continue
        rows.write(database, sealer, shown)
        conflicts.note(database, [shown])
        database.execute("UPDATE change SET state = 'sealed' WHERE id = ?", (row.id,))
        outcome.applied += 1
    return outcome


def reconsider(database: Database, sealer: Sealer, understood: Sequence[Row]) -> Outcome:
    """Items that were set aside and can be opened now (a key came, the program was brought up to date)."""
    outcome = Outcome()
    database.conn.executemany("DELETE FROM change WHERE id = ? AND state = 'aside'", [(row.id,) for row in understood])
    gone = purged_among(database, understood)
    put(database, sealer, [emptied(row) if row.record_id in gone else row for row in understood], outcome)
    return outcome
