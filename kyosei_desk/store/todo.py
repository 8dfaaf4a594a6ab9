"""What stands on a list of 今日 until someone has done it: told by a record's own registers. Pure."""

from collections.abc import Callable, Iterable

from kyosei_desk.records import Level
from kyosei_desk.store.registers import Value

NOTHING, ONE, OTHER = 0, 1, 2
"""`OTHER` of a visit: a question to ask again; of a referral: of its letters more than one went."""

FOR_READING = frozenset({"answer", "confirmation", "task"})
FOLLOW_UP, REFERRAL = "follow_up", "referral"

Values = Callable[[str], Value]


def todo_of(kind: str, value: Values, names: Iterable[str]) -> int:
    """Which list a record that is not deleted stands on. `names`: those of its registers."""
    if kind == FOLLOW_UP:
        return NOTHING if value("done_at") else OTHER if value("question") else ONE
    if kind in FOR_READING:
        read = any(value(name) for name in names if name.startswith("read/"))
        return NOTHING if read else ONE
    if kind == REFERRAL:
        return awaited(value, list(names))
    return NOTHING


def awaited(value: Values, names: Iterable[str]) -> int:
    """A letter of L4 or L5: whether it was heard stands in its answers, not here."""
    level = value("level")
    letters = [name.partition("/")[2] for name in names if name.startswith("letters/") and value(name) is not None]
    live = [letter for letter in letters if not value(f"withdrawn/{letter}")]
    if not live or not value("due_at") or not isinstance(level, int) or level < Level.L4:
        return NOTHING
    return ONE if len(letters) == 1 else OTHER


def moment_of(kind: str, value: Values) -> Value:
    """What a list of this kind is ordered by: the day a visit is due, or was done; when a thing was written down."""
    if kind == FOLLOW_UP:
        return value("done_at") or value("due_on")
    if kind == REFERRAL:
        return value("made_at")
    return value("taken_at") or value("at")


def person_of(kind: str, value: Values) -> Value:
    """Whose it is (id), for the hand-over at the end of a term."""
    if kind == "consultation":
        return value("taken_by")
    return value("by") if kind in {FOLLOW_UP, REFERRAL} else ""
