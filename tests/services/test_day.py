"""今日: what waits, each in its list, and gone from it once it is done."""

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.day import Day, add_follow_up, finish_follow_up, mark_read, move_follow_up, today
from kyosei_desk.desk import Desk
from kyosei_desk.drafting import unfinished
from kyosei_desk.errors import FieldError
from kyosei_desk.opening import open_desk
from kyosei_desk.records import AgencyState, Answer, Consultation, FollowUp, Member
from sync import answering
from sync.referring import refer
from sync.standing import Enrolment
from tests.builders import ALL_NO, CLOCK, COLLEAGUE, FOUNDER, NOW, OTHER_WORDS, WORDS, begun, intake
from tests.post.city import City, HandClock
from tests.post.talks import ELDERLY, POVERTY, YES, recorded


def planned(desk: Desk, days: int, talk: Consultation, **fields: str) -> FollowUp:
    day = (desk.today() + timedelta(days=days)).isoformat()
    return add_follow_up(desk, talk.household_id, day, consultation_id=talk.id, **fields)


def test_visits_that_are_due_come_with_whose_they_are_the_most_overdue_first(desk: Desk) -> None:
    talk = desk.record(intake("話"))
    planned(desk, 0, talk, text="きょう", way="電話")
    planned(desk, -3, talk, text="おくれた", way="訪問")
    planned(desk, 1, talk, text="あした")
    found = today(desk)
    assert [(each.text, each.way, each.overdue) for each in found.visits] == [
        ("おくれた", "訪問", 3),
        ("きょう", "電話", 0),
    ]
    assert found.visits_count == 2
    first = found.visits[0]
    assert (first.names, first.who) == (("見本 花子",), FOUNDER)
    assert (first.household_id, first.consultation_id, first.due_on) == (talk.household_id, talk.id, date(2026, 10, 2))


def test_a_visit_that_was_made_leaves_the_list_and_keeps_what_came_of_it(desk: Desk) -> None:
    visit = planned(desk, 0, desk.record(intake("話")))
    finish_follow_up(desk, visit.id, "元気だった")
    assert today(desk).visits_count == 0
    done = desk.postbox.shown(visit.id, FollowUp)[1]
    assert (done.outcome, done.done_by, done.done_at) == ("元気だった", desk.me.id, NOW.isoformat())


def test_a_visit_is_moved_to_a_day_and_to_nothing_else(desk: Desk) -> None:
    visit = planned(desk, 0, desk.record(intake("話")))
    with pytest.raises(FieldError):
        move_follow_up(desk, visit.id, "あさって")
    move_follow_up(desk, visit.id, "2026-10-07")
    assert today(desk).visits == ()
    assert desk.verify() == []


def test_a_doubt_is_a_question_to_ask_again_on_its_day(desk: Desk, clock: HandClock) -> None:
    desk.record(intake("話", answers=ALL_NO | {"Q12": Answer.UNKNOWN, "Q15": Answer.UNKNOWN}))
    assert [each.question for each in today(desk).unheard] == ["Q12"]
    clock.move(days=3)
    found = today(desk)
    assert [(each.question, each.overdue) for each in found.unheard] == [("Q12", 3), ("Q15", 0)]
    assert (found.unheard_count, found.visits_count) == (2, 0)


def test_a_draft_says_whose_it_is_and_when_it_was_left(desk: Desk) -> None:
    desk.keep_draft(unfinished(begun("", "1" * 32)))
    (draft,) = today(desk).drafts
    assert (draft.id, draft.whose, draft.mine, draft.saved_at) == ("1" * 32, FOUNDER, True, NOW)


def test_an_answer_is_listed_until_somebody_has_read_it(desk: Desk, city: City, enrolment: Enrolment) -> None:
    talk = recorded(desk, {"Q12": YES})
    sent = refer(desk, enrolment, talk.id, POVERTY)
    letter_id = sent.letter_id
    letter = city.referral(desk, enrolment, letter_id)
    heading = city.heading(letter_id, letter.reply)
    city.reply(answering.opened(heading))
    city.reply(answering.answer(city.heading(letter_id, letter.reply), POVERTY, AgencyState.ACCEPTED, "あす訪ねます"))
    city.deliver(desk)
    (line,) = today(desk).answers
    assert (line.agency, line.words, line.text, line.about) == (POVERTY, "受理", "あす訪ねます", sent.record_id)
    assert (line.names, line.household_id, line.consultation_id) == (("見本 花子",), talk.household_id, talk.id)
    assert mark_read(desk, [line.id]) == 1
    assert mark_read(desk, [line.id]) == 0
    assert today(desk).answers_count == 0
    city.deliver(desk)  # the hub shows it once more
    assert today(desk).answers_count == 0
    assert desk.verify() == []


