"""A household's page: what is planned, then what happened, the newest first; and who wrote what."""

from pathlib import Path

import msgspec
import pytest

from kyosei_desk.day import add_follow_up, finish_follow_up
from kyosei_desk.desk import Desk
from kyosei_desk.errors import FieldError, NotAllowed, NotFound
from kyosei_desk.opening import open_desk
from kyosei_desk.records import AgencyState, Answer, Level
from kyosei_desk.timeline import What, Written, append_note, history, household
from sync import answering
from sync.referring import refer
from sync.standing import Enrolment
from tests.builders import ALL_NO, CLOCK, COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS, consultation, intake, statement
from tests.post.city import City, HandClock
from tests.post.talks import POVERTY, YES, recorded


def test_a_page_tells_what_is_planned_first_and_then_the_newest(
    desk: Desk, clock: HandClock, city: City, enrolment: Enrolment
) -> None:
    talk = recorded(desk, {"Q12": YES}, title="電気の話")
    clock.move(hours=1)
    sent = refer(desk, enrolment, talk.id, POVERTY)
    clock.move(hours=1)
    letter = city.referral(desk, enrolment, sent.letter_id)
    heading = city.heading(sent.letter_id, letter.reply, clock.now)
    city.reply(answering.answer(heading, POVERTY, AgencyState.ACCEPTED, "あす訪ねます"))
    city.deliver(desk)
    clock.move(hours=1)
    visit = add_follow_up(desk, talk.household_id, "2026-10-05", "様子を見る", "訪問", talk.id)
    finish_follow_up(desk, visit.id, "電気はついた")
    clock.move(hours=1)
    append_note(desk, talk.household_id, "鍵は隣の人が持つ")
    add_follow_up(desk, talk.household_id, "2026-10-20", "また行く", "訪問")
    page = household(desk, talk.household_id)
    assert [(each.what, each.words) for each in page.planned] == [
        (What.PLANNED, "訪問"),
    ]
    assert [each.what for each in page.entries] == [What.NOTE, What.VISIT, What.ANSWER, What.REFERRAL, What.TALK]
    note, done, answer, referral, told = page.entries
    assert (note.text, note.by) == ("鍵は隣の人が持つ", FOUNDER)
    assert done.text == "様子を見る\n電気はついた"
    assert (answer.words, answer.text) == (f"{POVERTY}：受理", "あす訪ねます")
    assert (referral.state, referral.level, referral.words) == ("受理", Level.L4, POVERTY)
    assert (told.words, told.level, told.state) == ("電気の話", Level.L4, Written.CLOSED)
    assert [each.name for each in page.members] == ["見本 花子"]
    assert len(page.consents) == 1
    assert (page.restricted, page.restricted_words, page.merges) == (0, "", ())


def test_a_talk_that_is_not_closed_is_a_draft(desk: Desk) -> None:
    talk = intake("話")
    desk.record(talk)
    open_talk = consultation(talk.household, statement("まだ途中"), case_id="途中")
    desk.save(None, open_talk)
    states = {each.id: each.state for each in household(desk, talk.household.id).entries}
    assert states == {talk.consultation.id: Written.CLOSED, open_talk.id: Written.DRAFT}


def test_a_restricted_talk_is_a_number_without_name_or_level_for_others(staffed: Path) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        talk = intake("だれでも見てよい話")
        desk.record(talk)
        secret = consultation(
            talk.household, statement("見せない話"), answers=ALL_NO | {"Q17": Answer.YES}, title="秘密"
        )
        desk.save(None, secret)
        add_follow_up(desk, talk.household.id, "2026-10-06", "そっと訪ねる", consultation_id=secret.id)
        desk.restrict(secret.id, ())
        page = household(desk, talk.household.id)
        assert (page.restricted, len(page.entries), len(page.planned)) == (0, 2, 1)
        assert {each.restricted for each in page.entries} == {True, False}
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        page = household(desk, talk.household.id)
        assert (page.restricted_words, page.ask) == ("閲覧制限の記録 1件", (FOUNDER,))
        assert [each.id for each in page.entries] == [talk.consultation.id]
        assert page.planned == ()


def test_a_restricted_household_names_whom_to_ask_and_a_missing_one_is_not_found(staffed: Path) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        talk = desk.record(intake("見せない話"))
        home = desk.file(desk.restrict(talk.id, ())).household.id
        with pytest.raises(NotFound):
            household(desk, talk.household_id)
    with (
        open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk,
        pytest.raises(NotAllowed, match=FOUNDER),
    ):
        household(desk, home)


def test_an_empty_note_is_refused(desk: Desk) -> None:
    talk = desk.record(intake("話"))
    with pytest.raises(FieldError):
        append_note(desk, talk.household_id, "　\n")


def test_a_correction_keeps_who_when_and_what_stood_there(desk: Desk, clock: HandClock) -> None:
    talk = desk.record(intake("話", wish="前の希望"))
    clock.move(minutes=5)
    desk.save(desk.shown(talk.id), msgspec.structs.replace(talk, wish="あとの希望", topics=frozenset({"介護"})))
    *first, topic, wish = history(desk, talk.id)
    assert all(each.old is None for each in first)
    assert ("wish", "前の希望") in [(each.field, each.new) for each in first]
    assert (topic.field, topic.key, topic.new) == ("topics", "介護", True)
    assert (wish.field, wish.old, wish.new, wish.by, wish.at) == ("wish", "前の希望", "あとの希望", FOUNDER, clock.now)


def test_the_history_of_a_restricted_talk_is_for_its_readers_and_begins_with_the_restriction(staffed: Path) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        talk = desk.record(intake("話", wish="前の希望"))
        renewed = desk.restrict(talk.id, ())
        assert history(desk, talk.id) == ()
        desk.save(desk.shown(renewed), msgspec.structs.replace(desk.file(renewed).consultation, wish="あとの希望"))
        assert [each.new for each in history(desk, renewed) if each.field == "wish"] == ["前の希望", "あとの希望"]
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk, pytest.raises(NotAllowed):
        history(desk, renewed)
