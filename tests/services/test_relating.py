"""つながりのある世帯: one tie, seen from both pages, on every desk the same; and never where it would tell too much."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.asking_back import record_of_person
from kyosei_desk.desk import Desk
from kyosei_desk.disclosure import disclose
from kyosei_desk.errors import FieldError, NotAllowed, NotFound
from kyosei_desk.intake import Intake
from kyosei_desk.merging import merge_households, undo_merge
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Action, Answer, Consent, ConsentState, Household, Tie, new_id
from kyosei_desk.relating import part, relate, related
from kyosei_desk.store import Arrival, open_database
from kyosei_desk.timeline import history, household
from kyosei_desk.vault import unlock
from tests.builders import ALL_NO, CLOCK, COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS, intake

DAUGHTER, MOTHER = "長女の世帯", "母の家"
Seen = list[tuple[str, str]]


def recorded(desk: Desk, *names: str) -> list[Intake]:
    made = [intake("話", name=name) for name in names]
    for each in made:
        desk.record(each)
    return made


def two(desk: Desk) -> tuple[str, str]:
    """A mother's household and her daughter's."""
    mother, daughter = recorded(desk, "見本 花子", "見本 由美")
    return mother.household.id, daughter.household.id


def seen(desk: Desk, household_id: str) -> Seen:
    return [(each.names[0], each.word) for each in related(desk, household_id)]


@pytest.mark.parametrize("turned", [False, True])
def test_each_stands_on_the_page_of_the_other_with_its_own_word(desk: Desk, *, turned: bool) -> None:
    mother, daughter = two(desk)
    if turned:
        relate(desk, daughter, mother, MOTHER, DAUGHTER)
    else:
        relate(desk, mother, daughter, DAUGHTER, MOTHER)
    assert seen(desk, mother) == [("見本 由美", DAUGHTER)]
    assert seen(desk, daughter) == [("見本 花子", MOTHER)]
    (line,) = household(desk, mother).kin
    assert (line.household_id, line.word, line.back) == (daughter, DAUGHTER, MOTHER)
    assert desk.verify() == []


def test_it_is_one_register_whoever_writes_it_and_writing_it_again_renews_the_words(desk: Desk) -> None:
    mother, daughter = two(desk)
    relate(desk, mother, daughter, DAUGHTER, MOTHER)
    relate(desk, daughter, mother, "もとの家", "ゆみの家")
    assert seen(desk, mother) == [("見本 由美", "ゆみの家")]
    assert seen(desk, daughter) == [("見本 花子", "もとの家")]
    ties = [each.related for key in (mother, daughter) if isinstance(each := record_at(desk, key), Household)]
    assert sum(map(len, ties)) == 1


def record_at(desk: Desk, record_id: str) -> object:
    shown = desk.shown(record_id)
    return shown.record if shown else None


def test_taken_away_it_is_gone_from_both_and_written_again_it_is_back(desk: Desk) -> None:
    mother, daughter = two(desk)
    relate(desk, mother, daughter, DAUGHTER, MOTHER)
    part(desk, daughter, mother)
    assert related(desk, mother) == related(desk, daughter) == ()
    with pytest.raises(NotFound, match="もうありません"):
        part(desk, mother, daughter)
    relate(desk, mother, daughter, DAUGHTER, MOTHER)
    assert seen(desk, daughter) == [("見本 花子", MOTHER)]
    assert [each.field for each in history(desk, min(mother, daughter))].count("related") == 3


def test_a_household_is_not_tied_to_itself_nor_to_nothing_and_no_broken_sign_is_kept(desk: Desk) -> None:
    mother, daughter = two(desk)
    with pytest.raises(NotAllowed, match="同じ世帯"):
        relate(desk, mother, mother, DAUGHTER, MOTHER)
    with pytest.raises(NotFound):
        relate(desk, mother, new_id(), DAUGHTER, MOTHER)
    with pytest.raises(FieldError):
        relate(desk, mother, daughter, "\ud800", MOTHER)
    assert related(desk, mother) == ()


def test_merged_households_have_the_ties_of_both_and_lead_to_the_one_that_stays(desk: Desk) -> None:
    mother, daughter = two(desk)
    (again, son) = (each.household.id for each in recorded(desk, "見本 ゆみ", "見本 太郎"))
    relate(desk, mother, again, DAUGHTER, MOTHER)
    relate(desk, son, daughter, "姉の世帯", "弟の世帯")
    merge_households(desk, daughter, again)
    assert [each.household_id for each in related(desk, mother)] == [daughter]
    assert {each.word for each in related(desk, daughter)} == {MOTHER, "弟の世帯"}
    relate(desk, daughter, mother, "実家", "ゆみの家")
    assert [(each.word, each.back) for each in related(desk, mother)] == [("ゆみの家", "実家")]
    undo_merge(desk, daughter, again)
    assert [each.household_id for each in related(desk, mother)] == [again]
    merge_households(desk, mother, again)
    assert related(desk, mother) == ()  # what is one has no tie to itself
    assert desk.verify() == []


def test_a_tie_written_twice_before_a_merge_is_one_line_and_goes_whole(desk: Desk) -> None:
    mother, daughter = two(desk)
    again = recorded(desk, "見本 ゆみ")[0].household.id
    relate(desk, mother, daughter, DAUGHTER, "")
    relate(desk, mother, again, "", MOTHER)
    merge_households(desk, daughter, again)
    (line,) = related(desk, mother)
    assert (line.word, line.back) == (DAUGHTER, MOTHER)
    part(desk, mother, daughter)
    assert related(desk, mother) == related(desk, daughter) == ()


def test_a_restricted_household_is_never_tied(desk: Desk) -> None:
    mother, other = recorded(desk, "見本 花子", "見本 由美")
    hidden = desk.file(desk.restrict(other.consultation.id, ())).household.id
    for one, two_ in ((mother.household.id, hidden), (hidden, mother.household.id)):
        with pytest.raises(NotAllowed, match="限られている世帯"):
            relate(desk, one, two_, DAUGHTER, MOTHER)
    assert not household(desk, hidden).may_relate
    assert household(desk, mother.household.id).may_relate


@pytest.mark.parametrize("low", [False, True], ids=["the one that holds it", "the other one"])
def test_a_restriction_takes_the_tie_from_the_page_and_the_history_of_the_other(staffed: Path, *, low: bool) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        kept, gone = sorted(
            recorded(desk, "見本 花子", "見本 由美"), key=lambda each: each.household.id, reverse=not low
        )
        relate(desk, kept.household.id, gone.household.id, DAUGHTER, MOTHER)
        desk.restrict(gone.consultation.id, ())
    for words, person in ((WORDS, FOUNDER), (OTHER_WORDS, COLLEAGUE)):
        with open_desk(staffed, words, person=person, clock=CLOCK) as desk:
            assert household(desk, kept.household.id).kin == ()
            assert "related" not in {each.field for each in history(desk, kept.household.id)}
            assert desk.verify() == []


@pytest.mark.parametrize("low", [False, True], ids=["the one that holds it", "the other one"])
def test_a_purge_takes_the_tie_from_the_page_of_the_other(desk: Desk, *, low: bool) -> None:
    kept, gone = sorted(two(desk), reverse=not low)
    relate(desk, kept, gone, DAUGHTER, MOTHER)
    desk.purge_household(gone)
    assert household(desk, kept).kin == ()
    assert "related" not in {each.field for each in history(desk, kept)}
    record = record_at(desk, kept)
    assert isinstance(record, Household)
    desk.save(desk.shown(kept), msgspec.structs.replace(record, address="見本市1"))
    assert related(desk, kept) == ()
    assert desk.verify() == []


def test_of_a_household_in_hiding_there_is_a_name_and_no_place(desk: Desk) -> None:
    mother, daughter = two(desk)
    record = record_at(desk, daughter)
    assert isinstance(record, Household)
    hiding = msgspec.structs.replace(record, address="見本市かくれ町9", address_withheld=True)
    desk.save(desk.shown(daughter), hiding)
    relate(desk, mother, daughter, DAUGHTER, MOTHER)
    assert "かくれ町" not in repr(household(desk, mother))


def test_no_letter_and_no_paper_of_a_person_has_it(desk: Desk) -> None:
    one, other = intake("電気が止まりそう", answers=ALL_NO | {"Q12": Answer.YES}), intake("話", name="見本 由美")
    for each in (one, other):
        desk.record(each)
    agreed = Consent(id=new_id(), household_id=one.household.id, state=ConsentState.GIVEN, asked_on="2026-10-05")
    desk.save(None, agreed)
    relate(desk, one.household.id, other.household.id, DAUGHTER, MOTHER)
    file = desk.file(one.consultation.id)
    sendable = [
        each.agency for each in file.assessment.decisions if each.action in {Action.SEND, Action.ASK_COORDINATOR}
    ]
    assert sendable
    told = [repr(disclose(file, each, desk.today())) for each in sendable]
    told.append(repr(record_of_person(desk, one.members[0].id)))
    for said in told:
        assert not any(word in said for word in (DAUGHTER, MOTHER, "由美", other.household.id))


@pytest.fixture
def desks(vault: Path, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Two laptops that began with the same two households."""
    other = tmp_path / "other"
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        two(desk)
    shutil.copytree(vault, other)
    with ExitStack() as stack:
        left, right = (stack.enter_context(open_desk(path, WORDS, clock=CLOCK)) for path in (vault, other))
        right.exchange.new_identity()
        yield left, right


