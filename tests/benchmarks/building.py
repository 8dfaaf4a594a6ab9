"""Builds the vaults to measure: `python -m tests.benchmarks.building FOLDER encrypted|plain COUNT` fills one side.

Everything goes through `Store.save`: row, search, change and audit. Most talks come many to a save, as a first sync
brings them; the last ones come one by one, as at a desk, so that the search index has the young segments of daily work.
Only here the disk is not waited for (synchronous=OFF): an interrupted build is thrown away.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec

from kyosei_desk.clock import system_clock
from kyosei_desk.intake import Intake
from kyosei_desk.opening import make_desk
from kyosei_desk.practice.district import practice_district
from kyosei_desk.store import Edit
from kyosei_desk.vault import FLOOR
from tests.benchmarks.ground import FOUNDER, WORDS, Ground, Side
from tests.benchmarks.invention import Inventor

TOGETHER = 100
ONE_BY_ONE = 2000
ROOT = Path(__file__).parents[2]


def made(path: Path, count: int) -> Ground:
    """Both sides with so many consultations; built where they are not there yet."""
    ground = Ground(path)
    if not ground.is_made(count):
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        begin(ground)
        fill_both(ground, count)
        ground.note_made(count)
    return ground


def begin(ground: Ground) -> None:
    """An empty vault, and its people beside an empty plain database."""
    make_desk(ground.encrypted.path, FOUNDER, WORDS, system_clock, practice_district(), FLOOR)
    ground.plain.path.mkdir()
    shutil.copy(ground.encrypted.slots, ground.plain.slots)
    plain = ground.open_plain()
    plain.store.add((practice_district(),), "make_vault")
    plain.close()


def fill_both(ground: Ground, count: int) -> None:
    """The two sides at the same time, each in a process of its own."""
    commands = [
        [sys.executable, "-m", "tests.benchmarks.building", str(ground.path.absolute()), name, str(count)]
        for name in ("encrypted", "plain")
    ]
    running = [subprocess.Popen(command, cwd=ROOT) for command in commands]
    left = [each.wait() for each in running]
    if any(left):
        raise RuntimeError("the vaults could not be built")


def fill(side: Side, count: int) -> None:
    """Write down the talks, the oldest first."""
    side.database.execute("PRAGMA synchronous=OFF")
    talks = iter(Inventor().talks(count))
    for batch in batches(talks, count):
        side.store.save([edit for talk in batch for edit in edits(side, talk)], "record", batch[-1].consultation.id)


def batches(talks: Iterator[Intake], count: int) -> Iterator[list[Intake]]:
    """Many together, then one by one."""
    single = min(ONE_BY_ONE, count // 2)
    bulk = islice(talks, count - single)
    while batch := list(islice(bulk, TOGETHER)):
        yield batch
    for talk in talks:
        yield [talk]


def edits(side: Side, talk: Intake) -> list[Edit]:
    """The records of one talk, closed as `Desk.record` closes it."""
    closed = side.desk.closed(talk.consultation, talk.members, talk.consents, "")
    closed = msgspec.structs.replace(closed, taken_by=side.unlocked.person_id, closed_at=closed.taken_at)
    return [Edit(closed if each is talk.consultation else each) for each in talk.records()]


def main(arguments: list[str]) -> None:
    path, name, count = arguments
    ground = Ground(Path(path))
    side = ground.open_encrypted() if name == "encrypted" else ground.open_plain()
    try:
        fill(side, int(count))
    finally:
        side.close()


if __name__ == "__main__":
    main(sys.argv[1:])
