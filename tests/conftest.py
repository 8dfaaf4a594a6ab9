"""One vault a session, copied for each test: making a key slot costs 64 MiB and a fifth of a second by design."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.opening import make_desk, open_desk
from kyosei_desk.practice.district import practice_district
from kyosei_desk.vault import FLOOR
from tests.builders import CLOCK, FOUNDER, WORDS

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # a shell starts a run in the background deaf to Ctrl+C, and its programs, of which some are stopped that way, too
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Made:
    """A vault as it was made: its folder, and the code that was printed once."""

    def __init__(self, path: Path, code: str) -> None:
        self.path = path
        self.code = code


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The session's empty vault; tests open a copy of it (`vault`)."""
    path = tmp_path_factory.mktemp("made") / "vault"
    return Made(path, make_desk(path, FOUNDER, WORDS, CLOCK, practice_district(), FLOOR))


@pytest.fixture
def vault(made: Made, tmp_path: Path) -> Path:
    """A vault of this test's own, with one 責任者."""
    return Path(shutil.copytree(made.path, tmp_path / "vault"))


@pytest.fixture
def desk(vault: Path) -> Iterator[Desk]:
    """The open desk of this test's own vault."""
    with open_desk(vault, WORDS, clock=CLOCK) as opened:
        yield opened
