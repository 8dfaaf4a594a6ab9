"""Desks, a hub and a line on which everything goes wrong that can: whatever happened, in the end all stand alike.

`KYOSEI_LONG=1` runs it for as many examples as a night has room for, with other dice each time.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from kyosei_desk import backup
from kyosei_desk.errors import NotAllowed, NotFound, VaultWiped
from kyosei_desk.records import Answer, new_id
from kyosei_desk.restoring import extracted
from kyosei_desk.store import Shown, saving
from kyosei_desk.store.registers import Write
from kyosei_desk.vault import Unlocked, read_slots
from kyosei_desk.vault.people import opened
from kyosei_desk.vault.slots import decode
from kyosei_desk.vault_folder import VaultFolder
from kyosei_desk.workplace import make_folder
from sync import bundle, by_hand, devices
from sync.enrolling import AlreadyEnrolled
from sync.errors import Cancelled, Forgotten, HubRefused, HubUnreachable, NotTheHub, Rewound
from sync.hub import bundle as at_hub_by_hand
from sync.protocol import Trouble
from sync.round import Hooks, Report, digest_of
from tests.builders import NOW, intake
from tests.sync.conftest import MEMORY, NAMES
from tests.sync.fuses import Fuse, Killed, burning
from tests.sync.hubs import City, Hub, running_hub
from tests.sync.laptops import Laptop, Made, World, in_district, quiet
from tests.sync.lines import Fate
from tests.sync.machine import Ledger, raw, standing, steady_ids

LONG = bool(os.environ.get("KYOSEI_LONG"))
PROFILE = settings(
    max_examples=int(os.environ.get("KYOSEI_EXAMPLES", "2000" if LONG else "20")),
    stateful_step_count=40 if LONG else 25,
    deadline=None,
    database=None,
    derandomize=not LONG,
    phases=(Phase.generate,) if LONG else (Phase.generate, Phase.shrink),
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
MOST = 4
ROUNDS = 14
T = TypeVar("T")

which = st.integers(0, 11)
fates = st.lists(st.sampled_from(list(Fate)), max_size=6)
words = st.sampled_from(("あ", "い", "う", "病気", "おかね"))


class Ground:
    """What every example begins with: a hub with a district of two desks, and two laptops in their boxes."""

    def __init__(self, folder: Path, world: World, hub: Hub, vaults: Sequence[Made]) -> None:
        self.folder, self.world, self.hub, self.vaults = folder, world, hub, vaults
        self.laptops = [self.laptop(number, folder / f"ready-{number}") for number in range(len(vaults))]
        in_district(hub, *self.laptops[:2])
        quiet(self.laptops[:2])
        for each in self.laptops:
            each.close()
        self.base = hub.copy(folder / "base.db")

    def laptop(self, number: int, path: Path, source: Path | None = None) -> Laptop:
        made = self.vaults[number]
        shutil.copytree(source or made.path, path)
        return Laptop(self.world, path, made.keys, NAMES[number])

    def begin(self, folder: Path) -> list[Laptop]:
        """The hub and all laptops as they were."""
        self.world.now = NOW + timedelta(hours=1)
        self.hub.put_back(self.base, new_epoch=False)
        return [self.laptop(number, folder / f"{number}", each.path) for number, each in enumerate(self.laptops)]


@pytest.fixture(scope="module")
def ground(city: City, made_vaults: tuple[Made, ...]) -> Iterator[Ground]:
    world = World()
    memory = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="kyosei-machine-", dir=memory) as name, steady_ids(0):
        folder = Path(name)
        with running_hub(city, folder / "hub.db", world.clock()) as hub:
            yield Ground(folder, world, hub, made_vaults)


def picked(some: Sequence[T], number: int) -> T:
    return some[number % len(some)]


class Machine(RuleBasedStateMachine):
    """The rules are what people, machines and lines do; after every run all desks are brought together and compared."""

    ground: ClassVar[Ground]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=self.ground.folder))
        self.hub, self.world = self.ground.hub, self.ground.world
        self.steady = steady_ids(1)
        self.steady.__enter__()
        self.ledger = Ledger()
        there = self.ground.begin(self.folder)
        self.laptops, self.boxes = there[:2], there[2:]
        self.talks: list[str] = []
        self.marks: dict[str, str] = {}
        self.screens: dict[str, list[tuple[str, Shown]]] = {}
        self.copies: list[tuple[Laptop, Path]] = []
        self.days: list[Path] = []
        self.drafts: list[tuple[Laptop, str]] = []
        self.count = 0
        self.went_back = False

    # Helpers

    def fresh(self, kind: str) -> Path:
        self.count += 1
        return self.folder / f"{kind}-{self.count}"

    @property
    def anchor(self) -> Laptop:
        """The first laptop is never copied, put back or taken out: somebody must be there to let the others in."""
        return self.laptops[0]

    def note(self, *laptops: Laptop) -> None:
        for each in laptops:
            self.ledger.note(each)

    def shown(self, laptop: Laptop, number: int) -> Shown | None:
        """A talk that this laptop can show."""
        for place in range(len(self.talks)):
            with suppress(NotAllowed, NotFound):
                shown = laptop.desk._store.read(picked(self.talks, number + place))
                if shown is not None and shown.record is not None and not shown.record.deleted:
                    return shown
        return None

    @initialize()
    def begin(self) -> None:
        self.note(*self.laptops)

    # What people do

    @rule(which=which, word=words)
    def write(self, which: int, word: str) -> None:
        laptop = picked(self.laptops, which)
        self.count += 1
        mark = f"しるし{self.count:03d}{word}"
        record = laptop.desk.record(intake(mark, taken_at=self.world.now.isoformat()))
        self.talks.append(record.id)
        self.marks[record.id] = mark
        self.note(laptop)

    @rule(which=which, talk=which)
    def look(self, which: int, talk: int) -> None:
        """Somebody opens a talk, and has it on the screen for a while."""
        laptop = picked(self.laptops, which)
        shown = self.shown(laptop, talk)
        if shown is not None:
            self.screens.setdefault(laptop.path.name, []).append((shown.record_id, shown))

    @rule(which=which, screen=which, word=words, field=st.sampled_from(("wish", "title", "place")))
    def edit(self, which: int, screen: int, word: str, field: str) -> None:
        self.saved(picked(self.laptops, which), screen, **{field: word})

    @rule(which=which, screen=which, question=st.sampled_from(("Q3", "Q5")), answer=st.sampled_from(tuple(Answer)))
    def answer(self, which: int, screen: int, question: str, answer: Answer) -> None:
        laptop = picked(self.laptops, which)
        shown = self.on_screen(laptop, screen)
        if shown is not None and shown.record is not None:
            answers = {**vars_of(shown)["answers"], question: answer}
            self.saved(laptop, screen, answers=answers)

    @rule(which=which, screen=which, topic=st.sampled_from(("介護", "債務")), on=st.booleans())
    def tick(self, which: int, screen: int, topic: str, on: bool) -> None:
        laptop = picked(self.laptops, which)
        shown = self.on_screen(laptop, screen)
        if shown is not None and shown.record is not None:
            ticked = vars_of(shown)["topics"] | {topic} if on else vars_of(shown)["topics"] - {topic}
            self.saved(laptop, screen, topics=frozenset(ticked))

    @rule(which=which, screen=which, gone=st.booleans())
    def delete(self, which: int, screen: int, gone: bool) -> None:
        self.saved(picked(self.laptops, which), screen, deleted=gone)

    def on_screen(self, laptop: Laptop, number: int) -> Shown | None:
        """What this laptop's person is looking at: it may be old by now."""
        there = self.screens.get(laptop.path.name)
        return picked(there, number)[1] if there else self.shown(laptop, number)

    def saved(self, laptop: Laptop, screen: int, **fields: Any) -> None:
        shown = self.on_screen(laptop, screen)
        if shown is None or shown.record is None:
            return
        with suppress(NotFound, NotAllowed):
            laptop.desk.save(shown, msgspec.structs.replace(shown.record, **fields))
        self.note(laptop)

    @rule(which=which)
    def choose(self, which: int) -> None:
        """A person settles a conflict."""
        laptop = picked(self.laptops, which)
        for each in laptop.desk.conflicts()[:1]:
            laptop.desk.resolve(each.record_id, each.field, each.versions[0].value)
        self.note(laptop)

    @rule(which=which, talk=which, other=which)
    def restrict(self, which: int, talk: int, other: int) -> None:
        laptop = picked(self.laptops, which)
        shown = self.shown(laptop, talk)
        if shown is None or shown.readers:
            return
        there = {each.id for each in laptop.desk.people}
        reader = picked(self.laptops, other).keys.person_id
        renewed = laptop.desk.restrict(shown.record_id, {laptop.keys.person_id, *({reader} & there)})
        self.talks.append(renewed)
        self.note(laptop)

    @rule(which=which, talk=which)
    def purge(self, which: int, talk: int) -> None:
        laptop = picked(self.laptops, which)
        shown = self.shown(laptop, talk)
        if shown is not None:
            laptop.desk.purge(shown.record_id)
            self.note(laptop)

    @rule(which=which)
    def begin_a_form(self, which: int) -> None:
        laptop = picked(self.laptops, which)
        self.count += 1
        mark = f"したがき{self.count:03d}"
        laptop.desk.keep_draft(new_id(), mark.encode())
        self.drafts.append((laptop, mark))

    @rule(which=which, talk=which, word=words, kind=st.sampled_from(("kind", "field", "choice")))
    def write_as_a_later_version(self, which: int, talk: int, word: str, kind: str) -> None:
        """A program of next year at one of the desks: kinds, fields and choices that this one does not know."""
        laptop = picked(self.laptops, which)
        shown = self.shown(laptop, talk)
        later = {"kind": {"later": word}, "field": {"later_field": word}, "choice": {"answers/Q7": "いつか"}}[kind]
        if kind == "kind" or shown is None:
            shown = Shown(new_id(), "later_kind", {}, None)
        if shown.readers:
            return
        store = laptop.desk._store
        writes = {name: Write(value) for name, value in later.items()}
        with store.transaction("later") as (database, _facts):
            seq = saving.last_seq(database, store.device) + 1
            saving.written_down(database, store.sealer, store._origin(), seq, shown, writes)
        self.note(laptop)

    # What machines and lines do

    @rule(which=which, fates=fates)
    def sync(self, which: int, fates: list[Fate]) -> None:
        self.met(picked(self.laptops, which), *fates)

    @rule(which=which, steps=st.integers(0, 6))
    def stop(self, which: int, steps: int) -> None:
        told: list[object] = []
        self.met(picked(self.laptops, which), hooks=Hooks(told.append, lambda: len(told) > steps))

    @rule(which=which, end=st.integers(1, 30), fates=fates)
    def kill(self, which: int, end: int, fates: list[Fate]) -> None:
        """The power goes somewhere in a sync."""
        laptop = picked(self.laptops, which)
        if not self.enrolled(laptop):
            return
        with burning(Fuse(end)), suppress(Killed):
            self.met(laptop, *fates)
            return
        laptop.kill()
        self.note(laptop)

    @rule(which=which, other=which, everything=st.booleans())
    def carry_by_hand(self, which: int, other: int, everything: bool) -> None:
        laptop, to = picked(self.laptops, which), picked(self.laptops, other)
        if laptop is to or not (self.enrolled(laptop) and self.enrolled(to)):
            return
        path = self.fresh("stick")
        by_hand.export(laptop.desk, laptop.enrolment, path, everything=everything)
        self.taken_in(to, path)

    @rule(which=which)
    def carry_to_the_hub(self, which: int) -> None:
        laptop = picked(self.laptops, which)
        if self.enrolled(laptop):
            path = self.fresh("stick")
            by_hand.export(laptop.desk, laptop.enrolment, path)
            at_hub_by_hand.take(self.hub.store, self.hub.city.held, bundle.read(path))
            self.note(laptop)

    @rule(which=which)
    def carry_from_the_hub(self, which: int) -> None:
        laptop = picked(self.laptops, which)
        if self.enrolled(laptop):
            path = self.fresh("stick")
            bundle.write(path, at_hub_by_hand.written(self.hub.store, self.hub.city.held, self.hub.district))
            self.taken_in(laptop, path)

    @rule()
    def keep_the_hub_s_day(self) -> None:
        self.days.append(self.hub.copy(self.fresh("day")))

    @precondition(lambda self: self.days)
    @rule(day=which, new_epoch=st.booleans())
    def put_the_hub_back(self, day: int, new_epoch: bool) -> None:
        self.hub.put_back(picked(self.days, day), new_epoch=new_epoch)
        self.went_back = True
        self.ledger.only_left(self.laptops, self.hub)
        self.ledger.found(self.hub.item_ids())

    @precondition(lambda self: self.boxes and len(self.laptops) < MOST)
    @rule(by=which)
    def let_another_in(self, by: int) -> None:
        laptop = self.boxes.pop()
        self.laptops.append(laptop)
        self.let_in(laptop, picked(self.laptops[:-1], by))

    @rule(by=which, which=which, wipe=st.booleans())
    def take_out(self, by: int, which: int, wipe: bool) -> None:
        laptop, judge = picked(self.laptops, which), picked(self.laptops, by)
        if laptop in (self.anchor, judge) or not (self.enrolled(judge) and self.enrolled(laptop)):
            return
        with self.meeting(judge, POSTED):
            judge.revoke(laptop.device, wipe=wipe)

    @precondition(lambda self: len(self.laptops) < MOST)
    @rule(which=which)
    def copy_a_laptop(self, which: int) -> None:
        laptop = picked(self.laptops, which)
        if laptop is not self.anchor:
            self.laptops.append(laptop.copied(self.fresh("twin")))

    @rule(which=which)
    def keep_a_laptop_s_disk(self, which: int) -> None:
        laptop = picked(self.laptops, which)
        if laptop is not self.anchor:
            self.copies.append((laptop, laptop.copied(self.fresh("disk")).path))

    @precondition(lambda self: self.copies)
    @rule(which=which)
    def put_a_laptop_back(self, which: int) -> None:
        laptop, path = picked(self.copies, which)
        if laptop in self.laptops:
            laptop.put_back(path)
            self.screens.pop(laptop.path.name, None)
            self.ledger.only_left(self.laptops, self.hub)
            self.ledger.found(laptop.change_ids())

    @precondition(lambda self: len(self.laptops) < MOST)
    @rule(which=which)
    def restore_a_backup(self, which: int) -> None:
        """A new laptop out of a backup of another, which goes on as well."""
        laptop = picked(self.laptops, which)
        path = self.fresh("backup")
        laptop.desk.backup(path)
        self.laptops.append(restored(laptop, path, self.fresh("restored")))

    @rule(which=which, days=st.sampled_from((-365, 0, 365)))
    def set_a_clock_wrong(self, which: int, days: int) -> None:
        picked(self.laptops, which).wrong_by = timedelta(days=days)

    @rule(hours=st.sampled_from((1, 30)))
    def wait(self, hours: int) -> None:
        self.world.pass_by(hours=hours)

    # Meeting the hub

    def enrolled(self, laptop: Laptop) -> bool:
        return devices.load(laptop.desk.exchange) is not None

    def met(self, laptop: Laptop, *fates: Fate, hooks: Hooks | None = None) -> Report | None:
        """A round that may go wrong in all the ways that have words; None where it did."""
        if not self.enrolled(laptop):
            return None
        reports: list[Report] = []
        with self.meeting(laptop, MET):
            reports.append(laptop.sync(*fates, hooks=hooks))
        return reports[0] if reports else None

    @contextmanager
    def meeting(self, laptop: Laptop, allowed: tuple[type[Exception], ...]) -> Iterator[None]:
        """What may come of meeting the hub, or a stick: a desk that finds itself taken out does as it is told."""
        try:
            yield
        except VaultWiped:
            self.wiped(laptop)
        except devices.OutOfDistrict:
            self.out(laptop)
        except allowed:
            pass
        finally:
            self.left(laptop)

    def left(self, laptop: Laptop) -> None:
        laptop.fates.clear()
        if laptop in self.laptops:
            self.note(laptop)

    def taken_in(self, laptop: Laptop, path: Path) -> None:
        with self.meeting(laptop, (Rewound,)):
            by_hand.take(laptop.desk, laptop.enrolment, path)

    def wiped(self, laptop: Laptop) -> None:
        """Its keys are gone; its last bundle lies in its folder."""
        self.laptops.remove(laptop)
        laptop.kill()
        last = VaultFolder(laptop.path).unsent
        if last.exists():
            self.taken_in(self.anchor, last)
        if self.went_back:
            self.ledger.only_left(self.laptops, self.hub)

    def out(self, laptop: Laptop) -> None:
        """It keeps its records, and hands what it had not sent to a desk of the district."""
        path = self.fresh("stick")
        by_hand.export(laptop.desk, laptop.enrolment, path, everything=True)
        self.note(laptop)
        self.laptops.remove(laptop)
        self.taken_in(self.anchor, path)
        laptop.kill()

    def let_in(self, laptop: Laptop, by: Laptop) -> None:
        with self.meeting(laptop, POSTED):
            laptop.enrol(self.hub)
        waits = laptop in self.laptops and self.enrolled(laptop) and laptop.enrolment.state != devices.ACTIVE
        if waits and self.enrolled(by):
            with self.meeting(by, (*POSTED, NotFound)):
                by.approve(laptop)

    # The end

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:
                self.settle()
                self.compare()
        finally:
            for each in (*self.laptops, *self.boxes):
                each.kill()
            self.steady.__exit__(None, None, None)
            shutil.rmtree(self.folder)

    def settle(self) -> None:
        """All meet the hub until nobody has news for anybody; whoever has to come anew does."""
        reports: list[Report | None] = []
        for _round in range(ROUNDS):
            reports = [self.settled(each) for each in list(self.laptops)]
            if all(each and each.complete and not (each.pushed or each.pulled) for each in reports):
                return
        raise AssertionError(f"never quiet: {reports} {[each.desk.exchange.log()[-3:] for each in self.laptops]}")

    def settled(self, laptop: Laptop) -> Report | None:
        if laptop not in self.laptops:
            return None
        if not self.enrolled(laptop) or laptop.enrolment.state != devices.ACTIVE:
            self.let_in(laptop, self.anchor)
        if laptop not in self.laptops or not self.enrolled(laptop):
            return None
        try:
            with self.meeting(laptop, (Rewound,)):
                return laptop.sync()
        except Forgotten:
            laptop.enrol(self.hub)
        except HubRefused as error:
            if error.refusal.trouble is not Trouble.UNKNOWN_DEVICE:
                raise
            laptop.enrol(self.hub)
        return None

    def compare(self) -> None:
        ids = self.hub.item_ids()
        for each in self.laptops:
            assert each.change_ids() == ids
            assert each.desk.verify() == []
        assert len({digest_of(each.desk.exchange) for each in self.laptops}) == 1
        missing = self.ledger.acknowledged() - ids
        assert not missing, f"lost: {[self.ledger.all[each] for each in missing]}"
        self.compare_records(ids)
        self.compare_words(ids)

    def compare_records(self, ids: set[str]) -> None:
        expected = self.ledger.expected(ids)
        for each in self.laptops:
            found = standing(each)
            for record_id, (restricted, values) in expected.items():
                there = found.pop(record_id, None)
                assert there == values or (restricted and there is None), (each.name, record_id)
            assert not found, (each.name, found)

    def compare_words(self, ids: set[str]) -> None:
        gone = self.ledger.purged(ids)
        marks = [mark for record_id, mark in self.marks.items() if bytes.fromhex(record_id) in gone]
        restricted = {record_id for record_id, (closed, _values) in self.ledger.expected(ids).items() if closed}
        for each in self.laptops:
            content = raw(each)
            for mark in marks:
                assert mark.encode() not in content, (each.name, mark)
                assert restricted or not each.desk.search(mark)
            for owner, draft in self.drafts:
                assert owner is each or draft.encode() not in content
        assert all(draft.encode() not in self.hub.database.read_bytes() for _owner, draft in self.drafts)


MET = (HubUnreachable, NotTheHub, HubRefused, Cancelled, Rewound, Forgotten)
"""What a round may end with, on such a line."""
POSTED = (*MET, NotAllowed, AlreadyEnrolled)


def vars_of(shown: Shown) -> dict[str, Any]:
    return msgspec.structs.asdict(shown.record) if shown.record else {}


def restored(laptop: Laptop, source: Path, path: Path) -> Laptop:
    """What `restore_backup` does, without the second that a passphrase costs."""
    folder, private = VaultFolder(path), laptop.keys.private

    def keys_of(slots: bytes) -> Unlocked:
        decoded = decode(slots)
        slot = next(each for each in decoded.people if each.id == laptop.keys.person_id)
        return opened(decoded, slot, private)

    with backup.reading(source) as (slots, file):
        make_folder(path)
        extracted(folder, slots, file, keys_of(slots), laptop.clock)
    return Laptop(laptop.world, path, keys_of(read_slots(folder.slots)), laptop.name)


def test_invariants_02_03_04_05_06_07_08_11_13_15_whatever_happens_all_end_alike(ground: Ground) -> None:
    Machine.ground = ground
    run_state_machine_as_test(Machine, settings=PROFILE)
