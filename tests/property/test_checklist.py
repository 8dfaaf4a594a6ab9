"""The sheet is total and steady, and no answer that sounds worse ever makes it less urgent."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from kyosei_desk.checklist import Answers, closable, decide, evaluate, explain, open_questions, unanswered
from kyosei_desk.records import Action, Answer, Basis, ConsentState, Level
from tests.property.record_data import QUESTION_IDS, SETS_OF_ANSWERS, SHEET, STEADY

STATES = st.sampled_from(ConsentState)
AGENCIES = {
    "推進員", "保健所", "児童相談所", "地域包括支援センター", "かかりつけ医", "自立相談支援機関", "福祉事務所",
    "障害者虐待防止センター", "配偶者暴力相談支援センター", "消費生活センター", "基幹相談支援センター",
    "こども家庭センター", "ひきこもり地域支援センター", "学校", "スクールソーシャルワーカー", "法テラス",
    "ハローワーク", "外国人の一元的相談窓口", "市町村", "地域生活定着支援センター",
}  # fmt: skip
NUMBERS = {"119", "110", "189", "188", "#9110", "#8008", "#8891"}


def with_answer(answers: Answers, question_id: str, answer: Answer | None) -> Answers:
    left = {key: value for key, value in answers.answers.items() if key != question_id}
    return msgspec.structs.replace(answers, answers=left if answer is None else {**left, question_id: answer})


def with_sub_answer(answers: Answers, question_id: str, answer: Answer) -> Answers:
    return msgspec.structs.replace(answers, sub_answers={**answers.sub_answers, question_id: answer})


@STEADY
@given(SETS_OF_ANSWERS)
def test_it_is_total_steady_and_within_the_table(answers: Answers) -> None:
    outcome = evaluate(SHEET, answers)
    assert outcome == evaluate(SHEET, answers)
    assert {ask.agency for each in outcome.findings for ask in each.asks} <= AGENCIES
    assert set(outcome.calls) <= NUMBERS
    assert len(set(outcome.calls)) == len(outcome.calls)
    assert outcome.level == max([each.level for each in outcome.findings if each.level] or [Level.L1])


@STEADY
@given(SETS_OF_ANSWERS)
def test_the_order_of_answering_makes_no_difference(answers: Answers) -> None:
    backwards = dict(reversed(list(answers.answers.items())))
    assert evaluate(SHEET, msgspec.structs.replace(answers, answers=backwards)) == evaluate(SHEET, answers)


@STEADY
@given(SETS_OF_ANSWERS, QUESTION_IDS)
def test_worse_answers_are_never_less_urgent(answers: Answers, question_id: str) -> None:
    yes, unknown, no = (
        evaluate(SHEET, with_answer(answers, question_id, each)) for each in (Answer.YES, Answer.UNKNOWN, Answer.NO)
    )
    assert yes.level >= unknown.level >= no.level
    assert set(yes.calls) >= set(unknown.calls) >= set(no.calls)
    assert evaluate(SHEET, with_answer(answers, question_id, None)).level == no.level


@STEADY
@given(SETS_OF_ANSWERS, QUESTION_IDS)
def test_a_yes_below_never_lowers_and_never_silences(answers: Answers, question_id: str) -> None:
    yes = evaluate(SHEET, with_sub_answer(answers, question_id, Answer.YES))
    no = evaluate(SHEET, with_sub_answer(answers, question_id, Answer.NO))
    assert yes.level >= no.level
    assert set(yes.calls) >= set(no.calls)
    asked = [{ask.agency for each in outcome.findings for ask in each.asks} for outcome in (yes, no)]
    assert asked[0] >= asked[1]


@STEADY
@given(SETS_OF_ANSWERS)
def test_a_doubt_is_never_silent(answers: Answers) -> None:
    outcome = evaluate(SHEET, answers)
    told = {each.id for each in outcome.findings} | set(outcome.unheard)
    doubts = {key for key, answer in answers.answers.items() if answer is Answer.UNKNOWN}
    if answers.answers.get("Q3") is not Answer.YES:
        doubts.discard("Q4")
    assert doubts <= told


@STEADY
@given(SETS_OF_ANSWERS)
def test_a_call_comes_only_from_a_yes(answers: Answers) -> None:
    for each in evaluate(SHEET, answers).findings:
        assert not each.calls or each.answer is Answer.YES


@STEADY
@given(SETS_OF_ANSWERS)
def test_every_finding_explains_itself(answers: Answers) -> None:
    for each in evaluate(SHEET, answers).findings:
        lines = explain(SHEET, each)
        assert len(lines) >= 2
        assert SHEET[each.id].text in lines[0]
        assert all(lines)


@STEADY
@given(SETS_OF_ANSWERS, QUESTION_IDS)
def test_answering_a_question_never_opens_another_but_for_the_plan(answers: Answers, question_id: str) -> None:
    more = with_answer(answers, question_id, Answer.UNKNOWN)
    assert set(unanswered(SHEET, more)) <= set(unanswered(SHEET, answers)) - {question_id}
    assert closable(SHEET, more) >= closable(SHEET, answers)
    assert not set(unanswered(SHEET, answers)) - set(open_questions(SHEET, answers))


@STEADY
@given(SETS_OF_ANSWERS)
def test_no_consent_ever_stands_in_the_way_of_a_duty(answers: Answers) -> None:
    outcome = evaluate(SHEET, answers)
    dutiful = {ask.agency for each in outcome.findings for ask in each.asks if ask.basis is Basis.DUTY}
    for state in ConsentState:
        actions = {each.agency: each.action for each in decide(outcome, dict.fromkeys(AGENCIES, state).__getitem__)}
        assert all(actions[agency] is Action.SEND for agency in dutiful)


@STEADY
@given(SETS_OF_ANSWERS, STATES)
def test_a_letter_holds_no_ground_that_may_not_be_sent(answers: Answers, state: ConsentState) -> None:
    for each in decide(evaluate(SHEET, answers), lambda _agency: state):
        allowed = {Action.SEND, Action.SEND_MINIMUM}
        sent = {ground.action for ground in each.in_letter()}
        assert sent
        assert sent <= allowed or (sent == {each.action} and each.action not in allowed)


@STEADY
@given(SETS_OF_ANSWERS)
def test_a_refusal_lets_a_name_out_only_under_a_duty(answers: Answers) -> None:
    for each in decide(evaluate(SHEET, answers), lambda _agency: ConsentState.REFUSED):
        if each.action in {Action.SEND, Action.SEND_MINIMUM}:
            assert {ground.basis for ground in each.in_letter()} == {Basis.DUTY}
