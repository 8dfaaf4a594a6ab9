"""The twelve practice cases come out to the letter, without a vault or a desk."""

from datetime import date
from typing import Any

import pytest

from kyosei_desk.assessment import Assessment, assess
from tests.builders import practice_cases, practice_intake
from tests.checklist.table import SHEET

CASES = practice_cases()
ON = date(2026, 10, 5)


def assessed(case_id: str) -> Assessment:
    intake = practice_intake(case_id, SHEET.asked(), SHEET.version, "p")
    return assess(SHEET, intake.consultation, intake.members, intake.consents, ON)


def in_the_words_of_the_cases(held: Assessment) -> dict[str, object]:
    return {
        "level": held.level.name,
        "findings": sorted(each.id for each in held.result.findings),
        "calls": sorted(held.result.calls),
        "agencies": {each.agency: str(each.action) for each in held.decisions},
        "unheard": sorted(held.result.unheard),
        "closable": held.closable,
        "conference_candidate": held.result.conference_candidate,
        "resource_gap": held.result.resource_gap,
        "issue_count": held.issues,
    }


def test_there_are_twelve_of_them() -> None:
    assert [case["id"] for case in CASES] == [f"P{number:02d}" for number in range(1, 13)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_case_comes_out_to_the_letter(case: dict[str, Any]) -> None:
    assert in_the_words_of_the_cases(assessed(case["id"])) == case["expect"]


@pytest.mark.parametrize(
    ("case_id", "expected"),
    [
        ("P01", "2026-10-06T10:20:00+09:00"),
        ("P03", "2026-10-07T19:10:00+09:00"),
        ("P05", "2026-10-10T09:30:00+09:00"),
        ("P06", "2026-10-19T15:40:00+09:00"),
        ("P07", None),
    ],
)
def test_the_time_of_a_case_runs_from_its_talk(case_id: str, expected: str | None) -> None:
    due = assessed(case_id).due_at
    assert (due and due.isoformat()) == expected


@pytest.mark.parametrize("case_id", ["P04", "P05", "P12"])
def test_cases_of_abuse_are_known_as_such(case_id: str) -> None:
    assert assessed(case_id).abuse_or_dv


@pytest.mark.parametrize("case_id", ["P01", "P03", "P06", "P07", "P09", "P10", "P11"])
def test_other_cases_are_not(case_id: str) -> None:
    assert not assessed(case_id).abuse_or_dv
