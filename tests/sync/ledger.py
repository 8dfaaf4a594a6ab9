"""What the state machine knows: everything that was ever written, by whom it is held, and what must follow from it.

The rules of the merge are written down here once more, straight from sync.md: a field's live values are those written
minus those that a base names. Nothing of the store's own is used for it.
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any
from unittest.mock import patch

import msgspec

from kyosei_desk.errors import NotAllowed
from kyosei_desk.purge_order import PurgeOrder, tag_of
from kyosei_desk.store.changes import unpack_state
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop


class Written(msgspec.Struct, frozen=True):
    """One change as its author wrote it: register → (value, base); a restricted one is read at its author's desk."""

    id: str
    record_id: str
    kind: str
    restricted: bool
    writes: dict[str, tuple[Any, tuple[str, ...]]]
    orders: tuple[bytes, ...] = ()


WRITTEN = "SELECT id, record_id, kind, sealed, writes FROM change WHERE device = ? AND writes IS NOT NULL"


def written_at(laptop: Laptop, known: Iterable[str]) -> Iterator[Written]:
    """What this laptop wrote since."""
    for change_id, record_id, kind, sealed, content in laptop.rows(WRITTEN, laptop.device):
        if change_id in known:
            continue
        if kind == "purge":
            order = msgspec.json.decode(content, type=PurgeOrder)
            yield Written(change_id, "", kind, restricted=False, writes={}, orders=order.tags)
            continue
        plain = laptop.desk._store.sealer.open(content, f"change/{change_id}") if sealed else content
        yield Written(change_id, record_id, kind, bool(sealed), msgspec.msgpack.decode(plain))


Values = dict[str, dict[str, Any]]
"""Register → version → value."""


def live(changes: Iterable[Written]) -> Values:
    """Written minus seen."""
    there = list(changes)
    values: Values = {}
    for name in sorted({name for each in there for name in each.writes}):
        seen = {base for each in there if name in each.writes for base in each.writes[name][1]}
        values[name] = {each.id: each.writes[name][0] for each in there if name in each.writes and each.id not in seen}
    return values


class Ledger:
    """Everything that was acknowledged. `lost`: what went with a laptop or a hub that nobody else had it of."""

    def __init__(self) -> None:
        self.all: dict[str, Written] = {}
        self.lost: set[str] = set()

    def note(self, laptop: Laptop) -> None:
        """A person's save has returned: from here on it must survive."""
        for each in written_at(laptop, self.all):
            self.all[each.id] = each

    def acknowledged(self) -> set[str]:
        return set(self.all) - self.lost

    def purged(self, ids: set[str]) -> set[bytes]:
        """The tags of all orders among these changes."""
        return {tag for each in ids if each in self.all for tag in self.all[each].orders}

    def only_left(self, laptops: Iterable[Laptop], hub: Hub) -> None:
        """A disk is gone: what neither a laptop nor the hub holds is lost to everybody."""
        held = hub.item_ids()
        for each in laptops:
            held |= each.change_ids()
        self.lost |= set(self.all) - held

    def found(self, ids: set[str]) -> None:
        """It was in a copy that came back."""
        self.lost -= ids

    def expected(self, ids: set[str]) -> dict[str, tuple[bool, Values]]:
        """Every record that these changes make, but for what was purged."""
        gone = self.purged(ids)
        records: dict[str, list[Written]] = {}
        for each in (self.all[key] for key in sorted(ids)):
            if each.record_id and tag_of(each.record_id) not in gone:
                records.setdefault(each.record_id, []).append(each)
        return {key: (changes[0].restricted, live(changes)) for key, changes in records.items()}


def standing(laptop: Laptop) -> dict[str, Values | None]:
    """Every record as it stands at a laptop; None where it is sealed for others."""
    found: dict[str, Values | None] = {}
    for record_id, sealed, content in laptop.rows("SELECT id, sealed, registers FROM record"):
        try:
            plain = laptop.desk._store.sealer.open(content, f"record/{record_id}") if sealed else content
        except NotAllowed:
            found[record_id] = None
            continue
        state = unpack_state(plain)
        found[record_id] = {
            name: {each.version: each.value for each in register.live} for name, register in sorted(state.items())
        }
    return found


def raw(laptop: Laptop) -> bytes:
    """Every byte of the open tables, but for drafts."""
    tables = ("record", "change", "document", "letter", "meta", "audit", "exchange_log", "conflict", "bulletin")
    rows = (row for table in tables for row in laptop.rows(f"SELECT * FROM {table}"))  # noqa: S608 - fixed
    return b"\0".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)


@contextmanager
def steady_ids(seed: int) -> Iterator[None]:
    """The same ids on every run: what follows from their order is then the same too."""
    dice = Random(seed)  # noqa: S311 - dice, not a key
    with patch.object(secrets, "token_hex", lambda length: dice.randbytes(length).hex()):
        yield
