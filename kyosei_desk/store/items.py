"""Changes as items of a chain: what is still to be sealed, what was, and the signed batches they went in.

A row of `change` is `local` until it is sealed, then `sealed`; `waiting` is a restricted one that no reader has met on
this laptop yet; `aside` one that could not be opened or understood (its sealed bytes stand in `body`); `void` one whose
content is gone, or never came.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from kyosei_desk.sealing import digest
from kyosei_desk.store import meta
from kyosei_desk.store.driver import Database
from kyosei_desk.store.registers import Write

LOCAL, SEALED, WAITING, ASIDE, VOID = "local", "sealed", "waiting", "aside", "void"
PURGE_KIND = "purge"
"""The kind of a change that is a signed order to purge: it stands in the clear."""
CITY = "city"
"""The device that the city's answers are changes of; its sequence is the number of the answer."""
ACKNOWLEDGED = "acknowledged"
"""Under this name sync keeps how far the hub has this laptop's own chain (JSON of a ChainHead)."""
LINK_BYTES = 32

COLUMNS = (
    "id, device, seq, record_id, kind, stamp, author, sealed, writes, state, epoch, digest, household_id,"
    " consultation_id, body, reason"
)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One change as it is kept. `restricted`: `writes` is an envelope for named persons.

    `writes` is None where the content is gone. `body`: the plaintext as it came, where this version cannot make it anew
    from the rest; of a row set aside, the sealed bytes. `said`: `writes`, unpacked by whoever brought them; not kept.
    """

    id: str
    device: str
    seq: int
    record_id: str
    kind: str
    stamp: int
    author: str
    restricted: bool = False
    writes: bytes | None = None
    state: str = SEALED
    epoch: str = ""
    digest: bytes | None = None
    household_id: str = ""
    consultation_id: str = ""
    body: bytes | None = None
    reason: str = ""
    said: dict[str, Write] | None = None


KEPT = Row.__struct_fields__[:-1]


class SignedBatch(msgspec.Struct, frozen=True):
    """Where a batch began and ended, and its author's signature."""

    device: str
    first_seq: int
    last_seq: int
    epoch: str
    signature: bytes


class ChainHead(msgspec.Struct, frozen=True):
    """How far a device's chain is known here."""

    device: str
    seq: int
    link: bytes


def row_of(values: Sequence[object]) -> Row:
    """A row of COLUMNS."""
    fields = dict(zip(KEPT, values, strict=True))
    fields["restricted"] = bool(fields["restricted"])
    return Row(**fields)  # type: ignore[arg-type]


def unsealed(database: Database, limit: int) -> list[Row]:
    """The oldest changes that were written here and not sealed yet. Of a restricted one, what it is filed under too."""
    sql = (
        "SELECT c.id, c.device, c.seq, c.record_id, c.kind, c.stamp, c.author, c.sealed, c.writes, c.state, c.epoch,"
        " c.digest, CASE c.sealed WHEN 1 THEN coalesce(r.household_id, '') ELSE '' END,"
        " CASE c.sealed WHEN 1 THEN coalesce(r.consultation_id, '') ELSE '' END, c.body, c.reason"
        " FROM change c LEFT JOIN record r ON r.id = c.record_id AND c.sealed = 1"
        " WHERE c.state <> 'sealed' AND c.state = 'local' ORDER BY c.device, c.seq LIMIT ?"
    )
    return [row_of(values) for values in database.execute(sql, (limit,)).fetchall()]


def count(database: Database, state: str) -> int:
    sql = "SELECT count(*) FROM change WHERE state <> 'sealed' AND state = ?"
    return int(database.execute(sql, (state,)).fetchone()[0])


def mark_sealed(database: Database, rows: Iterable[Row], batches: Iterable[SignedBatch], head: ChainHead) -> None:
    """Give changes their place, seal and digest. Inside the caller's transaction."""
    database.conn.executemany(
        "UPDATE change SET device = ?, seq = ?, state = 'sealed', epoch = ?, digest = ?, household_id = ?,"
        " consultation_id = ? WHERE id = ?",
        [(r.device, r.seq, r.epoch, r.digest, r.household_id, r.consultation_id, r.id) for r in rows],
    )
    keep_batches(database, batches)
    set_heads(database, [head])


def insert(database: Database, rows: Iterable[Row]) -> None:
    """Rows as they came from elsewhere."""
    database.conn.executemany(
        f"INSERT INTO change ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - fixed
        [msgspec.structs.astuple(row)[: len(KEPT)] for row in rows],
    )


def number_local(database: Database, device: str) -> None:
    """Number what is not sealed yet as this device's, behind what is, in the order it was written."""
    last = "SELECT coalesce(max(seq), 0) FROM change WHERE device = ? AND state <> 'local'"
    base = int(database.execute(last, (device,)).fetchone()[0])
    rows = database.execute(
        "SELECT id FROM change WHERE state <> 'sealed' AND state = 'local' ORDER BY device <> ?, device, seq", (device,)
    ).fetchall()
    high = int(database.execute("SELECT coalesce(max(seq), 0) FROM change WHERE device = ?", (device,)).fetchone()[0])
    for start in dict.fromkeys((high, base)):  # first out of the way: two rows may not share a number for a moment
        database.conn.executemany(
            "UPDATE change SET device = ?, seq = ? WHERE id = ?",
            [(device, seq, row[0]) for seq, row in enumerate(rows, start + 1)],
        )


