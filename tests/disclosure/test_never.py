"""What stays at the desk: who came, where someone fled to, what people have, and other adults' matters."""

from itertools import product

import msgspec
import pytest

from kyosei_desk.disclosure import Disclosure, disclose, is_child
from kyosei_desk.errors import NotAllowed
from kyosei_desk.records import Answer, Birth, ConsentState
from tests.disclosure.case import (
    ALWAYS_OUT,
    CHILD,
    GIVEN,
    HOME,
    NOT_ASKED,
    OF_THE_SPOUSE,
    ON,
    PERSON,
    REFUSED,
    SHEET,
    SPOUSE,
    UNOBTAINABLE,
    WHERE,
    WHO,
    case,
    consent,
    found,
    talk,
    written,
)

YES, UNKNOWN = Answer.YES, Answer.UNKNOWN
EVERYTHING = ("said", "seen", "heard", "spouse", "wish")
POVERTY, CHILDREN, ELDERLY = "自立相談支援機関", "児童相談所", "地域包括支援センター"


def letters(answers: dict[str, Answer], state: ConsentState, sub: dict[str, Answer]) -> list[Disclosure]:
    """Every letter a case allows, with everything ticked."""
    file = case(talk(answers, sub_answers=sub, topics=frozenset({"住まい", "介護"})), consent(state))
    made = []
    for decision in file.assessment.decisions:
        try:
            made.append(disclose(file, decision.agency, ON, EVERYTHING))
        except NotAllowed:
            assert state is not GIVEN
    return made


@pytest.mark.parametrize(
    ("question_id", "answer", "state"),
    list(product(SHEET.asked(), (YES, UNKNOWN), (GIVEN, REFUSED, UNOBTAINABLE, NOT_ASKED))),
)
def test_no_question_lets_out_the_visitor_the_issues_or_the_desks_own_words(
    question_id: str, answer: Answer, state: ConsentState
) -> None:
    for sub in (YES, UNKNOWN):
        for letter in letters({"Q3": YES, question_id: answer}, state, {question_id: sub}):
            assert found(letter, ALWAYS_OUT) == []


def test_every_question_at_once_lets_out_no_more() -> None:
    made = letters(dict.fromkeys(SHEET.asked(), YES), GIVEN, dict.fromkeys(SHEET.asked(), YES))
    assert len(made) > 15
    assert [found(letter, ALWAYS_OUT) for letter in made] == [[]] * len(made)


@pytest.mark.parametrize("state", [None, REFUSED, UNOBTAINABLE, NOT_ASKED])
def test_another_adult_stays_out_without_their_own_consent(state: ConsentState | None) -> None:
    own = () if state is None else (consent(state, "spouse", matters="印配偶者の事情"),)
    letter = disclose(case(talk({"Q12": YES}), consent(GIVEN), *own), POVERTY, ON, EVERYTHING)
    assert found(letter, (*OF_THE_SPOUSE, "印配偶者の事情")) == []
    assert found(letter, WHO) == list(WHO)


def test_another_adult_goes_in_with_their_own_consent() -> None:
    file = case(talk({"Q12": YES}), consent(GIVEN), consent(GIVEN, "spouse"))
    assert found(disclose(file, POVERTY, ON, EVERYTHING), OF_THE_SPOUSE) == list(OF_THE_SPOUSE)


def test_another_adults_consent_covers_only_whom_it_names() -> None:
    theirs = consent(GIVEN, "spouse", everyone=False, agencies=frozenset({"法テラス"}))
    letter = disclose(case(talk({"Q12": YES}), consent(GIVEN), theirs), POVERTY, ON, EVERYTHING)
    assert found(letter, OF_THE_SPOUSE) == []


@pytest.mark.parametrize(("question_id", "agency"), [("Q13", CHILDREN), ("Q15", ELDERLY)])
def test_a_duty_covers_another_adult(question_id: str, agency: str) -> None:
    letter = disclose(case(talk({question_id: YES}), consent(NOT_ASKED)), agency, ON, EVERYTHING)
    assert found(letter, OF_THE_SPOUSE) == list(OF_THE_SPOUSE)


def test_another_adults_consent_lets_nothing_out_of_the_person() -> None:
    file = case(talk({"Q30": YES}), consent(REFUSED), consent(GIVEN, "spouse"))
    with pytest.raises(NotAllowed):
        disclose(file, "ハローワーク", ON)


