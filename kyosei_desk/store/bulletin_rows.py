"""The rows of bulletins, within the caller's one transaction: their places, what stands there, the verdicts on them."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from kyosei_desk.published import Publication
from kyosei_desk.store import meta
from kyosei_desk.store.driver import Database
from kyosei_desk.verdicts import (
    Standing,
    State,
    differing_words,
    forged_words,
    judge,
    judged_by,
    standing_of,
)

COLUMNS = "number, kind, version, published_at, content"
JUDGED_BY = "bulletins/judged_by"
ALARM = "bulletins/alarm/"
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


def publication_of(row: Sequence[object]) -> Publication:
    return Publication(**dict(zip(Publication.__struct_fields__, row, strict=True)))  # type: ignore[arg-type]


def where(database: Database, condition: str, *values: str) -> list[Publication]:
    """The publications of a condition in SQL."""
    rows = database.execute(f"SELECT {COLUMNS} FROM bulletin WHERE {condition}", values).fetchall()  # noqa: S608 - ours
    return list(map(publication_of, rows))


def signed(database: Database) -> list[tuple[Publication, bytes]]:
    """Those under the signature, with it, the oldest first."""
    sql = f"SELECT {COLUMNS}, signature FROM bulletin WHERE state <> 'forged' ORDER BY number"  # noqa: S608 - ours
    return [(publication_of(row[:-1]), bytes(row[-1])) for row in database.execute(sql).fetchall()]


def last(database: Database) -> int:
    """The highest number that has its place; 0 before the first."""
    return int(database.execute("SELECT coalesce(max(number), 0) FROM bulletin").fetchone()[0])


def standing_at(database: Database, number: int) -> tuple[str, bytes] | None:
    """State and signature of what has a number's place."""
    row = database.execute("SELECT state, signature FROM bulletin WHERE number = ?", (number,)).fetchone()
    return None if row is None else (str(row[0]), bytes(row[1]))


def told(each: Arrived, fate: Fate, sentence: str = "") -> Taken:
    item = each.item
    return Taken(number=item.number, kind=item.kind, version=item.version, fate=fate, sentence=sentence)


def unwritten(each: Arrived, end: int) -> Taken:
    """The fate of one of which nothing is written down: it is here already, or comes too early."""
    return told(each, Fate.KNOWN if 0 < each.item.number <= end else Fate.WAITING)


def placed(database: Database, each: Arrived) -> Taken:
    """Give one its place; APPLIED here means that it is still to be judged."""
    number, end = each.item.number, last(database)
    here = standing_at(database, number)
    if here is None:
        return put(database, each) if number == end + 1 else unwritten(each, end)
    if here[0] == State.FORGED:
        return put_true(database, each) if each.genuine else told(each, Fate.FORGED, forged_words(number))
    if not each.genuine:
        return alarmed(database, each, Fate.FORGED, forged_words(number))
    if here[1] == each.signature:
        return told(each, Fate.KNOWN)
    return alarmed(database, each, Fate.ALARM, differing_words(number))


def put_true(database: Database, each: Arrived) -> Taken:
    """The true one in the place that a forged one took; those after it were judged without it, and are judged anew."""
    reset(database)
    return put(database, each)


def put(database: Database, each: Arrived) -> Taken:
    """A row of its own. Of a forged one only its place is kept."""
    item = each.item
    if not each.genuine:
        bare = Publication(number=item.number, kind="", version="", published_at=0, content="")
        insert(database, bare, b"", State.FORGED, forged_words(item.number))
        return told(each, Fate.FORGED, forged_words(item.number))
    insert(database, item, each.signature, NEW, "")
    return told(each, Fate.APPLIED)


def insert(database: Database, item: Publication, signature: bytes, state: str, reason: str) -> None:
    database.execute(
        "INSERT OR REPLACE INTO bulletin (number, kind, version, published_at, content, signature, state, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*msgspec.structs.astuple(item), signature, state, reason),
    )


def alarmed(database: Database, each: Arrived, fate: Fate, sentence: str) -> Taken:
    """Note what someone tried to put in the place of what stands."""
    meta.put(database, f"{ALARM}{each.item.number}", sentence)
    return told(each, fate, sentence)


def alarms(database: Database) -> dict[int, str]:
    """Number → the sentence about what came in its place."""
    rows = database.execute("SELECT name, value FROM meta WHERE name LIKE ?", (ALARM + "%",)).fetchall()
    return {int(name.removeprefix(ALARM)): value for name, value in rows}


def with_verdict(database: Database, taken: Taken) -> Taken:
    if taken.fate is not Fate.APPLIED:
        return taken
    sql = "SELECT state, reason FROM bulletin WHERE number = ?"
    state, reason = database.execute(sql, (taken.number,)).fetchone()
    return msgspec.structs.replace(taken, fate=Fate(state), sentence=reason)


def set_state(database: Database, number: int, state: str, reason: str) -> None:
    database.execute("UPDATE bulletin SET state = ?, reason = ? WHERE number = ?", (state, reason, number))


def reset(database: Database) -> None:
    """Have everything that came under the signature judged once more."""
    database.execute("UPDATE bulletin SET state = 'new', reason = '' WHERE state <> 'forged'")


def judge_new(database: Database) -> None:
    """The verdict on every new row, in the order of their numbers."""
    new = where(database, "state = 'new' ORDER BY number")
    standing = standing_now(database)
    for item in new:
        verdict, standing = judge(item, standing)
        set_state(database, item.number, verdict.state, verdict.reason)
    meta.put(database, JUDGED_BY, judged_by())


def standing_now(database: Database) -> Standing:
    """What the rows that count make: every checklist, and the newest of the other kinds."""
    newest = "number IN (SELECT max(number) FROM bulletin WHERE state = 'applied' GROUP BY kind)"
    return standing_of(where(database, f"state = 'applied' AND (kind = 'checklist' OR {newest}) ORDER BY number"))
