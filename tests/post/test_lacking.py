"""資源不足 from what a person wrote: found again, completed or new; shown as it goes, and durable with its letter."""

import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.errors import FieldError, NotFound
from kyosei_desk.lacking import meant
from kyosei_desk.records import Gap, new_id
from sync import post
from sync.mailing import NoPost
from sync.standing import Enrolment
from sync.telling import lack, lack_of, lack_preview
from tests.post.city import City
from tests.post.talks import GIVEN, YES, recorded


def given(**words: str) -> Gap:
    return Gap(id=new_id(), **words)  # type: ignore[arg-type]


def letters(desk: Desk, enrolment: Enrolment, city: City) -> list[post.Letter]:
    return list(city.mail(desk, enrolment).values())


def test_a_lack_of_the_town_is_written_down_with_its_letter(desk: Desk, enrolment: Enrolment, city: City) -> None:
    wanted = lack_of(desk, given(field="交通", kind="遠い", note="見本さんの足"))
    seen = lack_preview(desk, wanted)
    sent = lack(desk, enrolment, wanted)
    (letter,) = letters(desk, enrolment, city)
    assert isinstance(letter, post.Gap)
    assert (letter.field, letter.lack, letter.note) == (seen.field, seen.lack, "") == ("交通", "遠い", "")
    assert [each.note for each in desk.postbox.gaps()] == ["見本さんの足"]
    again = lack(desk, enrolment, lack_of(desk, given(field="交通", kind="遠い", note="見本さんの足")))
    assert (again.letter_id, again.fresh, len(desk.postbox.gaps())) == (sent.letter_id, False, 1)


def test_another_lack_of_the_town_is_another_record(desk: Desk, enrolment: Enrolment) -> None:
    for area in ("みどり町", "あおば町"):
        assert lack(desk, enrolment, lack_of(desk, given(field="交通", area=area))).fresh
    assert len(desk.postbox.gaps()) == 2


def test_what_the_checklist_noted_is_completed_and_stays_one(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q30": YES, "C5": YES}, GIVEN)
    (noted,) = desk.file(talk.id).gaps
    wanted = lack_of(desk, given(field="住まい", kind="ない"), talk.id)
    assert (wanted.id, wanted.household_id) == (noted.id, talk.household_id)
    lack(desk, enrolment, wanted)
    assert [(each.id, each.field) for each in desk.file(talk.id).gaps] == [(noted.id, "住まい")]
    assert lack_of(desk, given(), talk.id).id == noted.id
    (letter,) = letters(desk, enrolment, city)
    text = post.written(letter).decode()
    assert [each for each in (talk.id, talk.household_id, noted.id) if each in text] == []


def test_a_word_left_unticked_changes_the_record_and_writes_no_second_letter(desk: Desk, enrolment: Enrolment) -> None:
    talk = recorded(desk, {"Q30": YES, "C5": YES}, GIVEN)
    lack(desk, enrolment, lack_of(desk, given(field="住まい"), talk.id))
    more = lack(desk, enrolment, lack_of(desk, given(field="住まい", note="見本の補足"), talk.id))
    assert more.fresh is False
    assert [each.note for each in desk.file(talk.id).gaps] == ["見本の補足"]


def test_of_several_the_fullest_that_says_nothing_else_is_meant() -> None:
    bare, other, near = (given(consultation_id="c", **words) for words in ({}, {"field": "医療"}, {"field": "交通"}))
    wanted = given(consultation_id="c", field="交通", kind="高い")
    assert meant([bare, other, near], wanted).id == near.id
    assert meant([other], wanted) == wanted
    with pytest.raises(FieldError):
        meant([other, near], given(consultation_id="c"))


@pytest.mark.parametrize("words", [{}, {"note": "見本の補足だけ"}, {"kind": "ふしぎ"}])
def test_what_says_nothing_or_a_word_of_no_list_is_not_written(
    desk: Desk, enrolment: Enrolment, words: dict[str, str]
) -> None:
    with pytest.raises(FieldError):
        lack(desk, enrolment, lack_of(desk, given(**words)))
    assert (desk.postbox.gaps(), desk.exchange.unsent_letters()) == ([], [])


def test_without_a_hub_nothing_is_written_and_the_preview_is_there(desk: Desk) -> None:
    wanted = lack_of(desk, given(field="交通"))
    assert lack_preview(desk, wanted).field == "交通"
    with pytest.raises(NoPost):
        lack(desk, None, wanted)
    assert desk.postbox.gaps() == []
    with pytest.raises(NotFound):
        lack_of(desk, given(field="交通"), "ない番号")
