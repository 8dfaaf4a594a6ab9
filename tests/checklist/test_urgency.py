"""Which level counts and until when: raising, lowering, and the clock of a level."""

from datetime import datetime

import pytest

from kyosei_desk.checklist import Result, check_override, due_at, standing
from kyosei_desk.clock import JAPAN
from kyosei_desk.errors import FieldError
from kyosei_desk.records import Level, Override
from tests.checklist.table import YES, result

FRIDAY_EVENING = datetime(2026, 12, 25, 17, 30, tzinfo=JAPAN)
REACHED = {2: "C4", 3: "Q30", 4: "Q11", 5: "Q1"}


def at(level: int) -> Result:
    """A result of that level."""
    found = result({REACHED[level]: YES})
    assert found.level == level
    return found


def wanted(level: int, lowered_from: int = 1, confirmed_by: str = "", reason: str = "家族がそばにいる") -> Override:
    return Override(level=Level(level), lowered_from=Level(lowered_from), reason=reason, confirmed_by=confirmed_by)


@pytest.mark.parametrize("level", [2, 3, 4, 5])
def test_without_a_word_of_a_person_the_answers_count(level: int) -> None:
    held = standing(at(level), None, 0)
    assert (held.level, held.awaiting) == (level, False)


@pytest.mark.parametrize(("reached", "raised"), [(2, 3), (2, 5), (3, 4), (4, 5), (4, 4)])
def test_a_person_may_raise_freely(reached: int, raised: int) -> None:
    check_override(wanted(raised, reason=""), Level(reached))
    held = standing(at(reached), wanted(raised, reached, reason=""), 0)
    assert (held.level, held.awaiting) == (raised, False)


@pytest.mark.parametrize("reason", ["", "  ", "\n\t", "　"])
def test_lowering_without_a_reason_is_refused_by_its_field(reason: str) -> None:
    with pytest.raises(FieldError) as caught:
        check_override(wanted(3, 4, reason=reason), Level.L4)
    assert caught.value.field == "override.reason"


def test_lowering_with_a_reason_is_taken() -> None:
    check_override(wanted(3, 4, reason="電気は止まらないと電話で確かめた"), Level.L4)


def test_the_higher_level_counts_until_the_coordinator_confirms() -> None:
    held = standing(at(4), wanted(2, 4), 0)
    assert (held.level, held.awaiting) == (Level.L4, True)
    held = standing(at(4), wanted(2, 4, confirmed_by="見本 推進員"), 0)
    assert (held.level, held.awaiting) == (Level.L2, False)


def test_a_confirmation_does_not_outlive_a_later_rise() -> None:
    held = standing(at(5), wanted(2, 4, confirmed_by="見本 推進員"), 0)
    assert (held.level, held.awaiting) == (Level.L5, True)


def test_a_raised_level_that_the_answers_overtake_awaits_nobody() -> None:
    held = standing(at(5), wanted(4, 3), 0)
    assert (held.level, held.awaiting) == (Level.L5, False)


def test_answers_changed_after_closing_lower_nothing_by_themselves() -> None:
    held = standing(at(2), None, 4)
    assert (held.level, held.awaiting) == (Level.L4, True)


def test_answers_changed_after_closing_lower_once_that_is_confirmed() -> None:
    held = standing(at(2), wanted(2, 4), 4)
    assert (held.level, held.awaiting) == (Level.L4, True)
    held = standing(at(2), wanted(2, 4, confirmed_by="見本 推進員"), 4)
    assert (held.level, held.awaiting) == (Level.L2, False)


def test_answers_changed_after_closing_raise_at_once() -> None:
    held = standing(at(5), None, 3)
    assert (held.level, held.awaiting) == (Level.L5, False)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (5, "2026-12-25T17:30:00+09:00"),
        (4, "2026-12-26T17:30:00+09:00"),
        (3, "2027-01-01T17:30:00+09:00"),
        (2, None),
        (1, None),
    ],
)
def test_the_clock_runs_from_the_talk_through_weekends_and_holidays(level: int, expected: str | None) -> None:
    due = due_at(Level(level), FRIDAY_EVENING)
    assert (due and due.isoformat()) == expected
