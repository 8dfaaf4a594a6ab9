"""Whether all is as it was written: the cipher, the pages, the audit chain, registers against changes, the index."""

from collections.abc import Iterator

import msgspec

from i18n import _
from kyosei_desk.errors import NotAllowed, VaultError
from kyosei_desk.store import audit, rows
from kyosei_desk.store.changes import unpack_state, unpack_writes
from kyosei_desk.store.connection import checkpoint
from kyosei_desk.store.driver import Database, DatabaseError
from kyosei_desk.store.registers import State, applied, is_deleted
from kyosei_desk.store.sealer import Sealer


def damages(database: Database, sealer: Sealer) -> Iterator[str]:
    """A sentence for each kind of damage; nothing where all is well. What this person cannot open stays closed."""
    try:
        yield from physical(database)
        yield from broken_chain(database)
        yield from gaps(database)
        yield from differing(database, sealer)
        yield from unindexed(database)
    except (DatabaseError, msgspec.DecodeError, msgspec.ValidationError, ValueError):
        yield _("記録のファイルに、読めないところがあります。")


def physical(database: Database) -> Iterator[str]:
    """The cipher's seal on every page (its check ignores the journal: emptied first), then SQLite's own look."""
    checkpoint(database)
    if database.execute("PRAGMA cipher_integrity_check").fetchall():
        yield _("暗号の封が合わないページがあります。")
    if database.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        yield _("記録のファイルの内部のつながりが合いません。")


def broken_chain(database: Database) -> Iterator[str]:
    number = audit.broken_at(database)
    if number is not None:
        yield _("操作の記録が、{number}番目からつながっていません。").format(number=number)


def gaps(database: Database) -> Iterator[str]:
    """A device's changes are numbered from 1 without a gap (the city's answers start anew with a restored hub)."""
    sql = "SELECT device, max(seq), count(*) FROM change WHERE device NOT LIKE 'city-%' GROUP BY device"
    for device, last, count in database.execute(sql):
        if last != count:
            yield _("装置 {device} の変更が {count} 件足りません。").format(device=device[:8], count=last - count)


def differing(database: Database, sealer: Sealer) -> Iterator[str]:
    """Every row is what its changes make of it, and its columns say the same."""
    wrong = sum(not agrees(database, sealer, *row) for row in database.execute(
        "SELECT id, kind, household_id, consultation_id, case_id, at, person, todo, deleted, sealed, registers"
        " FROM record"
    ).fetchall())  # fmt: skip
    if wrong:
        yield _("変更の記録と中身が合わない記録が {count} 件あります。").format(count=wrong)
    orphans = database.execute(
        "SELECT count(DISTINCT record_id) FROM change"
        " WHERE writes IS NOT NULL AND kind <> 'purge' AND state <> 'waiting'"
        " AND record_id NOT IN (SELECT id FROM record)"
    ).fetchone()[0]
    if orphans:
        yield _("変更はあるのに中身のない記録が {count} 件あります。").format(count=orphans)


def agrees(
    database: Database, sealer: Sealer, record_id: str, kind: str, *columns_and_state: str | int | bytes
) -> bool:
    *columns, todo, deleted, sealed, content = columns_and_state
    try:
        plain = sealer.open(bytes(content), rows.subject_of(record_id)) if sealed else bytes(content)  # type: ignore[arg-type]
        replayed = replay(database, sealer, record_id)
    except NotAllowed:
        return True  # only its readers can look
    except VaultError:
        return False
    state = unpack_state(plain)
    expected = rows.columns_of_state(kind, record_id, state, sealed=bool(sealed))
    if sealed and todo:  # a sealed row from before there was this column is taken for one to look at
        expected = msgspec.structs.replace(expected, todo=int(todo))
    return (
        state == replayed
        and bool(deleted) == is_deleted(state)
        and (*columns, todo) == msgspec.structs.astuple(expected)
    )


def replay(database: Database, sealer: Sealer, record_id: str) -> State:
    """The state that a record's changes make, in whatever order they are read."""
    state: State = {}
    changes = database.execute(
        "SELECT id, stamp, sealed, writes FROM change"
        " WHERE record_id = ? AND writes IS NOT NULL AND state <> 'waiting'",
        (record_id,),
    ).fetchall()
    for change_id, stamp, sealed, content in changes:
        plain = sealer.open(content, f"change/{change_id}") if sealed else content
        state = applied(state, change_id, stamp, unpack_writes(plain))
    return state


def unindexed(database: Database) -> Iterator[str]:
    """Every open consultation can be found, and nothing else can."""
    missing = database.execute(
        "SELECT count(*) FROM record WHERE kind = 'consultation' AND sealed = 0 AND deleted = 0"
        " AND household_id <> ''"  # of one that is not, an edit came before the talk itself: nothing to find yet
        " AND id NOT IN (SELECT record_id FROM document)"
    ).fetchone()[0]
    extra = database.execute(
        "SELECT count(*) FROM document WHERE record_id NOT IN"
        " (SELECT id FROM record WHERE kind = 'consultation' AND sealed = 0 AND deleted = 0)"
    ).fetchone()[0]
    if missing or extra:
        yield _("さがすための索引が、記録と {count} 件合いません。").format(count=missing + extra)
