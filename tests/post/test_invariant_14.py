"""Invariant 14: a letter contains only fields that were on the screen when the volunteer pressed send.

Whatever was answered, agreed and ticked: every text of a letter stands in the Disclosure that the volunteer looked at,
in the desk's own card or in the checklist; and what never leaves a desk stands in none.
"""

from collections.abc import Iterator

import msgspec
from hypothesis import given

from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import explain_ground, state_for
from kyosei_desk.disclosure import Disclosure, disclose
from kyosei_desk.errors import NotAllowed
from kyosei_desk.records import Action, Answer, Basis, ConsentState
from kyosei_desk.sharing import share
from sync import post
from sync.post import Address, Reader
from sync.writing import Stationery, letter_of, sharing_of
from tests.disclosure.case import (
    ALWAYS_OUT,
    DISTRICT,
    HEARD,
    OF_THE_SPOUSE,
    ON,
    SHEET,
    STATEMENTS,
    TOLD,
    WHERE,
    WHO,
    case,
    consent,
    talk,
)
from tests.property.record_data import STEADY
from tests.property.test_disclosure import DUTIES, TICKS, cases

Ticked = frozenset[str] | None
PAPER = Stationery(number="ABC123", reply=Address(file="f" * 32, readers=(Reader(id="a" * 16, key=bytes(32)),)), on=ON)
SENT = {Action.SEND, Action.SEND_MINIMUM}


def letters(file: CaseFile, ticked: Ticked) -> Iterator[tuple[Disclosure, post.Referral]]:
    """Every letter that a case allows, with what was on the screen before."""
    for decision in file.assessment.decisions:
        try:
            seen = disclose(file, decision.agency, ON, ticked)
        except NotAllowed:
            continue
        yield seen, letter_of(file, seen, PAPER)


def texts(value: object) -> set[str]:
    """Every text in a value."""
    plain = msgspec.to_builtins(value)
    if isinstance(plain, dict):
        return set().union(*map(texts, plain.values()), set())
    if isinstance(plain, list | tuple):
        return set().union(*map(texts, plain), set())
    return {plain} if isinstance(plain, str) else set()


def own_texts(letter: post.Answerable) -> set[str]:
    """What a letter says beside its envelope: number, reply address, day and kind."""
    bare = {"number": "", "reply": Address(), "written_on": "", "replaces": ()}
    return texts(msgspec.structs.replace(letter, **bare)) - {"", post.kind_of(letter)}


def of_the_sheet(seen: Disclosure) -> set[str]:
    """The checklist's own words for the grounds that were shown."""
    words = set()
    for ground in seen.grounds:
        question = SHEET[ground.finding]
        asked = question.sub.text if question.sub else question.short
        words |= {explain_ground(SHEET, ground), question.short, f"{asked}：わからない"}
    return words


def due(letter: post.Case) -> set[str]:
    return {letter.due_at} if isinstance(letter, post.Referral) else set()


@STEADY
@given(cases(), TICKS)
def test_every_text_of_a_letter_was_on_the_screen(file: CaseFile, ticked: Ticked) -> None:
    for seen, letter in letters(file, ticked):
        desk = {DISTRICT.desk, DISTRICT.phone, DISTRICT.hours}
        shown = texts(seen) | {seen.goes_to} | of_the_sheet(seen) | desk | due(letter)
        assert own_texts(letter) <= shown


@STEADY
@given(cases(), TICKS)
def test_what_never_leaves_a_desk_is_in_no_letter(file: CaseFile, ticked: Ticked) -> None:
    for _seen, letter in letters(file, ticked):
        assert found(letter, ALWAYS_OUT) == []
        assert not {"h", "c", "g", *STATEMENTS, *(each.id for each in file.members)} & texts(letter)


