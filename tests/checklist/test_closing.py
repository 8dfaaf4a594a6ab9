"""Closing asks for Q1–Q11, Q4 only when it was to be asked; わからない is an answer."""

import pytest

from kyosei_desk.checklist import Answers, closable, open_questions, unanswered
from kyosei_desk.records import Answer
from tests.checklist.table import NO, SHEET, UNKNOWN, YES

ASKED_ALWAYS = ("Q1", "Q2", "Q3", "Q5", "Q6", "Q7", "Q8", "Q9", "Q10", "Q11")


def given(answers: dict[str, Answer], sub_answers: dict[str, Answer] | None = None) -> Answers:
    return Answers(answers=answers, sub_answers=sub_answers or {})


@pytest.mark.parametrize("answer", [NO, UNKNOWN])
def test_the_ten_answers_are_enough(answer: Answer) -> None:
    assert closable(SHEET, given(dict.fromkeys(ASKED_ALWAYS, answer)))


@pytest.mark.parametrize("missing", ASKED_ALWAYS)
def test_each_of_the_ten_is_missed(missing: str) -> None:
    answers = given({each: NO for each in ASKED_ALWAYS if each != missing})
    assert not closable(SHEET, answers)
    assert unanswered(SHEET, answers) == (missing,)


@pytest.mark.parametrize(("third", "needed"), [(YES, True), (UNKNOWN, False), (NO, False)])
def test_the_fourth_is_missed_only_after_a_yes_to_the_third(third: Answer, *, needed: bool) -> None:
    answers = dict.fromkeys(ASKED_ALWAYS, NO) | {"Q3": third}
    assert closable(SHEET, given(answers)) is not needed
    assert unanswered(SHEET, given(answers)) == (("Q4",) if needed else ())
    assert closable(SHEET, given(answers | {"Q4": UNKNOWN}))


def test_no_other_question_and_no_sub_question_is_missed() -> None:
    answers = dict.fromkeys(ASKED_ALWAYS, NO) | {"Q10": YES}
    assert unanswered(SHEET, given(answers)) == ()


def test_nothing_asked_is_everything_missing() -> None:
    assert unanswered(SHEET, given({})) == ASKED_ALWAYS


def test_the_list_of_what_was_not_heard_names_doubts_and_gaps() -> None:
    answers = {each: NO for each in ASKED_ALWAYS if each not in {"Q7", "Q10"}} | {"Q10": YES, "Q25": UNKNOWN}
    assert list(open_questions(SHEET, given(answers, {"Q10": UNKNOWN}))) == ["Q10+", "Q25", "Q7"]
