"""What has reached the hub, and what has not: by counts on 今日, by a word on the household's page."""

import msgspec

from kyosei_desk.colleagues import ENROLMENT
from kyosei_desk.day import today
from kyosei_desk.desk import Desk
from kyosei_desk.store import ACKNOWLEDGED, ChainHead
from kyosei_desk.timeline import Written, household
from tests.builders import intake


def reached(desk: Desk) -> None:
    """The hub has all there is, as a sync would note it."""
    last = max(row.seq for row in desk.exchange.unsealed(10_000))
    desk.exchange.put(ACKNOWLEDGED, msgspec.json.encode(ChainHead(desk.exchange.device, last, bytes(32))))


def test_a_talk_is_sent_once_the_hub_has_all_of_it(desk: Desk) -> None:
    desk.exchange.put(ENROLMENT, b"{}")
    talk = desk.record(intake("ひとつ"))
    reached(desk)
    other = desk.record(intake("ふたつ"))
    sending = today(desk).sending
    assert (sending.unsent, sending.sent) == (1, 1)
    assert [each.state for each in household(desk, talk.household_id).entries] == [Written.SENT]
    assert [each.state for each in household(desk, other.household_id).entries] == [Written.CLOSED]
    desk.save(desk.shown(talk.id), msgspec.structs.replace(talk, wish="あとから書いた希望"))
    assert today(desk).sending.unsent == 2
    assert [each.state for each in household(desk, talk.household_id).entries] == [Written.CLOSED]
    desk.exchange.drop(ENROLMENT)