@STEADY
@given(cases(), TICKS)
def test_a_letter_speaks_only_of_findings_whose_own_action_lets_them_in(file: CaseFile, ticked: Ticked) -> None:
    for seen, letter in letters(file, ticked):
        decision = next(each for each in file.assessment.decisions if each.agency == letter.agency)
        named = {each.question for each in letter.grounds}
        wanted = SENT if decision.action in SENT else {decision.action}
        assert named == {each.finding for each in decision.grounds if each.action in wanted}
        assert not named & set(seen.withheld)
        others = {each.id for each in file.assessment.result.findings} - named
        assert not others & texts(letter)


@STEADY
@given(cases(), TICKS)
def test_another_adult_is_in_a_letter_by_their_consent_or_a_duty_alone(file: CaseFile, ticked: Ticked) -> None:
    for _seen, letter in letters(file, ticked):
        theirs = [each for each in file.consents if each.member_id == "spouse"]
        agreed = state_for(theirs, letter.agency, ON) is ConsentState.GIVEN
        if not agreed and not {each.basis for each in letter.grounds} & DUTIES:
            assert found(letter, OF_THE_SPOUSE) == []
        assert found(letter, ("印spouseの同意の中身",)) == []


@STEADY
@given(cases(), TICKS)
def test_a_hidden_place_is_in_no_letter(file: CaseFile, ticked: Ticked) -> None:
    violence = any(each.id == "Q17" for each in file.assessment.result.findings)
    for _seen, letter in letters(file, ticked):
        bound = any(each.basis is Basis.DUTY for each in letter.grounds)
        if file.household.address_withheld or (violence and not bound):
            assert found(letter, (*WHERE, "03-0000-3333")) == []


@STEADY
@given(cases())
def test_hearsay_and_what_is_not_ticked_stay_out(file: CaseFile) -> None:
    for _seen, letter in letters(file, None):
        assert found(letter, (HEARD.text,)) == []
    for _seen, letter in letters(file, frozenset()):
        assert found(letter, (*TOLD, "印配偶者の話")) == []


@STEADY
@given(cases(), TICKS)
def test_the_action_bounds_what_a_letter_says(file: CaseFile, ticked: Ticked) -> None:
    for _seen, letter in letters(file, ticked):
        if letter.action is Action.ASK_COORDINATOR:
            assert found(letter, (*WHO, *WHERE, *TOLD, *OF_THE_SPOUSE, "03-0000-3333")) == []
            assert (letter.people, letter.place) == ((), post.Place())
        elif letter.action is Action.SEND_MINIMUM:
            assert (letter.statements, letter.wish) == ((), "")


@STEADY
@given(cases(), TICKS)
def test_sharing_says_no_more_than_was_on_the_screen_and_nothing_without_the_citys_consent(
    file: CaseFile, ticked: Ticked
) -> None:
    closed = msgspec.structs.replace(file.consultation, closed_at="2026-10-05T11:00:00+09:00")
    file = msgspec.structs.replace(file, consultation=closed)
    own = [each for each in file.consents if each.member_id == "person"]
    try:
        seen = share(file, ON, ticked)
    except NotAllowed:
        assert state_for(own, "推進員", ON) is not ConsentState.GIVEN
        return
    assert state_for(own, "推進員", ON) is ConsentState.GIVEN
    letter = sharing_of(file, seen, PAPER)
    desk = {DISTRICT.desk, DISTRICT.phone, DISTRICT.hours}
    assert own_texts(letter) <= texts(seen) | of_the_sheet(seen) | desk
    assert found(letter, ALWAYS_OUT) == []
    assert not {"C4", "C5"} & texts(letter)


def found(letter: post.Content, marks: tuple[str, ...]) -> list[str]:
    text = post.written(letter).decode()
    return [mark for mark in marks if mark in text]


def test_the_marks_would_be_seen_if_they_stood_there() -> None:
    file = case(talk({"Q12": Answer.YES}), consent(ConsentState.GIVEN), consent(ConsentState.GIVEN, "spouse"))
    letter = next(letter for seen, letter in letters(file, frozenset(STATEMENTS) | {"wish"}) if seen.members)
    assert found(letter, (*WHO, *WHERE, *TOLD, *OF_THE_SPOUSE)) == [*WHO, *WHERE, *TOLD, *OF_THE_SPOUSE]
