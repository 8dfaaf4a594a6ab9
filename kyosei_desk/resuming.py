"""The form that was under way when the desk was left, or when the power went: asked about once, at the next opening."""

from datetime import timedelta

from kyosei_desk.day import DraftLine, draft_lines
from kyosei_desk.desk import Desk
from kyosei_desk.store import lists

RECENT = timedelta(days=3)
"""An older draft stands on 今日 all the same, and is not asked about: a Friday's is, on Monday."""
ASKED = "resume/"
"""Before a person's id: which draft they chose to let rest, and as of when."""


def to_resume(desk: Desk) -> DraftLine | None:
    """This person's latest draft, where it is recent and they have not let it rest as it stands."""
    mine = next((each for each in draft_lines(desk) if each.mine), None)
    if mine is None or desk.now() - mine.saved_at > RECENT:
        return None
    rests = lists.remembered(desk.sorting.store, ASKED + desk.me.id) == mark_of(mine)
    return None if rests else mine


def let_rest(desk: Desk, draft: DraftLine) -> None:
    """Not asked again, as long as nobody writes on it."""
    lists.remember(desk.sorting.store, ASKED + desk.me.id, mark_of(draft))


def mark_of(draft: DraftLine) -> str:
    return f"{draft.id} {draft.saved_at.isoformat()}"
