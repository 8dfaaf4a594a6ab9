"""A second instance, and clocks that are wrong."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kyosei_desk.clock import JAPAN, fixed_clock
from kyosei_desk.opening import open_desk
from tests.builders import CLOCK, NOW, WORDS, intake
from tests.faults.saying import MARKER, files, says
from tests.journeys.running import case, case_file, run

BUSY = (
    "この記録は、ほかの画面か命令で開かれています。",
    "記録はそのままです。",
    "ほかの画面を閉じてから、もう一度どうぞ。",
)


def test_a_second_instance_is_kept_out_at_once_and_disturbs_nothing(hurt: Path, words: Path, tmp_path: Path) -> None:
    cases = case_file(tmp_path, case("NEW"))
    options = ("--vault", hurt, "--passphrase-file", words)
    with open_desk(hurt, WORDS, clock=CLOCK) as desk:
        before = files(hurt)
        for command in (("verify",), ("search", "目印"), ("replay", cases), ("backup", "--to", tmp_path / "copy")):
            says(run(*command, *options), *BUSY)
        assert files(hurt) == before
        desk.record(intake(MARKER, case_id="still"))
    assert run("verify", *options).status == 0
    assert len(run("search", *options, "--json", "目印").lines) == 21


def test_nobody_is_removed_while_the_vault_is_open(hurt: Path, words: Path) -> None:
    with open_desk(hurt, WORDS, clock=CLOCK):
        slots = (hurt / "people.slots").read_bytes()
        says(run("people", "remove", "--vault", hurt, "--passphrase-file", words, "見本"), *BUSY)
        assert (hurt / "people.slots").read_bytes() == slots


@pytest.mark.parametrize("year", [1970, 2000, 2261])
def test_with_a_wrong_clock_everything_still_works(year: int, hurt: Path, words: Path, tmp_path: Path) -> None:
    options = ("--vault", hurt, "--passphrase-file", words)
    cases = case_file(tmp_path, case("NEW", answers={"Q1": "はい"}))
    sheets = ("--sheets", tmp_path / "sheets", "--clock", f"{year}-01-01T00:00")
    ended = run("replay", cases, *options, *sheets)
    assert ended.status == 0
    assert ("時計を直してください" in ended.err) is (year < NOW.year)
    assert ended.out.startswith("NEW  緊急・今すぐ  電話: 119")
    assert run("verify", *options).status == 0


def test_a_clock_that_jumps_back_keeps_every_save_and_the_last_word_stays_last(hurt: Path) -> None:
    moments = (NOW, NOW - timedelta(days=20_000), NOW + timedelta(days=1), datetime(1970, 1, 1, 9, tzinfo=JAPAN))
    for number, moment in enumerate(moments):
        with open_desk(hurt, WORDS, clock=fixed_clock(moment)) as desk:
            desk.record(intake(f"話 {number}", case_id=f"J{number}"))
            assert desk.verify() == []
    with open_desk(hurt, WORDS, clock=CLOCK) as desk:
        stamps = [row[0] for row in desk._store._database.execute("SELECT stamp FROM change ORDER BY seq")]
        assert stamps == sorted(stamps)
        assert all(desk.by_case_id(f"J{number}") for number in range(4))
