"""The store: everything written down, behind one door. It takes a prepared database and knows no key and no form.

Every public method that writes is one transaction. What comes out of it is a record, a plain value or a sentence.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from kyosei_desk.clock import Clock, HybridClock
from kyosei_desk.errors import DeskError, NotAllowed, VaultLocked
from kyosei_desk.purge_order import PURGE
from kyosei_desk.records import Record, new_id
from kyosei_desk.store import (
    audit,
    conflicts,
    copies,
    draft_moves,
    drafts,
    indexing,
    integrity,
    items,
    meta,
    purging,
    restriction,
    rows,
    saving,
    search,
    waiting,
)
from kyosei_desk.store.audit import Event, Link
from kyosei_desk.store.conflicts import Conflict
from kyosei_desk.store.connection import checkpoint, close, file_of, open_database
from kyosei_desk.store.drafts import Draft, Kept, SealedDraft, Unfinished
from kyosei_desk.store.driver import Database
from kyosei_desk.store.failures import in_words
from kyosei_desk.store.origin import Origin
from kyosei_desk.store.registers import Value
from kyosei_desk.store.rows import Shown
from kyosei_desk.store.saving import Edit
from kyosei_desk.store.sealer import Sealer
from kyosei_desk.store.search import Found
from kyosei_desk.watching import Watch

TOGETHER = 200
"""Households indexed in one transaction: well under a second."""

Marker = Callable[[Link], None]
Detail = dict[str, int | str | list[str]]


def nothing(_database: Database) -> None:
    """Nothing stands beside it."""


class Store:
    """One open database, one person at the desk. Safe to call from several threads, one at a time."""

    def __init__(self, database: Database, sealer: Sealer, clock: Clock, marker: Marker = lambda _link: None) -> None:
        self._open: Database | None = database
        self._sealer = sealer
        self._clock = clock
        self._marker = marker
        self._lock, self._beside = threading.RLock(), threading.Lock()
        with in_words():
            self.device = self._device()
            self._hybrid = self._corrected_clock()
        self._restricted = restriction.Reading(database, sealer)
        self.unkept: dict[str, SealedDraft] = {}
        """Drafts that no disk took yet: they count as if they stood in the database."""
        self.settle()

    @property
    def _database(self) -> Database:
        if self._open is None:
            raise VaultLocked
        return self._open

    def _device(self) -> str:
        return meta.get(self._database, meta.DEVICE) or self.new_device()

    def _corrected_clock(self) -> HybridClock:
        """Hybrid time runs on the machine's time as the hub corrected it, and never far ahead of that.

        As long as no hub has corrected it, it never goes back behind our own last word: a dead battery may lie.
        """
        offset = timedelta(seconds=meta.number(self._database, meta.CLOCK_OFFSET))
        own = 0 if offset else saving.stamp_of(self._database, self.device)
        hybrid = HybridClock(lambda: self._clock() + offset, own)
        hybrid.see(saving.last_stamp(self._database))
        return hybrid

    def correct_clock(self) -> None:
        """The hub's time was learnt: hybrid time follows."""
        with self._lock, in_words():
            self._hybrid = self._corrected_clock()

    def met(self, stamp: int) -> None:
        """Take note of another desk's hybrid time."""
        self._hybrid.see(stamp)
        self._restricted.forget()

    def settle(self) -> int:
        """Apply restricted changes that came while none of their readers was here; returns how many."""
        with self._lock, in_words():
            count = items.count(self._database, items.WAITING)
            self._reseal()
        if not count:
            return 0
        with self._transaction("settle") as facts:
            facts["records"] = count = waiting.settle(self._database, self._sealer)
        self._restricted.forget()
        return count

    def _reseal(self) -> None:
        """Where people have come since this person was last here, restricted records are sealed to them too."""
        present, name = " ".join(self._sealer.present), meta.SEALED_TO + self._sealer.person_id
        if restriction.there_are(self._database) and meta.get(self._database, name) != present:
            with self._database.atomic():
                waiting.reseal(self._database, self._sealer)
                meta.put(self._database, name, present)

    @property
    def written(self) -> bool:
        """Whether anything was written since it was opened."""
        return bool(self._database.conn.total_changes)

    def new_device(self) -> str:
        """Take a new identity: a first start, a desk restored from a backup, a copy that fell behind.

        What was not sent yet goes on as the new device's; what the old one was enrolled with stays behind.
        """
        device = new_id()
        with self._lock, in_words(), self._database.atomic():
            meta.put(self._database, meta.DEVICE, device)
            meta.drop(self._database, meta.EXCHANGE + "enrolment")
            meta.drop(self._database, meta.EXCHANGE + "cursor")
            items.number_local(self._database, device)
        self.device = device
        return device

    @contextmanager
    def _transaction(self, action: str, subject: str = "", detail: Detail | None = None) -> Iterator[Detail]:
        """All of a save or none of it, with its audit event; the mark follows once it is durable."""
        facts: Detail = dict(detail or {})
        with self._lock, in_words():
            with self._database.atomic():
                yield facts
                link = audit.append(self._database, self._clock(), self._sealer.person_id, action, subject, facts)
            self._marker(link)

    # For the rooms beside this one (exchange.py, bulletins.py)

    @contextmanager
    def transaction(self, action: str) -> Iterator[tuple[Database, Detail]]:
        """The same for another room of the store: its database, and the facts for the trail."""
        with self._transaction(action) as facts:
            yield self._database, facts

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """The database, for as long as it is only read."""
        with self._lock, in_words():
            yield self._database

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """A transaction that is no act of a person's: no audit event."""
        with self._lock, in_words(), self._database.atomic():
            yield self._database

    @property
    def sealer(self) -> Sealer:
        return self._sealer

    def now(self) -> datetime:
        return self._clock()

    def save(
        self,
        edits: Iterable[Edit],
        action: str = "save",
        subject: str = "",
        detail: Detail | None = None,
        beside: Callable[[Database], None] = nothing,
    ) -> list[Shown]:
        """Write records down, and what must stand beside them (a letter).

        When this returns, they are durable; when it raises, nothing of them was kept.
        """
        with self._transaction(action, subject, detail) as facts:
            saved = saving.save(self._database, self._sealer, self._origin(), edits)
            indexing.refresh(self._database, self._sealer, saved)
            beside(self._database)
            facts.update(saving.counted(saved))
        self._restricted.touched(saved)
        return saved

    def add(self, records: Iterable[Record], action: str = "record", subject: str = "") -> list[Shown]:
        """Write new records down."""
        return self.save((Edit(record) for record in records), action, subject)

    def end_draft(self, edits: Iterable[Edit], action: str, draft_id: str) -> list[Shown]:
        """What a form became, and the end of its draft: durable together, or not at all."""
        shown = self.save(edits, action, draft_id, beside=lambda database: drafts.drop(database, draft_id))
        self._superseded(draft_id)
        return shown

    def read(self, record_id: str) -> Shown | None:
        """One record; None where there is none. Raises NotAllowed, naming whom to ask, for a restricted one."""
        with self._lock, in_words():
            return rows.read(self._database, self._sealer, record_id)

    def kind_of(self, record_id: str) -> str:
        """The kind of a record, restricted or not; "" where there is none."""
        with self._lock, in_words():
            row = self._database.execute("SELECT kind FROM record WHERE id = ?", (record_id,)).fetchone()
        return "" if row is None else str(row[0])

    def of_household(self, household_id: str) -> list[Shown]:
        """The household and all filed under it that this person may open."""
        with self._lock, in_words():
            return rows.of_household(self._database, self._sealer, household_id)

    def of_consultation(self, consultation_id: str) -> list[Shown]:
        """What grew out of a consultation, as far as this person may open it."""
        with self._lock, in_words():
            return rows.of_consultation(self._database, self._sealer, consultation_id)

    def of_kind(self, kind: str) -> list[Shown]:
        """Every record of one kind that this person may open: for kinds of which there are few."""
        with self._lock, in_words():
            return list(rows.where(self._database, self._sealer, "kind = ?", (kind,)))

    def hidden(self, kind: str) -> int:
        """How many restricted records of one kind this person cannot open."""
        sql = "SELECT registers FROM record WHERE kind = ? AND sealed = 1"
        with self._lock, in_words():
            found = self._database.execute(sql, (kind,)).fetchall()
            return sum(self._sealer.person_id not in self._sealer.readers(content) for (content,) in found)

    def unfiled(self, kind: str) -> list[Shown]:
        """Records of a kind that are filed under one which is not here: it moved, went, or has not come yet."""
        condition = "kind = ? AND NOT EXISTS (SELECT 1 FROM record r WHERE r.id = record.consultation_id)"
        with self._lock, in_words():
            return list(rows.where(self._database, self._sealer, condition, (kind,)))

    def by_case(self, case_id: str) -> str | None:
        """The id of the consultation with this case id."""
        with self._lock, in_words():
            row = self._database.execute(
                "SELECT id FROM record WHERE case_id = ? AND case_id <> '' AND +kind = 'consultation'", (case_id,)
            ).fetchone()
        return None if row is None else str(row[0])

    def search(self, query: str, limit: int) -> list[Found]:
        """The best first, the newest first within equals; restricted ones are found by those who may open them."""
        self.index()
        with self._lock, in_words():
            found = search.find(self._database, query, limit)
            return self._restricted.mixed(found, query, limit)

    def restricted_of(self, kind: str) -> list[Shown]:
        """Every restricted record of a kind that this person may open."""
        with self._lock, in_words():
            return list(self._restricted.of_kind(kind))

    def restricted_beginning(self, name: str, limit: int) -> list[str]:
        """The latest restricted consultations (ids) of people whose name begins so, for those who may open them."""
        with self._lock, in_words():
            return self._restricted.beginning(name, limit)

    def index(self) -> None:
        """Bring the index in step with what a sync brought; a part at a time, each a transaction."""
        with self._lock, in_words():
            while self._database.execute("SELECT 1 FROM unindexed LIMIT 1").fetchone():
                with self._database.atomic():
                    indexing.catch_up(self._database, self._sealer, TOGETHER)

    def restricted(self, household_id: str) -> list[tuple[str, ...]]:
        """The readers (person ids) of each restricted consultation of a household: whom to ask."""
        with self._lock, in_words():
            return restriction.readers(self._database, self._sealer, household_id)

    def restrict(self, consultation_id: str, readers: Iterable[str]) -> str:
        """Re-issue a consultation sealed to its readers and purge what stood open; returns its new id."""
        with self._transaction("restrict") as facts:
            renewed = restriction.restrict(
                self._database, self._sealer, self._origin(), consultation_id, tuple(readers)
            )
            facts["records"] = len(renewed)
        self._restricted.forget()
        return renewed[consultation_id]

    def conflicts(self) -> list[Conflict]:
        """What two people wrote without knowing of each other, as far as this person may open it."""
        with self._lock, in_words():
            return list(self._conflicts())

    def _conflicts(self) -> Iterator[Conflict]:
        for record_id, name in conflicts.listed(self._database):
            with suppress(NotAllowed):
                shown = rows.read(self._database, self._sealer, record_id)
                found = conflicts.of(self._database, shown, name) if shown else None
                if found is not None:
                    yield found

    def resolve(self, record_id: str, name: str, value: Value) -> None:
        """A person's decision: one value that supersedes all there are now, as a change of its own."""
        with self._transaction("resolve", record_id) as facts:
            saved = saving.settle(self._database, self._sealer, self._origin(), record_id, name, value)
            indexing.refresh(self._database, self._sealer, [saved])
            facts["registers"] = 1
        self._restricted.forget()

    def put_draft(self, form: Unfinished, usual: Iterable[str]) -> Kept:
        """Keep a form as it stands, for its `usual` readers or fewer. No audit event: every keystroke is a draft."""
        with self._lock, in_words(), self._database.atomic():
            kept = drafts.put(self._database, self._sealer, form, usual, self._clock())
        self._superseded(form.id, kept.id)
        return kept

    def drafts(self) -> list[Draft]:
        """The drafts this person can open, the latest first."""
        with self._lock, in_words():
            return drafts.mine(self._database, self._sealer, self.unkept.values())

    def seal_draft(self, form: Unfinished, usual: Iterable[str]) -> SealedDraft:
        """As `put_draft` would write it; nothing is written."""
        with self._lock, in_words():
            return drafts.sealed(self._database, self._sealer, form, usual, self._clock())[0]

    def put_sealed(self, rows: Iterable[SealedDraft]) -> None:
        """Keep what was sealed before, as far as what it builds on still stands; all or none.

        What cannot be kept now is tried again with each draft that can, and stands in `unkept` until then.
        """
        with self._lock:
            self.unkept.update((each.id, each) for each in rows)
            with in_words(), self._database.atomic():
                for each in self.unkept.values():
                    draft_moves.put(self._database, self._sealer, each)
            self.unkept.clear()

    def _superseded(self, *draft_ids: str) -> None:
        """Newer words stand there, or it was ended; and the disk takes something again."""
        with self._lock:
            for each in draft_ids:
                self.unkept.pop(each, None)
            if self.unkept:
                with suppress(DeskError):
                    self.put_sealed(())

    def drop_draft(self, draft_id: str) -> None:
        with self._lock, in_words(), self._database.atomic():
            drafts.drop(self._database, draft_id)
        self._superseded(draft_id)

    def purge_consultation(self, consultation_id: str, why: str = "") -> int:
        """Erase a consultation and what grew out of it, everywhere; returns how many records went."""
        return self._purge(purging.filed_under(self._database, consultation_id), why)

    def purge_household(self, household_id: str, why: str = "") -> int:
        """Erase a household and everything filed under it."""
        return self._purge(purging.of_household(self._database, household_id), why)

    def purge_known(self, record_ids: Iterable[str]) -> int:
        """Erase what is known to be purged elsewhere (an older backup brings it back: it must not stay)."""
        return self._purge(record_ids, ordered=True)

    def _purge(self, record_ids: Iterable[str], why: str = "", *, ordered: bool = False) -> int:
        ids = list(record_ids)
        with self._transaction("purge", detail={"why": why} if why else None) as facts:
            count = purging.purge(self._database, ids, self._clock())
            if ids and not ordered:
                purging.order(self._database, self._sealer, self._origin(), ids, PURGE)
            facts["records"] = count
        self._restricted.forget()
        return count

    def _origin(self) -> Origin:
        return Origin(self.device, self._hybrid.next(), self._clock())

    def tidy(self) -> None:
        """Once a day: keep edits and searches quick."""
        with self._lock, in_words():
            search.tidy(self._database)

    def scrub(self) -> None:
        """After a purge, outside of its transaction: leave no page of the file with an old word."""
        with self._lock, in_words():
            purging.scrub(self._database)

    def tombstones(self) -> tuple[str, ...]:
        with self._lock, in_words():
            return purging.tombstones(self._database)

    def log(self, action: str, subject: str = "", detail: Detail | None = None) -> None:
        """An audit event of its own: a print, a disclosure, an unlock."""
        with self._transaction(action, subject, detail):
            pass

    def events(self, subject: str = "") -> list[Event]:
        """The audit trail, of one record or of all."""
        with self._lock, in_words():
            return list(audit.events(self._database, subject))

    def count_events(self, action: str, subject: str = "") -> int:
        """How many events of one action a record has."""
        sql = "SELECT count(*) FROM audit WHERE action = ? AND subject = ?"
        with self._lock, in_words():
            return int(self._database.execute(sql, (action, subject)).fetchone()[0])

    def keep_definition(self, version: str, content: str) -> None:
        """Keep a checklist version that results were made with; a version already kept is never replaced."""
        with self._lock, in_words(), self._database.atomic():
            self._database.execute(
                "INSERT OR IGNORE INTO definition (version, content, at) VALUES (?, ?, ?)",
                (version, content, self._clock().isoformat()),
            )

    def definition(self, version: str) -> str | None:
        """The text of a checklist version as it was kept."""
        with self._lock, in_words():
            row = self._database.execute("SELECT content FROM definition WHERE version = ?", (version,)).fetchone()
        return None if row is None else str(row[0])

    def damages(self) -> list[str]:
        """A sentence for each kind of damage; none where all is well."""
        self.index()
        with self._lock, in_words():
            return list(integrity.damages(self._database, self._sealer))

    def readable_only_by(self, person_id: str) -> int:
        """How many restricted records nobody but this person could open."""
        with self._lock, in_words():
            return restriction.readable_only_by(self._database, self._sealer, person_id)

    def export(self, target: Path, key: bytes) -> None:
        """A whole encrypted copy under another key."""
        with self._lock, in_words():
            copies.export(self._database, target, key)

    def export_beside(self, own: bytes, target: Path, key: bytes, watch: Watch) -> None:
        """The same through a connection of its own (`own`: this database's key), so that nobody who reads or writes
        meanwhile waits for it. `close` does: ask `watch` to stop first."""
        with self._beside:
            with self._lock, in_words():
                checkpoint(self._database)
                path = file_of(self._database)
            source = open_database(path, own)
            try:
                copies.export_as_it_stands(source, target, key, watch)
            finally:
                source.conn.close()

    def close(self) -> None:
        """Close the file and forget what was read of it; every method raises VaultLocked from then on."""
        with self._beside, self._lock, in_words():
            if self._open is not None:
                self._restricted.close()
                database, self._open = self._open, None
                close(database)
