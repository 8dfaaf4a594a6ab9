"""One run of everything, in an order in which nothing disturbs what comes after it."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock

from kyosei_desk.vault import calibrate
from tests.benchmarks import measures
from tests.benchmarks.building import made
from tests.benchmarks.ground import Ground
from tests.benchmarks.machine import load, machine
from tests.benchmarks.measuring import Figure
from tests.benchmarks.plan import Plan
from tests.benchmarks.queries import queries
from tests.benchmarks.report import Report
from tests.benchmarks.showing import showing
from tests.benchmarks.starting import starting

MEMORY_SEARCHES = 600
"""Enough to fill the page cache."""


def run(plan: Plan, into: Path) -> Report:
    """Build what is not there, measure on a copy of it, and take the copy away. One run at a time: the next waits."""
    with FileLock(into / "bench.lock"):
        return run_alone(plan, into)


def run_alone(plan: Plan, into: Path) -> Report:
    built = into / str(plan.consultations)
    if not Ground(built).is_made(plan.consultations):
        print("building the two vaults, once; at 100,000 this takes some ten minutes …", file=sys.stderr, flush=True)
    ground = made(built, plan.consultations).copied(into / "run")
    try:
        os.sync()  # the copy must not reach the disk while saves are measured
        before = load()
        figures = list(measured(ground, plan))
        side = ground.open_encrypted()
        about = machine(side)
        side.close()
        return Report(plan, about, (before, load()), figures)
    finally:
        shutil.rmtree(ground.path)


def measured(ground: Ground, plan: Plan) -> Iterator[Figure]:
    """Every figure. Unlocking comes first (a desk that wrote makes its backup on closing), the backup near the end."""
    there, new = measures.invented(plan)
    asked = queries(there, plan.queries)
    yield from measures.unlocking(ground, calibrate(), plan)
    yield measures.opening(ground, plan)
    encrypted, plain = ground.open_encrypted(), ground.open_plain()
    try:
        for side in (encrypted, plain):
            side.store.tidy()  # as the first closing of every day does
        yield from measures.sizes(encrypted, plain, plan)
        yield from measures.searching(encrypted, plain, asked)
        yield measures.disk(ground.encrypted, plan)
        yield from measures.saving(encrypted, plain, new, plan)
        yield from measures.searching_after_saves(encrypted, plain, new, asked, plan)
        yield from measures.sheets(encrypted, plain, there, plan)
        yield measures.evaluating(encrypted.desk, there, plan)
        yield measures.backing_up(encrypted.desk)
    finally:
        encrypted.close()
        plain.close()
    words = [*asked.long, *asked.two, *asked.one][:MEMORY_SEARCHES]
    yield from showing(ground, plan)
    yield from starting(ground, there[0].consultation.id, words, plan)
