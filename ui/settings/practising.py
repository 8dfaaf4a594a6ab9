"""What the practice room says of itself: its passphrase is no secret and stays, and it knows no city."""

from i18n import _
from ui.session import Session


def practice_words(session: Session) -> str:
    """A hint at a field that asks for the passphrase, "" where there are real records."""
    if not session.practice:
        return ""
    from kyosei_desk.practice.room import WORDS

    return _("練習の場の合言葉：「{words}」").format(words=WORDS)
