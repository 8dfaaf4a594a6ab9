"""Record rows: one state each, open or sealed, with the few columns that lists are made by."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from kyosei_desk.errors import NotAllowed
from kyosei_desk.records import Consent, Consultation, Household, Member, Record
from kyosei_desk.store import families, related
from kyosei_desk.store.changes import pack_first, pack_state, unpack_state
from kyosei_desk.store.driver import Database
from kyosei_desk.store.fields import record_of
from kyosei_desk.store.registers import DELETED, EMPTY, State, Value, Write, displayed, is_deleted
from kyosei_desk.store.sealer import Sealer
from kyosei_desk.store.todo import NOTHING, moment_of, person_of, todo_of


class Shown(msgspec.Struct, frozen=True):
    """A record as it was read: what is on the screen, and the state an edit of it builds on.

    `record` is None for a kind from a newer version. `readers` names who can open a restricted one; empty: everyone.
    """

    record_id: str
    kind: str
    state: State
    record: Record | None
    readers: tuple[str, ...] = ()


class Columns(msgspec.Struct, frozen=True):
    """What a row says beside its state. A restricted row says least."""

    household_id: str = ""
    consultation_id: str = ""
    case_id: str = ""
    at: str = ""
    person: str = ""
    todo: int = NOTHING


def columns_of(
    kind: str, record_id: str, value: Callable[[str], Value], names: Collection[str], *, sealed: bool
) -> Columns:
    """The columns of a record, of a kind that this version knows or not, out of its registers' values."""

    def text(found: Value) -> str:
        return found if isinstance(found, str) else ""

    return Columns(
        household_id=record_id if kind == "household" else text(value("household_id")),
        consultation_id=text(value("consultation_id")) or text(value("about")),
        case_id=text(value("case_id")),
        at="" if sealed else text(moment_of(kind, value)),
        person="" if sealed else text(person_of(kind, value)),
        todo=todo_of(kind, value, names),
    )


def columns_of_state(kind: str, record_id: str, state: State, *, sealed: bool) -> Columns:
    def value(name: str) -> Value:
        return displayed(kind, name, state.get(name, EMPTY))

    columns = columns_of(kind, record_id, value, state.keys(), sealed=sealed)
    return msgspec.structs.replace(columns, todo=NOTHING) if is_deleted(state) else columns


def subject_of(record_id: str) -> str:
    """What the sealed state of a record is bound to."""
    return f"record/{record_id}"


WRITE = (
    "INSERT INTO record (id, kind, household_id, consultation_id, case_id, at, person, todo, deleted, sealed,"
    " registers) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET household_id = excluded.household_id,"
    " consultation_id = excluded.consultation_id, case_id = excluded.case_id, at = excluded.at,"
    " person = excluded.person, todo = excluded.todo, deleted = excluded.deleted, sealed = excluded.sealed,"
    " registers = excluded.registers"
)


def write(database: Database, sealer: Sealer, shown: Shown) -> None:
    """Put a row in place of what stood there."""
    content = pack_state(shown.state)
    if shown.readers:
        content = sealer.seal(content, shown.readers, subject_of(shown.record_id))
    database.execute(WRITE, row_of(shown, content))
    families.note(database, shown.record_id, families.said(shown.kind, shown.state))
    if not shown.readers:
        related.note(database, shown.record_id, related.said(shown.kind, shown.state))


def write_open(database: Database, shown: Iterable[Shown]) -> None:
    """Many open rows at once."""
    shown = list(shown)
    database.conn.executemany(WRITE, [row_of(each, pack_state(each.state)) for each in shown])
    for each in shown:
        families.note(database, each.record_id, families.said(each.kind, each.state))
        related.note(database, each.record_id, related.said(each.kind, each.state))


def write_first(database: Database, found: Iterable[tuple[str, str, str, int, Mapping[str, Write]]]) -> None:
    """Open records of one change each: (record id, kind, version, stamp, writes). Nothing stands there yet."""
    found = list(found)
    database.conn.executemany(WRITE, [first_row(*each) for each in found])
    for record_id, kind, _version, _stamp, writes in found:
        if kind in families.KINDS:
            marks = {name.removeprefix(families.PREFIX): bool(write.value) for name, write in writes.items()
                     if name.startswith(families.PREFIX)}  # fmt: skip
            families.note(database, record_id, marks)
        if kind == related.KIND:
            tied = {name.removeprefix(related.PREFIX): write.value is not None for name, write in writes.items()
                    if name.startswith(related.PREFIX)}  # fmt: skip
            related.note(database, record_id, tied)


def first_row(
    record_id: str, kind: str, version: str, stamp: int, writes: Mapping[str, Write]
) -> tuple[str | int | bytes, ...]:
    """What `row_of` would make of it, without the way through registers."""

    def value(name: str) -> Value:
        return writes[name].value if name in writes else None

    columns = columns_of(kind, record_id, value, writes.keys(), sealed=False)
    content = pack_first(version, stamp, writes)
    return (record_id, kind, *msgspec.structs.astuple(columns), False, False, content)


