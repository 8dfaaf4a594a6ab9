"""Desks for the tests of sync: real vaults, copied from one made once, opened without the cost of a passphrase.

A laptop may be closed in order, killed (nothing of it runs any more), copied with its disk, or put back to an older
copy of itself.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from kyosei_desk.clock import Clock
from kyosei_desk.desk import Desk
from kyosei_desk.opening import begin_day, make_desk
from kyosei_desk.practice.district import practice_district
from kyosei_desk.store.changes import unpack_state
from kyosei_desk.store.registers import State
from kyosei_desk.vault import FLOOR, Unlocked, people_in, read_slots, unlock
from kyosei_desk.vault_folder import VaultFolder
from kyosei_desk.workplace import at_work
from sync import devices
from sync.client import HubClient, Signer
from sync.devices import Enrolment
from sync.engine import sync_once
from sync.enrolling import Application, enrol
from sync.patience import Patience
from sync.round import Hooks, Report
from tests.builders import NOW, WORDS
from tests.sync.lines import Fate, Line


class World:
    """The time that everything happens at; it passes only when a test says so."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def pass_by(self, **much: float) -> None:
        self.now += timedelta(**much)

    def clock(self, wrong_by: timedelta = timedelta()) -> Clock:
        return lambda: self.now + wrong_by


class Made:
    """A vault as it was made, with its 責任者's keys already opened."""

    def __init__(self, path: Path, keys: Unlocked) -> None:
        self.path = path
        self.keys = keys


def made(path: Path, name: str, clock: Clock) -> Made:
    make_desk(path, name, WORDS, clock, practice_district(), FLOOR)
    return Made(path, unlock(VaultFolder(path).slots, WORDS))


def no_wait(_seconds: float) -> None:
    """Time does not pass in a test."""


class Coded(Protocol):
    """A hub that gives codes."""

    url: str

    def code(self) -> str: ...


class Laptop:
    """One laptop: its disk, its clock, the desk that is open on it."""

    def __init__(self, world: World, path: Path, keys: Unlocked, name: str) -> None:
        self.world = world
        self.path = path
        self.keys = keys
        self.name = name
        self.wrong_by = timedelta()
        self.fates: list[Fate] = []
        self.ca = ""
        self._desk: Desk | None = None

    def clock(self) -> datetime:
        return self.world.now + self.wrong_by

    # On and off

    @property
    def desk(self) -> Desk:
        """The desk, opened where it was closed."""
        if self._desk is None:
            folder = VaultFolder(self.path)
            keys = self.keys
            person = next(each for each in people_in(read_slots(folder.slots)) if each.id == keys.person_id)
            unlocked = Unlocked(person, people_in(read_slots(folder.slots)), keys.private, keys.vault_key)
            self._desk = at_work(folder, unlocked, self.clock)
            begin_day(self._desk, folder)
        return self._desk

    def open(self) -> Desk:
        """The same, said as what it does."""
        return self.desk

    def close(self) -> None:
        """As a person closes it, but for the daily backup."""
        if self._desk is not None:
            self._desk.put_away()
            self._desk = None

    def kill(self) -> None:
        """Its power goes: no step is finished, no file is put in order."""
        if self._desk is not None:
            database = self._desk._store._open
            if database is not None:
                database.conn.close()
            self._desk = None

    def copied(self, target: Path) -> "Laptop":
        """A copy of its disk, with everything that makes it what it is."""
        open_before = self._desk is not None
        self.close()
        shutil.copytree(self.path, target)
        twin = Laptop(self.world, target, self.keys, self.name)
        twin.ca, twin.wrong_by = self.ca, self.wrong_by
        if open_before:
            self.open()
        return twin

    def put_back(self, copied: Path) -> None:
        """Its disk as it was when the copy was taken."""
        self.kill()
        shutil.rmtree(self.path)
        shutil.copytree(copied, self.path)

    # With the hub

    @property
    def enrolment(self) -> Enrolment:
        found = devices.load(self.desk.exchange)
        assert found is not None, f"{self.name} is not enrolled"
        return found

    @property
    def device(self) -> str:
        return self.desk.exchange.device

    def client(self, url: str, signer: Signer | None) -> HubClient:
        exchange = self.desk.exchange
        client = HubClient(
            url,
            self.clock,
            ca=self.ca,
            signer=signer,
            offset=exchange.clock_offset(),
            on_offset=exchange.set_clock_offset,
            patience=Patience(sleep=no_wait),
        )
        scheme = url.partition("//")[0] + "//"
        line = Line(client._session.get_adapter(url))
        client._session.mount(scheme, line)
        line.fates.extend(self.fates)
        self.fates.clear()
        return client

    @contextmanager
    def hub(self) -> Iterator[HubClient]:
        """The hub of its enrolment, spoken to over its line."""
        enrolment = self.enrolment
        card = enrolment.card
        signer = Signer(device=enrolment.device.id, private=enrolment.sign_private, hub_public=card.hub_public)
        with self.client(enrolment.hub, signer) as client:
            yield client

    def sync(self, *fates: Fate, hooks: Hooks | None = None) -> Report:
        """One round; `fates`: what the line does to its first requests."""
        self.fates.extend(fates)
        with self.hub() as client:
            return sync_once(self.desk, client, self.enrolment, hooks)

    def enrol(self, hub: Coded) -> Enrolment:
        made: list[HubClient] = []

        def reach(signer: Signer | None) -> HubClient:
            made.append(self.client(hub.url, signer))
            return made[-1]

        try:
            return enrol(self.desk, reach, Application(hub=hub.url, code=hub.code(), name=self.name, ca=self.ca))
        finally:
            for each in made:
                each.close()

    def approve(self, other: "Laptop") -> None:
        """A 責任者 here lets the other laptop in."""
        with self.hub() as client:
            enrolment, _roster, page = devices.refreshed(self.desk, client, self.enrolment)
            devices.approve(self.desk, client, enrolment, devices.waiting(page.pending, other.device))

    def revoke(self, device: str, *, wipe: bool) -> None:
        with self.hub() as client:
            devices.revoke(self.desk, client, self.enrolment, device, wipe=wipe)

    # What it holds

    def rows(self, sql: str, *parameters: Any) -> list[Any]:
        with self.desk._store.reading() as database:
            return list(database.execute(sql, parameters).fetchall())

    def change_ids(self) -> set[str]:
        return {row[0] for row in self.rows("SELECT id FROM change WHERE device NOT LIKE 'city-%'")}

    def states(self) -> dict[str, State]:
        """The registers of every record that stands open here."""
        return {row[0]: unpack_state(row[1]) for row in self.rows("SELECT id, registers FROM record WHERE sealed = 0")}


def in_district(hub: Coded, first: Laptop, *others: Laptop) -> None:
    """All of them enrolled in the hub's district, approved by the first."""
    first.enrol(hub)
    for each in others:
        each.enrol(hub)
        first.approve(each)


def quiet(laptops: Iterable[Laptop], rounds: int = 8) -> None:
    """All sync in turn until nobody has news for anybody. Fails where that never comes."""
    there = list(laptops)
    for _round in range(rounds):
        reports = [each.sync() for each in there]
        if all(not (each.pushed or each.pulled) and each.complete for each in reports):
            return
    raise AssertionError(f"never quiet: {reports}")
