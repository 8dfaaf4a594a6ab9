"""Two entries made one and parted again: nothing is lost, and two desks come to the same in whatever order."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.day import add_follow_up, today
from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.intake import Intake
from kyosei_desk.merging import merge_households, merge_members, undo_merge
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Answer, Consent, ConsentState, Member, Phone, new_id
from kyosei_desk.store import Arrival
from kyosei_desk.timeline import Merge, append_note, household
from tests.builders import (
    ALL_NO,
    CLOCK,
    COLLEAGUE,
    FOUNDER,
    OTHER_WORDS,
    WORDS,
    consultation,
    intake,
    member,
    statement,
)


def two(desk: Desk) -> tuple[Intake, Intake]:
    """The same person, written down twice."""
    one, other = intake("はじめの話", name="見本 花子"), intake("あとの話", name="見本 はな子")
    known = msgspec.structs.replace(other.members[0], phone=Phone(number="000-1111-2222"), issues=frozenset({"病気"}))
    other = msgspec.structs.replace(other, members=(known,))
    desk.record(one)
    desk.record(other)
    return one, other


def test_merged_households_are_one_page_and_nothing_of_either_is_lost(desk: Desk) -> None:
    one, other = two(desk)
    append_note(desk, other.household.id, "あとの覚え書き")
    merge_households(desk, one.household.id, other.household.id)
    page = household(desk, one.household.id)
    assert household(desk, other.household.id) == page
    assert page.household.id == one.household.id
    assert {each.name for each in page.members} == {"見本 花子", "見本 はな子"}
    assert len(page.entries) == 3
    assert page.merges == (Merge(kind="household", keep=one.household.id, other=other.household.id),)
    assert len(desk.file(other.consultation.id).members) == 2
    assert {each.record_id for each in desk.search("はな子")} == {one.consultation.id, other.consultation.id}
    assert desk.verify() == []


def test_what_is_written_under_the_other_meanwhile_is_found_too(desk: Desk) -> None:
    one, other = two(desk)
    merge_households(desk, one.household.id, other.household.id)
    late = consultation(other.household, statement("おくれて届いた話"))
    desk.record(Intake(household=other.household, members=other.members, consultation=late))
    assert late.id in {each.id for each in household(desk, one.household.id).entries}
    assert [each.record_id for each in desk.search("おくれて")] == [late.id]


def test_undone_each_stands_for_itself_with_what_is_its_own(desk: Desk) -> None:
    one, other = two(desk)
    merge_households(desk, one.household.id, other.household.id)
    undo_merge(desk, one.household.id, other.household.id)
    assert [each.name for each in household(desk, one.household.id).members] == ["見本 花子"]
    assert [each.id for each in household(desk, other.household.id).entries] == [other.consultation.id]
    assert [each.record_id for each in desk.search("はな子")] == [other.consultation.id]
    assert desk.verify() == []
    with pytest.raises(NotFound):
        undo_merge(desk, one.household.id, other.household.id)


def test_merged_people_are_one_with_all_that_was_known_of_both(desk: Desk) -> None:
    one, other = two(desk)
    keep, gone = one.members[0], other.members[0]
    desk.save(
        None, Consent(id=new_id(), household_id=other.household.id, member_id=gone.id, state=ConsentState.REFUSED)
    )
    with pytest.raises(NotAllowed, match="ちがう世帯"):
        merge_members(desk, keep.id, gone.id)
    merge_households(desk, one.household.id, other.household.id)
    merge_members(desk, keep.id, gone.id)
    (person,) = household(desk, one.household.id).members
    assert (person.id, person.name, person.phone.number) == (keep.id, "見本 花子", "000-1111-2222")
    assert person.issues == {"病気"}
    assert [each.member_id for each in household(desk, one.household.id).consents] == [keep.id]
    assert desk.file(one.consultation.id).assessment.issues == 1
    undo_merge(desk, keep.id, gone.id)
    assert len(household(desk, one.household.id).members) == 2


def test_a_statement_about_the_other_is_about_the_one_that_stays(desk: Desk) -> None:
    one = intake("話")
    twice = member(one.household, name="見本 花子", position=1)
    talk = consultation(one.household, statement("二度目の入力のこと", member_id=twice.id))
    desk.record(msgspec.structs.replace(one, members=(*one.members, twice), consultation=talk))
    merge_members(desk, one.members[0].id, twice.id)
    (said,) = desk.file(talk.id).consultation.statements.values()
    assert said.member_id == one.members[0].id


def test_what_was_cleared_after_the_merge_stays_cleared(desk: Desk) -> None:
    one, other = two(desk)
    merge_households(desk, one.household.id, other.household.id)
    merge_members(desk, one.members[0].id, other.members[0].id)
    (person,) = household(desk, one.household.id).members
    shown = next(each for each in desk.postbox.store.of_household(one.household.id) if each.record_id == person.id)
    desk.save(shown, msgspec.structs.replace(person, issues=frozenset(), phone=Phone()))
    (after,) = household(desk, one.household.id).members
    assert (after.issues, after.phone.number) == (frozenset(), "")


def test_three_become_one_in_any_order_and_a_merge_of_the_same_is_refused(desk: Desk) -> None:
    one, other = two(desk)
    third = intake("三つめ")
    desk.record(third)
    merge_households(desk, other.household.id, third.household.id)
    merge_households(desk, one.household.id, third.household.id)
    assert household(desk, third.household.id).household.id == one.household.id
    assert len(household(desk, one.household.id).entries) == 3
    with pytest.raises(NotAllowed, match="もうひとつ"):
        merge_households(desk, third.household.id, other.household.id)


def test_restricted_talks_go_along_unopened_and_restricted_households_do_not_go_at_all(staffed: Path) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        one, other = two(desk)
        secret = consultation(other.household, statement("見せない話"), answers=ALL_NO | {"Q17": Answer.YES})
        desk.save(None, secret)
        secret_id = desk.restrict(secret.id, ())
        hidden = desk.file(desk.restrict(desk.record(intake("隠れた世帯")).id, ())).household.id
        with pytest.raises(NotAllowed, match="別々のまま"):
            merge_households(desk, one.household.id, hidden)
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        with pytest.raises(NotAllowed, match=FOUNDER):
            merge_households(desk, one.household.id, hidden)
        merge_households(desk, one.household.id, other.household.id)
        page = household(desk, one.household.id)
        assert (page.restricted, len(page.entries)) == (1, 2)
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        assert secret_id in {each.id for each in household(desk, one.household.id).entries}
        assert desk.verify() == []


def test_a_restriction_after_the_merge_leaves_the_household_open_as_long_as_something_else_is_filed_there(
    desk: Desk,
) -> None:
    one, other = two(desk)
    merge_households(desk, one.household.id, other.household.id)
    desk.restrict(other.consultation.id, ())
    page = household(desk, one.household.id)
    assert page.household.id == one.household.id
    assert len(page.members) == 2
    renewed = desk.restrict(one.consultation.id, ())
    home = desk.file(renewed).household.id
    assert home == one.household.id  # the other talk, restricted too, is filed there still
    assert desk.verify() == []


def test_a_purge_of_the_household_is_one_of_both(desk: Desk) -> None:
    one, other = two(desk)
    merge_households(desk, one.household.id, other.household.id)
    desk.purge_household(one.household.id)
    assert desk.search("話") == []
    for gone in (one, other):
        with pytest.raises(NotFound):
            household(desk, gone.household.id)
    assert desk.verify() == []


def test_a_visit_under_the_other_is_listed_with_the_names_of_the_one(desk: Desk) -> None:
    one, other = two(desk)
    add_follow_up(desk, other.household.id, "2026-10-05")
    merge_households(desk, one.household.id, other.household.id)
    merge_members(desk, one.members[0].id, other.members[0].id)
    assert today(desk).visits[0].names == ("見本 花子",)


@pytest.fixture
def desks(vault: Path, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Two laptops that began with the same records."""
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
    own = [row for row in found if row.device == teller.exchange.device]
    hearer.exchange.apply(Arrival(rows=tuple(own)))
    hearer.exchange.index()