def row_of(shown: Shown, content: bytes) -> tuple[str | int | bytes, ...]:
    columns = columns_of_state(shown.kind, shown.record_id, shown.state, sealed=bool(shown.readers))
    filed = msgspec.structs.astuple(columns)
    return (shown.record_id, shown.kind, *filed, is_deleted(shown.state), bool(shown.readers), content)


def read(database: Database, sealer: Sealer, record_id: str) -> Shown | None:
    """One record; None where there is none. Raises NotAllowed for a restricted one this person cannot open."""
    row = database.execute("SELECT id, kind, sealed, registers FROM record WHERE id = ?", (record_id,)).fetchone()
    return None if row is None else opened(sealer, *row)


def opened(sealer: Sealer, record_id: str, kind: str, sealed: int, content: bytes) -> Shown:
    readers: tuple[str, ...] = ()
    if sealed:
        readers = sealer.readers(content)
        content = sealer.open(content, subject_of(record_id))
    return shown_of(record_id, kind, unpack_state(content), readers)


def shown_of(record_id: str, kind: str, state: State, readers: tuple[str, ...] = ()) -> Shown:
    return Shown(record_id, kind, state, record_of(kind, record_id, state), readers)


def where(
    database: Database,
    sealer: Sealer,
    condition: str,
    parameters: Sequence[str | int | None],
    *,
    deleted: bool = False,
    tail: str = "",
) -> Iterator[Shown]:
    """The records of a condition that this person may open. `condition` and `tail` (an order) are our own text."""
    there = f"{condition} AND deleted <= {deleted:d} {tail}"
    sql = f"SELECT id, kind, sealed, registers FROM record WHERE {there}"  # noqa: S608 - fixed text
    for row in database.execute(sql, tuple(parameters)).fetchall():
        try:
            yield opened(sealer, *row)
        except NotAllowed:
            continue  # someone else's restricted record: it is listed by `restricted`, never opened


def of_household(database: Database, sealer: Sealer, household_id: str) -> list[Shown]:
    """The household and everything filed under it; of households that were found to be one, all of it as one."""
    ids = families.of(database, household_id)
    return as_one(list(where(database, sealer, among("household_id", ids), ids)), ids)


def among(column: str, ids: Sequence[str]) -> str:
    """A condition for these ids. `column` is our own fixed text."""
    return f"{column} IN ({','.join('?' * len(ids))})"


def as_one(shown: list[Shown], household_ids: Sequence[str]) -> list[Shown]:
    """Records of merged households and members as those of the ones that stay. An edit writes only what it changes."""
    edges = [
        (each.record_id, other)
        for each in shown
        for other, stands in families.said(each.kind, each.state).items()
        if stands
    ]
    if not edges and len(household_ids) == 1:
        return shown
    members = families.groups([each.record_id for each in shown if each.kind == Member.KIND], edges)
    homes = dict.fromkeys(household_ids, household_ids[0])
    stays = homes | members
    kept = (each for each in shown if stays.get(each.record_id, each.record_id) == each.record_id)
    return [filed_anew(overlaid(each, shown, stays), homes, members) for each in kept]


def overlaid(shown: Shown, every: Iterable[Shown], stays: Mapping[str, str]) -> Shown:
    """What the one that stays never said is taken from the others: no telephone and no 課題 of theirs is lost."""
    others = [each for each in every if stays.get(each.record_id) == shown.record_id and each is not shown]
    state = dict(shown.state)
    for other in sorted(others, key=lambda each: each.record_id):
        state = {name: register for name, register in other.state.items() if name != DELETED} | state
    return shown_of(shown.record_id, shown.kind, state, shown.readers) if others else shown


def filed_anew(shown: Shown, homes: Mapping[str, str], members: Mapping[str, str]) -> Shown:
    """The record as if it had been filed under those that stay."""
    record = shown.record
    if record is None or isinstance(record, Household):
        return shown
    changes: dict[str, object] = {}
    home = getattr(record, "household_id", "")
    if homes.get(home, home) != home:
        changes["household_id"] = homes[home]
    if isinstance(record, Consent):
        changes["member_id"] = members.get(record.member_id, record.member_id)
    if isinstance(record, Consultation):
        changes["statements"] = {
            key: msgspec.structs.replace(each, member_id=members.get(each.member_id, each.member_id))
            for key, each in record.statements.items()
        }
    return msgspec.structs.replace(shown, record=msgspec.structs.replace(record, **changes)) if changes else shown


def of_consultation(database: Database, sealer: Sealer, consultation_id: str) -> list[Shown]:
    """What grew out of one consultation: consents, gaps, referrals, follow-ups, notes."""
    return list(where(database, sealer, "consultation_id = ? AND consultation_id <> ''", (consultation_id,)))
