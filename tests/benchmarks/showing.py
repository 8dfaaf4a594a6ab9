"""The window at this vault: up, unlocked, and what its actions hold it up; each time in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tests.benchmarks.ground import FOUNDER, WORDS, Ground
from tests.benchmarks.measuring import Figure, Target, spread
from tests.benchmarks.plan import Plan
from tests.benchmarks.window import UNLOCK, UP, Held

ROOT = Path(__file__).parents[2]


def showing(ground: Ground, plan: Plan) -> Iterator[Figure]:
    """The figures of the window, and one a kind of action for whoever looks for the slow one."""
    taken: dict[str, list[float]] = {}
    held: dict[str, list[float]] = {}
    for each in (each for _time in range(plan.windows) for each in day(ground)):
        taken.setdefault(each.action, []).append(each.took)
        held.setdefault(each.action, []).append(each.held)
    yield Figure(key="window_up", what="window up", unit="ms", target=Target(p95=1500.0), encrypted=spread(taken[UP]))
    yield Figure(
        key="window_unlock", what="window: unlock to 今日", unit="ms", target=Target(p95=1000.0),
        encrypted=spread(taken[UNLOCK]),
    )  # fmt: skip
    actions = [name for name in held if name != UP]
    every = spread(each for name in actions for each in held[name])
    yield Figure(
        key="window_held", what=f"window held up, any of {len(actions)} actions", unit="ms",
        target=Target(longest=50.0), encrypted=every,
    )  # fmt: skip
    for name in sorted(actions, key=lambda name: -max(held[name]))[:8]:
        yield Figure(key=f"window_held_{name}", what=f"— {name}", unit="ms", encrypted=spread(held[name]))


def day(ground: Ground) -> list[Held]:
    """One day at the desk."""
    command = [sys.executable, "-m", "tests.benchmarks.window", str(ground.encrypted.path), FOUNDER, WORDS]
    ran = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return msgspec.json.decode(ran.stdout, type=list[Held])
