"""Two laptops of one district, each with a 責任者 of its own, made once a session and copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.opening import make_desk, open_desk
from kyosei_desk.records import District
from kyosei_desk.vault import FLOOR
from tests.builders import CLOCK
from tests.conftest import Made
from tests.devices.desks import SECOND, SECOND_WORDS
from tests.devices.standin import StandIn
from tests.vault.staffing import staffed, staffed_once

__all__ = ["staffed", "staffed_once"]


@pytest.fixture(scope="session")
def second_made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    path = tmp_path_factory.mktemp("second") / "vault"
    return Made(path, make_desk(path, SECOND, SECOND_WORDS, CLOCK, District(id="district"), FLOOR))


@pytest.fixture
def second(second_made: Made, tmp_path: Path) -> Path:
    """The vault of the second laptop."""
    return Path(shutil.copytree(second_made.path, tmp_path / "second"))


@pytest.fixture
def other_desk(second: Path) -> Iterator[Desk]:
    """The open desk of the second laptop."""
    with open_desk(second, SECOND_WORDS, clock=CLOCK) as opened:
        yield opened


@pytest.fixture
def hub() -> StandIn:
    return StandIn()