def test_a_letter_nobody_opened_in_its_time_is_to_be_telephoned_about(
    desk: Desk, clock: HandClock, city: City, enrolment: Enrolment
) -> None:
    talk = recorded(desk, {"Q12": YES})
    letter_id = refer(desk, enrolment, talk.id, POVERTY).letter_id
    letter = city.referral(desk, enrolment, letter_id)
    assert today(desk).calls == ()
    clock.move(hours=25)
    (call,) = today(desk).calls
    assert (call.agency, call.level, call.names) == (POVERTY, 4, ("見本 花子",))
    assert "電話してください" in call.words
    city.reply(answering.opened(city.heading(letter_id, letter.reply)))
    city.deliver(desk)
    assert today(desk).calls == ()


def test_a_letter_sent_anew_is_to_be_opened_anew(
    desk: Desk, clock: HandClock, city: City, enrolment: Enrolment
) -> None:
    talk = recorded(desk, {"Q12": YES})
    letter_id = refer(desk, enrolment, talk.id, POVERTY).letter_id
    letter = city.referral(desk, enrolment, letter_id)
    city.accept(letter_id, letter, POVERTY)
    city.deliver(desk)
    desk.save(desk.shown(talk.id), msgspec.structs.replace(talk, wish="早く来てほしい"))
    assert refer(desk, enrolment, talk.id, POVERTY).fresh
    clock.move(hours=25)
    assert [each.agency for each in today(desk).calls] == [POVERTY]


def test_what_is_restricted_is_listed_for_its_readers_alone(staffed: Path) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        talk = desk.record(intake("制限する話", answers=ALL_NO | {"Q12": Answer.UNKNOWN}))
        planned(desk, 0, talk, text="そっと訪ねる")
        desk.restrict(talk.id, ())
        assert [each.text for each in today(desk).visits] == ["そっと訪ねる"]
        assert today(desk).unheard_count == 1
        visit = today(desk).visits[0]
        assert visit.names == ("見本 花子",)
        finish_follow_up(desk, visit.id)
        assert today(desk).visits_count == 0
        planned(desk, -1, desk.file(visit.consultation_id).consultation, text="もう一度")
        assert desk.verify() == []
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        found = today(desk)
        assert (found.visits, found.visits_count, found.unheard_count) == ((), 0, 0)


def test_a_conflict_is_listed_with_whose_record_it_is(desk: Desk) -> None:
    talk = intake("話")
    desk.record(talk)
    shown = desk.shown(talk.members[0].id)
    assert shown is not None
    assert isinstance(shown.record, Member)
    for kana in ("みほん はなこ", "みもと はなこ"):  # both built on the same screen
        desk.save(shown, msgspec.structs.replace(shown.record, kana=kana, other_name=kana))
    found = today(desk)
    assert found.conflicts_count == len(found.conflicts) == 1
    assert (found.conflicts[0].names, found.conflicts[0].conflict.field) == (("見本 花子",), "other_name")


def test_a_desk_without_a_hub_has_sent_nothing(desk: Desk) -> None:
    desk.record(intake("ひとつ"))
    desk.record(intake("ふたつ"))
    sending = today(desk).sending
    assert (sending.unsent, sending.sent, sending.letters) == (2, 0, 0)
    assert sending.changes > 4


def test_where_the_lease_has_run_out_nothing_of_the_records_is_shown(
    staffed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kyosei_desk.belonging import Belonging

    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        planned(desk, 0, desk.record(intake("話")))
        monkeypatch.setattr(Belonging, "lease_over", property(lambda _self: True))
        found = today(desk)
        assert found == Day(on=found.on, shut=True, sending=found.sending)
        assert found.sending.unsent == 1


def test_the_elderly_case_of_a_doubt_at_the_highest_level_asks_nobody_twice(desk: Desk) -> None:
    """わからない on an L5 question asks 推進員 and sets no day: it is on no list here."""
    desk.record(intake("話", answers=ALL_NO | {"Q7": Answer.UNKNOWN}))
    assert today(desk).unheard == ()
    assert ELDERLY  # the agency of Q7 is not asked
