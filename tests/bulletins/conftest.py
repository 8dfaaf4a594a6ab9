"""A desk that has taken every example, opened again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.opening import open_desk
from tests.builders import CLOCK, WORDS
from tests.bulletins.press import all_examples, take
from tests.conftest import Made


@pytest.fixture
def served(desk: Desk) -> Desk:
    """The desk with every example of ひばり市."""
    take(desk, *all_examples())
    return desk


@pytest.fixture(scope="module")
def steady(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with every example, shared by tests that send it only what it refuses: each proves that nothing moved."""
    path = shutil.copytree(made.path, tmp_path_factory.mktemp("steady") / "vault")
    with open_desk(Path(path), WORDS, clock=CLOCK) as opened:
        take(opened, *all_examples())
        yield opened


@pytest.fixture
def stocked(vault: Path) -> Path:
    """A vault whose desk took every example, and was closed."""
    with open_desk(vault, WORDS, clock=CLOCK) as first:
        take(first, *all_examples())
    return vault


@pytest.fixture
def reopened(stocked: Path) -> Iterator[Desk]:
    """The same, open again."""
    with open_desk(stocked, WORDS, clock=CLOCK) as again:
        yield again
