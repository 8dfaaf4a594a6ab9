"""What is measured on processes of their own: the program's start, the first sheet, the most memory."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec

from tests.benchmarks.child import Told
from tests.benchmarks.ground import Ground
from tests.benchmarks.measuring import Figure, Target, spread, times
from tests.benchmarks.plan import Plan

ROOT = Path(__file__).parents[2]
MEMORY = Target(p95=250.0)


class Step(msgspec.Struct, frozen=True):
    """What a child told, and when it arrived: ms since the child was started."""

    told: Told
    arrived: float


def lives(ground: Ground, record_id: str, words: Sequence[str], count: int) -> list[dict[str, Step]]:
    """So many desks one after the other, each in a new process; what each told, by step."""
    return [life(ground, record_id, words) for _each in range(count)]


def life(ground: Ground, record_id: str, words: Sequence[str]) -> dict[str, Step]:
    command = [sys.executable, "-m", "tests.benchmarks.child", str(ground.path.absolute()), record_id, *words]
    start = time.perf_counter_ns()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as running:
        steps = [step(line, start) for line in running.stdout or ()]
    if running.returncode:
        raise RuntimeError("a desk in a process of its own failed")
    return {each.told.step: each for each in steps}


def step(line: bytes, start: int) -> Step:
    arrived = (time.perf_counter_ns() - start) / 1e6
    return Step(msgspec.json.decode(line, type=Told), arrived)


def starting(ground: Ground, record_id: str, words: Sequence[str], plan: Plan) -> Iterator[Figure]:
    """The first sheet and the memory of desks of their own, and the start of the program."""
    told = lives(ground, record_id, words, plan.colds)
    rows = (
        ("sheet_cold", "sheet, the first of a process", "ms", [each["sheet"].told.took for each in told], None),
        ("sheet_start", "from program start to the first PDF, unlocking included", "ms",
         [each["sheet"].arrived for each in told], None),
        ("memory_open", "highest memory: opened", "MiB", [each["open"].told.peak for each in told], None),
        ("memory_sheet", "highest memory: and one sheet", "MiB", [each["sheet"].told.peak for each in told], None),
        ("memory", f"highest memory: and {len(words)} searches", "MiB", [each["search"].told.peak for each in told],
         MEMORY),
    )  # fmt: skip
    for key, what, unit, samples, target in rows:
        yield Figure(key=key, what=what, unit=unit, encrypted=spread(samples), target=target)
    yield Figure(
        key="start", what="kyosei-desk --help", unit="ms",
        encrypted=spread(times([partial(helped, sys.executable)] * plan.starts)),
    )  # fmt: skip


def helped(python: str) -> None:
    """The command line from nothing to its help."""
    subprocess.run([python, "-m", "kyosei_desk", "--help"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