def tell(teller: Desk, hearer: Desk) -> None:
    """Everything one wrote comes to the other."""
    found = [msgspec.structs.replace(row, state="sealed") for row in teller.exchange.unsealed(10_000)]
    hearer.exchange.apply(Arrival(rows=tuple(row for row in found if row.device == teller.exchange.device)))
    hearer.exchange.index()


def homes(desk: Desk) -> tuple[str, str]:
    found = {each.names[0]: desk.file(each.record_id).household.id for each in desk.search("話")}
    return found["見本 花子"], found["見本 由美"]


def test_two_desks_that_write_the_same_tie_from_both_sides_meet_in_one(desks: tuple[Desk, Desk]) -> None:
    left, right = desks
    mother, daughter = homes(left)
    relate(left, mother, daughter, DAUGHTER, MOTHER)
    relate(right, daughter, mother, MOTHER, DAUGHTER)
    tell(left, right)
    tell(right, left)
    for each in desks:
        assert (seen(each, mother), seen(each, daughter)) == ([("見本 由美", DAUGHTER)], [("見本 花子", MOTHER)])
        assert each.conflicts() == []
        assert each.verify() == []


def test_two_words_for_one_tie_are_both_kept_until_a_person_chooses(desks: tuple[Desk, Desk]) -> None:
    left, right = desks
    mother, daughter = homes(left)
    relate(left, mother, daughter, DAUGHTER, MOTHER)
    relate(right, mother, daughter, "ゆみの家", "実家")
    tell(left, right)
    tell(right, left)
    assert seen(left, mother) == seen(right, mother)
    (found,) = left.conflicts()
    assert {msgspec.convert(each.value, Tie).there for each in found.versions} <= {DAUGHTER, "ゆみの家", MOTHER, "実家"}
    assert len(found.versions) == 2
    left.resolve(found.record_id, found.field, found.versions[0].value)
    tell(left, right)
    assert left.conflicts() == right.conflicts() == []
    assert seen(left, daughter) == seen(right, daughter)


