"""What sync does with the store: one short transaction a method, and never a word about the network.

The engine reads rows, seals them, and gives them back; it brings rows that came, verified and opened, and the marks
(cursor, heads) that may only move together with them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from kyosei_desk.purge_order import RESTRICT, PurgeOrder
from kyosei_desk.store import answers, applying, conflicts, draft_moves, items, letters, meta, purging, restriction
from kyosei_desk.store.answers import KeptAnswer
from kyosei_desk.store.applying import Outcome
from kyosei_desk.store.driver import Database
from kyosei_desk.store.items import ChainHead, Row, SignedBatch
from kyosei_desk.store.letters import Outgoing, QueuedLetter
from kyosei_desk.store.saving import Edit
from kyosei_desk.store.store import Detail, Store

LOG_KEPT = 2000
UNTOLD = "purges_untold"
"""Under this name the vault keeps what went by orders that came, until a person was told: (person, reason, count)."""


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """One page of what came: everything that must become durable together. `orders` have been checked by the engine."""

    rows: tuple[Row, ...] = ()
    batches: tuple[SignedBatch, ...] = ()
    heads: tuple[ChainHead, ...] = ()
    orders: tuple[PurgeOrder, ...] = ()
    answers: tuple[KeptAnswer, ...] = ()
    marks: Mapping[str, str] = {}


class Exchange:
    """The store as sync sees it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def device(self) -> str:
        """This laptop's id in its own changes."""
        return self._store.device

    def new_identity(self) -> str:
        """This vault fell behind its own device: it goes on as another one, which must be enrolled anew.

        What was sealed and is not known to have reached the hub is not sealed any more: the hub's chain is another one.
        """
        with self._store.writing() as database:
            items.take_back(database, self.device, items.acknowledged(database, self.device).seq + 1)
        return self._store.new_device()

    def acknowledged(self) -> ChainHead:
        """How far the hub was last seen to hold our own chain just as it stands here."""
        with self._store.reading() as database:
            return items.acknowledged(database, self.device)

    def link_at(self, device: str, seq: int) -> bytes:
        """Where a chain stands after one of its items."""
        with self._store.reading() as database:
            return items.link_at(database, device, seq)

    def take_back(self, device: str, seq: int) -> ChainHead | None:
        """A chain forked, and the hub holds the other branch: what ours held from there on goes on as new changes."""
        with self._store.writing() as database:
            head = items.take_back(database, device, seq)
            items.number_local(database, self.device)
        return head

    def unknown(self, rows: Sequence[Row]) -> list[Row]:
        """Those of which nothing is here."""
        with self._store.reading() as database:
            known = items.known_ids(database, [row.id for row in rows])
        return [row for row in rows if row.id not in known]

    def doubled(self, rows: Sequence[Row]) -> bool:
        """Whether one of these stands sealed in another chain here."""
        with self._store.reading() as database:
            known = items.known_ids(database, [row.id for row in rows])
        return any(
            row.id in known and known[row.id].state != items.LOCAL and applying.elsewhere(known[row.id], row)
            for row in rows
        )

    # Marks and keys

    def get(self, name: str) -> bytes | None:
        """A value that sync keeps in the vault."""
        with self._store.reading() as database:
            value = meta.get(database, meta.EXCHANGE + name)
        return None if value is None else value.encode()

    def put(self, name: str, value: bytes) -> None:
        """Keep a value (UTF-8 text, JSON as a rule)."""
        with self._store.writing() as database:
            meta.put(database, meta.EXCHANGE + name, value.decode())

    def drop(self, name: str) -> None:
        with self._store.writing() as database:
            meta.drop(database, meta.EXCHANGE + name)

    def set_clock_offset(self, seconds: int) -> None:
        """What to add to the machine's time; hybrid time follows at once."""
        with self._store.writing() as database:
            meta.put(database, meta.CLOCK_OFFSET, str(seconds))
        self._store.correct_clock()

    def clock_offset(self) -> int:
        with self._store.reading() as database:
            return meta.number(database, meta.CLOCK_OFFSET)

    def epochs(self) -> dict[str, bytes]:
        """Every secret of the district this laptop holds, by epoch id."""
        with self._store.reading() as database:
            return dict(database.execute("SELECT id, secret FROM epoch").fetchall())

    def keep_epochs(self, secrets: Mapping[str, bytes]) -> None:
        with self._store.writing() as database:
            database.conn.executemany("INSERT OR IGNORE INTO epoch (id, secret) VALUES (?, ?)", list(secrets.items()))

    def roster(self) -> list[bytes]:
        """The district's roster as far as it was verified: one entry (JSON) each, in order."""
        with self._store.reading() as database:
            return [row[0] for row in database.execute("SELECT entry FROM roster ORDER BY number").fetchall()]

    def keep_roster(self, entries: Sequence[bytes]) -> None:
        """Append verified entries."""
        with self._store.writing() as database:
            last = database.execute("SELECT coalesce(max(number), 0) FROM roster").fetchone()[0]
            database.conn.executemany(
                "INSERT INTO roster (number, entry) VALUES (?, ?)", list(enumerate(entries, last + 1))
            )

    def replace_roster(self, entries: Sequence[bytes], marks: Mapping[str, str]) -> None:
        """Another branch of it in place of ours, with the values that go with it."""
        with self._store.writing() as database:
            database.execute("DELETE FROM roster")
            database.conn.executemany("INSERT INTO roster (number, entry) VALUES (?, ?)", list(enumerate(entries, 1)))
            for name, value in marks.items():
                meta.put(database, meta.EXCHANGE + name, value)

    def forget_roster(self) -> None:
        """The roster of a district that this laptop never came into."""
        with self._store.writing() as database:
            database.execute("DELETE FROM roster")

    # Out

    def unsealed(self, limit: int) -> list[Row]:
        """The oldest changes written here that were not sealed yet."""
        with self._store.reading() as database:
            return items.unsealed(database, limit)

    def edited_talks(self) -> tuple[str, ...]:
        """Consultations that changed here since the last seal after they were first written, or whose members did."""
        sql = (  # a UNION: with an OR every consultation there is would be looked through
            "WITH edited AS (SELECT record_id, kind FROM change WHERE state <> 'sealed' AND state = 'local'"
            " AND EXISTS (SELECT 1 FROM change first WHERE first.record_id = change.record_id"
            " AND first.id <> change.id)) SELECT record_id FROM edited WHERE kind = 'consultation' UNION"
            " SELECT talk.id FROM edited JOIN record member ON member.id = edited.record_id"
            " JOIN record talk ON talk.household_id = member.household_id AND talk.kind = 'consultation'"
            " WHERE edited.kind = 'member' ORDER BY 1"
        )
        with self._store.reading() as database:
            return tuple(record_id for (record_id,) in database.execute(sql).fetchall())

    def unsealed_count(self) -> int:
        with self._store.reading() as database:
            return items.count(database, items.LOCAL)

    def sealed(self, rows: Sequence[Row], batches: Sequence[SignedBatch], head: ChainHead) -> None:
        """Keep the seal of these changes before anything is sent: sent again, they are the same bytes."""
        with self._store.writing() as database:
            items.mark_sealed(database, rows, batches, head)

    def heads(self) -> dict[str, ChainHead]:
        with self._store.reading() as database:
            return items.heads(database)

    def batches_after(self, device: str, seq: int) -> list[SignedBatch]:
        with self._store.reading() as database:
            return items.batches_after(database, device, seq)

    def rows_between(self, device: str, first: int, last: int) -> list[Row]:
        with self._store.reading() as database:
            return items.between(database, device, first, last)

    # In

    def apply(self, arrival: Arrival) -> Outcome:
        """Everything of a page, or nothing of it; one audit event."""
        with self._store.transaction("pull") as (database, facts):
            outcome = applying.apply(database, self._store.sealer, self.device, arrival.rows)
            facts.update(changes=outcome.applied, waiting=outcome.waiting, aside=outcome.aside)
            purged = self._carry_out(database, arrival.orders)
            if purged:
                facts["purged"] = purged
            self._keep_marks(database, arrival)
        self._store.met(outcome.stamp)
        outcome.void += purged
        return outcome

    def due_orders(self) -> list[PurgeOrder]:
        """Orders of 閲覧制限 that waited for what they put in the place of what goes; not checked yet."""
        with self._store.reading() as database:
            return purging.due(database)

    def carry_out(self, orders: Iterable[PurgeOrder]) -> int:
        """Orders that have been checked; one audit event. Returns how many records went."""
        with self._store.transaction("pull") as (database, facts):
            facts["purged"] = purged = self._carry_out(database, orders)
        return purged

    def _carry_out(self, database: Database, orders: Iterable[PurgeOrder]) -> int:
        """One that waits for what it puts in the place of what goes is left; one may be what another waits for."""
        left, total = list(orders), 0
        while ready := [each for each in left if purging.replaced(database, each)]:
            left = [each for each in left if each not in ready]
            total += sum(self._obey(database, order) for order in ready)
        return total

    def _obey(self, database: Database, order: PurgeOrder) -> int:
        """A letter about a record that was only restricted is still to be sent; of a purged one, it goes too."""
        ids = [tag.hex() for tag in order.tags]
        moved = [tag.hex() for tag in order.renewed]
        renewed = dict(zip(ids, moved, strict=False)) if order.reason == RESTRICT else None
        count = purging.purge(database, ids, self._store.now(), renewed)
        if renewed:
            draft_moves.follow(database, self._store.sealer, renewed)
        if count:
            untold = self._untold(database)
            each = (order.person, order.reason)
            kept = [(*pair, number) for pair, number in {**untold, each: untold.get(each, 0) + count}.items()]
            meta.put(database, meta.EXCHANGE + UNTOLD, msgspec.json.encode(kept).decode())
        return count

    @staticmethod
    def _untold(database: Database) -> dict[tuple[str, str], int]:
        kept = msgspec.json.decode(meta.get(database, meta.EXCHANGE + UNTOLD) or "[]", type=list[tuple[str, str, int]])
        return {(person, reason): count for person, reason, count in kept}

    def purges_untold(self) -> dict[tuple[str, str], int]:
        """(person, reason) → how many records went by their orders, of which no person at this desk was told yet."""
        with self._store.reading() as database:
            return self._untold(database)

    def purges_told(self) -> None:
        self.drop(UNTOLD)

    @staticmethod
    def _keep_marks(database: Database, arrival: Arrival) -> None:
        items.keep_batches(database, arrival.batches)
        items.set_heads(database, arrival.heads)
        answers.keep(database, arrival.answers)
        for name, value in arrival.marks.items():
            meta.put(database, meta.EXCHANGE + name, value)

    def aside(self) -> list[Row]:
        """What was set aside, its sealed bytes in `body`."""
        with self._store.reading() as database:
            return list(items.in_state(database, items.ASIDE))

    def counts(self) -> dict[str, int]:
        """How much is unsent, waiting, aside and in conflict."""
        with self._store.reading() as database:
            states = {state: items.count(database, state) for state in (items.LOCAL, items.WAITING, items.ASIDE)}
            return {**states, "conflicts": conflicts.count(database)}

    def withheld(self) -> int:
        """How many items came without content and without an order to purge them: too large, lost, or kept back."""
        with self._store.reading() as database:
            return items.count(database, items.VOID)

    def stands_for_another(self, record_id: str) -> bool:
        """Whether a record has this id that no answer of this id has made: an answer may not write into it."""
        sql = "SELECT 1 FROM record WHERE id = ? AND NOT EXISTS (SELECT 1 FROM change WHERE change.id = record.id)"
        with self._store.reading() as database:
            return database.execute(sql, (record_id,)).fetchone() is not None

    def unreadable(self, gone: Collection[str], staying: Collection[str]) -> int:
        """How many restricted records and drafts name one of those who have gone, and nobody who stays."""
        with self._store.reading() as database:
            return restriction.unreadable(database, gone, staying)

    def set_aside(self, item_id: str, reason: str) -> None:
        """Note on one of our own changes why the hub did not take its content."""
        with self._store.writing() as database:
            database.execute("UPDATE change SET reason = ? WHERE id = ?", (reason, item_id))

    def refused(self) -> int:
        """How many of our own changes the hub did not take."""
        with self._store.reading() as database:
            return int(
                database.execute("SELECT count(*) FROM change WHERE reason <> '' AND state = 'sealed'").fetchone()[0]
            )

    def reconsider(self, understood: Sequence[Row]) -> Outcome:
        """Apply items that had been set aside and can be opened now."""
        with self._store.transaction("reconsider") as (database, facts):
            outcome = applying.reconsider(database, self._store.sealer, understood)
            facts["changes"] = outcome.applied
        return outcome

    def index(self) -> None:
        """Bring the search index in step with what came."""
        self._store.index()

    def settle(self) -> int:
        """Try what waits for a reader once more: people may have come with this sync."""
        return self._store.settle()

    def local_ids(self) -> list[str]:
        """The ids of what is not sealed yet: part of a desk's digest."""
        with self._store.reading() as database:
            return [
                row[0]
                for row in database.execute(
                    "SELECT id FROM change WHERE state <> 'sealed' AND state = 'local' ORDER BY id"
                ).fetchall()
            ]

    # Letters

    def post(
        self,
        edits: Iterable[Edit],
        letters_out: Iterable[Outgoing] = (),
        dropped: Iterable[str] = (),
        action: str = "post",
        subject: str = "",
        detail: Detail | None = None,
    ) -> None:
        """Records that say what is sent, and the sealed letters: durable together, or not at all.

        `dropped`: ids of letters that were taken back and are to be sent no more.
        """

        def beside(database: Database) -> None:
            for each in letters_out:
                letters.queue(database, each.id, each.kind, each.subject, each.content, self._store.now())
            letters.drop(database, dropped)

        self._store.save(edits, action, subject, detail, beside)

    def queue_letter(self, letter_id: str, kind: str, subject: str, content: bytes) -> None:
        """Keep a sealed letter until the hub has it, and after."""
        with self._store.writing() as database:
            letters.queue(database, letter_id, kind, subject, content, self._store.now())

    def unsent_letters(self, limit: int = 50) -> list[QueuedLetter]:
        with self._store.reading() as database:
            return letters.unsent(database, limit)

    def all_letters(self) -> list[QueuedLetter]:
        with self._store.reading() as database:
            return letters.every(database)

    def letters_of(self, subject: str) -> list[str]:
        """The ids of the letters about one record."""
        with self._store.reading() as database:
            return letters.of(database, subject)

    def letters_sent(self, fates: Mapping[str, str]) -> None:
        """Letter id → "" where the hub has it, else a word why it did not take it."""
        with self._store.writing() as database:
            letters.mark(database, fates, self._store.now())

    def letters_again(self) -> None:
        """Send every letter anew: the hub was restored from an older state."""
        with self._store.writing() as database:
            database.execute("UPDATE letter SET sent_at = '' WHERE reason = ''")

    # Answers of the city

    def every_answer(self) -> list[KeptAnswer]:
        """All whose words are here, as they came."""
        with self._store.reading() as database:
            return answers.every(database)

    def lost_answers(self, limit: int) -> list[KeptAnswer]:
        """Those that a restored hub has not shown again."""
        with self._store.reading() as database:
            return answers.lost(database, limit)

    def answers_given_back(self, ids: Iterable[str]) -> None:
        with self._store.writing() as database:
            answers.given_back(database, ids)

    def answers_again(self) -> None:
        """The hub was restored from an older state: each is given back to it, unless it shows it."""
        with self._store.writing() as database:
            answers.forget_hub(database)

    def answer_at(self, number: int) -> str | None:
        """Which answer the hub has shown under a number; None where that is not known."""
        with self._store.reading() as database:
            return answers.id_at(database, number)

    def answer_names(self) -> list[str]:
        """Every answer whose words are here: part of a desk's digest."""
        with self._store.reading() as database:
            return answers.names(database)

    # The log of sync: ids and counts, no word of a resident

    def note(
        self, event: str, detail: Mapping[str, int | str] | None = None, marks: Mapping[str, str] | None = None
    ) -> None:
        """A line in the log of sync, and values kept with it."""
        with self._store.writing() as database:
            for name, value in (marks or {}).items():
                meta.put(database, meta.EXCHANGE + name, value)
            database.execute(
                "INSERT INTO exchange_log (at, event, detail) VALUES (?, ?, ?)",
                (self._store.now().isoformat(), event, msgspec.json.encode(dict(detail or {}))),
            )
            database.execute(
                "DELETE FROM exchange_log WHERE number <= (SELECT max(number) FROM exchange_log) - ?", (LOG_KEPT,)
            )

    def log(self) -> list[tuple[str, str, dict[str, int | str]]]:
        """(time, event, counts), the oldest first: can be handed to a stranger."""
        with self._store.reading() as database:
            found = database.execute("SELECT at, event, detail FROM exchange_log ORDER BY number").fetchall()
        return [(at, event, msgspec.json.decode(detail)) for at, event, detail in found]
