"""No published sheet may drop or weaken the questions about life, nor the numbers behind them."""

import msgspec
import pytest

from kyosei_desk.checklist import Definition, Question, SubQuestion, builtin, check_floor
from kyosei_desk.checklist.definition import builtin_text
from kyosei_desk.errors import DefinitionError
from kyosei_desk.records import Basis

OURS = builtin()
LIFE = ("Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9")


def with_question(question: Question) -> Definition:
    changed = tuple(question if each.id == question.id else each for each in OURS.question)
    return msgspec.structs.replace(OURS, version="2", question=changed)


def changed(question_id: str, **fields: object) -> Definition:
    return with_question(msgspec.structs.replace(OURS[question_id], **fields))


def refused(definition: Definition) -> str:
    with pytest.raises(DefinitionError) as caught:
        check_floor(definition)
    return caught.value.happened


def test_the_sheet_that_ships_stands_on_the_floor() -> None:
    check_floor(OURS)


@pytest.mark.parametrize("question_id", LIFE)
def test_none_of_the_nine_can_be_dropped(question_id: str) -> None:
    left = tuple(each for each in OURS.question if each.id != question_id)
    assert f"「{question_id}」" in refused(msgspec.structs.replace(OURS, question=left))


@pytest.mark.parametrize("question_id", LIFE)
def test_none_of_the_nine_can_be_lowered(question_id: str) -> None:
    assert f"「{question_id}」" in refused(changed(question_id, level=OURS[question_id].level - 1))


@pytest.mark.parametrize("question_id", LIFE)
def test_none_of_the_nine_can_be_left_unasked(question_id: str) -> None:
    assert f"「{question_id}」" in refused(changed(question_id, must_answer=False))
    assert f"「{question_id}」" in refused(changed(question_id, computed="topics"))
    assert f"「{question_id}」" in refused(changed(question_id, after="C5"))


@pytest.mark.parametrize(
    ("question_id", "number"),
    [
        ("Q1", "119"),
        ("Q2", "110"),
        ("Q4", "119"),
        ("Q4", "110"),
        ("Q5", "110"),
        ("Q5", "119"),
        ("Q6", "110"),
        ("Q6", "189"),
        ("Q7", "110"),
        ("Q8", "119"),
        ("Q9", "119"),
    ],
)
def test_no_number_of_the_nine_can_be_taken_away(question_id: str, number: str) -> None:
    left = tuple(each for each in OURS[question_id].calls if each != number)
    assert f"「{question_id}」" in refused(changed(question_id, calls=left))
    assert f"「{question_id}」" in refused(changed(question_id, calls=(*left, "0120-00-0000")))


@pytest.mark.parametrize(
    ("question_id", "agency"),
    [
        ("Q3", "保健所"),
        ("Q3", "推進員"),
        ("Q4", "推進員"),
        ("Q6", "児童相談所"),
        ("Q7", "地域包括支援センター"),
        ("Q9", "かかりつけ医"),
    ],
)
def test_no_agency_of_the_nine_can_be_taken_away(question_id: str, agency: str) -> None:
    left = tuple(each for each in OURS[question_id].agencies if each != agency)
    assert f"「{question_id}」" in refused(changed(question_id, agencies=left))


@pytest.mark.parametrize("question_id", LIFE)
def test_no_ground_of_the_nine_can_be_weakened_to_consent(question_id: str) -> None:
    assert f"「{question_id}」" in refused(changed(question_id, basis=Basis.CONSENT))
    back_door = SubQuestion(text="本当ですか", basis=Basis.CONSENT)
    assert f"「{question_id}」" in refused(changed(question_id, sub=back_door))


def test_the_wish_to_die_is_asked_again_the_same_day() -> None:
    assert "「Q3」" in refused(changed("Q3", recheck_days=1))


@pytest.mark.parametrize(
    "definition",
    [
        changed("Q3", level=5),
        changed("Q1", calls=("119", "110")),
        changed("Q8", agencies=("保健所",)),
        changed("Q7", basis=Basis.DUTY),
        changed("Q1", text="いま、命があぶない人がいますか"),
        changed("Q3", sub=SubQuestion(text="いま一人ですか", level=5, calls=("119",))),
        changed("Q30", level=2),
    ],
)
def test_a_version_may_add_and_reword(definition: Definition) -> None:
    check_floor(definition)


def test_the_line_of_a_lowered_question_is_named_where_the_text_is_given() -> None:
    text = builtin_text().replace('calls = ["110", "189"]', 'calls = ["110"]')
    with pytest.raises(DefinitionError) as caught:
        check_floor(changed("Q6", calls=("110",)), text, "見本")
    header = text[: text.index('id = "Q6"')].count("\n")  # the line above it
    assert (caught.value.source, caught.value.line) == ("見本", header)


def test_a_question_that_is_gone_has_no_line() -> None:
    left = tuple(each for each in OURS.question if each.id != "Q6")
    with pytest.raises(DefinitionError) as caught:
        check_floor(msgspec.structs.replace(OURS, question=left), builtin_text())
    assert caught.value.line == 0
