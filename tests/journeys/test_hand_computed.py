"""Cases whose outcome was worked out by hand from domain.md §3: doubts, sub-questions, grounds, consents, counts."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.running import run

FILE = Path(__file__).with_name("hand_computed.json")
CASES: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What `replay --json` prints, by id."""
    folder = tmp_path_factory.mktemp("hand")
    words = folder / "words.txt"
    words.write_text("みほん の ながい あいことば\n", encoding="utf-8")
    ended = run("replay", FILE, "--vault", folder / "vault", "--passphrase-file", words, "--json")
    assert ended.status == 0
    return {outcome["id"]: outcome for outcome in map(json.loads, ended.lines)}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_case_comes_out_as_it_was_worked_out_by_hand(
    case: dict[str, Any], outcomes: dict[str, dict[str, Any]]
) -> None:
    outcome = outcomes[case["id"]]
    assert {key: outcome[key] for key in case["expect"]} == case["expect"]
