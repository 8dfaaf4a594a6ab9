"""A city and three vaults a session; a hub and copies of the vaults for each test that asks."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sync.hubs import City, Hub, running_hub
from tests.sync.laptops import Laptop, Made, World, in_district, made

NAMES = ("見本 責任者一", "見本 責任者二", "見本 責任者三", "見本 責任者四")


@pytest.fixture(scope="session")
def city() -> City:
    return City()


@pytest.fixture(scope="session")
def made_vaults(tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, ...]:
    """Vaults of four different laptops, each with a 責任者 of its own."""
    folder = tmp_path_factory.mktemp("vaults")
    return tuple(made(folder / str(number), name, World().clock()) for number, name in enumerate(NAMES))


@pytest.fixture
def world() -> World:
    return World()


MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where the machine has such a place: some hundred syncs a test wait for no disk. (A kill of a process
    loses nothing of it; what a power cut does is tested in `tests/faults`.)"""
    memory = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="kyosei-", dir=memory) as name:
        yield Path(name)


@pytest.fixture
def hub(city: City, folder: Path, world: World) -> Iterator[Hub]:
    with running_hub(city, folder / "hub.db", world.clock()) as up:
        yield up


Fresh = Callable[[int], Laptop]


@pytest.fixture
def fresh(made_vaults: tuple[Made, ...], folder: Path, world: World) -> Iterator[Fresh]:
    """The laptop with this number, as it came out of its box."""
    there: list[Laptop] = []

    def laptop(number: int) -> Laptop:
        made_one = made_vaults[number]
        path = Path(shutil.copytree(made_one.path, folder / f"laptop-{number}"))
        there.append(Laptop(world, path, made_one.keys, NAMES[number]))
        return there[-1]

    yield laptop
    for each in there:
        each.kill()


@pytest.fixture
def pair(hub: Hub, fresh: Fresh) -> tuple[Laptop, Laptop]:
    """Two laptops of the hub's district."""
    one, other = fresh(0), fresh(1)
    in_district(hub, one, other)
    return one, other


@pytest.fixture
def three(hub: Hub, fresh: Fresh) -> tuple[Laptop, Laptop, Laptop]:
    one, other, third = fresh(0), fresh(1), fresh(2)
    in_district(hub, one, other, third)
    return one, other, third