@pytest.mark.parametrize("answer", [YES, UNKNOWN])
def test_under_partner_violence_the_place_stays_out(answer: Answer) -> None:
    letter = disclose(case(talk({"Q12": YES, "Q17": answer}), consent(GIVEN)), POVERTY, ON)
    assert found(letter, WHERE) == []
    assert letter.whereabouts_withheld


def test_a_duty_to_find_a_child_carries_the_place() -> None:
    letter = disclose(case(talk({"Q13": YES, "Q17": YES}), consent(GIVEN)), CHILDREN, ON)
    assert found(letter, WHERE) == list(WHERE)
    assert not letter.whereabouts_withheld


def test_a_withheld_address_stays_out_on_any_ground() -> None:
    hidden = msgspec.structs.replace(HOME, address_withheld=True)
    for agency in (POVERTY, CHILDREN, ELDERLY):
        file = case(talk({"Q12": YES, "Q13": YES, "Q15": YES}), consent(GIVEN), home=hidden)
        letter = disclose(file, agency, ON)
        assert found(letter, WHERE) == []
        assert letter.whereabouts_withheld


@pytest.mark.parametrize("question_id", ["Q2", "Q6", "Q13", "Q14", "Q15", "Q16", "Q17", "Q18", "Q19"])
@pytest.mark.parametrize("answer", [YES, UNKNOWN])
def test_in_abuse_the_desk_signs_and_the_volunteer_does_not(question_id: str, answer: Answer) -> None:
    letter = disclose(case(talk({"Q12": YES, question_id: answer}), consent(GIVEN)), POVERTY, ON, EVERYTHING)
    assert letter.author == "印相談の場"
    assert "印受けた人" not in written(letter)


def test_a_tick_at_abuse_is_enough_for_the_desk_to_sign() -> None:
    for told in ({"topics": frozenset({"DV・虐待"})}, {"main_topic": "DV・虐待"}):
        letter = disclose(case(talk({"Q12": YES}, **told), consent(GIVEN)), POVERTY, ON)
        assert letter.author == "印相談の場"
    marked = msgspec.structs.replace(CHILD, issues=frozenset({"DV・虐待"}))
    letter = disclose(case(talk({"Q12": YES}), consent(GIVEN), members=(PERSON, marked)), POVERTY, ON)
    assert letter.author == "印相談の場"


def test_elsewhere_the_volunteer_signs_and_the_desk_where_nobody_is_known() -> None:
    assert disclose(case(talk({"Q12": YES}), consent(GIVEN)), POVERTY, ON).author == "印受けた人"
    assert disclose(case(talk({"Q12": YES}), consent(GIVEN), taken_by=""), POVERTY, ON).author == "印相談の場"


def test_who_else_was_asked_for_help_is_nobodys_business() -> None:
    mine = consent(GIVEN, everyone=False, agencies=frozenset({POVERTY, "法テラス"}))
    letter = disclose(case(talk({"Q12": YES, "Q29": YES}), mine), POVERTY, ON)
    assert POVERTY in written(letter)
    assert "法テラス" not in written(letter)


@pytest.mark.parametrize(
    ("born", "child"),
    [
        (Birth(year=2015, month=7, day=7), True),
        (Birth(year=2008, month=10, day=6), True),
        (Birth(year=2008, month=10, day=5), False),
        (Birth(year=2008), False),
        (Birth(year=2009), True),
        (Birth(year=1950), False),
        (Birth(age_said=3, about=True), True),
        (Birth(age_said=17, about=True), False),
        (Birth(age_said=18), False),
        (Birth(age_said=10, decade=True), False),
        (Birth(said="わからない"), False),
        (Birth(), False),
    ],
)
def test_only_who_is_surely_under_eighteen_is_a_child(born: Birth, *, child: bool) -> None:
    assert is_child(msgspec.structs.replace(SPOUSE, born=born), ON) is child


def test_a_child_is_named_with_the_persons_consent() -> None:
    letter = disclose(case(talk({"Q12": YES}), consent(GIVEN)), POVERTY, ON)
    assert found(letter, ("印子ども名", "しるしこども")) == ["印子ども名", "しるしこども"]


def test_a_household_without_the_person_themself_names_its_first_member() -> None:
    members = (CHILD, SPOUSE)
    letter = disclose(case(talk({"Q13": YES}), consent(NOT_ASKED), members=members), CHILDREN, ON)
    assert [each.name for each in letter.members] == ["印子ども名", "印配偶者名"]
