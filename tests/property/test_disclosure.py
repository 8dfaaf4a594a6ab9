"""Whatever the case, what must stay at the desk stands in no letter."""

from hypothesis import given
from hypothesis import strategies as st

from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import Answers, state_for
from kyosei_desk.disclosure import Disclosure, disclose
from kyosei_desk.errors import NotAllowed
from kyosei_desk.records import Action, Answer, Basis, ConsentState
from tests.disclosure.case import (
    ALWAYS_OUT,
    CHILD,
    HOME,
    OF_THE_SPOUSE,
    ON,
    PERSON,
    SPOUSE,
    TOLD,
    WHERE,
    WHO,
    case,
    consent,
    found,
    talk,
)
from tests.property.record_data import SETS_OF_ANSWERS, STEADY

DUTIES = {Basis.DUTY, Basis.EFFORT}
SCOPES = st.frozensets(st.sampled_from(("自立相談支援機関", "推進員", "保健所", "地域包括支援センター")))
TICKS = st.none() | st.frozensets(st.sampled_from(("said", "seen", "heard", "spouse", "wish")))
TELLING = ("Q3", "Q7", "Q12", "Q13", "Q15", "Q17", "Q20", "Q30")
"""Questions whose はい names an agency, on every ground there is."""


@st.composite
def cases(draw: st.DrawFn) -> CaseFile:
    """A marked case with any answers and any consents."""
    answers: Answers = draw(SETS_OF_ANSWERS)
    consents = tuple(
        consent(
            draw(st.sampled_from(ConsentState)),
            member_id,
            everyone=draw(st.booleans()),
            agencies=draw(SCOPES),
            matters=f"印{member_id}の同意の中身",
            ends_on=draw(st.sampled_from(("", "2026-10-04", "2026-10-05"))),
        )
        for member_id in draw(st.sampled_from((("person",), ("person", "spouse"), ("spouse",))))
    )
    members = draw(st.sampled_from(((PERSON, SPOUSE, CHILD), (SPOUSE, PERSON), (PERSON, SPOUSE))))
    hidden = draw(st.booleans())
    home = type(HOME)(**{name: getattr(HOME, name) for name in HOME.__struct_fields__} | {"address_withheld": hidden})
    sure = dict.fromkeys(draw(st.sets(st.sampled_from(TELLING), min_size=2)), Answer.YES)
    spoken = talk({**answers.answers, **sure}, sub_answers=dict(answers.sub_answers), topics=answers.topics)
    return case(spoken, *consents, members=members, home=home)


def letters(file: CaseFile, ticked: frozenset[str] | None) -> list[Disclosure]:
    made = []
    for each in file.assessment.decisions:
        try:
            made.append(disclose(file, each.agency, ON, ticked))
        except NotAllowed:
            assert each.action in {Action.ASK_FIRST, Action.DO_NOT_SEND}
    return made


@STEADY
@given(cases(), TICKS)
def test_the_visitor_the_issues_and_the_desks_own_words_stay(file: CaseFile, ticked: frozenset[str] | None) -> None:
    for letter in letters(file, ticked):
        assert found(letter, ALWAYS_OUT) == []


@STEADY
@given(cases(), TICKS)
def test_another_adult_stays_without_their_consent_or_a_duty(file: CaseFile, ticked: frozenset[str] | None) -> None:
    for letter in letters(file, ticked):
        assert found(letter, ("印spouseの同意の中身",)) == []
        theirs = [each for each in file.consents if each.member_id == "spouse"]
        agreed = state_for(theirs, letter.agency, ON) is ConsentState.GIVEN
        if not agreed and not {each.basis for each in letter.grounds} & DUTIES:
            assert found(letter, OF_THE_SPOUSE) == []


@STEADY
@given(cases(), TICKS)
def test_the_action_bounds_what_is_said(file: CaseFile, ticked: frozenset[str] | None) -> None:
    for letter in letters(file, ticked):
        if letter.action is Action.ASK_COORDINATOR:
            assert found(letter, (*WHO, *WHERE, *TOLD, "03-0000-3333", "印personの同意の中身")) == []
        elif letter.action is Action.SEND_MINIMUM:
            assert found(letter, (*TOLD, "印personの同意の中身")) == []
            assert found(letter, WHO) == list(WHO)
        else:
            assert letter.action is Action.SEND


@STEADY
@given(cases(), TICKS)
def test_a_withheld_place_stays_and_partner_violence_withholds_it(
    file: CaseFile, ticked: frozenset[str] | None
) -> None:
    violence = any(each.id == "Q17" for each in file.assessment.result.findings)
    for letter in letters(file, ticked):
        bound = any(each.basis is Basis.DUTY for each in letter.grounds)
        if file.household.address_withheld or (violence and not bound):
            assert found(letter, WHERE) == []


@STEADY
@given(cases())
def test_hearsay_and_what_is_not_ticked_stay(file: CaseFile) -> None:
    for letter in letters(file, None):
        assert found(letter, ("印聞いた話",)) == []
    for letter in letters(file, frozenset()):
        assert found(letter, (*TOLD, "印配偶者の話")) == []


@STEADY
@given(cases(), TICKS)
def test_the_volunteer_is_named_only_where_no_abuse_is_near(file: CaseFile, ticked: frozenset[str] | None) -> None:
    near = {"Q2", "Q6", "Q13", "Q14", "Q15", "Q16", "Q17", "Q18", "Q19"}
    abuse = any(each.id in near for each in file.assessment.result.findings)
    for letter in letters(file, ticked):
        assert found(letter, ("印受けた人",)) == ([] if abuse else ["印受けた人"])


@STEADY
@given(cases(), TICKS)
def test_a_letter_names_no_finding_as_its_ground_that_may_not_be_sent(
    file: CaseFile, ticked: frozenset[str] | None
) -> None:
    for letter in letters(file, ticked):
        allowed = {Action.SEND, Action.SEND_MINIMUM} if letter.action is not Action.ASK_COORDINATOR else {letter.action}
        assert {each.action for each in letter.grounds} <= allowed
        assert not {each.finding for each in letter.grounds} & set(letter.withheld)
