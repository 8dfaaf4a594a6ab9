"""Words of つなぎ: until when, and how far it has come. Pure."""

from datetime import datetime

from i18n import _
from kyosei_desk.clock import JAPAN
from kyosei_desk.referrals import Followed, ReferralState
from ui.widgets.dates import moment_words, overdue_words

OPEN = frozenset({ReferralState.ASKED, ReferralState.OPENED})
"""As long as the clock runs."""


def due_words(due: datetime, now: datetime) -> str:
    """「2日すぎ」, 「時間をすぎています」, 「きょう 18:00 まで」, 「10月24日(土) 9:00 まで」."""
    here, today = due.astimezone(JAPAN), now.astimezone(JAPAN)
    if here <= today:
        return overdue_words((today.date() - here.date()).days) or _("時間をすぎています")
    if here.date() == today.date():
        return _("きょう {time} まで").format(time=f"{here:%H:%M}")
    return _("{moment} まで").format(moment=moment_words(here))


def late(followed: Followed, now: datetime) -> bool:
    return followed.state in OPEN and followed.due_at is not None and followed.due_at <= now


def row_words(followed: Followed, now: datetime) -> str:
    """What a list says under the name: nothing of the trouble, of the level or of the agency."""
    parts = []
    if followed.unsent:
        parts.append(_("まだ送られていません"))
    if followed.state in OPEN and followed.due_at:
        parts.append(due_words(followed.due_at, now))
    if followed.called_at:
        parts.append(_("{moment} に電話しました").format(moment=moment_words(followed.called_at.astimezone(JAPAN))))
    if not parts and followed.answers:
        at = datetime.fromisoformat(followed.answers[-1].at).astimezone(JAPAN)
        parts.append(_("{moment} に返事").format(moment=moment_words(at)))
    return "・".join(parts)
