"""While a name is typed: who may be there already."""

from pathlib import Path

import msgspec

from kyosei_desk.desk import Desk
from kyosei_desk.intake import Intake
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Birth, Member
from kyosei_desk.similar import Alike, similar
from tests.builders import CLOCK, COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS, consultation, household, member


def person(name: str, kana: str = "", **fields: object) -> Intake:
    home = household(address="見本市みどり町1-2-3", address_withheld=bool(fields.pop("withheld", False)))
    who = member(home, name=name, kana=kana, **fields)
    return Intake(household=home, members=(who,), consultation=consultation(home))


def test_the_same_name_in_another_writing_is_found_and_comes_first(desk: Desk) -> None:
    for name, kana in (
        ("渡邊 花子", "わたなべ はなこ"),
        ("渡辺 一郎", "わたなべ いちろう"),
        ("見本 二郎", "みほん じろう"),
    ):
        desk.record(person(name, kana))
    found = similar(desk, "渡辺花子", "ワタナベ ハナコ")
    assert [each.name for each in found] == ["渡邊 花子"]
    assert found[0].alike == (Alike.NAME, Alike.KANA)
    assert (found[0].sure, found[0].address) == (True, "見本市みどり町1-2-3")


def test_a_beginning_finds_those_it_may_become(desk: Desk) -> None:
    desk.record(person("渡邊 花子", "わたなべ はなこ"))
    desk.record(person("見本 渡"))
    (found,) = similar(desk, "渡辺")
    assert (found.alike, found.sure) == ((Alike.BEGINNING,), False)
    assert [each.name for each in similar(desk, "", "わたな")] == ["渡邊 花子"]
    assert similar(desk, "渡") == []
    assert similar(desk, "、") == []


def test_the_day_of_birth_speaks_for_the_same_person_as_far_as_it_is_known(desk: Desk) -> None:
    desk.record(person("見本 花子", born=Birth(said="", year=1950)))
    desk.record(person("見本 花子", born=Birth(said="", year=1980, month=2, day=3)))
    first, second = similar(desk, "見本花子", born=Birth(said="", year=1980, month=2))
    assert (first.born.year, first.alike) == (1980, (Alike.NAME, Alike.BORN))
    assert second.alike == (Alike.NAME,)


def test_another_member_of_a_household_is_found_too_and_a_withheld_address_is_not_shown(desk: Desk) -> None:
    talk = person("見本 花子", withheld=True)
    child = member(talk.household, name="見本 太郎", position=1, relation="子")
    desk.record(msgspec.structs.replace(talk, members=(*talk.members, child)))
    (found,) = similar(desk, "見本 太郎")
    assert (found.member_id, found.household_id, found.address) == (child.id, talk.household.id, "")


def test_a_restricted_person_is_suggested_to_readers_alone(staffed: Path) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        desk.restrict(desk.record(person("見本 花子")).id, ())
        assert [each.name for each in similar(desk, "見本花子")] == ["見本 花子"]
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        assert similar(desk, "見本花子") == []


def test_a_restricted_name_that_was_corrected_is_suggested_and_found_as_it_is_now(desk: Desk) -> None:
    home = desk.file(desk.restrict(desk.record(person("見本 花子")).id, ())).household.id
    desk.restrict(desk.record(person("練習 一郎")).id, ())
    (found,) = similar(desk, "見本花子")
    shown = desk.shown(found.member_id)
    assert shown is not None
    assert isinstance(shown.record, Member)
    desk.save(shown, msgspec.structs.replace(shown.record, name="見本 華子"))
    assert similar(desk, "見本花子") == []
    assert [each.household_id for each in similar(desk, "見本華子")] == [home]
    assert len(desk.search("華子")) == 1
    assert desk.search("花子") == []
    assert len(desk.search("一郎")) == 1
