"""What becomes of drafts where the records they build on go: purged, or behind a 閲覧制限. See `drafts`."""

from collections.abc import Iterable

import msgspec

from kyosei_desk.store.drafts import SealedDraft, drop, every, name_now, names_now, narrowed, subject, write
from kyosei_desk.store.driver import Database
from kyosei_desk.store.sealer import Sealer


def put(database: Database, sealer: Sealer, row: SealedDraft) -> None:
    """Write what was sealed a while ago, in place of its own older state, and let it go where its records went since.

    Nothing newer and nothing of another person's is overwritten. Inside the caller's transaction.
    """
    places = {row.id, name_now(database, row.id)}
    there = [each for each in every(database) if each.id in places]
    if any(each.author != row.author or each.saved_at > row.saved_at for each in there):
        return
    write(database, row)
    gone = {each for each in row.ids if name_now(database, each) != each}
    purge(database, [each for each in gone if name_now(database, each) is None])
    follow(database, sealer, gone)


def purge(database: Database, record_ids: Iterable[str]) -> None:
    """Of each draft that builds on these, only what its author wrote anew stays. Inside the caller's transaction."""
    gone = set(record_ids)
    for row in every(database):
        if row.id in gone or (row.own is None and not gone.isdisjoint(row.ids)):
            drop(database, row.id)
        elif row.own is not None and not gone.isdisjoint(row.ids):
            write(database, msgspec.structs.replace(row, sealed=row.own, own=None, base=""))


def follow(database: Database, sealer: Sealer, renewed: Iterable[str]) -> None:
    """After 閲覧制限: drafts that build on what stands under another id now (`renewed`: the ids of before) go with it.

    Where its author is not among those who may open that, they keep what they wrote anew, and it is nobody else's than
    theirs and the readers'. Inside the caller's transaction.
    """
    gone = set(renewed)
    for row in every(database):
        if not gone.isdisjoint(row.ids):
            drop(database, row.id)
            after = behind(database, sealer, row)
            if after is not None:
                write(database, after)


def behind(database: Database, sealer: Sealer, row: SealedDraft) -> SealedDraft | None:
    """A draft sealed once more, to those alone who may open what it builds on: whoever restricts need not open it.

    None where nobody is left who could. It names the ids of before beside those of now: its words still do.
    """
    now = names_now(database, row.ids)
    ids = {*row.ids, *(each for each in now.values() if each)}
    open_to = set(sealer.readers(row.sealed))
    left = narrowed(database, ids, row.readers.split())
    left = open_to if left is None else left
    if row.own is not None and row.author not in left:
        row = msgspec.structs.replace(row, sealed=row.own, own=None)
        left, ids = left | {row.author}, set()
    readers = left & open_to
    if not readers:
        return None
    draft_id = now[row.id] or row.id
    return msgspec.structs.replace(
        row,
        id=draft_id,
        sealed=sealer.seal(row.sealed, readers, subject(draft_id)),
        own=None if row.own is None else sealer.seal(row.own, readers, subject(draft_id)),
        base=" ".join(sorted(ids)),
        was=" ".join((row.id, *row.was.split())),
        readers=" ".join(sorted(left)),
    )
