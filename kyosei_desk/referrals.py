"""What became of a referral: its state out of the letters that went and the answers that came. Pure."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import msgspec

from i18n import _
from kyosei_desk.clock import parse_moment
from kyosei_desk.disclosure import DUTIES
from kyosei_desk.records import Action, AgencyAnswer, FromCity, LetterOpened, Level, Note, Posted, Referral

CALLED = "{agency}に電話しました。"
"""How a note begins that says that somebody telephoned about a referral."""


class ReferralState(StrEnum):
    """Asked, opened by the coordinator, then what the agency answers (domain.md §7)."""

    ASKED = "依頼中"
    OPENED = "確認中"
    ACCEPTED = "受理"
    DECLINED = "不受理"
    SUPPORTING = "支援中"
    ENDED = "終結"
    WITHDRAWN = "取下げ"


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """A referral as the window lists it.

    `answers` are all that came, the oldest first. `call`: its time ran out, the coordinator has not opened it, and
    nobody has telephoned about it since it was sent; `called_at`: when somebody did. `unsent`: letters that still wait
    on this laptop.
    """

    referral: Referral
    state: ReferralState
    due_at: datetime | None
    call: bool
    unsent: int
    answers: tuple[FromCity, ...] = ()
    called_at: datetime | None = None


def live(record: Referral | Posted) -> tuple[str, ...]:
    """The ids of its letters that were not taken back, the oldest first."""
    counting = (pair for pair in record.letters.items() if pair[0] not in record.withdrawn)
    return tuple(key for key, sent in sorted(counting, key=lambda pair: (pair[1].order, pair[1].at, pair[0])))


def rests_on_consent(referral: Referral) -> bool:
    """Whether nothing but the person's consent lets the agency have it: no duty among its grounds ("Q15 E")."""
    bases = {ground.rpartition(" ")[2] for ground in referral.grounds}
    return referral.action is Action.SEND and not bases & DUTIES


def referral_state(referral: Referral, answers: Iterable[FromCity]) -> ReferralState:
    """The last answer to a letter that still counts; else whether the last letter was opened."""
    counting = live(referral)
    if not counting:
        return ReferralState.WITHDRAWN if referral.letters else ReferralState.ASKED
    told = [each for each in in_order(answers) if each.letter_id in counting]
    states = [each.state for each in told if isinstance(each, AgencyAnswer) and each.state]
    if states:
        return ReferralState(states[-1])
    seen = any(isinstance(each, LetterOpened) and each.letter_id == counting[-1] for each in told)
    return ReferralState.OPENED if seen else ReferralState.ASKED


def in_order(answers: Iterable[FromCity]) -> list[FromCity]:
    return sorted(answers, key=lambda each: (each.at, each.id))


def followed(
    referral: Referral,
    answers: Iterable[FromCity],
    now: datetime,
    waiting: frozenset[str] = frozenset(),
    notes: Iterable[Note] = (),
) -> Followed:
    """`waiting`: ids of letters that this laptop has not sent yet. `notes`: those of its talk."""
    told = tuple(in_order(answers))
    called = called_at(referral, notes)
    return Followed(
        referral=referral,
        state=referral_state(referral, told),
        due_at=parse_moment(referral.due_at) if referral.due_at else None,
        call=must_call(referral, told, now) and called is None,
        unsent=len(waiting & set(live(referral))),
        answers=told,
        called_at=called,
    )


def must_call(referral: Referral, answers: Iterable[FromCity], now: datetime) -> bool:
    """L4 and L5: the clock (it runs from the talk) has run out, and nobody has opened or answered the last letter."""
    counting = live(referral)
    if referral.level < Level.L4 or not referral.due_at or not counting:
        return False
    heard = any(each.letter_id == counting[-1] for each in answers)
    return not heard and parse_moment(referral.due_at) <= now


def called_at(referral: Referral, notes: Iterable[Note]) -> datetime | None:
    """When somebody last telephoned about it, since its last letter was written."""
    counting = live(referral)
    since = parse_moment(referral.letters[counting[-1]].at) if counting else None
    begins = CALLED.format(agency=referral.agency)
    own = (each for each in notes if each.consultation_id == referral.consultation_id and each.text.startswith(begins))
    calls = [parse_moment(each.at) for each in own if each.at and not each.deleted]
    return max((at for at in calls if since is None or at >= since), default=None)


def call_words(followed_one: Followed) -> str:
    """What 今日 says of it."""
    return _("{agency}への依頼を、推進員がまだ開いていません。電話してください。").format(
        agency=followed_one.referral.agency
    )


def urgent_first(found: Iterable[Followed]) -> list[Followed]:
    """Those to telephone about, then by level and by when their time ends."""

    def place(each: Followed) -> tuple[bool, int, str, str]:
        return not each.call, -each.referral.level, each.referral.due_at or "9", each.referral.id

    return sorted(found, key=place)
