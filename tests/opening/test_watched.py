"""A copy and a tested restore that are watched: told as they go, stopped at any step, killed in the middle; what stood
at the target before is whole each time, and nothing that looks like a copy stands beside it."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kyosei_desk import backup
from kyosei_desk.backup_check import check_backup, make_backup
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, VaultLocked
from kyosei_desk.opening import open_desk, restore_backup
from kyosei_desk.store import copies
from kyosei_desk.watching import GivenUp, Watch
from tests.builders import CLOCK, WORDS, intake

Step = tuple[int, int]


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small vault is copied in many small steps."""
    monkeypatch.setattr(copies, "BETWEEN", 20)
    monkeypatch.setattr(backup, "AT_A_TIME", 16 << 10)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def stopping_at(step: int) -> Watch:
    """Stops at the step of this number."""
    asked = iter(range(10**9))
    return Watch(cancelled=lambda: next(asked) >= step)


def steps_of(work: Callable[[Watch], object]) -> list[Step]:
    told: list[Step] = []
    work(Watch(progress=lambda done, total: told.append((done, total))))
    return told


def talks_in(copy: Path, folder: Path) -> int:
    restore_backup(copy, folder, WORDS, clock=CLOCK)
    with open_desk(folder, WORDS, clock=CLOCK) as desk:
        assert desk.verify() == []
        return len(desk.search("見本"))


# Told


def test_how_far_a_copy_is_grows_up_to_the_whole(desk: Desk, stick: Path) -> None:
    parts = [done / total for done, total in steps_of(lambda watch: make_backup(desk, stick / "copy", watch))]
    assert len(parts) > 10
    assert parts == sorted(parts)
    assert parts[0] < 0.1
    assert 0.8 <= parts[-1] <= 1


def test_how_far_a_tested_restore_is_grows_too_and_begins_once_the_passphrase_was_right(
    desk: Desk, stick: Path
) -> None:
    desk.backup(stick / "copy")
    told: list[Step] = []
    watch = Watch(progress=lambda done, total: told.append((done, total)))
    with pytest.raises(DeskError):
        check_backup(stick / "copy", "ちがう あいことば です", clock=CLOCK, watch=watch)
    assert told == []
    assert check_backup(stick / "copy", WORDS, clock=CLOCK, watch=watch).good
    parts = [done / total for done, total in told]
    assert parts == sorted(parts)
    assert parts[-1] >= 0.85


# Stopped


