"""A lowered level is announced by itself: at once where there is a way to the city, else before the next seal."""

import msgspec

from kyosei_desk.desk import Desk
from kyosei_desk.records import Answer, Consultation, Level
from sync import post
from sync.standing import ACTIVE, PENDING, Enrolment
from sync.telling import announce, lowered_preview, set_level
from tests.post.city import City
from tests.post.talks import GIVEN, YES, recorded


def lowerings(desk: Desk, enrolment: Enrolment, city: City) -> list[post.Lowered]:
    return [each for each in city.mail(desk, enrolment).values() if isinstance(each, post.Lowered)]


def test_a_level_set_lower_is_told_at_once_and_the_preview_is_what_goes(
    desk: Desk, enrolment: Enrolment, city: City
) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    done = set_level(desk, enrolment, talk.id, Level.L3, "見本の理由")
    assert (done.assessment.level, done.assessment.lowering_awaited, done.sent is not None) == (Level.L4, True, True)
    (letter,) = lowerings(desk, enrolment, city)
    seen = lowered_preview(desk, talk.id)
    assert (seen.level, seen.lowered_from, seen.questions) == (letter.level, letter.lowered_from, letter.questions)
    assert announce(desk, enrolment) == 0
    assert "見本の理由" not in post.written(letter).decode()


def test_a_raised_level_is_told_to_nobody(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    assert set_level(desk, enrolment, talk.id, Level.L5).sent is None
    assert announce(desk, enrolment) == 0
    assert lowerings(desk, enrolment, city) == []


def test_before_the_desk_is_let_in_it_waits_and_goes_later(desk: Desk, city: City) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    pending, active = city.enrolment(PENDING), city.enrolment(ACTIVE)
    assert set_level(desk, pending, talk.id, Level.L3, "見本の理由").sent is None
    assert announce(desk, pending) == 0
    assert announce(desk, active) == 1
    assert [each.level for each in lowerings(desk, active, city)] == [Level.L3]
    assert announce(desk, active) == 0


def test_an_answer_changed_after_closing_is_told_before_it_is_sealed(
    desk: Desk, enrolment: Enrolment, city: City
) -> None:
    talk = recorded(desk, {"Q12": YES, "Q30": YES}, GIVEN)
    recorded(desk, {"Q13": YES}, GIVEN)
    shown, found = desk.postbox.shown(talk.id, Consultation)
    assert desk.exchange.edited_talks() == ()
    desk.save(shown, msgspec.structs.replace(found, answers={**found.answers, "Q12": Answer.NO}))
    assert desk.exchange.edited_talks() == (talk.id,)
    assert announce(desk, enrolment) == 1
    (letter,) = lowerings(desk, enrolment, city)
    assert (letter.level, letter.lowered_from) == (Level.L3, Level.L4)


def test_what_was_purged_meanwhile_is_told_to_nobody(desk: Desk, enrolment: Enrolment) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    desk.set_level(talk.id, Level.L3, "見本の理由")
    desk.purge(talk.id)
    assert announce(desk, enrolment) == 0
