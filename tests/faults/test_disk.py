"""A disk that takes nothing, or no more: what was saved stays, what was begun leaves no trace, and it is said."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.errors import StorageFull
from kyosei_desk.opening import open_desk
from tests.builders import CLOCK, WORDS, intake
from tests.faults.saying import MARKER, files, says
from tests.journeys.running import LIMIT, Ended, case, case_file, run, run_as

ROOT = Path(__file__).parents[2]
READ_ONLY = ("この場所には書けませんでした。", "前に保存した記録はそのままです。", "フォルダーの権限を確かめるか")
POWERLESS = ("-m", "tests.faults.powerless")


@pytest.fixture
def locked_away(hurt: Path) -> Iterator[Path]:
    """A vault whose folder and files take no writing."""
    paths = [hurt, *hurt.rglob("*")]
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    yield hurt
    for path in paths:
        path.chmod(0o700 if path.is_dir() else 0o600)


def powerless(*arguments: object) -> Ended:
    """The command without root's overrides."""
    return run_as(POWERLESS, *arguments, cwd=ROOT)


def confined(limit: int, *arguments: object) -> Ended:
    """The command where no file may grow past `limit` bytes: what a full disk does, without a disk."""
    code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit},) * 2)"
    return run_as(("-c", f"{code}; from kyosei_desk.__main__ import main; main()"), *arguments)


def test_a_read_only_vault_is_said_to_be_and_keeps_every_byte(locked_away: Path, words: Path, tmp_path: Path) -> None:
    before = files(locked_away)
    cases = case_file(tmp_path, case("NEW", wish=MARKER))
    for command in (("verify",), ("search", "目印"), ("replay", cases, "--json"), ("people", "remove", "見本")):
        says(powerless(*command, "--vault", locked_away, "--passphrase-file", words), *READ_ONLY)
    assert files(locked_away) == before


def test_a_vault_is_not_made_where_nothing_can_be_written(locked_away: Path, words: Path, tmp_path: Path) -> None:
    cases = case_file(tmp_path)
    says(powerless("replay", cases, "--vault", locked_away / "new", "--passphrase-file", words), *READ_ONLY)
    assert not (locked_away / "new").exists()


def test_a_backup_to_a_read_only_folder_leaves_the_vault_and_the_folder_alone(
    hurt: Path, words: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir(mode=0o500)
    options = ("--vault", hurt, "--passphrase-file", words)
    says(powerless("backup", *options, "--to", stick / "copy"), *READ_ONLY)
    assert list(stick.iterdir()) == []
    assert run("verify", *options).status == 0


def test_a_passphrase_file_that_may_not_be_read_is_said(hurt: Path, words: Path) -> None:
    words.chmod(0)
    says(powerless("verify", "--vault", hurt, "--passphrase-file", words), "合言葉のファイルを読めませんでした。")


def test_sheets_that_cannot_be_written_cost_no_record(hurt: Path, words: Path, tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    paper.mkdir(mode=0o500)
    options = ("--vault", hurt, "--passphrase-file", words)
    ended = powerless("replay", case_file(tmp_path, case("NEW")), *options, "--json", "--sheets", paper)
    assert (ended.status, [json.loads(line)["sheet"] for line in ended.lines]) == (1, [None])
    assert ended.err.startswith("NEW: この場所には書けませんでした。")
    assert list(paper.iterdir()) == []
    assert run("replay", case_file(tmp_path, case("NEW")), *options).out.startswith("NEW  地域で解決")


@pytest.mark.parametrize("room", [0, 4096, 65_536, 200_000])
def test_where_no_file_may_grow_a_save_keeps_nothing_by_halves(
    room: int, hurt: Path, words: Path, tmp_path: Path
) -> None:
    database = hurt / "desk.db"
    many = [case(f"N{number}", statements=[{"source": "見た", "text": MARKER * 2000}]) for number in range(40)]
    options = ("--vault", hurt, "--passphrase-file", words)
    ended = confined(room, "replay", case_file(tmp_path, *many), *options, "--json")
    assert (ended.status, MARKER in ended.out + ended.err) == (1, False)
    assert "前に保存した記録はそのまま" in ended.err or "ここまでに保存した記録はそのまま" in ended.err
    assert "Traceback" not in ended.err
    done = [json.loads(line)["id"] for line in ended.lines]
    assert done == [f"N{number}" for number in range(len(done))]
    assert len(done) < 40
    assert database.stat().st_size > 0
    with open_desk(hurt, WORDS, clock=CLOCK) as desk:
        assert desk.verify() == []
        assert all(desk.by_case_id(each) for each in [*done, *(f"M{number}" for number in range(20))])
        assert desk.by_case_id(f"N{len(done)}") is None


@pytest.mark.parametrize("room", [0, 100, 65_536])
def test_where_no_file_may_grow_no_vault_and_no_backup_is_made_by_halves(
    room: int, hurt: Path, words: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.backup"
    ended = confined(room, "backup", "--vault", hurt, "--passphrase-file", words, "--to", copy)
    assert (ended.status, ended.out, "Traceback" in ended.err) == (1, "", False)
    assert not list(tmp_path.glob("copy.backup*"))
    making = ("replay", case_file(tmp_path), "--vault", tmp_path / "n", "--passphrase-file", words)
    cut_short = confined(room, *making)
    assert (cut_short.status, cut_short.out, "Traceback" in cut_short.err) == (1, "", False)
    assert not (tmp_path / "n" / "people.slots").exists()
    assert run(*making).status == 0


def test_a_database_that_may_grow_no_more_refuses_a_save_whole_and_takes_the_next(desk: Desk) -> None:
    kept = desk.record(intake("はじめの話", case_id="first"))
    database = desk._store._database
    pages = int(database.execute("PRAGMA page_count").fetchone()[0])
    database.execute(f"PRAGMA max_page_count={pages + 2}").fetchone()
    with pytest.raises(StorageFull) as full:
        desk.record(intake(*[MARKER * 5000] * 10, case_id="second"))
    assert str(full.value) == (
        "ディスクがいっぱいで、書けませんでした。前に保存した記録はそのままで、書きかけは残していません。"
        "いらないファイルを片づけて、もう一度どうぞ。"
    )
    assert desk.by_case_id("second") is None
    assert desk.by_case_id("first") == kept
    database.execute("PRAGMA max_page_count=1000000").fetchone()
    desk.record(intake(MARKER, case_id="second"))
    assert desk.verify() == []


def test_powerless_means_powerless(tmp_path: Path) -> None:
    """The tests above prove something only where the mode of a file counts."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    code = (
        "import os, pathlib; from tests.faults.powerless import give_up_overrides\n"
        "if os.geteuid() == 0: give_up_overrides()\n"
        f"pathlib.Path({str(closed / 'x')!r}).touch()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=LIMIT, cwd=ROOT)
    assert b"PermissionError" in done.stderr
    assert list(closed.iterdir()) == []
