"""Record rows: one state each, open or sealed, with the few columns that lists are made by."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from kyosei_desk.errors import NotAllowed
from kyosei_desk.records import Record
from kyosei_desk.store.changes import pack_first, pack_state, unpack_state
from kyosei_desk.store.driver import Database
from kyosei_desk.store.fields import record_of
from kyosei_desk.store.registers import EMPTY, State, Value, Write, displayed, is_deleted
from kyosei_desk.store.sealer import Sealer


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


def columns_of(kind: str, record_id: str, value: Callable[[str], Value], *, sealed: bool) -> Columns:
    """The columns of a record, of a kind that this version knows or not, out of its registers' values."""

    def text(name: str) -> str:
        found = value(name)
        return found if isinstance(found, str) else ""

    return Columns(
        household_id=record_id if kind == "household" else text("household_id"),
        consultation_id=text("consultation_id") or text("about"),
        case_id=text("case_id"),
        at="" if sealed else text("taken_at") or text("at"),
    )


def columns_of_state(kind: str, record_id: str, state: State, *, sealed: bool) -> Columns:
    return columns_of(kind, record_id, lambda name: displayed(kind, name, state.get(name, EMPTY)), sealed=sealed)


def subject_of(record_id: str) -> str:
    """What the sealed state of a record is bound to."""
    return f"record/{record_id}"


WRITE = (
    "INSERT INTO record (id, kind, household_id, consultation_id, case_id, at, deleted, sealed, registers)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET household_id = excluded.household_id,"
    " consultation_id = excluded.consultation_id, case_id = excluded.case_id, at = excluded.at,"
    " deleted = excluded.deleted, sealed = excluded.sealed, registers = excluded.registers"
)


def write(database: Database, sealer: Sealer, shown: Shown) -> None:
    """Put a row in place of what stood there."""
    content = pack_state(shown.state)
    if shown.readers:
        content = sealer.seal(content, shown.readers, subject_of(shown.record_id))
    database.execute(WRITE, row_of(shown, content))


def write_open(database: Database, shown: Iterable[Shown]) -> None:
    """Many open rows at once."""
    database.conn.executemany(WRITE, [row_of(each, pack_state(each.state)) for each in shown])


def write_first(database: Database, found: Iterable[tuple[str, str, str, int, Mapping[str, Write]]]) -> None:
    """Open records of one change each: (record id, kind, version, stamp, writes). Nothing stands there yet."""
    database.conn.executemany(WRITE, [first_row(*each) for each in found])


def first_row(
    record_id: str, kind: str, version: str, stamp: int, writes: Mapping[str, Write]
) -> tuple[str | int | bytes, ...]:
    """What `row_of` would make of it, without the way through registers."""

    def value(name: str) -> Value:
        return writes[name].value if name in writes else None

    columns = columns_of(kind, record_id, value, sealed=False)
    content = pack_first(version, stamp, writes)
    return (
        record_id, kind, columns.household_id, columns.consultation_id, columns.case_id, columns.at, False, False,
        content,
    )  # fmt: skip


def row_of(shown: Shown, content: bytes) -> tuple[str | int | bytes, ...]:
    columns = columns_of_state(shown.kind, shown.record_id, shown.state, sealed=bool(shown.readers))
    return (
        shown.record_id, shown.kind, columns.household_id, columns.consultation_id, columns.case_id, columns.at,
        is_deleted(shown.state), bool(shown.readers), content,
    )  # fmt: skip


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
    database: Database, sealer: Sealer, condition: str, parameters: tuple[str | None, ...], *, deleted: bool = False
) -> Iterator[Shown]:
    """The records of a condition that this person may open. `condition` is our own fixed text."""
    sql = f"SELECT id, kind, sealed, registers FROM record WHERE {condition} AND deleted <= {deleted:d}"  # noqa: S608 - fixed text
    for row in database.execute(sql, parameters).fetchall():
        try:
            yield opened(sealer, *row)
        except NotAllowed:
            continue  # someone else's restricted record: it is listed by `restricted`, never opened


def of_household(database: Database, sealer: Sealer, household_id: str) -> list[Shown]:
    """The household and everything filed under it."""
    return list(where(database, sealer, "household_id = ?", (household_id,)))


def of_consultation(database: Database, sealer: Sealer, consultation_id: str) -> list[Shown]:
    """What grew out of one consultation: consents, gaps, referrals, follow-ups, notes."""
    return list(where(database, sealer, "consultation_id = ? AND consultation_id <> ''", (consultation_id,)))
