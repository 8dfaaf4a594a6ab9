"""Every finding explains itself: the question, its answer, how urgent, why, and what is next."""

import pytest

from kyosei_desk.checklist import (
    Answers,
    Ground,
    action_words,
    basis_words,
    evaluate,
    explain,
    explain_ground,
    level_words,
)
from kyosei_desk.records import Action, Basis, Level
from tests.checklist.table import COMPUTED, NO, ROWS, SHEET, SUBS, UNKNOWN, YES, Row, Sub, finding, leading_to, result

LEVEL_WORDS = {
    5: "L5（緊急・今すぐ）",
    4: "L4（至急・24時間以内）",
    3: "L3（通常・1週間以内）",
    2: "L2（見守り）",
}
LIFE = ("Q1", "Q2", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9")
SAME_DAY = ("Q3", "Q10", "Q11", "Q12", "Q13")
THREE_DAYS = ("Q14", "Q15", "Q16", "Q17", "Q18", "Q19", "Q22", "Q23", "Q24")


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_a_yes_is_explained_by_question_answer_level_and_reason(row: Row) -> None:
    words = "".join(explain(SHEET, finding(result(leading_to(row.id, YES)), row.id)))
    assert SHEET[row.id].text in words
    assert "「はい」" in words
    assert row.reason in words
    assert not row.level or LEVEL_WORDS[row.level] in words


@pytest.mark.parametrize("sub", SUBS, ids=[sub.id for sub in SUBS])
def test_a_raised_finding_names_both_questions_and_the_raised_level(sub: Sub) -> None:
    lines = explain(SHEET, finding(result({sub.id: YES}, {sub.id: YES}), sub.id))
    question = SHEET[sub.id]
    assert question.sub
    assert question.text in lines[0]
    assert question.sub.text in lines[1]
    assert "「はい」" in lines[1]
    assert LEVEL_WORDS[sub.level] in lines[2]


@pytest.mark.parametrize("answer", [NO, UNKNOWN])
def test_a_sub_answer_that_raises_nothing_is_named_too(answer: str) -> None:
    given = UNKNOWN if answer == UNKNOWN else NO
    lines = explain(SHEET, finding(result({"Q12": YES}, {"Q12": given}), "Q12"))
    assert "医療機器を使っている、または猛暑・厳寒ですか" in lines[1]
    assert f"「{answer}」" in lines[1]
    assert LEVEL_WORDS[4] in lines[2]


@pytest.mark.parametrize("question_id", LIFE)
def test_a_doubt_about_life_says_that_it_must_be_found_out(question_id: str) -> None:
    words = "".join(explain(SHEET, finding(result(leading_to(question_id, UNKNOWN)), question_id)))
    assert SHEET[question_id].text in words
    assert "「わからない」" in words
    assert LEVEL_WORDS[4] in words
    assert "確認が必要" in words


@pytest.mark.parametrize(
    ("question_id", "when"),
    [*((each, "今日のうちに") for each in SAME_DAY), *((each, "3日のうちに") for each in THREE_DAYS)],
)
def test_another_doubt_says_when_to_ask_again(question_id: str, when: str) -> None:
    words = "".join(explain(SHEET, finding(result({question_id: UNKNOWN}), question_id)))
    assert SHEET[question_id].text in words
    assert "「わからない」" in words
    assert LEVEL_WORDS[3] in words
    assert when in words


def test_a_computed_finding_says_that_the_record_tells_it() -> None:
    members = (frozenset({"病気"}), frozenset({"不登校"}))
    outcome = evaluate(SHEET, Answers(answers={}, topics=frozenset({"住まい", "介護"}), member_issues=members))
    for row in COMPUTED:
        words = "".join(explain(SHEET, finding(outcome, row.id)))
        assert SHEET[row.id].text in words
        assert "記録からあてはまります" in words
        assert "「はい」" not in words
        assert LEVEL_WORDS[3] in words
        assert row.reason in words


def test_every_action_and_every_basis_has_words_of_its_own() -> None:
    assert len({action_words(action) for action in Action} - {""}) == len(Action) == 5
    assert len({basis_words(basis) for basis in Basis} - {""}) == len(Basis) == 11


@pytest.mark.parametrize(
    ("question_id", "basis", "law"),
    [
        ("Q6", "D", "児童虐待防止法"),
        ("Q13", "D", "児童虐待防止法"),
        ("Q15", "E", "高齢者虐待防止法"),
        ("Q15", "D", "高齢者虐待防止法"),
        ("Q16", "D", "障害者虐待防止法"),
        ("Q17", "E2", "配偶者暴力防止法"),
        ("Q1", "X", "個人情報保護法"),
        ("Q27", "X3", "個人情報保護法"),
    ],
)
def test_a_ground_names_its_law(question_id: str, basis: str, law: str) -> None:
    assert law in explain_ground(SHEET, Ground(question_id, Basis(basis), Action.SEND))


@pytest.mark.parametrize("basis", ["N", "U"])
def test_consent_and_finding_out_claim_no_law(basis: str) -> None:
    assert "法" not in explain_ground(SHEET, Ground("Q30", Basis(basis), Action.ASK_FIRST))


def test_the_levels_have_the_words_of_the_form() -> None:
    assert [level_words(Level(level)) for level in (1, 2, 3, 4, 5)] == [
        "地域で解決",
        "見守り",
        "通常・1週間以内",
        "至急・24時間以内",
        "緊急・今すぐ",
    ]


def test_a_doubt_of_the_same_day_keeps_the_numbers_in_sight_and_calls_none() -> None:
    outcome = result({"Q13": UNKNOWN})
    assert "189" in "".join(explain(SHEET, finding(outcome, "Q13")))
    assert outcome.calls == ()
