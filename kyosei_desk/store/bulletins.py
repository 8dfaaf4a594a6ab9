"""What the city published, as it came and what became of it: numbered from 1 without a gap, nothing ever thrown away.

Whether a bulletin is under the city's signature is for the caller to say; whether it may count, `verdicts.py` says. One
that is refused keeps its place with its reason, and what stood before stands on.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from enum import StrEnum

import msgspec

from kyosei_desk.errors import StorageFull, StorageReadOnly
from kyosei_desk.in_force import InForce
from kyosei_desk.published import Kind, Publication, readable
from kyosei_desk.store import meta
from kyosei_desk.store.driver import Database
from kyosei_desk.store.store import Store
from kyosei_desk.verdicts import (
    Standing,
    State,
    differing_words,
    forged_words,
    ground,
    judge,
    judged_by,
    standing_of,
)

COLUMNS = "number, kind, version, published_at, content"
JUDGED_BY = "bulletins/judged_by"
NEW = "new"
"""The state of a row within the transaction that judges it."""


class Arrived(msgspec.Struct, frozen=True):
    """A bulletin as it came. `genuine`: it is under the city's signature."""

    item: Publication
    signature: bytes
    genuine: bool


class Fate(StrEnum):
    """What became of one bulletin that came."""

    APPLIED = "applied"
    REFUSED = "refused"
    KEPT = "kept"
    FORGED = "forged"
    KNOWN = "known"
    ALARM = "alarm"
    """Under the signature, and yet another one than what stands at its number."""
    WAITING = "waiting"
    """The one before it is not here: nothing was written, the hub will be asked again."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """`sentence`: what a person must know of it; "" where there is nothing to know."""

    number: int
    kind: str
    version: str
    fate: Fate
    sentence: str = ""


class Unused(msgspec.Struct, frozen=True, kw_only=True):
    """A bulletin that a person must know of: one that does not count, or that another one was passed off for."""

    number: int
    kind: str
    version: str
    published_at: int
    state: State
    reason: str


class Bulletins:
    """One of an open store; what counts is read once and again after each change."""

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
            return last(database)

    def take(self, arrived: Sequence[Arrived]) -> list[Taken]:
        """All of them in the order of their numbers, in one transaction; the result stands in that order."""
        ordered = sorted(arrived, key=lambda each: each.item.number)
        if not self._any_news(ordered):
            return [told(each, Fate.WAITING if self._beyond(each) else Fate.KNOWN) for each in ordered]
        self.settle()
        with self._store.transaction("bulletins") as (database, facts):
            fates = [placed(database, each) for each in ordered]
            judge_new(database)
            taken = [with_verdict(database, each) for each in fates]
            for fate in Fate:
                count = sum(each.fate is fate for each in taken)
                facts.update({str(fate): count} if count else {})
        self._in_force = None
        return taken

    def _beyond(self, each: Arrived) -> bool:
        return each.item.number > self.last()

    def _any_news(self, ordered: Iterable[Arrived]) -> bool:
        """Whether anything of it must be written down: what is known, or waits for another, is none."""
        with self._store.reading() as database:
            follows = last(database) + 1
            return any(
                each.item.number == follows
                or (0 < each.item.number < follows and signature_at(database, each.item.number) != each.signature)
                for each in ordered
            )

    def settle(self) -> None:
        """Judge everything anew where another version of the program judged it last."""
        rules = judged_by()
        with self._store.reading() as database:
            if not last(database) or meta.get(database, JUDGED_BY) == rules:
                return
        with self._store.transaction("bulletins_judged") as (database, _facts):
            judge_anew(database)
        self._in_force = None

    def applied(self, kind: Kind) -> list[Publication]:
        """Those of a kind that count, the newest first."""
        return self._where("kind = ? AND state = 'applied' ORDER BY number DESC", str(kind))

    def checklist_text(self, version: str) -> str | None:
        """The text of a checklist that was published under this version, whether or not it counts for new talks."""
        found = self._where(
            "kind = ? AND version = ? AND state IN ('applied', 'refused') ORDER BY number", Kind.CHECKLIST, version
        )
        return next((item.content for item in found if readable(item)), None)

    def _where(self, condition: str, *values: str) -> list[Publication]:
        with self._store.reading() as database:
            rows = database.execute(f"SELECT {COLUMNS} FROM bulletin WHERE {condition}", values).fetchall()  # noqa: S608
        return list(map(publication_of, rows))

    def unused(self) -> list[Unused]:
        """Those that do not count, with the reason, and those at whose number another one came."""
        with self._store.reading() as database:
            rows = database.execute(
                "SELECT number, kind, version, published_at, state, reason FROM bulletin WHERE reason <> ''"
                " ORDER BY number"
            ).fetchall()
        return [
            Unused(number=number, kind=kind, version=version, published_at=at, state=State(state), reason=reason)
            for number, kind, version, at, state, reason in rows
        ]

    def _broken(self, number: int, reason: str) -> None:
        """Set aside one that counted and cannot be read any more."""
        with suppress(StorageFull, StorageReadOnly), self._store.writing() as database:
            set_state(database, number, State.REFUSED, reason)


def publication_of(row: Sequence[object]) -> Publication:
    return Publication(**dict(zip(Publication.__struct_fields__, row, strict=True)))  # type: ignore[arg-type]


def last(database: Database) -> int:
    return int(database.execute("SELECT coalesce(max(number), 0) FROM bulletin").fetchone()[0])


def signature_at(database: Database, number: int) -> bytes | None:
    row = database.execute("SELECT signature FROM bulletin WHERE number = ?", (number,)).fetchone()
    return None if row is None else bytes(row[0])


def told(each: Arrived, fate: Fate, sentence: str = "") -> Taken:
    item = each.item
    return Taken(number=item.number, kind=item.kind, version=item.version, fate=fate, sentence=sentence)


def placed(database: Database, each: Arrived) -> Taken:
    """Give one its place; APPLIED here means that it is still to be judged."""
    number = each.item.number
    if not 0 < number <= last(database) + 1:
        return told(each, Fate.WAITING)
    state, signature = at(database, number)
    if state is None or (state == State.FORGED and each.genuine):
        return put(database, each, over_forged=state is not None)
    if not each.genuine:
        return told_of(database, each, Fate.FORGED, forged_words(number))
    if signature == each.signature:
        return told(each, Fate.KNOWN)
    return told_of(database, each, Fate.ALARM, differing_words(number))


def at(database: Database, number: int) -> tuple[str | None, bytes]:
    row = database.execute("SELECT state, signature FROM bulletin WHERE number = ?", (number,)).fetchone()
    return (None, b"") if row is None else (str(row[0]), bytes(row[1]))


def put(database: Database, each: Arrived, *, over_forged: bool) -> Taken:
    """A row of its own. Of a forged one nothing but its place is kept; the true one may still come and take it.

    Then all are judged anew: those after it were judged without it.
    """
    item, forged = each.item, not each.genuine
    database.execute(
        "INSERT OR REPLACE INTO bulletin (number, kind, version, published_at, content, signature, state, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            item.number, "" if forged else item.kind, "" if forged else item.version, 0 if forged else item.published_at,
            "" if forged else item.content, each.signature, str(State.FORGED) if forged else NEW,
            forged_words(item.number) if forged else "",
        ),
    )  # fmt: skip
    if over_forged:
        reset(database)
    return told(each, Fate.FORGED, forged_words(item.number)) if forged else told(each, Fate.APPLIED)


def told_of(database: Database, each: Arrived, fate: Fate, sentence: str) -> Taken:
    """Note at the row that stands there what someone tried to put in its place."""
    database.execute(
        "UPDATE bulletin SET reason = ? WHERE number = ? AND state = 'applied'", (sentence, each.item.number)
    )
    return told(each, fate, sentence)


def with_verdict(database: Database, taken: Taken) -> Taken:
    if taken.fate is not Fate.APPLIED:
        return taken
    sql = "SELECT state, reason FROM bulletin WHERE number = ?"
    state, reason = database.execute(sql, (taken.number,)).fetchone()
    return msgspec.structs.replace(taken, fate=Fate(state), sentence=reason)


def set_state(database: Database, number: int, state: str, reason: str) -> None:
    database.execute("UPDATE bulletin SET state = ?, reason = ? WHERE number = ?", (state, reason, number))


def reset(database: Database) -> None:
    database.execute("UPDATE bulletin SET state = 'new', reason = '' WHERE state <> 'forged'")


def judge_anew(database: Database) -> None:
    reset(database)
    judge_new(database)


def judge_new(database: Database) -> None:
    """The verdict on every new row, in the order of their numbers."""
    rows = database.execute(f"SELECT {COLUMNS} FROM bulletin WHERE state = 'new' ORDER BY number").fetchall()  # noqa: S608
    standing = standing_now(database) if rows else ground()
    for item in map(publication_of, rows):
        verdict, standing = judge(item, standing)
        set_state(database, item.number, verdict.state, verdict.reason)
    meta.put(database, JUDGED_BY, judged_by())


def standing_now(database: Database) -> Standing:
    """What the rows that count make: every checklist, and the newest of the other kinds."""
    rows = database.execute(
        f"SELECT {COLUMNS} FROM bulletin AS b WHERE state = 'applied' AND (kind = 'checklist' OR number ="  # noqa: S608
        " (SELECT max(number) FROM bulletin WHERE kind = b.kind AND state = 'applied')) ORDER BY number"
    ).fetchall()
    return standing_of(map(publication_of, rows))
