"""Changes that came from elsewhere: put into their records, whatever their order, in the caller's one transaction.

What cannot be opened here now is kept, never dropped: a restricted change waits for a reader, one that this version
does not understand is set aside; a purged record's change keeps its place, emptied.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from kyosei_desk.store import conflicts, families, indexing, items, rows, waiting
from kyosei_desk.store.changes import unpack_state, unpack_writes
from kyosei_desk.store.driver import Database
from kyosei_desk.store.items import ASIDE, LOCAL, SEALED, VOID, Place, Row
from kyosei_desk.store.registers import DELETED, Register, State, Write, applied
from kyosei_desk.store.rows import Shown
from kyosei_desk.store.sealer import Sealer

CHUNK = 500


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
    ready = [emptied(row) if row.record_id in gone else row for row in fresh if row.state != LOCAL]
    ready += [row for row in fresh if row.state == LOCAL and row.record_id not in gone]
    changed = put(database, sealer, ready, outcome)
    if any(row.state == LOCAL for row in ready):
        items.number_local(database, device)
    outcome.record_ids.update(each.record_id for each in changed)
    return outcome


def admitted(database: Database, device: str, incoming: Sequence[Row], outcome: Outcome) -> list[Row]:
    """Those not here yet, once each. One that stands at another place here takes the place it came with."""
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
        if of_city(row.device):
            outcome.known_answers += 1
        else:
            outcome.known += 1
        if there.state == LOCAL or elsewhere(there, row):
            moved.append(row)
    if moved:
        move(database, device, moved)
    return list(fresh.values())


def of_city(device: str) -> bool:
    return device.startswith(f"{items.CITY}-")


def elsewhere(there: Place, row: Row) -> bool:
    """Whether a change stands here in another chain, or at another number, than where it came from."""
    return (there.device, there.seq) != (row.device, row.seq) and not of_city(there.device) and not of_city(row.device)


def move(database: Database, device: str, moved: Sequence[Row]) -> None:
    """Changes that two copies of a laptop both had: the place that the hub gave is the one, for it gives but one.

    What was sealed in the other chain from there on can never reach the hub: it is unsealed, and goes on as ours. But
    what the hub was seen to hold of our own chain stays where it is.
    """
    sent = items.acknowledged(database, device)
    for row in moved:
        there = items.known_ids(database, [row.id])[row.id]
        ours = there.device == device and there.seq <= sent.seq
        if there.state == LOCAL or (not ours and items.take_back(database, there.device, there.seq)):
            place(database, row)
    items.number_local(database, device)


def place(database: Database, row: Row) -> None:
    """A change that was local takes the place at which another laptop sealed it."""
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
        row for row in fresh if row.state in {SEALED, LOCAL} and row.writes is not None and row.kind != items.PURGE_KIND
    ]
    outcome.void += sum(row.state == VOID or (row.state == SEALED and row.writes is None) for row in fresh)
    outcome.aside += sum(row.state == ASIDE for row in fresh)
    outcome.stamp = max((row.stamp for row in effective), default=0)
    changed = put_open(database, [row for row in effective if not row.restricted], outcome)
    closed = [row for row in effective if row.restricted]
    opened = waiting.put(database, sealer, closed)
    outcome.applied += len(opened)
    outcome.waiting += len(closed) - len(opened)
    return changed + opened


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
            state = applied(state, row.id, row.stamp, writes_of(row))
        changed.append(rows.shown_of(record_id, changes[0].kind, state))
    outcome.applied += len(fresh)
    rows.write_open(database, changed)
    conflicts.note(database, (each for each in changed if each.record_id in states or several(each.state)))
    indexing.postpone(database, indexing.households_of(changed))
    outcome.record_ids.update(record_id for record_id, *_rest in first)
    return changed


def writes_of(row: Row) -> dict[str, Write]:
    """What an open change writes; whoever checked it has unpacked it already."""
    return unpack_writes(row.writes or b"") if row.said is None else row.said


First = tuple[str, str, str, int, dict[str, Write]]


def first_ones(grouped: Mapping[str, list[Row]], states: Mapping[str, object]) -> list[First]:
    """Records that are new here and come in one change that supersedes nothing: the short way is enough for them."""
    found = []
    for record_id, changes in grouped.items():
        if len(changes) == 1 and record_id not in states:
            row = changes[0]
            writes = writes_of(row)
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
            merged = (name for name in writes if kind == "household" and name.startswith(families.PREFIX))
            found.update(name.removeprefix(families.PREFIX) for name in merged)
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


def reconsider(database: Database, sealer: Sealer, understood: Sequence[Row]) -> Outcome:
    """Items that were set aside and can be opened now (a key came, the program was brought up to date)."""
    outcome = Outcome()
    database.conn.executemany("DELETE FROM change WHERE id = ? AND state = 'aside'", [(row.id,) for row in understood])
    gone = purged_among(database, understood)
    put(database, sealer, [emptied(row) if row.record_id in gone else row for row in understood], outcome)
    return outcome
