"""One save: rows, changes, search and one audit event in a single transaction, or none of them."""

from collections.abc import Iterable, Mapping

import msgspec

from i18n import _
from kyosei_desk.errors import NotFound
from kyosei_desk.records import Record, new_id
from kyosei_desk.store import conflicts, purging, rows
from kyosei_desk.store.changes import Change, pack_writes
from kyosei_desk.store.driver import Database
from kyosei_desk.store.fields import difference
from kyosei_desk.store.origin import Origin
from kyosei_desk.store.registers import DELETED, Value, Write, applied, live_versions, versions
from kyosei_desk.store.rows import Shown
from kyosei_desk.store.sealer import Sealer


class Edit(msgspec.Struct, frozen=True):
    """A record as a person left it. `before` is what was on the screen when the edit began, None for a new record."""

    after: Record
    before: Shown | None = None
    readers: tuple[str, ...] = ()


def save(database: Database, sealer: Sealer, origin: Origin, edits: Iterable[Edit]) -> list[Shown]:
    """Write every edit that changes something; returns the records as they stand. Inside the caller's transaction.

    Raises NotFound for a record that was purged meanwhile: nothing of it may come back.
    """
    seq = last_seq(database, origin.device)
    saved: list[Shown] = []
    for edit in edits:
        refuse_purged(database, edit.after.id)
        current = rows.read(database, sealer, edit.after.id)
        before = edit.before or current
        writes = writes_of(before, edit.after)
        if not writes:
            continue
        seq += 1
        if current is None:
            readers = edit.readers or inherited(database, sealer, edit.after)
            current = Shown(edit.after.id, edit.after.KIND, {}, None, readers)
        saved.append(written_down(database, sealer, origin, seq, current, writes))
    return saved


def settle(database: Database, sealer: Sealer, origin: Origin, record_id: str, name: str, value: Value) -> Shown:
    """One register written anew over every value it has. Raises NotFound where the record is not here."""
    refuse_purged(database, record_id)
    current = rows.read(database, sealer, record_id)
    if current is None:
        raise NotFound(
            _("この記録は見つかりません。"), _("ほかの記録はそのままです。"), _("もう一度さがしてください。")
        )
    writes = {name: Write(value, versions(current.state, name))}
    return written_down(database, sealer, origin, last_seq(database, origin.device) + 1, current, writes)


def written_down(
    database: Database, sealer: Sealer, origin: Origin, seq: int, current: Shown, writes: Mapping[str, Write]
) -> Shown:
    """One change of one record, and the record with it in it."""
    change = Change(
        id=new_id(), record_id=current.record_id, kind=current.kind, device=origin.device, seq=seq,
        stamp=origin.stamp, author=sealer.person_id, writes=dict(writes),
    )  # fmt: skip
    insert(database, sealer, change, current.readers)
    state = applied(current.state, change.id, change.stamp, writes)
    shown = rows.shown_of(current.record_id, current.kind, state, current.readers)
    rows.write(database, sealer, shown)
    conflicts.note(database, [shown])
    return shown


def refuse_purged(database: Database, record_id: str) -> None:
    if purging.is_purged(database, record_id):
        raise NotFound(
            _("この記録は、消されています。"),
            _("ほかの記録はそのままです。"),
            _("必要なら、新しい記録として書いてください。"),
        )


def inherited(database: Database, sealer: Sealer, record: Record) -> tuple[str, ...]:
    """The readers of what a new record is filed under: a note to a restricted consultation is restricted too."""
    for name in ("consultation_id", "household_id"):
        row = database.execute(
            "SELECT registers FROM record WHERE id = ? AND sealed = 1", (getattr(record, name, ""),)
        ).fetchone()
        if row is not None:
            return sealer.readers(row[0]) or (sealer.person_id,)
    return ()


def writes_of(before: Shown | None, after: Record) -> dict[str, Write]:
    """The registers that differ, each naming the versions its author had seen."""
    state = before.state if before else {}
    old = before.record if before else None
    writes = {name: Write(value, versions(state, name)) for name, value in difference(old, after).items()}
    if after.deleted != (old.deleted if old else False):
        mark = sorted(live_versions(state)) if after.deleted else False
        writes[DELETED] = Write(mark, versions(state, DELETED))
    if before is None and not writes:
        writes[DELETED] = Write(value=False)  # a record whose every field is empty still exists
    return writes


def insert(database: Database, sealer: Sealer, change: Change, readers: tuple[str, ...]) -> None:
    content = pack_writes(change.writes)
    if readers:
        content = sealer.seal(content, readers, f"change/{change.id}")
    database.execute(
        "INSERT INTO change (device, seq, id, record_id, kind, stamp, author, sealed, writes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            change.device, change.seq, change.id, change.record_id, change.kind, change.stamp, change.author,
            bool(readers), content,
        ),
    )  # fmt: skip


def last_seq(database: Database, device: str) -> int:
    """The number of a device's last change, 0 before the first."""
    row = database.execute("SELECT max(seq) FROM change WHERE device = ?", (device,)).fetchone()
    return int(row[0] or 0)


def last_stamp(database: Database) -> int:
    """The highest hybrid time seen: that of the last change of one of the devices, found without reading the rest."""
    devices = (
        "WITH RECURSIVE known (device) AS (SELECT min(device) FROM change UNION ALL"
        " SELECT (SELECT min(device) FROM change WHERE device > known.device) FROM known WHERE device IS NOT NULL)"
    )
    last = "SELECT stamp FROM change WHERE change.device = known.device ORDER BY seq DESC LIMIT 1"
    return int(database.execute(f"{devices} SELECT max(({last})) FROM known").fetchone()[0] or 0)  # noqa: S608 - fixed


def stamp_of(database: Database, device: str) -> int:
    """The hybrid time of a device's last change, 0 before the first."""
    row = database.execute("SELECT stamp FROM change WHERE device = ? ORDER BY seq DESC LIMIT 1", (device,)).fetchone()
    return int(row[0]) if row else 0


def counted(saved: Iterable[Shown]) -> Mapping[str, int]:
    """How many records of each kind, for the audit trail."""
    counts: dict[str, int] = {}
    for shown in saved:
        counts[shown.kind] = counts.get(shown.kind, 0) + 1
    return counts
