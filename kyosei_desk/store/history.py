"""What became of a record, change by change: who wrote which value over which."""

from collections.abc import Iterator

import msgspec

from kyosei_desk.store import rows
from kyosei_desk.store.changes import unpack_writes
from kyosei_desk.store.registers import DELETED, Value, Write
from kyosei_desk.store.store import Store

STAMP_BITS = 16
"""Hybrid time is milliseconds, then a counter (kyosei_desk/clock.py)."""


class Altered(msgspec.Struct, frozen=True, kw_only=True):
    """One register written: by whom (person id), where (device id), when (milliseconds since 1970).

    `name` is the register (`wish`, `answers/Q3`), `old` what its author saw there: None for nothing, and a tuple of
    values where several stood in doubt. `deleted` stands under its own name.
    """

    version: str
    author: str
    device: str
    at: int
    name: str
    old: Value
    new: Value


def of(store: Store, record_id: str) -> list[Altered]:
    """The oldest first; nothing of what was purged. Raises NotAllowed, naming whom to ask, for a restricted record."""
    with store.reading() as database:
        rows.read(database, store.sealer, record_id)
        changes = database.execute(
            "SELECT id, author, device, stamp, sealed, writes FROM change WHERE record_id = ? AND writes IS NOT NULL"
            " AND state IN ('local', 'sealed') ORDER BY stamp, id",
            (record_id,),
        ).fetchall()
        opened = [
            (*change, unpack_writes(store.sealer.open(content, f"change/{change[0]}") if sealed else content))
            for *change, sealed, content in changes
        ]
    return list(altered(opened))


def altered(changes: list[tuple[str, str, str, int, dict[str, Write]]]) -> Iterator[Altered]:
    known = {(version, name): write.value for version, *_rest, writes in changes for name, write in writes.items()}
    for version, author, device, stamp, writes in changes:
        for name, write in sorted(writes.items()):
            seen = tuple(known[each, name] for each in write.base if (each, name) in known)
            yield Altered(
                version=version, author=author, device=device, at=stamp >> STAMP_BITS, name=name,
                old=seen if len(seen) > 1 else seen[0] if seen else None,
                new=bool(write.value) if name == DELETED else write.value,
            )  # fmt: skip
