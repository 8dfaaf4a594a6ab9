"""Drafts: a form as it stands, sealed to its author and the 責任者. Neither a change, nor searchable, nor sent."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from kyosei_desk.errors import NotAllowed
from kyosei_desk.store.driver import Database
from kyosei_desk.store.sealer import Sealer


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """One unfinished form. `saved_at` is ISO with zone."""

    id: str
    author: str
    saved_at: str
    content: bytes


def put(
    database: Database, sealer: Sealer, draft_id: str, content: bytes, readers: Iterable[str], at: datetime
) -> None:
    """Write a draft in place of its last state; its author stays who began it, and can always open it.

    Raises NotAllowed where another person's draft stands there: nobody overwrites what they cannot see.
    """
    there = database.execute("SELECT author, sealed FROM draft WHERE id = ?", (draft_id,)).fetchone()
    if there is not None:
        author, old = there
        sealer.open(old, f"draft/{draft_id}")
        readers = {*readers, author}
    sealed = sealer.seal(content, readers, f"draft/{draft_id}")
    database.execute(
        "INSERT INTO draft (id, author, saved_at, sealed) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET saved_at = excluded.saved_at, sealed = excluded.sealed",
        (draft_id, sealer.person_id, at.isoformat(), sealed),
    )


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """A draft that could not be written down, sealed: it may wait in memory while the desk is locked."""

    id: str
    author: str
    saved_at: str
    sealed: bytes


def carried(sealer: Sealer, draft_id: str, content: bytes, readers: Iterable[str], at: datetime) -> Carried:
    """Sealed as `put` would, and not written."""
    sealed = sealer.seal(content, {*readers, sealer.person_id}, f"draft/{draft_id}")
    return Carried(id=draft_id, author=sealer.person_id, saved_at=at.isoformat(), sealed=sealed)


def put_carried(database: Database, draft: Carried) -> None:
    """In place of its own older state; of another person's draft nothing is overwritten."""
    database.execute(
        "INSERT INTO draft (id, author, saved_at, sealed) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
        " SET saved_at = excluded.saved_at, sealed = excluded.sealed WHERE draft.author = excluded.author",
        (draft.id, draft.author, draft.saved_at, draft.sealed),
    )


def mine(database: Database, sealer: Sealer) -> list[Draft]:
    """The drafts this person can open, the latest first."""
    rows = database.execute("SELECT id, author, saved_at, sealed FROM draft ORDER BY saved_at DESC, id").fetchall()
    found = []
    for draft_id, author, saved_at, sealed in rows:
        try:
            content = sealer.open(sealed, f"draft/{draft_id}")
        except NotAllowed:
            continue  # another person's draft
        found.append(Draft(id=draft_id, author=author, saved_at=saved_at, content=content))
    return found


def drop(database: Database, draft_id: str) -> None:
    """Take a draft away: it was closed, or its author let it go."""
    database.execute("DELETE FROM draft WHERE id = ?", (draft_id,))


def drop_about(database: Database, record_id: str) -> None:
    """Take away every draft of a record: its own, and those whose id names it among what they are about (直しかけ)."""
    database.execute("DELETE FROM draft WHERE instr(':' || id || ':', ':' || ? || ':')", (record_id,))
