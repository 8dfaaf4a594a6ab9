"""`kyosei-desk replay`: the twelve cases to the letter, once, in order, and repeatable."""

import json
from pathlib import Path
from typing import Any

import pytest

from kyosei_desk.practice.cases import PRACTICE_CASES
from tests.builders import practice_cases
from tests.journeys.running import Ended, case, case_file, run

KEYS = [
    "id", "level", "findings", "calls", "agencies", "unheard", "closable", "conference_candidate", "resource_gap",
    "issue_count", "sheet",
]  # fmt: skip
CLOCK_TEXT = "2026-11-02T09:00"


def replay(vault: Path, words: Path, *more: object, cases: Path = PRACTICE_CASES) -> Ended:
    return run("replay", cases, "--vault", vault, "--passphrase-file", words, *more)


def expected() -> list[str]:
    """The lines the issue asks for: `expect` of each case, in the issue's order of keys, compact and not escaped."""
    return [line_of(item["id"], item["expect"]) for item in practice_cases()]


def line_of(case_id: str, expect: dict[str, Any]) -> str:
    outcome = {"id": case_id, **expect, "sheet": None}
    return json.dumps({key: outcome[key] for key in KEYS}, ensure_ascii=False, separators=(",", ":"))


def decided_alike(printed: str, wanted: str) -> bool:
    """The same to the letter but for the order of agencies, which the issue leaves open."""
    one, other = json.loads(printed), json.loads(wanted)
    return bool(one == other and list(one) == KEYS)


def test_replay_prints_what_the_cases_expect_one_line_a_case_in_their_order(vault: Path, words: Path) -> None:
    ended = replay(vault, words, "--json")
    assert (ended.status, ended.err) == (0, "")
    assert len(ended.lines) == 12
    assert all(decided_alike(*pair) for pair in zip(ended.lines, expected(), strict=True))
    assert "\\u" not in ended.out


def test_a_second_replay_prints_the_same_lines_and_records_nothing_twice(filled: Path, words: Path) -> None:
    first, second = replay(filled, words, "--json"), replay(filled, words, "--json")
    assert first.status == second.status == 0
    assert first.out == second.out
    assert all(decided_alike(*pair) for pair in zip(second.lines, expected(), strict=True))
    found = run("search", "--vault", filled, "--passphrase-file", words, "電気代")
    assert [line.split()[1] for line in found.lines] == ["P01"]


def test_a_new_vault_shows_its_recovery_code_once_and_never_on_standard_output(tmp_path: Path, words: Path) -> None:
    first = replay(tmp_path / "new", words, "--json", "--clock", CLOCK_TEXT)
    code = first.err.splitlines()[-1]
    groups = code.split("-")
    assert (first.status, [len(group) for group in groups]) == (0, [5] * 7)
    assert code not in first.out
    again = replay(tmp_path / "new", words, "--json", "--clock", CLOCK_TEXT)
    assert (again.status, again.err, again.out) == (0, "", first.out)
    assert all(decided_alike(*pair) for pair in zip(first.lines, expected(), strict=True))


def test_two_new_vaults_by_the_same_clock_print_the_same_to_the_letter(tmp_path: Path, words: Path) -> None:
    one = replay(tmp_path / "one", words, "--clock", CLOCK_TEXT)
    other = replay(tmp_path / "other", words, "--clock", CLOCK_TEXT)
    assert one.status == other.status == 0
    assert len(one.lines) == 12
    assert one.out == other.out
    assert one.err != other.err  # each its own recovery code


def test_with_sheets_each_line_names_a_pdf_that_is_there(vault: Path, words: Path, tmp_path: Path) -> None:
    cases = case_file(tmp_path, *practice_cases()[:2])
    ended = replay(vault, words, "--json", "--sheets", tmp_path / "sheets", cases=cases)
    assert (ended.status, ended.err) == (0, "")
    paths = [Path(json.loads(line)["sheet"]) for line in ended.lines]
    assert [path.name for path in paths] == ["P01.pdf", "P02.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF-1.") and path.parent == tmp_path / "sheets" for path in paths)
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in paths)


def test_without_json_each_case_is_one_line_a_person_can_read(filled: Path, words: Path) -> None:
    ended = replay(filled, words)
    assert len(ended.lines) == 12
    assert ended.lines[2].startswith("P03  緊急・今すぐ  電話: 110・119  つなぎ先: ")
    assert ended.lines[0].startswith("P01  至急・24時間以内  電話: なし  つなぎ先: ")


def test_a_missing_next_contact_never_affects_closable(vault: Path, words: Path, tmp_path: Path) -> None:
    watching = {"answers": {"Q26": "はい"}, "others": "いいえ", "response": ["見守り"]}
    cases = case_file(
        tmp_path,
        case("W1", **watching),
        case("W2", **watching, next_contact="2026-10-12"),
        case("W3", **watching, next_contact=None),
    )
    ended = replay(vault, words, "--json", cases=cases)
    outcomes = [json.loads(line) for line in ended.lines]
    assert [(each["level"], each["closable"]) for each in outcomes] == [("L2", True)] * 3


def test_an_empty_list_of_cases_is_no_fault(vault: Path, words: Path, tmp_path: Path) -> None:
    assert replay(vault, words, "--json", cases=case_file(tmp_path)) == Ended(0, "", "")


@pytest.mark.parametrize("moment", ["9999-12-31T23:59", "0001-01-01T00:00+14:00", "昨日", "2026-02-30T10:00"])
def test_a_clock_that_no_machine_shows_is_refused_before_anything_is_made(
    moment: str, tmp_path: Path, words: Path
) -> None:
    ended = replay(tmp_path / "new", words, "--clock", moment)
    assert (ended.status, ended.out) == (2, "")
    assert "--clock の書き方が合いません" in ended.err
    assert not (tmp_path / "new").exists()
