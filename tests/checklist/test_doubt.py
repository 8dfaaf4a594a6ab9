"""わからない is never いいえ: on every question, and on every sub-question."""

import pytest

from kyosei_desk.records import Level
from tests.checklist.table import UNKNOWN, YES, asked, finding, leading_to, result

URGENT = ("Q1", "Q2", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9")
SAME_DAY = ("Q3", "Q10", "Q11", "Q12", "Q13")
WITHIN_THREE_DAYS = ("Q14", "Q15", "Q16", "Q17", "Q18", "Q19", "Q22", "Q23", "Q24")
ONLY_LISTED = ("Q20", "Q21", "Q25", "Q26", "Q27", "Q28", "Q29", "Q30", "Q31", "Q32", "C3", "C4", "C5")
SUBS_OF_LIFE = ("Q10", "Q12", "Q13", "Q15", "Q16")
OTHER_SUBS = ("Q17", "Q18", "Q20", "Q21", "Q26", "Q29")


def test_every_question_stands_in_one_of_the_four_lists() -> None:
    every = sorted((*URGENT, *SAME_DAY, *WITHIN_THREE_DAYS, *ONLY_LISTED))
    assert every == sorted([*(f"Q{number}" for number in range(1, 33)), "C3", "C4", "C5"])


@pytest.mark.parametrize("question_id", URGENT)
def test_a_doubt_about_life_is_l4_calls_nobody_and_asks_the_coordinator_to_find_out(question_id: str) -> None:
    outcome = result(leading_to(question_id, UNKNOWN))
    found = finding(outcome, question_id)
    assert (found.answer, found.level) == (UNKNOWN, Level.L4)
    assert found.calls == ()
    assert asked(outcome, question_id) == [("推進員", "U")]
    assert found.recheck_days is None
    assert outcome.unheard == ()


@pytest.mark.parametrize(
    ("question_id", "days"), [*((each, 0) for each in SAME_DAY), *((each, 3) for each in WITHIN_THREE_DAYS)]
)
def test_a_doubt_about_the_next_day_is_l3_asks_nobody_and_sets_a_recheck(question_id: str, days: int) -> None:
    outcome = result({question_id: UNKNOWN})
    found = finding(outcome, question_id)
    assert (found.answer, found.level) == (UNKNOWN, Level.L3)
    assert (found.calls, found.asks) == ((), ())
    assert found.recheck_days == days
    assert outcome.unheard == ()


@pytest.mark.parametrize("question_id", ONLY_LISTED)
def test_another_doubt_gives_no_level_and_is_listed(question_id: str) -> None:
    outcome = result({question_id: UNKNOWN})
    assert outcome.findings == ()
    assert outcome.level is Level.L1
    assert outcome.unheard == (question_id,)


@pytest.mark.parametrize("question_id", SUBS_OF_LIFE)
def test_a_doubt_below_that_could_mean_l5_leaves_the_level_is_listed_and_asks_to_find_out(question_id: str) -> None:
    outcome = result({question_id: YES}, {question_id: UNKNOWN})
    plain = result({question_id: YES})
    assert outcome.level is plain.level is Level.L4
    assert finding(outcome, question_id).calls == finding(plain, question_id).calls
    assert asked(outcome, question_id) == [*asked(plain, question_id), ("推進員", "U")]
    assert outcome.unheard == (f"{question_id}+",)


@pytest.mark.parametrize("question_id", OTHER_SUBS)
def test_another_doubt_below_leaves_the_level_is_listed_and_asks_nobody_more(question_id: str) -> None:
    outcome = result({question_id: YES}, {question_id: UNKNOWN})
    plain = result({question_id: YES})
    assert outcome.level is plain.level
    assert asked(outcome, question_id) == asked(plain, question_id)
    assert outcome.unheard == (f"{question_id}+",)


def test_a_doubt_calls_nobody_but_never_silences_a_call_of_another_finding() -> None:
    assert result({"Q1": UNKNOWN, "Q5": YES}).calls == ("110", "119")


def test_what_was_not_heard_stands_in_the_order_of_the_sheet() -> None:
    outcome = result({"C3": UNKNOWN, "Q25": UNKNOWN, "Q29": YES, "Q20": UNKNOWN}, {"Q29": UNKNOWN})
    assert outcome.unheard == ("Q20", "Q25", "Q29+", "C3")
