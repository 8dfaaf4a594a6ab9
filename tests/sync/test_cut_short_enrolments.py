"""Coming into a district, letting in, taking out: cut short anywhere or on a bad line, it is done again, and done."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from kyosei_desk.errors import NotFound
from sync import devices
from sync.enrolling import AlreadyEnrolled
from sync.errors import HubRefused, HubUnreachable, NotTheHub
from tests.sync.conftest import Fresh
from tests.sync.fuses import Fuse, Killed, burning
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, quiet
from tests.sync.lines import Fate
from tests.sync.writing import talk

LONGEST = 80
BAD = [each for each in Fate if each is not Fate.WELL]


def at_every_point(hub: Hub, folder: Path, laptop: Laptop, work: Callable[[], object], look: Callable[[], None]) -> int:
    """Kill `laptop` at each step of `work` in its turn, do it again to its end, and look; returns how many steps."""
    laptop.close()
    before = laptop.copied(folder / "before").path
    hub.copy(folder / "before.db")
    for point in range(1, LONGEST):
        fuse = Fuse(point)
        laptop.open()
        with burning(fuse), suppress(Killed):
            work()
        laptop.kill()
        with suppress(AlreadyEnrolled):
            work()
        look()
        if not fuse.blown:
            return point
        hub.put_back(folder / "before.db", new_epoch=False)
        laptop.put_back(before)
    raise AssertionError("it never came to its end")


def test_founding_a_district(hub: Hub, fresh: Fresh, folder: Path) -> None:
    one = fresh(0)
    talk(one, "前からの話")

    def look() -> None:
        report = one.sync()
        assert (report.complete, report.state) == (True, devices.ACTIVE)
        roster = hub.store.roster(hub.district)
        assert list(roster.devices) == [one.device]
        assert set(roster.epochs) == set(one.desk.exchange.epochs())
        assert one.change_ids() == hub.item_ids()

    assert at_every_point(hub, folder, one, lambda: one.enrol(hub), look) > 8


def test_coming_into_a_district(hub: Hub, pair: tuple[Laptop, Laptop], fresh: Fresh, folder: Path) -> None:
    """Whatever was cut short, the laptop waits as one device, with one set of keys, and is let in."""
    one, other = pair
    talk(one, "前からの話")
    quiet(pair)
    base = hub.copy(folder / "base.db")
    kept = [each.copied(folder / f"kept-{number}").path for number, each in enumerate(pair)]
    late = fresh(2)

    def look() -> None:
        one.approve(late)
        quiet((one, other, late))
        assert len(late.desk.search("前からの話")) == 1
        assert len(hub.store.roster(hub.district).devices) == 3
        for each, path in zip(pair, kept, strict=True):
            each.put_back(path)

    assert at_every_point(hub, folder, late, lambda: late.enrol(hub), look) > 5
    assert base.exists()


def test_letting_a_laptop_in(hub: Hub, fresh: Fresh, folder: Path) -> None:
    one, late = fresh(0), fresh(1)
    one.enrol(hub)
    one.sync()
    late.enrol(hub)

    def work() -> None:
        with suppress(NotFound):  # nobody waits any more: it had been done before the kill
            one.approve(late)

    def look() -> None:
        one.sync()
        assert set(hub.store.roster(hub.district).devices) == {one.device, late.device}
        assert devices.roster_of(one.desk.exchange, one.enrolment) == hub.store.roster(hub.district)

    assert at_every_point(hub, folder, one, work, look) > 4


def test_taking_a_laptop_out(hub: Hub, three: tuple[Laptop, Laptop, Laptop], folder: Path) -> None:
    """A revocation that stands is followed by a new epoch, at the next sync at the latest."""
    one, _other, lost = three
    quiet(three)
    device = lost.device

    def look() -> None:
        one.sync()
        roster = hub.store.roster(hub.district)
        assert device in roster.revoked
        assert not roster.must_renew
        assert roster.epoch is not None
        assert roster.epoch.id in one.desk.exchange.epochs()
        assert devices.roster_of(one.desk.exchange, one.enrolment) == roster

    def work() -> None:
        one.revoke(device, wipe=False)

    assert at_every_point(hub, folder, one, work, look) > 6


@pytest.mark.parametrize("fate", BAD, ids=lambda each: each.name.lower())
def test_on_a_line_that_fails_at_each_request_in_its_turn(hub: Hub, fresh: Fresh, fate: Fate) -> None:
    one, late = fresh(0), fresh(1)
    for laptop in (one, late):
        for place in range(4):
            laptop.fates = [*[Fate.WELL] * place, *[fate] * 2]
            with suppress(HubUnreachable, NotTheHub, HubRefused, AlreadyEnrolled):
                laptop.enrol(hub)
        laptop.fates = []
        with suppress(AlreadyEnrolled):
            laptop.enrol(hub)
    one.approve(late)
    talk(late, "新しい机の話")
    quiet((one, late))
    roster = hub.store.roster(hub.district)
    assert set(roster.ever) == {one.device, late.device}
    assert len(roster.epochs) == 1
    assert one.desk.verify() == late.desk.verify() == []
