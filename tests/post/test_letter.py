"""A letter out of a disclosure: the same words, no id of a record, and the paper's own way of saying things."""

import msgspec
import pytest

from kyosei_desk.case_file import CaseFile
from kyosei_desk.disclosure import Disclosure, disclose
from kyosei_desk.records import Action, Answer, Basis, ConsentState, Level, Source
from kyosei_desk.sheets.referral import danger
from sync import post
from sync.post import Address, Agreed, Contact, Said
from sync.writing import Stationery, digest_of, letter_of
from tests.disclosure.case import (
    CHILD,
    GIVEN,
    NOT_ASKED,
    ON,
    PERSON,
    REFUSED,
    SHEET,
    SPOUSE,
    STATEMENTS,
    TOLD,
    UNOBTAINABLE,
    WHERE,
    WHO,
    case,
    consent,
    talk,
)

YES, UNKNOWN = Answer.YES, Answer.UNKNOWN
POVERTY, CHILDREN, ELDERLY = "自立相談支援機関", "児童相談所", "地域包括支援センター"
FILE_ID = "f" * 32
PAPER = Stationery(number="ABC123", reply=Address(file=FILE_ID), on=ON)


def disclosed(file: CaseFile, agency: str, ticked: tuple[str, ...] | None = None) -> tuple[post.Referral, Disclosure]:
    disclosure = disclose(file, agency, ON, ticked)
    return letter_of(file, disclosure, PAPER), disclosure


def in_letter(letter: post.Content, marks: tuple[str, ...]) -> list[str]:
    text = post.written(letter).decode()
    return [mark for mark in marks if mark in text]


def test_a_letter_under_consent_says_who_where_what_was_said_and_how_it_was_agreed() -> None:
    agreed = consent(GIVEN, way="署名", asked_on="2026-10-05", ends_on="2027-03-31", matters="印同意の中身")
    letter, disclosure = disclosed(case(talk({"Q12": YES}), agreed), POVERTY)
    assert (letter.agency, letter.goes_to, letter.action) == (POVERTY, POVERTY, Action.SEND)
    assert in_letter(letter, (*WHO, *WHERE)) == [*WHO, *WHERE]
    assert letter.statements == (
        Said(source=Source.SAID, text="印本人の話"),
        Said(source=Source.SEEN, text="印見たこと"),
    )
    assert letter.wish == "印希望"
    assert letter.consent == Agreed(
        state=GIVEN, way="署名", asked_on="2026-10-05", ends_on="2027-03-31", matters="印同意の中身"
    )
    assert letter.desk == Contact(name="印相談の場", phone="03-0000-5555")
    assert letter.author == "印受けた人"
    assert (letter.place.address, letter.place.phone_hours) == (disclosure.address, "印の時間")


def test_the_clock_runs_from_the_talk_and_not_from_the_letter() -> None:
    file = case(talk({"Q29": YES}, override=None), consent(GIVEN))
    letter, _disclosure = disclosed(file, "法テラス")
    assert (letter.level, letter.taken_at) == (Level.L3, "2026-10-05T10:20:00+09:00")
    assert letter.due_at == "2026-10-12T10:20:00+09:00"
    quiet = case(talk({"Q26": YES}, override=None), consent(GIVEN))
    assert disclosed(quiet, "ひきこもり地域支援センター")[0].due_at == ""


def test_each_ground_has_its_danger_its_basis_and_its_law() -> None:
    letter, disclosure = disclosed(case(talk({"Q13": YES}), consent(NOT_ASKED)), CHILDREN)
    (ground,) = letter.grounds
    assert (ground.question, ground.basis) == ("Q13", Basis.DUTY)
    assert ground.words == danger(disclosure.grounds[0], SHEET)
    assert "児童虐待防止法" in ground.law


@pytest.mark.parametrize("answers", [{"Q9": UNKNOWN}, {"Q1": UNKNOWN}])
def test_what_nobody_knows_is_said_as_the_paper_says_it(answers: dict[str, Answer]) -> None:
    letter, disclosure = disclosed(case(talk(answers), consent(UNOBTAINABLE)), "推進員")
    assert letter.grounds[0].words == danger(disclosure.grounds[0], SHEET)
    assert letter.grounds[0].words.endswith("わからない")


def test_asking_the_coordinator_names_nobody_and_no_place() -> None:
    letter, _disclosure = disclosed(case(talk({"Q15": YES}), consent(REFUSED)), ELDERLY)
    assert (letter.agency, letter.goes_to, letter.action) == (ELDERLY, "推進員", Action.ASK_COORDINATOR)
    assert in_letter(letter, (*WHO, *WHERE, *TOLD)) == []
    assert (letter.people, letter.place, letter.statements, letter.wish) == ((), post.Place(), (), "")


def test_no_id_of_a_record_leaves_but_the_one_that_answers_are_filed_under() -> None:
    agreed, theirs = consent(GIVEN), consent(GIVEN, "spouse")
    letter, _disclosure = disclosed(case(talk({"Q12": YES, "Q13": YES}), agreed, theirs), POVERTY, tuple(STATEMENTS))
    ids = {each.id for each in (PERSON, SPOUSE, CHILD, agreed, theirs)} | set(STATEMENTS) | {"h", "c", "g"}
    assert not ids & set(texts(msgspec.to_builtins(letter)))
    assert FILE_ID in texts(msgspec.to_builtins(letter))


def texts(value: object) -> list[str]:
    """Every text in plain data, keys left out."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []


def test_how_it_was_agreed_is_told_only_where_one_entry_alone_tells_it() -> None:
    twice = (consent(GIVEN, way="口頭"), consent(GIVEN, way="署名"))
    assert disclosed(case(talk({"Q12": YES}), *twice), POVERTY)[0].consent == Agreed(state=GIVEN)
    under_duty = case(talk({"Q13": YES}), consent(NOT_ASKED, way="口頭"))
    assert disclosed(under_duty, CHILDREN)[0].consent == Agreed(state=NOT_ASKED)


def test_letters_of_one_case_share_no_word_that_only_this_desk_could_match() -> None:
    """A nameless letter beside a named one: nothing opaque in it leads from the one to the other."""
    both = case(talk({"Q15": YES, "Q13": YES}), consent(REFUSED))
    nameless, named = disclosed(both, ELDERLY)[0], disclosed(both, CHILDREN)[0]
    assert (nameless.action, named.action) == (Action.ASK_COORDINATOR, Action.SEND)
    shared = set(texts(msgspec.to_builtins(nameless))) & set(texts(msgspec.to_builtins(named)))
    known = {nameless.desk.name, nameless.desk.phone, nameless.taken_at, nameless.due_at, nameless.written_on}
    assert shared - known <= {"", "referral", "1", "ABC123", FILE_ID, nameless.author, str(ConsentState.REFUSED)}


def test_two_letters_that_say_the_same_are_known_by_their_digest() -> None:
    file = case(talk({"Q12": YES}), consent(GIVEN))
    disclosure = disclose(file, POVERTY, ON)
    later = Stationery(number="Z", reply=Address(file="e" * 32), on=ON.replace(day=9), replaces=("d" * 32,))
    assert digest_of(letter_of(file, disclosure, PAPER)) == digest_of(letter_of(file, disclosure, later))
    fewer = disclose(file, POVERTY, ON, ("said",))
    assert digest_of(letter_of(file, disclosure, PAPER)) != digest_of(letter_of(file, fewer, PAPER))
