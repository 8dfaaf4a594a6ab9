"""How fast desks and hub exchange: `python -m tests.benchmarks.syncing --count N [--json FILE]`.

The first push and pull of so many changes between a desk and a hub on loopback, sealed and signed, on SQLite and on
PostgreSQL; and a round with nothing new. Desk and hub are two processes on the same cores.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

import msgspec

from kyosei_desk.clock import system_clock
from kyosei_desk.desk import Desk
from kyosei_desk.opening import make_desk, open_desk
from kyosei_desk.practice.district import practice_district
from kyosei_desk.records import Record
from kyosei_desk.store import Edit
from kyosei_desk.vault import FLOOR
from sync import by_hand, devices, enrolling
from sync.client import HubClient, Signer
from sync.engine import sync_once
from sync.enrolling import Application
from sync.round import Hooks, Progress, Report
from tests.benchmarks.ground import FOUNDER, WORDS
from tests.benchmarks.hubs import KINDS, HubProcess, hub_of
from tests.benchmarks.invention import Inventor
from tests.benchmarks.measuring import ranked

TOGETHER = 400
QUIET_ROUNDS = 40


class Exchanged(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of hub. Rates in changes a second; `wire_ratio`: bytes on the wire over sealed bytes, the worse way.

    `pull_per_s` ends when everything is verified, opened and durable; the search index follows at `index_per_s`.
    `quiet_ms`: a round with nothing new, its median and 95th percentile; `quiet_requests` what it costs.
    """

    count: int
    push_per_s: float
    pull_per_s: float
    index_per_s: float
    wire_ratio: float
    quiet_ms: float
    quiet_ms_p95: float
    quiet_requests: float


class Laptop:
    """A desk and its way to the hub."""

    def __init__(self, desk: Desk, hub: HubProcess) -> None:
        self.desk = desk
        self._hub = hub

    def reach(self, signer: Signer | None) -> HubClient:
        return HubClient(self._hub.url, system_clock, signer=signer)

    def enrol(self, name: str) -> None:
        application = Application(hub=self._hub.url, code=self._hub.code(), name=name)
        with ExitStack() as open_ones:
            enrolling.enrol(self.desk, lambda signer: open_ones.enter_context(self.reach(signer)), application)

    def approve(self) -> None:
        """Let in the one that waits."""
        mine = self.enrolment
        with self.reach(enrolling.signer_of(mine)) as hub:
            _mine, _roster, page = devices.refreshed(self.desk, hub, mine)
            devices.approve(self.desk, hub, mine, devices.waiting(page.pending, None))

    @property
    def enrolment(self) -> devices.Enrolment:
        found = devices.load(self.desk.exchange)
        assert found is not None
        return found

    def sync(self, hooks: Hooks | None = None) -> tuple[Report, HubClient]:
        mine = self.enrolment
        with self.reach(enrolling.signer_of(mine)) as client:
            return sync_once(self.desk, client, mine, hooks), client


class Stopwatch:
    """When each step of a round began, in seconds."""

    def __init__(self) -> None:
        self.began: dict[str, float] = {}

    def __call__(self, progress: Progress) -> None:
        self.began.setdefault(progress.step, time.perf_counter())


@contextmanager
def laptop(folder: Path, hub: HubProcess) -> Iterator[Laptop]:
    make_desk(folder, FOUNDER, WORDS, system_clock, practice_district(), FLOOR)
    with open_desk(folder, WORDS) as desk:
        yield Laptop(desk, hub)


def fill(desk: Desk, count: int) -> None:
    """So many records, the talks of a busy district; one change each."""
    records = (record for talk in Inventor().talks(count) for record in talk.records())
    fresh = islice(unrepeated(records), count)
    while batch := list(islice(fresh, TOGETHER)):
        desk._store.save([Edit(record) for record in batch])


def unrepeated(records: Iterator[Record]) -> Iterator[Record]:
    """A household that comes again brings itself and its members again: they are there already."""
    seen: set[str] = set()
    for record in records:
        if record.id not in seen:
            seen.add(record.id)
            yield record


def exchanged(kind: str, count: int, folder: Path) -> Exchanged:
    """Fill one desk, push it, pull it into another, then rounds with nothing new."""
    with hub_of(kind, folder) as hub, laptop(folder / "first", hub) as first, laptop(folder / "second", hub) as second:
        first.enrol("first")
        second.enrol("second")
        first.approve()
        first.sync()
        second.sync()
        first.sync()
        fill(first.desk, count)
        start = time.perf_counter()
        pushed, out = first.sync()
        push_seconds = time.perf_counter() - start
        watch = Stopwatch()
        start = time.perf_counter()
        pulled, back = second.sync(Hooks(progress=watch))
        ends = watch.began
        assert pushed.pushed == pulled.pulled == count
        assert pushed.digest == pulled.digest
        quiet, requests = quiet_rounds(second)
        sealed = sealed_bytes(second.desk)
        return Exchanged(
            count=count,
            push_per_s=round(count / push_seconds),
            pull_per_s=round(count / (ends["index"] - start)),
            index_per_s=round(count / (ends["seal"] - ends["index"])),
            wire_ratio=round(max(out.sent, back.received) / sealed, 3),
            quiet_ms=round(ranked(quiet, 0.5), 1),
            quiet_ms_p95=round(ranked(quiet, 0.95), 1),
            quiet_requests=requests,
        )


def quiet_rounds(desk: Laptop) -> tuple[list[float], float]:
    """Times in ms of rounds with nothing new, each over a new connection, and their requests."""
    times, requests = [], 0
    for _each in range(QUIET_ROUNDS):
        start = time.perf_counter()
        _report, client = desk.sync()
        times.append((time.perf_counter() - start) * 1000)
        requests += client.requests
    return sorted(times), requests / QUIET_ROUNDS


def sealed_bytes(desk: Desk) -> int:
    """What the sealed items of the whole district weigh."""
    enrolment = devices.load(desk.exchange)
    assert enrolment
    opener = by_hand.opener_of(desk.exchange, enrolment)
    batches = by_hand.batches_beyond(desk.exchange, opener, {})
    return sum(len(item.sealed) for batch in batches for item in batch.items)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.syncing", description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--kinds", nargs="*", default=list(KINDS))
    asked = parser.parse_args(arguments)
    results = {}
    for kind in asked.kinds:
        with tempfile.TemporaryDirectory(prefix="kyosei-bench-") as folder:
            results[kind] = exchanged(kind, asked.count, Path(folder))
        print(kind, msgspec.json.encode(results[kind]).decode(), flush=True)
    if asked.json:
        worst = min(results.values(), key=lambda each: each.pull_per_s)
        named = {"push_per_s": worst.push_per_s, "pull_per_s": worst.pull_per_s, "wire_ratio": worst.wire_ratio}
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_bytes(msgspec.json.encode({**named, "hubs": results}))


if __name__ == "__main__":
    main(sys.argv[1:])
