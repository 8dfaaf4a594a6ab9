"""The report of a month: handed in by a 責任者 once it is over, the same twice is once, and nobody stands in it."""

from typing import Any

import msgspec
import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.errors import FieldError, NotAllowed
from kyosei_desk.monthly import MEMBERS, Month
from kyosei_desk.records import Consultation
from kyosei_desk.vault import Role
from sync import post
from sync.mailing import NoPost
from sync.referring import refer
from sync.reporting import figures_of, hand_in, keep_figures, letter_of, preview
from sync.standing import Enrolment
from tests.post.city import City, HandClock
from tests.post.talks import GIVEN, NAME, POVERTY, SAID, YES, recorded

OCTOBER = Month(2026, 10)
LABELS: dict[str, Any] = {"activity": "生活費", "client_group": "高齢者", "channel": "訪問"}


def reports(desk: Desk, enrolment: Enrolment, city: City) -> list[post.Monthly]:
    return [each for each in city.mail(desk, enrolment).values() if isinstance(each, post.Monthly)]


def test_the_letter_is_what_was_seen_and_names_nobody(
    desk: Desk, enrolment: Enrolment, city: City, clock: HandClock
) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN, case_id="見本-7", **LABELS)
    refer(desk, enrolment, talk.id, POVERTY)
    clock.move(days=30)
    report = preview(desk, OCTOBER, {"証明事務": 2})
    hand_in(desk, enrolment, report)
    (sent,) = reports(desk, enrolment, city)
    assert sent == letter_of(desk, report)
    assert (sent.month, sent.consultations["生活費"], sent.client_groups["高齢者"]) == ("2026-10", 1, 1)
    assert (sent.other_visits, sent.contacts_agencies, sent.days, sent.activities["証明事務"]) == (1, 1, 1, 2)
    text = post.written(sent).decode()
    stays = (NAME, SAID, talk.id, talk.household_id, "見本-7", desk.me.name, desk.me.id)
    assert [word for word in stays if word in text] == []


def test_the_same_twice_is_one_letter_and_a_change_another(
    desk: Desk, enrolment: Enrolment, city: City, clock: HandClock
) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN, **LABELS)
    clock.move(days=30)
    first = hand_in(desk, enrolment, preview(desk, OCTOBER, {MEMBERS: 3}))
    clock.move(days=1)
    again = hand_in(desk, enrolment, preview(desk, OCTOBER))  # the figures entered before stay
    assert (again.letter_id, again.fresh, len(reports(desk, enrolment, city))) == (first.letter_id, False, 1)
    shown, found = desk.postbox.shown(talk.id, Consultation)
    desk.save(shown, msgspec.structs.replace(found, activity="住居"))
    later = hand_in(desk, enrolment, preview(desk, OCTOBER))
    assert (later.fresh, later.record_id) == (True, first.record_id)
    assert [each.contacts_members for each in reports(desk, enrolment, city)] == [3, 3]
    assert post.outdated(city.mail(desk, enrolment).items()) == {first.letter_id}


def test_a_month_that_is_not_over_may_be_looked_at_and_not_handed_in(
    desk: Desk, enrolment: Enrolment, city: City, clock: HandClock
) -> None:
    recorded(desk, {"Q12": YES}, GIVEN, **LABELS)
    assert preview(desk, OCTOBER).counts.days == 1
    clock.move(days=26)  # the last day of October
    with pytest.raises(FieldError, match="終わっていません"):
        hand_in(desk, enrolment, preview(desk, OCTOBER))
    assert reports(desk, enrolment, city) == []


def test_only_a_manager_hands_in(
    desk: Desk, enrolment: Enrolment, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.move(days=30)
    staff = msgspec.structs.replace(desk.me, role=Role.STAFF)
    monkeypatch.setattr(Desk, "me", staff)
    with pytest.raises(NotAllowed, match="責任者"):
        hand_in(desk, enrolment, preview(desk, OCTOBER))


def test_without_a_hub_the_counts_can_be_seen(desk: Desk, clock: HandClock) -> None:
    clock.move(days=30)
    report = preview(desk, OCTOBER)
    with pytest.raises(NoPost):
        hand_in(desk, None, report)


def test_a_restricted_talk_counts_for_who_may_open_it(desk: Desk) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN, **LABELS)
    desk.restrict(talk.id, ())
    assert (preview(desk, OCTOBER).counts.consultations["生活費"], preview(desk, OCTOBER).hidden) == (1, 0)


def test_figures_are_kept_before_anything_is_handed_in(
    desk: Desk, enrolment: Enrolment, city: City, clock: HandClock
) -> None:
    keep_figures(desk, OCTOBER, {"証明事務": 0})
    assert desk.postbox.posted() == []  # nothing was entered
    keep_figures(desk, OCTOBER, {"証明事務": 2})
    keep_figures(desk, OCTOBER, {MEMBERS: 3})
    assert figures_of(desk, OCTOBER) == {"証明事務": 2, MEMBERS: 3}
    assert reports(desk, enrolment, city) == []
    clock.move(days=30)
    hand_in(desk, enrolment, preview(desk, OCTOBER))
    (sent,) = reports(desk, enrolment, city)
    assert (sent.activities["証明事務"], sent.contacts_members) == (2, 3)
    assert len(desk.postbox.posted()) == 1


def test_a_figure_of_no_form_is_not_kept(desk: Desk) -> None:
    with pytest.raises(FieldError):
        keep_figures(desk, OCTOBER, {"べつの活動": 1})
    assert desk.postbox.posted() == []
