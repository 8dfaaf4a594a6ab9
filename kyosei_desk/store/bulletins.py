"""What the city published, as it came and what became of it: numbered from 1 without a gap, nothing ever thrown away.

Whether a bulletin is under the city's signature is for the caller to say; whether it may count, `verdicts.py` says. One
that is refused keeps its place with its reason, and what stood before stands on.
"""

from collections.abc import Sequence
from contextlib import suppress

import msgspec

from kyosei_desk.checklist.definition import ships
from kyosei_desk.errors import StorageFull, StorageReadOnly
from kyosei_desk.in_force import InForce
from kyosei_desk.published import Kind, Publication, readable
from kyosei_desk.store import bulletin_rows, meta
from kyosei_desk.store.bulletin_rows import Arrived, Fate, Taken
from kyosei_desk.store.driver import Database
from kyosei_desk.store.store import Store
from kyosei_desk.verdicts import State, judged_by

__all__ = ["Arrived", "Bulletins", "Fate", "Taken", "Unused"]


class Unused(msgspec.Struct, frozen=True, kw_only=True):
    """A bulletin that a person must know of: one that does not count, or in whose place another one came."""

    number: int
    kind: str
    version: str
    published_at: int
    state: State
    reason: str


class Bulletins:
    """Those of an open store; what counts is read when it is asked for, and again after each change."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._in_force: InForce | None = None

    @property
    def in_force(self) -> InForce:
        """What counts today."""
        if self._in_force is None:
            with suppress(StorageFull, StorageReadOnly):  # what was judged before still stands
                self.settle()
            self._in_force = InForce(self.applied, self._broken)
        return self._in_force

    def last(self) -> int:
        """The number of the last one that has its place here; 0 before the first."""
        with self._store.reading() as database:
            return bulletin_rows.last(database)

    def take(self, arrived: Sequence[Arrived]) -> list[Taken]:
        """All of them in the order of their numbers, in one transaction; the results stand in that order."""
        ordered = sorted(arrived, key=lambda each: each.item.number)
        with self._store.reading() as database:
            end = bulletin_rows.last(database)
            if not any(is_news(database, each, end) for each in ordered):
                return [bulletin_rows.unwritten(each, end) for each in ordered]
        self.settle()
        with self._store.transaction("bulletins") as (database, facts):
            places = [bulletin_rows.placed(database, each) for each in ordered]
            bulletin_rows.judge_new(database)
            taken = [bulletin_rows.with_verdict(database, each) for each in places]
            facts.update(counted(taken))
        self._in_force = None
        return taken

    def settle(self) -> None:
        """Judge everything anew where another version of the program judged it last."""
        with self._store.reading() as database:
            if not bulletin_rows.last(database) or meta.get(database, bulletin_rows.JUDGED_BY) == judged_by():
                return
        with self._store.transaction("bulletins_judged") as (database, _facts):
            bulletin_rows.reset(database)
            bulletin_rows.judge_new(database)
        self._in_force = None

    def applied(self, kind: Kind) -> list[Publication]:
        """Those of a kind that count, the newest first."""
        with self._store.reading() as database:
            return bulletin_rows.where(database, "kind = ? AND state = 'applied' ORDER BY number DESC", kind)

    def checklist_text(self, version: str) -> str | None:
        """The text of a checklist that was published under this version, whether or not it counts for new talks.

        None for a version that ships: nothing published stands in its place.
        """
        if ships(version):
            return None
        with self._store.reading() as database:
            condition = "kind = ? AND version = ? AND state IN ('applied', 'refused') ORDER BY state, number"
            found = bulletin_rows.where(database, condition, Kind.CHECKLIST, version)
        return next((item.content for item in found if readable(item)), None)

    def genuine(self) -> list[tuple[Publication, bytes]]:
        """Everything that came under the signature, with it: another desk may take it from here."""
        with self._store.reading() as database:
            return bulletin_rows.signed(database)

    def unused(self) -> list[Unused]:
        """Those that do not count, with the reason, and those in whose place another one came."""
        columns = "number, kind, version, published_at, state, reason"
        with self._store.reading() as database:
            rows = database.execute(f"SELECT {columns} FROM bulletin ORDER BY number").fetchall()  # noqa: S608 - fixed
            alarms = bulletin_rows.alarms(database)
        return [
            Unused(
                number=number, kind=kind, version=version, published_at=at, state=State(state),
                reason=reason + alarms.get(number, ""),
            )
            for number, kind, version, at, state, reason in rows
            if reason or number in alarms
        ]  # fmt: skip

    def _broken(self, number: int, reason: str) -> None:
        """Set aside one that counted and cannot be read any more."""
        with suppress(StorageFull, StorageReadOnly), self._store.writing() as database:
            bulletin_rows.set_state(database, number, State.REFUSED, reason)


def is_news(database: Database, each: Arrived, end: int) -> bool:
    """Whether anything of it must be written down: what is known, or waits for another, is none."""
    here = bulletin_rows.standing_at(database, each.item.number)
    if here is None:
        return each.item.number == end + 1
    state, signature = here
    return each.genuine if state == State.FORGED else signature != each.signature or not each.genuine


def counted(taken: Sequence[Taken]) -> dict[str, int | str | list[str]]:
    """How many of each fate, for the trail."""
    counts = {str(fate): sum(each.fate is fate for each in taken) for fate in Fate}
    return {fate: count for fate, count in counts.items() if count}
