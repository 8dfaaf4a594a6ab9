"""Whatever happens at three desks, on their lines and to their hub, in whatever order: in the end all hold the same.

Invariants 2, 3, 4, 5, 7, 11, 13 and 15 at once, over real vaults and a real hub. `KYOSEI_LONG=1` looks for longer.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, rule

from kyosei_desk.errors import DeskError
from kyosei_desk.records import Answer
from kyosei_desk.store import Shown
from tests.sync.conftest import NAMES
from tests.sync.hubs import City, Hub, running_hub
from tests.sync.laptops import Laptop, Made, World, in_district, made, quiet
from tests.sync.lines import Fate
from tests.sync.writing import edit, seen, talk

LONG = bool(os.environ.get("KYOSEI_LONG"))
COUNT = 3

desks = st.integers(0, COUNT - 1)
lines = st.lists(st.sampled_from(Fate), max_size=6)
wishes = st.text("あいう電気", min_size=1, max_size=5)


@cache
def ground() -> tuple[City, tuple[Made, ...]]:
    """Keys and empty vaults, made once: each costs Argon2id."""
    folder = Path(tempfile.mkdtemp(prefix="kyosei-made-"))
    return City(), tuple(made(folder / str(number), NAMES[number], World().clock()) for number in range(COUNT))


class Sync(RuleBasedStateMachine):
    """Three laptops of one district. `talks` are ids of consultations, `screens` what someone still looks at."""

    talks = Bundle("talks")
    screens = Bundle("screens")

    @initialize()
    def begin(self) -> None:
        city, vaults = ground()
        self.open_ones = ExitStack()
        self.folder = Path(self.open_ones.enter_context(tempfile.TemporaryDirectory(prefix="kyosei-")))
        self.world = World()
        self.hub: Hub = self.open_ones.enter_context(running_hub(city, self.folder / "hub.db", self.world.clock()))
        self.laptops = [self.laptop(number, each) for number, each in enumerate(vaults)]
        in_district(self.hub, *self.laptops)
        quiet(self.laptops)
        self.written: set[str] = set()
        self.purged: set[str] = set()
        self.kept = self.hub.copy(self.folder / "kept.db")

    def laptop(self, number: int, vault: Made) -> Laptop:
        path = Path(shutil.copytree(vault.path, self.folder / f"laptop-{number}"))
        return Laptop(self.world, path, vault.keys, NAMES[number])

    def try_sync(self, at: int, *fates: Fate) -> None:
        """A round that may fail: it says so, and nothing else happens."""
        try:
            self.laptops[at].sync(*fates)
        except DeskError:
            self.laptops[at].fates.clear()

    # At a desk

    @rule(target=talks, at=desks)
    def write(self, at: int) -> str:
        record_id = talk(self.laptops[at], "見本の話")
        self.written.add(record_id)
        return record_id

    @rule(target=screens, at=desks, which=talks)
    def look(self, at: int, which: str) -> tuple[int, str, Shown | None]:
        return at, which, self.laptops[at].desk._store.read(which)

    @rule(screen=consumes(screens), wish=wishes, answer=st.sampled_from(Answer))
    def save_what_was_on_the_screen(self, screen: tuple[int, str, Shown | None], wish: str, answer: Answer) -> None:
        at, which, shown = screen
        if shown is not None and shown.record is not None and self.laptops[at].desk._store.read(which) is not None:
            edit(self.laptops[at], which, shown, wish=wish, answers={"Q12": answer})

    @rule(at=desks, which=talks)
    def delete(self, at: int, which: str) -> None:
        if self.laptops[at].desk._store.read(which) is not None:
            edit(self.laptops[at], which, seen(self.laptops[at], which), deleted=True)

    @rule(at=desks, which=talks)
    def purge(self, at: int, which: str) -> None:
        if self.laptops[at].desk.purge(which):
            self.purged.add(which)

    @rule(at=desks)
    def lose_power(self, at: int) -> None:
        self.laptops[at].kill()

    @rule(at=desks, days=st.sampled_from((-365, -1, 0, 1, 365)))
    def set_the_clock_wrong(self, at: int, days: int) -> None:
        self.laptops[at].wrong_by = timedelta(days=days)

    # On the line, and at the hub

    @rule(at=desks, fates=lines)
    def sync(self, at: int, fates: list[Fate]) -> None:
        self.world.pass_by(minutes=1)
        self.try_sync(at, *fates)

    @rule()
    def copy_the_hub(self) -> None:
        self.kept = self.hub.copy(self.folder / "kept.db")

    @rule(said=st.booleans())
    def put_the_hub_back(self, said: bool) -> None:
        self.hub.put_back(self.kept, new_epoch=said)

    def teardown(self) -> None:
        if not hasattr(self, "laptops"):
            return
        try:
            self.check()
        finally:
            for each in self.laptops:
                each.kill()
            self.open_ones.close()

    def check(self) -> None:
        """When all is well again, everyone has everything, once, and what was purged is nowhere."""
        for each in self.laptops:
            each.fates.clear()
        quiet(self.laptops, rounds=12)
        one, *others = self.laptops
        for other in others:
            assert other.states() == one.states()
            assert other.change_ids() == one.change_ids()
        assert self.hub.item_ids() == one.change_ids()
        for each in self.laptops:
            assert each.desk.verify() == []
            there = {row[0] for row in each.rows("SELECT id FROM record WHERE kind = 'consultation'")}
            assert there >= self.written - self.purged
            assert not there & self.purged


Sync.TestCase.settings = settings(
    max_examples=200 if LONG else 6,
    stateful_step_count=40 if LONG else 18,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


TestSync = Sync.TestCase
