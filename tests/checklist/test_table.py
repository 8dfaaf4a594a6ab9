"""Every line of the table: what はい makes of it, with and without its sub-question, and what いいえ and silence do."""

import pytest

from kyosei_desk.records import Answer, Level
from tests.checklist.table import (
    COMPUTED,
    NO,
    ROWS,
    SHEET,
    SUBS,
    UNKNOWN,
    YES,
    Row,
    Sub,
    asked,
    finding,
    leading_to,
    result,
)

SUB_IDS = [sub.id for sub in SUBS]
each_row = pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
each_sub = pytest.mark.parametrize("sub", SUBS, ids=SUB_IDS)


def test_the_sheet_holds_these_questions_and_no_other() -> None:
    ids = [f"Q{number}" for number in range(1, 33)] + ["C1", "C2", "C3", "C4", "C5"]
    assert [question.id for question in SHEET.question] == ids
    assert list(SHEET.asked()) == [each for each in ids if each not in {"C1", "C2"}]
    assert {row.id for row in (*ROWS, *COMPUTED)} == set(ids)
    assert [question.id for question in SHEET.question if question.sub] == SUB_IDS


def test_only_the_fourth_question_follows_another() -> None:
    assert {question.id: question.after for question in SHEET.question if question.after} == {"Q4": "Q3"}


@each_row
def test_a_yes_gives_what_the_table_says(row: Row) -> None:
    outcome = result(leading_to(row.id, YES))
    found = finding(outcome, row.id)
    assert found.level == (row.level or None)
    assert found.calls == row.calls
    assert asked(outcome, row.id) == [(agency, row.basis) for agency in row.agencies]
    assert found.reason == row.reason
    assert found.recheck_days is None
    assert outcome.unheard == ()


@each_row
def test_a_yes_alone_sets_the_level_of_the_result(row: Row) -> None:
    assert result(leading_to(row.id, YES)).level == max(row.level, 1)


@each_row
@pytest.mark.parametrize("answer", [NO, None], ids=["いいえ", "未回答"])
def test_a_no_and_silence_find_nothing(row: Row, answer: Answer | None) -> None:
    outcome = result({} if answer is None else {row.id: answer})
    assert (outcome.findings, outcome.unheard, outcome.calls) == ((), (), ())
    assert outcome.level is Level.L1


@each_sub
def test_a_yes_to_the_sub_question_raises_what_the_table_says(sub: Sub) -> None:
    outcome = result({sub.id: YES}, {sub.id: YES})
    found = finding(outcome, sub.id)
    assert found.level == sub.level
    assert set(found.calls) == set(sub.calls)
    assert len(found.calls) == len(sub.calls)
    assert asked(outcome, sub.id) == [(agency, sub.basis) for agency in sub.agencies]
    assert found.sub_answer is YES
    assert outcome.unheard == ()


@each_sub
@pytest.mark.parametrize("answer", [NO, None], ids=["いいえ", "未回答"])
def test_a_no_to_the_sub_question_leaves_the_finding_as_it_is(sub: Sub, answer: Answer | None) -> None:
    outcome = result({sub.id: YES}, {} if answer is None else {sub.id: answer})
    row = next(each for each in ROWS if each.id == sub.id)
    found = finding(outcome, sub.id)
    assert (found.level, found.calls) == (row.level, row.calls)
    assert asked(outcome, sub.id) == [(agency, row.basis) for agency in row.agencies]
    assert outcome.unheard == ()


@each_sub
@pytest.mark.parametrize("answer", [NO, UNKNOWN, None], ids=["いいえ", "わからない", "未回答"])
@pytest.mark.parametrize("below", [YES, UNKNOWN])
def test_a_sub_question_counts_only_after_a_yes(sub: Sub, answer: Answer | None, below: Answer) -> None:
    answers = {} if answer is None else {sub.id: answer}
    assert result(answers, {sub.id: below}) == result(answers)


@pytest.mark.parametrize("before", [NO, UNKNOWN, None], ids=["いいえ", "わからない", "未回答"])
@pytest.mark.parametrize("answer", [YES, UNKNOWN])
def test_a_plan_is_asked_about_only_after_the_wish_to_die_is_said(before: Answer | None, answer: Answer) -> None:
    given = {} if before is None else {"Q3": before}
    assert result(given | {"Q4": answer}) == result(given)


def test_a_sub_answer_to_a_question_without_one_is_left_aside() -> None:
    assert result({"Q1": YES}, {"Q1": YES}) == result({"Q1": YES})


def test_an_answer_to_a_computed_or_unknown_question_is_left_aside() -> None:
    assert result({"C1": YES, "C2": UNKNOWN, "Q99": YES}) == result({})


def test_the_result_takes_the_highest_level_and_every_number_once() -> None:
    outcome = result({"Q1": YES, "Q5": YES, "Q6": YES, "Q13": YES, "Q30": YES})
    assert outcome.level is Level.L5
    assert sorted(outcome.calls) == ["110", "119", "189"]
    assert [each.id for each in outcome.findings] == ["Q1", "Q5", "Q6", "Q13", "Q30"]


def test_no_finding_is_l1() -> None:
    outcome = result(dict.fromkeys(SHEET.asked(), NO))
    assert (outcome.level, outcome.findings) == (Level.L1, ())


def test_refused_help_is_a_candidate_for_a_meeting_only_when_it_is_sure() -> None:
    assert result({"C4": YES}).conference_candidate is True
    assert result({"C4": UNKNOWN}).conference_candidate is False
    assert result({"C3": YES, "C5": YES}).conference_candidate is False


def test_a_missing_resource_is_registered_only_when_it_is_sure() -> None:
    assert result({"C5": YES}).resource_gap is True
    assert result({"C5": UNKNOWN}).resource_gap is False
    assert result({"C3": YES, "C4": YES}).resource_gap is False


def test_a_result_names_the_version_it_was_made_with() -> None:
    assert result({}).version == "1"
