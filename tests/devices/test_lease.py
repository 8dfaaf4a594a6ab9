"""The lease: a desk that has not met its hub for long shows no records, takes new talks in, and opens for a 責任者."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyosei_desk import lease
from kyosei_desk.clock import Clock, fixed_clock
from kyosei_desk.desk import Desk
from kyosei_desk.drafting import unfinished
from kyosei_desk.errors import LeaseOver
from kyosei_desk.lease import DAY, Lease, extended, over, renewed
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Consultation
from kyosei_desk.sheets import SheetKind
from kyosei_desk.store import Shown
from sync import devices
from tests.builders import CLOCK, COLLEAGUE, FOUNDER, NOW, OTHER_WORDS, WORDS, begun, begun_words, intake
from tests.property.record_data import STEADY

MET = int(NOW.timestamp())
TIMES = st.integers(MET - 4000 * DAY, MET + 4000 * DAY)


def days_later(days: float) -> Clock:
    return fixed_clock(NOW + timedelta(days=days))


# The decision.


def test_there_is_none_before_enrolment() -> None:
    assert not over(None, MET)


@pytest.mark.parametrize(
    ("days", "ended"), [(-1.5, True), (-0.5, False), (0, False), (29.9, False), (30, True), (400, True)]
)
def test_it_holds_for_thirty_days_of_a_clock_that_goes(days: float, ended: bool) -> None:
    assert over(Lease(met_at=MET), int(MET + days * DAY)) is ended


@given(now=TIMES, met=TIMES, days=st.integers(1, 365))
@STEADY
def test_meeting_the_hub_always_opens(now: int, met: int, days: int) -> None:
    for known in (None, Lease(met_at=met, days=days), extended(Lease(met_at=met), met)):
        assert not over(renewed(known, now, days), now)


@given(now=TIMES, met=TIMES, later=st.integers(0, 4000 * DAY))
@STEADY
def test_a_manager_s_opening_opens_for_its_days_and_no_longer(now: int, met: int, later: int) -> None:
    known = Lease(met_at=met)
    longer = extended(known, now)
    assert over(longer, now + later) is (over(known, now + later) and later >= 7 * DAY)


def test_it_can_be_kept_and_read_again() -> None:
    known = extended(Lease(met_at=MET, days=10, extension_days=3), MET)
    assert lease.read(lease.written(known)) == known
    assert lease.read(None) is None


# At the desk.


@pytest.fixture
def leased(staffed: Path) -> Path:
    """A vault with a talk in it, whose desk met its hub today."""
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        desk.record(intake("はじめの話", case_id="A1"))
        devices.renew_lease(desk.exchange, MET, 30)
    return staffed


def shown(desk: Desk) -> Shown:
    found = desk._store.by_case("A1")
    assert found is not None
    there = desk._store.read(found)
    assert there is not None
    return there


def test_while_it_holds_everyone_reads(leased: Path) -> None:
    with open_desk(leased, OTHER_WORDS, person=COLLEAGUE, clock=days_later(29)) as desk:
        assert len(desk.search("はじめ")) == 1


def test_when_it_has_run_out_nothing_is_shown(leased: Path) -> None:
    with open_desk(leased, OTHER_WORDS, person=COLLEAGUE, clock=days_later(31)) as desk:
        there = shown(desk)
        assert isinstance(there.record, Consultation)
        record = there.record
        for reading in (
            lambda: desk.search("はじめ"),
            lambda: desk.by_case_id("A1"),
            lambda: desk.file(there.record_id),
            lambda: desk.assess(there.record_id),
            lambda: desk.print_sheet(there.record_id, SheetKind.RECORD),
            lambda: desk.disclosure(there.record_id, "消防"),
            lambda: desk.save(there, record),
            lambda: desk.close(there.record_id),
            lambda: desk.restrict(there.record_id, ()),
            desk.conflicts,
            lambda: desk.resolve(there.record_id, "wish", "x"),
        ):
            with pytest.raises(LeaseOver, match="責任者"):
                reading()


def test_a_new_talk_is_taken_in_and_saved(leased: Path) -> None:
    with open_desk(leased, OTHER_WORDS, person=COLLEAGUE, clock=days_later(31)) as desk:
        talk = desk.record(intake("遅れて来た話"))
        assert talk.closed_at
        with pytest.raises(LeaseOver):
            desk.file(talk.id)
    with open_desk(leased, WORDS, person=FOUNDER, clock=days_later(31)) as desk:
        assert len(desk.search("遅れて")) == 1


def test_drafts_of_one_s_own_go_on(leased: Path) -> None:
    with open_desk(leased, OTHER_WORDS, person=COLLEAGUE, clock=days_later(31)) as desk:
        desk.keep_draft(unfinished(begun("書きかけ", "0" * 32)))
        assert [begun_words(draft) for draft in desk.drafts()] == ["書きかけ"]


def test_the_blank_sheet_is_still_printed(leased: Path) -> None:
    with open_desk(leased, OTHER_WORDS, person=COLLEAGUE, clock=days_later(31)) as desk:
        assert desk.print_blank().pdf.startswith(b"%PDF")


def test_a_manager_reads_and_opens_it_for_seven_days_with_a_trace(leased: Path) -> None:
    with open_desk(leased, WORDS, person=FOUNDER, clock=days_later(31)) as desk:
        assert len(desk.search("はじめ")) == 1
        assert [each.detail for each in desk._store.events() if each.action == "extend_lease"] == [{"days": 7}]
    with open_desk(leased, OTHER_WORDS, person=COLLEAGUE, clock=days_later(37)) as desk:
        assert len(desk.search("はじめ")) == 1
    with open_desk(leased, OTHER_WORDS, person=COLLEAGUE, clock=days_later(39)) as desk, pytest.raises(LeaseOver):
        desk.search("はじめ")


def test_a_manager_s_opening_while_it_holds_leaves_no_trace(leased: Path) -> None:
    with open_desk(leased, WORDS, person=FOUNDER, clock=days_later(10)) as desk:
        assert not desk.belonging.extend_lease()
        assert [each for each in desk._store.events() if each.action == "extend_lease"] == []


def test_a_sync_opens_it_again_while_the_desk_stands_open(leased: Path) -> None:
    with open_desk(leased, OTHER_WORDS, person=COLLEAGUE, clock=days_later(31)) as desk:
        with pytest.raises(LeaseOver):
            desk.search("はじめ")
        devices.renew_lease(desk.exchange, MET + 31 * DAY, 30)
        assert len(desk.search("はじめ")) == 1


def test_a_bundle_renews_it_but_an_old_one_sets_nothing_back(leased: Path) -> None:
    with open_desk(leased, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        devices.renew_lease(desk.exchange, MET - 40 * DAY, None)
        assert desk.belonging.lease == Lease(met_at=MET)
        devices.renew_lease(desk.exchange, MET + DAY, None)
        assert desk.belonging.lease == Lease(met_at=MET + DAY)


def test_a_bundle_keeps_the_hub_s_number_of_days(leased: Path) -> None:
    with open_desk(leased, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        devices.renew_lease(desk.exchange, MET, 10)
        devices.renew_lease(desk.exchange, MET + DAY, None)
        assert desk.belonging.lease == Lease(met_at=MET + DAY, days=10)


def test_a_clock_that_lost_its_battery_shows_nothing_until_it_is_known_again(leased: Path) -> None:
    long_ago = fixed_clock(datetime(1970, 1, 2, tzinfo=NOW.tzinfo))
    with open_desk(leased, OTHER_WORDS, person=COLLEAGUE, clock=long_ago) as desk:
        with pytest.raises(LeaseOver):
            desk.search("はじめ")
        desk.exchange.set_clock_offset(MET - int(long_ago().timestamp()))  # a sync learnt the hub's time
        devices.renew_lease(desk.exchange, MET, 30)
        assert len(desk.search("はじめ")) == 1


def test_without_a_hub_there_is_no_lease(staffed: Path) -> None:
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=days_later(4000)) as desk:
        assert desk.search("なにか") == []
