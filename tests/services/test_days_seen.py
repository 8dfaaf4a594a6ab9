"""A clock that was set back hides nothing that is due, and one that stood ahead is not believed for ever."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kyosei_desk import days_seen, lease
from kyosei_desk.belonging import LEASE
from kyosei_desk.clock import JAPAN, fixed_clock
from kyosei_desk.day import add_follow_up, today
from kyosei_desk.days_seen import AT_LENGTH, Seen, latest, stands_behind, with_day
from kyosei_desk.lease import Lease
from kyosei_desk.opening import make_desk, open_desk
from kyosei_desk.practice.district import practice_district
from kyosei_desk.sealing.passphrase import FLOOR
from tests.builders import WORDS, intake

NOW = datetime(2026, 10, 21, 10, 20, tzinfo=JAPAN)
TODAY = NOW.date()
YEARS = timedelta(days=3 * 365)


def used(*days: date, seen: Seen = Seen()) -> Seen:  # noqa: B008 - frozen
    for each in days:
        seen = with_day(seen, each)
    return seen


def row_of(first: date, count: int) -> Iterable[date]:
    return (first + timedelta(days=place) for place in range(count))


def test_the_last_day_of_a_vault_in_use_is_known() -> None:
    assert latest(Seen()) is None
    assert latest(used(TODAY)) == TODAY
    assert latest(used(*row_of(TODAY, 30))) == TODAY + timedelta(days=29)
    assert not stands_behind(used(TODAY), TODAY - timedelta(days=1))
    assert stands_behind(used(TODAY), TODAY - timedelta(days=2))


@pytest.mark.parametrize("count", [1, 2])
def test_a_clock_that_stood_ahead_for_a_day_or_two_is_not_believed(count: int) -> None:
    seen = used(*row_of(TODAY, 5), *row_of(TODAY + YEARS, count), TODAY + timedelta(days=5))
    assert not stands_behind(seen, TODAY + timedelta(days=6))
    assert latest(seen) == TODAY + timedelta(days=5)


def test_one_that_stood_ahead_for_long_is_not_believed_for_ever() -> None:
    seen = used(*row_of(TODAY + YEARS, 30))
    for day in row_of(TODAY, AT_LENGTH):
        assert stands_behind(seen, day)
        seen = with_day(seen, day)
    assert not stands_behind(seen, TODAY + timedelta(days=AT_LENGTH))


def test_a_clock_that_falls_back_to_the_same_day_at_every_start_never_becomes_right() -> None:
    seen = used(*row_of(TODAY, 5))
    for _start in range(AT_LENGTH + 5):
        seen = with_day(seen, date(2020, 1, 1))
    assert stands_behind(seen, date(2020, 1, 1))


def test_days_far_apart_count_too() -> None:
    seen = used(*(TODAY + timedelta(days=100 * place) for place in range(6)))
    assert latest(seen) == TODAY + timedelta(days=300)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A household with a visit that is due."""
    path = tmp_path / "vault"
    make_desk(path, "見本", WORDS, fixed_clock(NOW), practice_district(), FLOOR)
    with open_desk(path, WORDS, clock=fixed_clock(NOW)) as desk:
        talk = desk.record(intake("話", case_id="D1"))
        add_follow_up(desk, talk.household_id, TODAY.isoformat(), "安否", "訪問")
        assert desk.cautions == ()
    return path


def test_set_back_by_years_it_is_said_and_what_was_due_stays_due(folder: Path) -> None:
    with open_desk(folder, WORDS, clock=fixed_clock(NOW)) as desk:
        there = today(desk)
    for days in (YEARS, YEARS - timedelta(days=1), timedelta(days=3)):  # at every opening, and not the first alone
        with open_desk(folder, WORDS, clock=fixed_clock(NOW - days)) as desk:
            assert any("時計" in each for each in desk.cautions), days
            now = today(desk)
            desk.record(intake("話", case_id=f"D{days.days}"))
        assert now.visits_count == there.visits_count > 0
        assert now.on == TODAY - days
        assert all(each.overdue >= 0 for each in now.visits)
    with open_desk(folder, WORDS, clock=fixed_clock(NOW)) as desk:
        assert desk.cautions == ()


def test_a_day_ahead_for_years_is_put_right_by_the_hub(folder: Path) -> None:
    for day in row_of(TODAY + YEARS, 4):
        ahead = datetime.combine(day, NOW.timetz())
        with open_desk(folder, WORDS, clock=fixed_clock(ahead)) as desk:
            assert desk.cautions == ()
    with open_desk(folder, WORDS, clock=fixed_clock(NOW)) as desk:
        assert desk.cautions != ()
        met = int(NOW.astimezone(UTC).timestamp())
        desk.exchange.put(LEASE, lease.written(Lease(met_at=met)))
    with open_desk(folder, WORDS, clock=fixed_clock(NOW + timedelta(hours=2))) as desk:
        assert desk.cautions == ()


def test_a_mere_reading_keeps_the_day_and_makes_no_backup(folder: Path) -> None:
    before = {each.name for each in (folder / "backups").iterdir()}
    later = NOW + timedelta(days=1)
    with open_desk(folder, WORDS, clock=fixed_clock(later)) as desk:
        today(desk)
    assert {each.name for each in (folder / "backups").iterdir()} == before
    with open_desk(folder, WORDS, clock=fixed_clock(later)) as desk:
        assert days_seen.read(desk._store).days == (TODAY, later.date())


def test_an_older_vault_learns_the_days_from_its_trail(folder: Path) -> None:
    with open_desk(folder, WORDS, clock=fixed_clock(NOW)) as desk:
        desk.exchange.drop(days_seen.NAME)
        desk._seen = None
    with open_desk(folder, WORDS, clock=fixed_clock(NOW - YEARS)) as desk:
        assert desk.cautions != ()