def acknowledged(database: Database, device: str) -> ChainHead:
    """How far the hub was last seen to hold this device's chain just as it stands here."""
    kept = meta.get(database, meta.EXCHANGE + ACKNOWLEDGED)
    known = None if kept is None else msgspec.json.decode(kept, type=ChainHead)
    return known if known and known.device == device else ChainHead(device, 0, bytes(LINK_BYTES))


def link_at(database: Database, device: str, seq: int) -> bytes:
    """The chain's link after its item `seq`, made of the digests (`sync/chain.py`)."""
    link = bytes(LINK_BYTES)
    rows = database.execute("SELECT digest FROM change WHERE device = ? AND seq <= ? ORDER BY seq", (device, seq))
    for (each,) in rows:
        link = digest(link + each)
    return link


def take_back(database: Database, device: str, seq: int) -> ChainHead | None:
    """Unseal a chain from the batch on that holds `seq`: at the hub its place is another's, and so it is nobody's.

    What it held goes on as new changes of this laptop, once they are numbered. Returns where the chain ends now; None
    where that cannot be, because some of it is not open here.
    """
    row = database.execute("SELECT min(first_seq) FROM batch WHERE device = ? AND last_seq >= ?", (device, seq))
    first = min(row.fetchone()[0] or seq, seq)
    tail = (device, first)
    closed = f"device = ? AND seq >= ? AND state IN ('{WAITING}', '{ASIDE}', '{VOID}')"
    if database.execute(f"SELECT 1 FROM change WHERE {closed} LIMIT 1", tail).fetchone():  # noqa: S608 - fixed
        return None
    database.execute(
        "UPDATE change SET state = 'local', epoch = '', digest = NULL, household_id = '', consultation_id = '',"
        " reason = '' WHERE device = ? AND seq >= ? AND state = 'sealed'",
        tail,
    )
    database.execute("DELETE FROM batch WHERE device = ? AND last_seq >= ?", tail)
    head = ChainHead(device, first - 1, link_at(database, device, first - 1))
    set_heads(database, [head])
    database.execute("DELETE FROM head WHERE seq = 0")
    return head


def keep_batches(database: Database, batches: Iterable[SignedBatch]) -> None:
    database.conn.executemany(
        "INSERT OR IGNORE INTO batch (device, last_seq, first_seq, epoch, signature) VALUES (?, ?, ?, ?, ?)",
        [(each.device, each.last_seq, each.first_seq, each.epoch, each.signature) for each in batches],
    )


def set_heads(database: Database, heads: Iterable[ChainHead]) -> None:
    database.conn.executemany(
        "INSERT INTO head (device, seq, link) VALUES (?, ?, ?)"
        " ON CONFLICT (device) DO UPDATE SET seq = excluded.seq, link = excluded.link",
        [(each.device, each.seq, each.link) for each in heads],
    )


def heads(database: Database) -> dict[str, ChainHead]:
    """Every known chain by its device."""
    return {row[0]: ChainHead(*row) for row in database.execute("SELECT device, seq, link FROM head").fetchall()}


def batches_after(database: Database, device: str, seq: int) -> list[SignedBatch]:
    """The batches of a device that end after `seq`, in order."""
    sql = (
        "SELECT device, first_seq, last_seq, epoch, signature FROM batch WHERE device = ? AND last_seq > ?"
        " ORDER BY last_seq"
    )
    return [SignedBatch(*row) for row in database.execute(sql, (device, seq)).fetchall()]


def between(database: Database, device: str, first: int, last: int) -> list[Row]:
    """A stretch of a device's chain, both ends included."""
    sql = f"SELECT {COLUMNS} FROM change WHERE device = ? AND seq BETWEEN ? AND ? ORDER BY seq"  # noqa: S608 - fixed
    return [row_of(values) for values in database.execute(sql, (device, first, last)).fetchall()]


def in_state(database: Database, state: str) -> Iterator[Row]:
    """All rows of a state other than `sealed`."""
    sql = f"SELECT {COLUMNS} FROM change WHERE state <> 'sealed' AND state = ? ORDER BY device, seq"  # noqa: S608 - fixed
    yield from (row_of(values) for values in database.execute(sql, (state,)).fetchall())


class Place(NamedTuple):
    """Where a change stands here."""

    state: str
    device: str
    seq: int


def known_ids(database: Database, ids: Sequence[str]) -> dict[str, Place]:
    """Which of these changes are here already, and where."""
    found: dict[str, Place] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        marks = ",".join("?" * len(part))
        sql = f"SELECT id, state, device, seq FROM change WHERE id IN ({marks})"  # noqa: S608 - marks only
        found.update((row[0], Place(*row[1:])) for row in database.execute(sql, part).fetchall())
    return found
