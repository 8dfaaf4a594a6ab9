"""Drafts: a form as it stands, sealed to its author and the 責任者. Neither a change, nor searchable, nor sent.

A draft repeats words of the records it builds on, so it goes where they go: it is never open to more people than they
are, it follows them under another id (閲覧制限), and where they are purged, only what its author wrote anew stays.
Whoever purges or restricts may not be able to open it; so it keeps, beside it, the ids it builds on in the clear, and
what would stay of it as a text of its own.
"""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime

import msgspec

from i18n import _
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.sealing import SealBroken, readers_of
from kyosei_desk.store.driver import Database
from kyosei_desk.store.sealer import Sealer


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """One unfinished form. `saved_at` is ISO with zone."""

    id: str
    author: str
    saved_at: str
    content: bytes


class Unfinished(msgspec.Struct, frozen=True, kw_only=True):
    """A form to be kept. `base`: the ids of all it speaks of; `own`: what is its author's alone, and would stay where
    those are purged; None where nothing would."""

    id: str
    content: bytes
    base: frozenset[str]
    own: bytes | None = None


class Kept(msgspec.Struct, frozen=True):
    """Under which id it is kept. `changed`: what it builds on was purged or moved meanwhile, so it is not what was
    handed over; whoever has it on the screen takes it up anew."""

    id: str
    changed: bool = False


class SealedDraft(msgspec.Struct, frozen=True):
    """One row; it may wait in memory while the desk is locked.

    `was`: it was sealed again without being opened, under these ids before, the latest first. `readers`: whom a
    restriction left; nobody joins them later, whatever becomes of what was restricted. Lists stand in words.
    """

    id: str
    author: str
    saved_at: str
    sealed: bytes
    base: str
    own: bytes | None = None
    was: str = ""
    readers: str = ""

    @property
    def ids(self) -> frozenset[str]:
        return frozenset((self.id, *self.base.split()))

    def opened(self, sealer: Sealer) -> bytes:
        """Raises NotAllowed for one who is not a reader of each of its seals."""
        content = self.sealed
        for each in (self.id, *self.was.split()):
            content = sealer.open(content, subject(each))
        return content


def subject(draft_id: str) -> str:
    """What the sealed bytes are bound to."""
    return f"draft/{draft_id}"


def every(database: Database) -> list[SealedDraft]:
    sql = "SELECT id, author, saved_at, sealed, base, own, was, readers FROM draft ORDER BY saved_at DESC, id"
    return [SealedDraft(*each) for each in database.execute(sql).fetchall()]


def write(database: Database, row: SealedDraft) -> None:
    sql = (
        "INSERT OR REPLACE INTO draft (id, author, saved_at, sealed, base, own, was, readers) VALUES (?,?,?,?,?,?,?,?)"
    )
    database.execute(sql, msgspec.structs.astuple(row))


def put(database: Database, sealer: Sealer, form: Unfinished, usual: Iterable[str], at: datetime) -> Kept:
    """Write a draft in place of its last state; its author stays who began it. Raises as `sealed`."""
    row, kept = sealed(database, sealer, form, usual, at)
    write(database, row)
    return kept


def sealed(
    database: Database, sealer: Sealer, form: Unfinished, usual: Iterable[str], at: datetime
) -> tuple[SealedDraft, Kept]:
    """The row a draft would be, and what is said of it; nothing is written.

    `usual`: who reads a draft that builds on nothing restricted. Raises NotAllowed where another person's draft stands
    there (nobody overwrites what they cannot see) or its talk was restricted without this person, NotFound where its
    talk was purged.
    """
    ids = names_now(database, {form.id, *form.base})
    draft_id = ids[form.id]
    if draft_id is None:
        raise purged()
    there = next((each for each in every(database) if each.id == draft_id), None)
    if there is not None:
        there.opened(sealer)
    author = there.author if there else sealer.person_id
    left = narrowed(database, ids.values(), there.readers.split() if there else ())
    readers = {*usual, author} if left is None else left
    row = SealedDraft(draft_id, author, at.isoformat(), b"", " ".join(each for each in ids.values() if each))
    if None not in ids.values() and sealer.person_id in readers:
        row = filled(sealer, row, moved(form.content, ids), form.own, readers, bound=left is not None)
        return row, Kept(draft_id, changed=any(old != new for old, new in ids.items()))
    if form.own is None:
        raise purged() if None in ids.values() else closed()
    row = msgspec.structs.replace(row, base="")
    return filled(sealer, row, form.own, None, {*readers, author}, bound=left is not None), Kept(draft_id, changed=True)


