"""The desk is killed between any two steps of `sync_once`, each in its turn; opened again, it syncs to the end."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import NOW, intake
from tests.sync.fuses import Fuse, Killed, burning
from tests.sync.hubs import City, Hub, running_hub
from tests.sync.laptops import Laptop, Made, World, in_district, quiet

PARTS = 8
"""The points are spread over so many tests, so that several workers share them."""


class Eve:
    """A moment before a sync that has much to do: both desks wrote, purged and sealed, and the hub lost a day."""

    def __init__(self, hub: Hub, one: Laptop, other: Laptop, folder: Path) -> None:
        self.hub, self.one, self.other, self.folder = hub, one, other, folder
        for each in (one, other):
            each.close()
            shutil.copytree(each.path, folder / each.path.name)
        hub.copy(folder / "eve.db")

    def again(self) -> None:
        self.hub.put_back(self.folder / "eve.db", new_epoch=False)
        for each in (self.one, self.other):
            each.put_back(self.folder / each.path.name)


def written(laptop: Laptop, words: str) -> str:
    return laptop.desk.record(intake(words, taken_at=NOW.isoformat())).id


@pytest.fixture
def eve(city: City, made_vaults: tuple[Made, ...], folder: Path) -> Iterator[Eve]:
    world = World()
    with running_hub(city, folder / "hub.db", world.clock()) as hub:
        one, other = (
            Laptop(world, Path(shutil.copytree(each.path, folder / f"laptop-{number}")), each.keys, f"机{number}")
            for number, each in enumerate(made_vaults[:2])
        )
        in_district(hub, one, other)
        gone, closed = written(other, "消してほしい話"), written(one, "見せたくない話")
        quiet((one, other))
        hub.copy(folder / "yesterday.db")
        written(one, "今日の話")
        quiet((one, other))
        hub.put_back(folder / "yesterday.db", new_epoch=True)
        other.desk.purge(gone)
        other.desk.restrict(closed, [one.keys.person_id])
        other.sync()
        written(one, "まだ送っていない話")
        one.desk.purge(written(one, "書いてすぐ消した話"))
        ready = folder / "eve"
        ready.mkdir()
        yield Eve(hub, one, other, ready)
        one.kill()
        other.kill()


def killed_at(eve: Eve, point: int) -> bool:
    """Whether the sync was cut short there; False once the point lies behind its end."""
    eve.again()
    fuse = Fuse(point)
    eve.one.desk.today()  # opened before: what is tested is the sync
    try:
        with burning(fuse):
            eve.one.sync()
    except Killed:
        pass
    eve.one.kill()
    return fuse.blown


@pytest.mark.parametrize("part", range(PARTS))
def test_invariant_05_no_step_of_a_sync_can_lose_anything_by_being_the_last(eve: Eve, part: int) -> None:
    """Cursor and rows commit together: whatever was cut short, the next rounds bring everything, once."""
    point = 1 + part
    while killed_at(eve, point):
        check(eve)
        point += PARTS
    assert point > 2 * PARTS, "the sync has become so short that this tests nothing"


def test_the_points_lie_between_all_kinds_of_steps(eve: Eve) -> None:
    """Transactions, requests before and after, files: what the numbers above count."""
    eve.one.open()
    with burning(Fuse()) as fuse:
        eve.one.sync()
    assert {"transaction", "before GET /pull", "after GET /pull", "before POST /push", "after POST /push"} <= set(
        fuse.steps
    )
    assert "file backups.stale" in fuse.steps
    check(eve)


def check(eve: Eve) -> None:
    one, other = eve.one, eve.other
    quiet((one, other))
    assert one.desk.verify() == other.desk.verify() == []
    assert one.change_ids() == other.change_ids() == eve.hub.item_ids()
    assert one.states() == other.states()
    for laptop in (one, other):
        assert len(laptop.desk.search("まだ送っていない話")) == len(laptop.desk.search("今日の話")) == 1
        assert not laptop.desk.search("消してほしい話")
        assert not laptop.desk.search("書いてすぐ消した話")
    assert len(one.desk.search("見せたくない話")) == 1
