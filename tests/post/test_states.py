"""What a referral shows: asked, opened, answered, taken back; and when to reach for the telephone."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from kyosei_desk.clock import JAPAN
from kyosei_desk.records import Action, AgencyAnswer, AgencyState, FromCity, LetterOpened, Level, Referral, Task
from kyosei_desk.records.post import SentLetter
from kyosei_desk.referrals import (
    ReferralState,
    call_words,
    followed,
    live,
    must_call,
    referral_state,
    rests_on_consent,
    urgent_first,
)

TALK = datetime(2026, 10, 5, 10, 20, tzinfo=JAPAN)
FIRST, SECOND = "1" * 32, "2" * 32


def sent(*letters: str) -> dict[str, SentLetter]:
    return {each: SentLetter(at="2026-10-05", digest=each, order=place) for place, each in enumerate(letters, 1)}


def referral(*letters: str, **fields: Any) -> Referral:
    filled: dict[str, Any] = {"level": int(Level.L4), "due_at": (TALK + timedelta(hours=24)).isoformat()} | fields
    return Referral(id="r", household_id="h", consultation_id="c", agency="保健所", letters=sent(*letters), **filled)


def answered(state: AgencyState | None, at: str = "2026-10-06", letter: str = FIRST, own: str = "a") -> AgencyAnswer:
    return AgencyAnswer(id=own, letter_id=letter, state=state, at=at)


def opened(letter: str = FIRST) -> LetterOpened:
    return LetterOpened(id="o", letter_id=letter, at="2026-10-05T11:00:00+09:00")


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ([], ReferralState.ASKED),
        ([opened()], ReferralState.OPENED),
        ([Task(id="t", letter_id=FIRST, what="訪ねる")], ReferralState.ASKED),
        ([opened(), answered(AgencyState.ACCEPTED)], ReferralState.ACCEPTED),
        ([answered(AgencyState.ENDED, "2026-10-09", own="b"), answered(AgencyState.ACCEPTED)], ReferralState.ENDED),
        ([answered(AgencyState.DECLINED)], ReferralState.DECLINED),
        ([answered(AgencyState.SUPPORTING)], ReferralState.SUPPORTING),
        ([answered(AgencyState.WITHDRAWN)], ReferralState.WITHDRAWN),
        ([opened(), answered(None)], ReferralState.OPENED),  # a newer hub's word: shown as text, no state of its own
        ([answered(AgencyState.ACCEPTED, letter="9" * 32)], ReferralState.ASKED),  # not to a letter of ours
    ],
)
def test_the_last_answer_counts(answers: list[FromCity], state: ReferralState) -> None:
    assert referral_state(referral(FIRST), answers) is state
    assert referral_state(referral(FIRST), answers[::-1]) is state


def test_every_answer_an_agency_has_is_a_state() -> None:
    for each in AgencyState:
        assert referral_state(referral(FIRST), [answered(each)]).value == each.value


def test_what_was_taken_back_shows_so_whatever_was_answered_before() -> None:
    gone = referral(FIRST, withdrawn=frozenset({FIRST}))
    assert referral_state(gone, [answered(AgencyState.ACCEPTED)]) is ReferralState.WITHDRAWN
    again = referral(FIRST, SECOND, withdrawn=frozenset({FIRST}))
    assert (live(again), referral_state(again, [answered(AgencyState.ACCEPTED)])) == ((SECOND,), ReferralState.ASKED)


def test_a_referral_on_paper_alone_is_only_asked() -> None:
    assert referral_state(referral(), []) is ReferralState.ASKED
    assert not must_call(referral(), [], TALK + timedelta(days=3))


def test_a_newer_letter_is_to_be_opened_anew() -> None:
    assert referral_state(referral(FIRST, SECOND), [opened(FIRST)]) is ReferralState.ASKED
    assert referral_state(referral(FIRST, SECOND), [opened(SECOND)]) is ReferralState.OPENED


@pytest.mark.parametrize(
    ("level", "hours", "answers", "call"),
    [
        (Level.L4, 23.9, [], False),
        (Level.L4, 24, [], True),
        (Level.L4, 24, [opened()], False),
        (Level.L4, 24, [answered(AgencyState.ACCEPTED)], False),
        (Level.L4, 24, [opened("9" * 32)], True),
        (Level.L5, 0, [], True),
        (Level.L5, 0, [opened()], False),
        (Level.L3, 24 * 30, [], False),
    ],
)
def test_an_urgent_letter_that_nobody_opened_in_its_time_is_a_telephone_call(
    level: Level, hours: float, answers: list[FromCity], call: bool
) -> None:
    allowed = {Level.L5: 0, Level.L4: 24, Level.L3: 168}[level]
    asked = referral(FIRST, level=int(level), due_at=(TALK + timedelta(hours=allowed)).isoformat())
    found = followed(asked, answers, TALK + timedelta(hours=hours))
    assert found.call is call
    assert found.due_at == TALK + timedelta(hours=allowed)


def test_what_was_taken_back_is_no_call() -> None:
    gone = referral(FIRST, withdrawn=frozenset({FIRST}))
    assert not must_call(gone, [], TALK + timedelta(days=9))


def test_a_changed_letter_is_called_about_though_the_first_was_opened() -> None:
    assert must_call(referral(FIRST, SECOND), [opened(FIRST)], TALK + timedelta(days=2))


def test_calls_stand_first_then_level_and_time() -> None:
    at = TALK + timedelta(hours=30)
    late = followed(referral(FIRST), [], at)
    opened_late = followed(referral(FIRST), [opened()], at)
    far = followed(referral(FIRST, level=3, due_at="2026-10-12T10:20:00+09:00"), [], at)
    near = followed(referral(FIRST, level=3, due_at="2026-10-08T10:20:00+09:00"), [], at)
    assert urgent_first([far, opened_late, near, late]) == [late, opened_late, near, far]
    assert call_words(late) == "保健所への依頼を、推進員がまだ開いていません。電話してください。"


def test_what_waits_on_this_laptop_is_counted() -> None:
    both = referral(FIRST, SECOND, withdrawn=frozenset({FIRST}))
    assert followed(both, [], TALK, frozenset({FIRST, SECOND, "9" * 32})).unsent == 1


@pytest.mark.parametrize(
    ("grounds", "action", "consent_alone"),
    [
        ({"Q12 N"}, Action.SEND, True),
        ({"Q17 E2"}, Action.SEND, True),
        ({"Q3 X"}, Action.SEND, True),
        ({"Q13 D"}, Action.SEND, False),
        ({"Q15 E"}, Action.SEND, False),
        ({"Q12 N", "Q13 D"}, Action.SEND, False),
        ({"Q3 X"}, Action.SEND_MINIMUM, False),
        ({"Q15 E"}, Action.ASK_COORDINATOR, False),
    ],
)
def test_a_letter_rests_on_consent_where_no_duty_is_among_its_grounds(
    grounds: set[str], action: Action, consent_alone: bool
) -> None:
    assert rests_on_consent(referral(FIRST, grounds=frozenset(grounds), action=action)) is consent_alone
