"""A vault with the practice cases in it, made once; each test works on a copy."""

import shutil
from pathlib import Path

import pytest

from kyosei_desk.opening import open_desk
from kyosei_desk.practice.replay import replay
from tests.builders import CLOCK, WORDS, practice_cases
from tests.conftest import Made
from tests.journeys.running import secret_file


@pytest.fixture(scope="session")
def practised(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The session's vault with the twelve cases."""
    path = Path(shutil.copytree(made.path, tmp_path_factory.mktemp("practised") / "vault"))
    with open_desk(path, WORDS, clock=CLOCK) as desk:
        assert len(list(replay(desk, practice_cases(), None))) == 12
    return path


@pytest.fixture
def filled(practised: Path, tmp_path: Path) -> Path:
    """A vault of this test's own with the twelve cases."""
    return Path(shutil.copytree(practised, tmp_path / "filled"))


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A file with the 責任者's passphrase."""
    return secret_file(tmp_path)


@pytest.fixture(scope="module")
def made_once(made: Made, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An empty vault for a whole module, and the file with its passphrase."""
    folder = tmp_path_factory.mktemp("once")
    return Path(shutil.copytree(made.path, folder / "vault")), secret_file(folder)
