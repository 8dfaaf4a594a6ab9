"""A vault with a marker in it that must show nowhere, made once; each test works on a copy."""

import shutil
from pathlib import Path

import pytest

from kyosei_desk.opening import open_desk
from tests.builders import CLOCK, WORDS, intake
from tests.conftest import Made
from tests.faults.saying import MARKER
from tests.journeys.running import secret_file


@pytest.fixture(scope="session")
def marked(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The session's vault: twenty talks, the marker in each, and today's backup."""
    path = Path(shutil.copytree(made.path, tmp_path_factory.mktemp("marked") / "vault"))
    with open_desk(path, WORDS, clock=CLOCK) as desk:
        for number in range(20):
            desk.record(intake(MARKER, name=f"{MARKER} {number}", case_id=f"M{number}"))
    return path


@pytest.fixture
def hurt(marked: Path, tmp_path: Path) -> Path:
    """A copy for this test to hurt."""
    return Path(shutil.copytree(marked, tmp_path / "hurt"))


@pytest.fixture
def words(tmp_path: Path) -> Path:
    return secret_file(tmp_path)
