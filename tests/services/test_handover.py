"""引き継ぎ: what one volunteer holds, how it goes to the next, and the paper that goes with it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kyosei_desk.day import add_follow_up, finish_follow_up, today
from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.handover import hand_over, holdings, print_handover
from kyosei_desk.held import HandedOver
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Answer, Consultation, FollowUp, Level
from kyosei_desk.vault import Role
from sync.referring import refer
from sync.standing import Enrolment
from tests.builders import ALL_NO, CLOCK, COLLEAGUE, FOUNDER, NOW, OTHER_WORDS, WORDS, intake
from tests.post.talks import POVERTY, YES, brought
from tests.sheets.reading import text_of

THIRD, THIRD_WORDS = "見本 次の人", "つぎの ひとの あいことば です"


@pytest.fixture
def full(staffed: Path) -> Path:
    """The colleague of the staffed vault is about to leave; a third person comes."""
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        desk.add_person(THIRD, Role.STAFF, THIRD_WORDS)
    return staffed


@pytest.fixture
def leaving(full: Path) -> Iterator[Desk]:
    """The desk of the one who leaves."""
    with open_desk(full, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        yield desk


def of(desk: Desk, name: str) -> str:
    return next(each.id for each in desk.people if each.name == name)


def taken(desk: Desk, *said: str, **fields: Any) -> Consultation:
    return desk.record(intake(*said, taken_by=desk.me.id, **fields))


def test_what_a_person_holds_is_what_is_open_and_what_was_lately(leaving: Desk, enrolment: Enrolment) -> None:
    old = taken(leaving, "古い話", taken_at=(NOW - timedelta(days=700)).isoformat())
    taken(leaving, "最近の話", name="見本 次郎")
    waiting = taken(leaving, "古いが続く話", taken_at=(NOW - timedelta(days=500)).isoformat(), name="見本 三郎")
    visit = add_follow_up(leaving, waiting.household_id, "2026-10-20", "様子を見る", "訪問", waiting.id)
    finish_follow_up(leaving, add_follow_up(leaving, old.household_id, "2026-10-01").id)
    talk = brought({"Q12": YES})
    talk = msgspec.structs.replace(
        talk, consultation=msgspec.structs.replace(talk.consultation, taken_by=leaving.me.id)
    )
    leaving.record(talk)
    refer(leaving, enrolment, talk.consultation.id, POVERTY)
    found = holdings(leaving, leaving.me.id)
    assert (found.person, found.older, found.visits, found.referrals) == (COLLEAGUE, 1, 1, 1)
    by_name = {each.names[0]: each for each in found.households}
    assert set(by_name) == {"見本 次郎", "見本 三郎", "見本 花子"}
    assert by_name["見本 三郎"].visits == (visit,)
    assert by_name["見本 三郎"].last_talk == date(2025, 5, 23)
    assert by_name["見本 花子"].level is Level.L4
    assert [str(state) for _each, state in by_name["見本 花子"].referrals] == ["依頼中"]
    assert holdings(leaving, of(leaving, THIRD)).households == ()


def test_the_open_visits_become_those_of_the_next(leaving: Desk) -> None:
    talk = taken(leaving, "話", answers=ALL_NO | {"Q12": Answer.UNKNOWN})
    visit = add_follow_up(leaving, talk.household_id, "2026-10-05", "様子を見る")
    done = finish_follow_up(leaving, add_follow_up(leaving, talk.household_id, "2026-10-01").id)
    to = of(leaving, THIRD)
    assert hand_over(leaving, leaving.me.id, to) == HandedOver(visits=2, opened=0, kept=0)
    assert [each.who for each in today(leaving).visits] == [THIRD]
    assert [each.who for each in today(leaving).unheard] == [THIRD]
    assert leaving.postbox.shown(done.id, FollowUp)[1].by == leaving.me.id
    assert holdings(leaving, to).visits == 2
    assert holdings(leaving, leaving.me.id).visits == 0
    assert leaving.file(talk.id).consultation.taken_by == leaving.me.id  # who took a talk is no task
    event = leaving._store.events(leaving.me.id)[-1]
    assert (event.action, event.detail) == ("hand_over", {"to": to, "visits": 2, "opened": 0, "follow_up": 2})
    assert leaving.postbox.shown(visit.id, FollowUp)[1].by == to


def test_a_restricted_talk_goes_only_where_it_was_chosen(full: Path) -> None:
    with open_desk(full, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        secret, other = taken(desk, "ひみつの話"), taken(desk, "別のひみつ")
        for talk in (secret, other):
            add_follow_up(desk, talk.household_id, "2026-10-05", "そっと訪ねる", consultation_id=talk.id)
        first, second = desk.restrict(secret.id, ()), desk.restrict(other.id, ())
        assert {each.consultation_id for each in holdings(desk, desk.me.id).restricted} == {first, second}
        moved = hand_over(desk, desk.me.id, of(desk, THIRD), [first])
        assert moved == HandedOver(visits=1, opened=1, kept=1)
        assert desk.verify() == []
    with open_desk(full, THIRD_WORDS, person=THIRD, clock=CLOCK) as desk:
        assert [each.title for each in desk.search("ひみつの話")] == [""]
        assert desk.search("別のひみつ") == []
        assert [each.who for each in today(desk).visits] == [THIRD]
    with open_desk(full, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        assert len(desk.search("ひみつ")) == 2


def test_nothing_is_changed_where_one_of_the_chosen_is_not_theirs(leaving: Desk) -> None:
    mine = leaving.restrict(taken(leaving, "ひみつ").id, ())
    open_one = taken(leaving, "ふつうの話")
    with pytest.raises(NotFound):
        hand_over(leaving, leaving.me.id, of(leaving, THIRD), [mine, open_one.id])
    assert leaving.shown(mine) is not None


def test_only_the_person_and_a_manager_hand_over_and_only_to_someone_who_is_here(full: Path) -> None:
    with open_desk(full, THIRD_WORDS, person=THIRD, clock=CLOCK) as desk:
        with pytest.raises(NotAllowed):
            hand_over(desk, of(desk, COLLEAGUE), desk.me.id)
        with pytest.raises(NotFound):
            hand_over(desk, desk.me.id, desk.me.id)
        with pytest.raises(NotFound):
            hand_over(desk, desk.me.id, "0" * 32)
    with open_desk(full, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        assert hand_over(desk, of(desk, COLLEAGUE), of(desk, THIRD)).visits == 0


def test_the_paper_lists_what_is_open_and_of_restricted_talks_a_number_only(leaving: Desk) -> None:
    talk = taken(leaving, "話", name="見本 次郎")
    add_follow_up(leaving, talk.household_id, "2026-10-20", "様子を見る", "訪問", talk.id)
    hidden = taken(leaving, "ひみつの話", name="練習 秘子")
    add_follow_up(leaving, hidden.household_id, "2026-10-21", "そっと訪ねる", consultation_id=hidden.id)
    leaving.restrict(hidden.id, ())
    sheet = print_handover(leaving, leaving.me.id, of(leaving, THIRD))
    text = text_of(sheet.pdf)
    for there in (
        "引継書",
        "見本次郎様",
        "訪問",
        "様子を見る",
        "令和8年10月20日",
        "見本次の人",
        "1件（画面で引き継ぎます）",
    ):
        assert there in text, there
    for absent in ("秘子", "そっと", "ひみつ"):
        assert absent not in text, absent
    assert sheet.tagged
    assert [each.action for each in leaving._store.events(leaving.me.id)][-1] == "print"


def test_a_paper_of_nothing_says_so(leaving: Desk) -> None:
    assert "引き継ぐ世帯はありません" in text_of(print_handover(leaving, leaving.me.id).pdf)
