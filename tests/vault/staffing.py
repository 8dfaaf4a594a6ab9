"""A vault with a 責任者 and a 担当者, made once a session and copied for each test."""

import shutil
from pathlib import Path

import pytest

from kyosei_desk.opening import open_desk
from kyosei_desk.vault import Role
from tests.builders import CLOCK, COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS
from tests.conftest import Made


@pytest.fixture(scope="session")
def staffed_once(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("staffed") / "vault"
    shutil.copytree(made.path, path)
    with open_desk(path, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        desk.add_person(COLLEAGUE, Role.STAFF, OTHER_WORDS)
    shutil.rmtree(path / "backups", ignore_errors=True)
    return path


@pytest.fixture
def staffed(staffed_once: Path, tmp_path: Path) -> Path:
    """A vault of this test's own, with one 責任者 and one 担当者."""
    return Path(shutil.copytree(staffed_once, tmp_path / "staffed"))