def homes(desk: Desk) -> list[str]:
    return sorted({desk.file(each.record_id).consultation.household_id for each in desk.search("話")})


@pytest.mark.parametrize("crossed", [False, True], ids=["the same way", "each the other way"])
def test_two_desks_that_merge_without_knowing_of_each_other_come_to_the_same(
    desks: tuple[Desk, Desk], *, crossed: bool
) -> None:
    left, right = desks
    first, second = homes(left)
    merge_households(left, first, second)
    append_note(right, second, "別の机の覚え書き")
    merge_households(right, *((second, first) if crossed else (first, second)))
    tell(left, right)
    tell(right, left)
    assert homes(left) == homes(right) == [first]
    pages = [household(each, second) for each in desks]
    assert [each.id for each in pages[0].entries] == [each.id for each in pages[1].entries]
    assert len(pages[0].entries) == 3
    assert left.conflicts() == right.conflicts() == []
    assert left.verify() == right.verify() == []


def test_an_undo_travels_like_the_merge(desks: tuple[Desk, Desk]) -> None:
    left, right = desks
    first, second = homes(left)
    merge_households(left, first, second)
    tell(left, right)
    undo_merge(right, first, second)
    tell(right, left)
    assert homes(left) == homes(right) == [first, second]
    for each in desks:
        assert [len(household(each, home).members) for home in (first, second)] == [1, 1]
        names = {len(found.names) for found in each.search("話")}
        assert names == {1}
        assert each.verify() == []


def test_a_member_is_still_a_member_where_a_merge_reached_over_a_household_that_parted(desk: Desk) -> None:
    one, other = two(desk)
    merge_households(desk, one.household.id, other.household.id)
    merge_members(desk, one.members[0].id, other.members[0].id)
    undo_merge(desk, one.household.id, other.household.id)
    assert isinstance(household(desk, other.household.id).members[0], Member)
    assert [each.name for each in household(desk, other.household.id).members] == ["見本 はな子"]