def test_a_copy_stopped_at_any_step_leaves_what_was_there(vault: Path, stick: Path) -> None:
    target = stick / "copy"
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake("見本の話"))
        desk.backup(target)
        before, whole = target.read_bytes(), steps_of(lambda watch: make_backup(desk, stick / "other", watch))
        (stick / "other").unlink()
        desk.record(intake("見本の、あとの話"))
        for step in [*range(0, len(whole), max(1, len(whole) // 40)), len(whole) - 1]:
            with pytest.raises(GivenUp, match="やめました"):
                make_backup(desk, target, stopping_at(step))
            assert (names(stick), target.read_bytes() == before) == (["copy"], True), step
        assert desk.verify() == []
        assert not desk._store._database.conn.in_transaction
    assert talks_in(target, stick / "restored") == 1


def test_a_tested_restore_stopped_at_any_step_leaves_nothing(
    desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.backup(stick / "copy")
    room = stick.parent / "room"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    whole = steps_of(lambda watch: check_backup(stick / "copy", WORDS, clock=CLOCK, watch=watch))
    for step in range(0, len(whole) * 9 // 10, max(1, len(whole) // 12)):  # their number varies by a few
        with pytest.raises(GivenUp):
            check_backup(stick / "copy", WORDS, clock=CLOCK, watch=stopping_at(step))
        assert names(room) == [], step


def test_a_restore_that_was_given_up_leaves_no_vault(desk: Desk, stick: Path) -> None:
    desk.backup(stick / "copy")
    with pytest.raises(GivenUp):
        restore_backup(stick / "copy", stick / "new", WORDS, clock=CLOCK, watch=stopping_at(5))
    assert names(stick) == ["copy"]


# Beside other work


def test_who_writes_meanwhile_waits_for_nothing_and_the_copy_is_of_one_moment(vault: Path, stick: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake("見本の話"))
        written: list[str] = []

        def write() -> None:
            written.append(desk.record(intake("見本の、コピーの間の話")).id)

        def tell(_done: int, _total: int) -> None:
            if not written:
                other = threading.Thread(target=write)
                other.start()
                other.join(20)

        desk.backup(stick / "copy", Watch(progress=tell))
        assert len(written) == 1
        assert len(desk.search("見本")) == 2
    assert talks_in(stick / "copy", stick / "restored") == 1
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert len(desk.search("見本")) == 2
        assert desk.verify() == []


def test_a_desk_that_is_closed_meanwhile_waits_for_the_step_and_no_longer(vault: Path, stick: Path) -> None:
    under_way, stop = threading.Event(), threading.Event()
    ended: list[str] = []

    def held(_done: int, _total: int) -> None:
        under_way.set()
        stop.wait(20)

    def copy(desk: Desk) -> None:
        try:
            desk.backup(stick / "copy", Watch(held, stop.is_set))
        except DeskError as error:
            ended.append(type(error).__name__)

    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.daily_backup()
        other = threading.Thread(target=copy, args=(desk,))
        other.start()
        assert under_way.wait(20)
        stop.set()
    other.join(20)
    assert ended == [GivenUp.__name__]
    assert names(stick) == []
    with pytest.raises(VaultLocked):
        desk.backup(stick / "copy")
    assert names(stick) == []


# Killed, interrupted, full

CHILD = """
import os, signal, sys, resource
from pathlib import Path
from kyosei_desk import backup
from kyosei_desk.opening import open_desk
from kyosei_desk.store import copies
from kyosei_desk.watching import Watch
from tests.builders import CLOCK, WORDS
copies.BETWEEN, backup.AT_A_TIME = 20, 16 << 10
how, step, vault, target = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])
asked = iter(range(10**9))
def look():
    if next(asked) == step:
        os.kill(os.getpid(), getattr(signal, how))
    return False
with open_desk(vault, WORDS, clock=CLOCK) as desk:
    desk.backup(target, Watch(cancelled=look))
"""


def child(how: str, step: int, vault: Path, target: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CHILD, how, str(step), str(vault), str(target)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def copied(vault: Path, stick: Path) -> tuple[Path, int]:
    """A vault with a copy of one talk and, since then, another talk; and how many steps a copy takes."""
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake("見本の話"))
        desk.backup(stick / "copy")
        desk.record(intake("見本の、あとの話"))
        whole = len(steps_of(lambda watch: desk.backup(stick / "other", watch)))
        (stick / "other").unlink()
    return stick / "copy", whole


@pytest.mark.parametrize("part", [0.0, 0.3, 0.6, 0.99])
def test_a_copy_killed_in_the_middle_leaves_the_former_one_and_nothing_that_opens(
    vault: Path, copied: tuple[Path, int], stick: Path, part: float
) -> None:
    target, whole = copied
    before = target.read_bytes()
    ended = child("SIGKILL", int(part * whole), vault, target)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert target.read_bytes() == before
    for number, other in enumerate(each for each in stick.iterdir() if each != target):
        assert other.name.startswith("copy.kyosei-"), "nothing that a person would take for a copy"
        with pytest.raises(DeskError):
            restore_backup(other, stick.parent / f"half-{number}", WORDS, clock=CLOCK)
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert desk.verify() == []
        desk.backup(target)
    assert names(stick) == ["copy"], "the next copy takes away what was left"
    assert talks_in(target, stick.parent / "restored") == 2


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C is sent another way")
@pytest.mark.parametrize("part", [0.0, 0.3, 0.6, 0.99])
def test_ctrl_c_leaves_no_half_copy(vault: Path, copied: tuple[Path, int], stick: Path, part: float) -> None:
    target, whole = copied
    before = target.read_bytes()
    ended = child("SIGINT", int(part * whole), vault, target)
    assert ended.returncode != 0
    assert "KeyboardInterrupt" in ended.stderr
    assert (names(stick), target.read_bytes() == before) == (["copy"], True)
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert desk.verify() == []


FULL = """
import resource, signal, sys
from pathlib import Path
from kyosei_desk.errors import DeskError
from kyosei_desk.opening import open_desk
from kyosei_desk.watching import Watch
from tests.builders import CLOCK, WORDS
limit, vault, target = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open_desk(vault, WORDS, clock=CLOCK) as desk:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        desk.backup(target, Watch())
    except DeskError:  # a database says of this limit less than of a full disk
        print("FULL")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""


@pytest.mark.skipif(os.name == "nt", reason="no limit of this kind")
@pytest.mark.parametrize("part", [0.2, 0.9, 1.0])
def test_a_disk_that_fills_up_leaves_no_half_copy(
    vault: Path, copied: tuple[Path, int], stick: Path, part: float
) -> None:
    """At the whole the database still fits, and what is made of it does not."""
    target, _whole = copied
    before, database = target.read_bytes(), (vault / "desk.db").stat().st_size
    command = [sys.executable, "-c", FULL, str(int(part * database)), str(vault), str(target)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (ended.stdout.strip(), ended.returncode) == ("FULL", 0), ended.stderr
    assert (names(stick), target.read_bytes() == before) == (["copy"], True)
