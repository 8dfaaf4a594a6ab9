"""送る, 最小限を送る, 推進員に相談: how much each lets out, and where nothing may leave at all."""

import pytest

from kyosei_desk.disclosure import DisclosedMember, disclose
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.records import Action, Answer, Basis, ConsentState, Level, Statement
from tests.disclosure.case import (
    GIVEN,
    HEARD,
    NOT_ASKED,
    OF_THE_SPOUSE,
    ON,
    REFUSED,
    SAID,
    SEEN,
    TOLD,
    UNOBTAINABLE,
    WHERE,
    WHO,
    case,
    consent,
    found,
    talk,
)

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
POVERTY = "自立相談支援機関"
ELDERLY = "地域包括支援センター"


def test_sending_carries_who_where_what_was_said_and_the_wish() -> None:
    letter = disclose(case(talk({"Q12": YES}), consent(GIVEN)), POVERTY, ON)
    assert letter.action is Action.SEND
    assert found(letter, (*WHO, *WHERE)) == [*WHO, *WHERE]
    assert letter.address == "印町1-2-3 印荘103"
    assert (letter.phone, letter.phone_hours) == ("03-0000-3333", "印の時間")
    assert letter.statements == (SAID, SEEN)
    assert letter.wish == "印希望"
    assert letter.level is Level.L5  # raised by a person


def test_the_minimum_carries_who_and_where_and_not_a_word_more() -> None:
    letter = disclose(case(talk({"Q12": YES}), consent(UNOBTAINABLE)), POVERTY, ON)
    assert letter.action is Action.SEND_MINIMUM
    assert found(letter, (*WHO, *WHERE)) == [*WHO, *WHERE]
    assert found(letter, TOLD) == []
    assert (letter.statements, letter.wish, letter.consents) == ((), "", ())
    assert [each.finding for each in letter.grounds] == ["Q12"]
    assert letter.grounds[0].basis is Basis.PROTECTION


def test_ticks_add_nothing_to_the_minimum() -> None:
    file = case(talk({"Q12": YES}), consent(UNOBTAINABLE))
    assert disclose(file, POVERTY, ON, ("said", "seen", "heard", "wish")) == disclose(file, POVERTY, ON)


@pytest.mark.parametrize(("question_id", "agency"), [("Q7", ELDERLY), ("Q15", ELDERLY), ("Q3", "保健所")])
def test_asking_the_coordinator_carries_no_name_no_address_and_no_free_text(question_id: str, agency: str) -> None:
    letter = disclose(case(talk({question_id: YES}), consent(REFUSED, matters="印同意の中身")), agency, ON)
    assert letter.action is Action.ASK_COORDINATOR
    assert letter.goes_to == "推進員"
    assert found(letter, (*WHO, *WHERE, *TOLD, *OF_THE_SPOUSE, "印子ども名", "03-0000-3333", "印同意の中身")) == []
    assert (letter.members, letter.consents, letter.statements) == ((), (), ())
    assert [each.finding for each in letter.grounds] == [question_id]


def test_ticks_add_nothing_to_asking_the_coordinator() -> None:
    file = case(talk({"Q7": YES}), consent(REFUSED))
    assert disclose(file, ELDERLY, ON, ("said", "wish")) == disclose(file, ELDERLY, ON)


@pytest.mark.parametrize(
    ("state", "todo"),
    [
        (NOT_ASKED, "先に、本人に話してよいか聞いてください。"),
        (REFUSED, "匿名の相談か、支援会議での見守りを頼めます。"),
    ],
)
def test_without_consent_or_ground_there_is_no_letter(state: ConsentState, todo: str) -> None:
    with pytest.raises(NotAllowed) as caught:
        disclose(case(talk({"Q30": YES}), consent(state)), "ハローワーク", ON, ("said",))
    assert caught.value.todo == todo
    assert "印" not in str(caught.value)


def test_an_agency_the_checklist_does_not_name_gets_no_letter() -> None:
    with pytest.raises(NotFound):
        disclose(case(talk({"Q30": YES}), consent(GIVEN)), "保健所", ON)


def test_a_letter_speaks_only_of_the_findings_whose_own_action_lets_them_in() -> None:
    letter = disclose(case(talk({"Q20": YES, "Q23": YES}), consent(UNOBTAINABLE)), ELDERLY, ON)
    assert letter.action is Action.SEND_MINIMUM
    assert [each.finding for each in letter.grounds] == ["Q20"]
    assert letter.withheld == ("Q23",)
    assert letter.level is Level.L5  # raised by a person


def test_a_letter_carries_the_numbers_of_its_own_findings() -> None:
    file = case(talk({"Q1": YES, "Q6": YES, "Q22": YES}), consent(GIVEN))
    assert disclose(file, "児童相談所", ON).calls == ("110", "189")
    assert disclose(file, "消費生活センター", ON).calls == ("188", "#9110")


def belonging(*question_ids: str) -> dict[str, Statement]:
    return {
        each: Statement(source=SAID.source, text=f"印{each}の話", questions=frozenset({each})) for each in question_ids
    }


def test_a_statement_goes_with_the_findings_it_belongs_to() -> None:
    spoken = talk({"Q12": YES, "Q30": YES}, statements=belonging("Q12", "Q30", "Q25"))
    file = case(spoken, consent(GIVEN))
    assert found(disclose(file, POVERTY, ON), ("印Q12の話", "印Q30の話", "印Q25の話")) == ["印Q12の話", "印Q30の話"]
    assert found(disclose(file, "ハローワーク", ON), ("印Q12の話", "印Q30の話", "印Q25の話")) == ["印Q30の話"]


def test_a_statement_of_a_finding_that_goes_as_the_minimum_stays_out_of_a_fuller_letter() -> None:
    spoken = talk({"Q15": YES, "Q20": YES, "Q23": YES}, statements=belonging("Q15", "Q20", "Q23"))
    letter = disclose(case(spoken, consent(UNOBTAINABLE)), ELDERLY, ON, ("Q15", "Q20", "Q23"))
    assert letter.action is Action.SEND
    assert found(letter, ("印Q15の話", "印Q20の話", "印Q23の話")) == ["印Q15の話"]


def test_an_empty_record_makes_a_letter_all_the_same() -> None:
    spoken = talk({"Q13": YES}, statements={}, wish="")
    letter = disclose(case(spoken, members=()), "児童相談所", ON)
    assert (letter.action, letter.members, letter.statements) == (Action.SEND, (), ())


def test_heard_statements_keep_their_source_in_the_letter() -> None:
    letter = disclose(case(talk({"Q12": YES}), consent(GIVEN)), POVERTY, ON, ("heard",))
    assert letter.statements == (HEARD,)


def test_an_unnamed_adult_is_a_relation_only() -> None:
    letter = disclose(case(talk({"Q12": YES}), consent(GIVEN)), POVERTY, ON)
    assert letter.members[1] == DisclosedMember(relation="配偶者")