def filled(
    sealer: Sealer, row: SealedDraft, content: bytes, own: bytes | None, readers: Collection[str], *, bound: bool
) -> SealedDraft:
    """The row with its words."""
    return msgspec.structs.replace(
        row,
        sealed=sealer.seal(content, readers, subject(row.id)),
        own=None if own is None else sealer.seal(own, readers, subject(row.id)),
        readers=" ".join(sorted(readers)) if bound else "",
    )


def names_now(database: Database, ids: Iterable[str]) -> dict[str, str | None]:
    """Each id → the one that stands in its place by now, itself as a rule; None where it was purged."""
    return {each: name_now(database, each) for each in ids}


def name_now(database: Database, record_id: str) -> str | None:
    name, seen = record_id, set[str]()
    while name and name not in seen:  # two orders could name one another's records in turn
        seen.add(name)
        row = database.execute("SELECT renewed FROM purged WHERE id = ?", (name,)).fetchone()
        if row is None:
            return name
        name = str(row[0])
    return None


def moved(content: bytes, ids: Mapping[str, str | None]) -> bytes:
    """The words with every id as it is now; an id is 128 random bits, so no typed text is ever taken for one."""
    for old, new in ids.items():
        if new is not None and new != old:
            content = content.replace(old.encode(), new.encode())
    return content


def narrowed(database: Database, ids: Iterable[str | None], bound: Collection[str] = ()) -> set[str] | None:
    """Who may read all of these records, and is among `bound` where a draft is bound; None where everyone may."""
    found = [set(bound)] if bound else []
    found += [readers for each in ids if each and (readers := readers_of_record(database, each))]
    return set.intersection(*found) if found else None


def readers_of_record(database: Database, record_id: str) -> set[str]:
    """Whom a restricted record names, also one whose readers have not been here since it came; empty: it is open."""
    sql = (
        "SELECT registers FROM record WHERE id = ?1 AND sealed = 1 UNION ALL"
        " SELECT writes FROM change WHERE record_id = ?1 AND sealed = 1 AND state = 'waiting' AND writes IS NOT NULL"
    )
    named: set[str] = set()
    for (content,) in database.execute(sql, (record_id,)).fetchall():
        with suppress(SealBroken):  # `verify` tells of that
            named |= set(readers_of(content))
    return named


def mine(database: Database, sealer: Sealer, unkept: Iterable[SealedDraft] = ()) -> list[Draft]:
    """The drafts this person can open, the latest first; `unkept` in place of their older states."""
    found = []
    rows = {each.id: each for each in (*every(database), *unkept)}
    for row in sorted(sorted(rows.values(), key=lambda each: each.id), key=lambda each: each.saved_at, reverse=True):
        try:
            content = row.opened(sealer)
        except NotAllowed:
            continue  # another person's draft
        if row.was:
            content = moved(content, names_now(database, row.ids))
        found.append(Draft(id=row.id, author=row.author, saved_at=row.saved_at, content=content))
    return found


def drop(database: Database, draft_id: str) -> None:
    """Take a draft away: it was closed, or its author let it go."""
    database.execute("DELETE FROM draft WHERE id = ?", (draft_id,))


def purged() -> NotFound:
    return NotFound(
        _("もとの記録は、消されました。|つづきは保存できません。"),
        _("ほかの記録はそのままです。"),
        _("必要なら、新しい相談として書いてください。"),
    )


def closed() -> NotAllowed:
    return NotAllowed(
        _("もとの記録は、見られる人が限られました。|つづきは保存できません。"),
        _("記録はそのままです。"),
        _("責任者にたずねてください。"),
    )