def test_ties_to_different_households_never_disturb_each_other_nor_the_address(desks: tuple[Desk, Desk]) -> None:
    left, right = desks
    mother, daughter = homes(left)
    son = recorded(right, "見本 太郎")[0].household.id
    relate(left, mother, daughter, DAUGHTER, MOTHER)
    relate(right, mother, son, "長男の世帯", MOTHER)
    record = record_at(right, mother)
    assert isinstance(record, Household)
    right.save(right.shown(mother), msgspec.structs.replace(record, address="見本市2"))
    tell(left, right)
    tell(right, left)
    for each in desks:
        assert {word for _name, word in seen(each, mother)} == {DAUGHTER, "長男の世帯"}
        assert each.conflicts() == []


def test_a_tie_that_is_taken_away_goes_on_every_desk(desks: tuple[Desk, Desk]) -> None:
    left, right = desks
    mother, daughter = homes(left)
    relate(left, mother, daughter, DAUGHTER, MOTHER)
    tell(left, right)
    part(right, daughter, mother)
    tell(right, left)
    assert related(left, mother) == related(right, mother) == ()


def test_a_vault_from_before_has_the_ties_that_a_newer_desk_told_of(vault: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        mother, daughter = two(desk)
        relate(desk, mother, daughter, DAUGHTER, MOTHER)
    database = open_database(vault / "desk.db", unlock(vault / "people.slots", WORDS).vault_key)
    database.execute("DROP TABLE related")
    database.execute("DELETE FROM _sqlite_migrations WHERE name = 'm0004_related'")
    database.conn.commit()
    database.conn.close()
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert seen(desk, daughter) == [("見本 花子", MOTHER)]
        assert desk.verify() == []
