"""What was typed and not yet saved when the desk was locked: better a note that breaks off than words that are gone."""

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.records import FollowUp, Note
from kyosei_desk.timeline import append_note


def broken_off(words: str, what: str = "") -> str:
    """The words with what became of them. `what`: what they were written as; "" for a note."""
    if what:
        return f"{words}\n{_('（「{what}」を書いているとちゅうで、鍵がかかりました）').format(what=what)}"
    return f"{words}\n{_('（書いているとちゅうで、鍵がかかりました）')}"


def keep_words(desk: Desk, household_id: str, words: str, what: str = "", consultation_id: str = "") -> Note | None:
    """None where nothing was written. Who may read the talk (`consultation_id`) may read them, and nobody else."""
    words = words.strip()
    return append_note(desk, household_id, broken_off(words, what), consultation_id) if words else None


def keep_outcome(desk: Desk, follow_up_id: str, words: str) -> Note | None:
    """What was being written of a visit, which stays one that is due."""
    _shown, visit = desk.postbox.shown(follow_up_id, FollowUp)
    return keep_words(desk, visit.household_id, words, _("訪問や電話のようす"), visit.consultation_id)
