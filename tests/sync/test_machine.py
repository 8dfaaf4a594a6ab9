"""Desks, a hub and a line on which everything goes wrong that can: whatever happened, in the end all stand alike.

`KYOSEI_LONG=1` runs it for as many examples as a night has room for, with other dice each time.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from kyosei_desk import backup, wiping
from kyosei_desk.drafting import unfinished
from kyosei_desk.errors import NotAllowed, NotFound
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
from sync.hub import bundle as at_hub_by_hand
from sync.round import Hooks
from tests.builders import begun, intake
from tests.sync.conftest import MEMORY
from tests.sync.fuses import Fuse, Killed, burning
from tests.sync.hubs import City, running_hub
from tests.sync.laptops import Laptop, Made, World
from tests.sync.ledger import steady_ids
from tests.sync.lines import Fate
from tests.sync.machine import MET, POSTED, Gathering, Ground, picked, vars_of

LONG = bool(os.environ.get("KYOSEI_LONG"))
PROFILE = settings(
    max_examples=int(os.environ.get("KYOSEI_EXAMPLES", "100000" if LONG else "40")),
    stateful_step_count=40 if LONG else 25,
    deadline=None,
    database=None,
    derandomize=not LONG,
    phases=(Phase.generate,) if LONG else (Phase.generate, Phase.shrink),
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
MOST = 4

which = st.integers(0, 11)
fates = st.lists(st.sampled_from(list(Fate)), max_size=6)
words = st.sampled_from(("あ", "い", "う", "病気", "おかね"))


@pytest.fixture(scope="module")
def ground(city: City, made_vaults: tuple[Made, ...]) -> Iterator[Ground]:
    world = World()
    memory = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="kyosei-machine-", dir=memory) as name, steady_ids(0):
        folder = Path(name)
        with running_hub(city, folder / "hub.db", world.clock()) as hub:
            yield Ground(folder, world, hub, made_vaults)


class Machine(Gathering):
    """The rules are what people, machines and lines do; after every run all desks are brought together and compared."""

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
        laptop.desk.keep_draft(unfinished(begun(mark)))
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
        if self.enrolled(laptop):
            with self.meeting(laptop, MET):
                self.cut_short(laptop, end, fates)

    def cut_short(self, laptop: Laptop, end: int, fates: list[Fate]) -> None:
        """A kill in the middle of a destruction is finished by the next opening: the same as one that was not cut."""
        with burning(Fuse(end)) as fuse, suppress(Killed):
            laptop.sync(*fates)
        if fuse.blown:
            laptop.kill()
        if VaultFolder(laptop.path).wiped.exists():
            raise wiping.wiped(VaultFolder(laptop.path))

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
        if self.outcasts():
            return  # it would write on in the place of its own revocation: an alarm, and no merge
        self.hub.put_back(picked(self.days, day), new_epoch=new_epoch)
        self.went_back = True
        self.ledger.only_left(self.laptops, self.hub)
        self.ledger.found(self.hub.item_ids())

    def outcasts(self) -> set[str]:
        """Laptops at work that another one knows to be out."""
        rosters = [
            devices.roster_of(each.desk.exchange, each.enrolment) for each in self.laptops if self.enrolled(each)
        ]
        return {each.device for each in self.laptops} & {device for roster in rosters for device in roster.revoked}

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
