"""Once in a real window: X11 on a virtual screen, the platform's own plugin, every screen drawn."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WANTED = {
    "unlock", "first-run", "recovery", "today", "search", "referrals", "resources", "reports", "sync", "settings",
    "reports-outside", "handing-in", "lack-form", "lacking", "household", "talk", "sharing", "correct-person",
    "correct-home", "town", "kinship", "kinship-words", "conflicts", "referral", "today-busy", "paper", "help",
    *(f"intake-{page}" for page in range(1, 9)), "emergency", "hidden",
}  # fmt: skip


@pytest.fixture
def display() -> Iterator[str]:
    """A virtual screen of a shared laptop's size; it ends with the test."""
    if shutil.which("Xvfb") is None:
        sentence = "Xvfb がありません。sh packaging/screen.sh で入れると、ほんものの窓で試せます。"
        pytest.fail(sentence) if os.environ.get("CI") else pytest.skip(sentence)
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()  # said once it is ready
        assert number, "the virtual screen did not start"
        yield f":{number}"
        server.terminate()


def test_every_screen_is_drawn_in_a_real_window(display: str, tmp_path: Path) -> None:
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    command = [sys.executable, "-m", "tests.ui.tour", "--walk", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    drawn = {line.split()[0]: int(line.split()[2]) for line in ended.stdout.splitlines()}
    assert set(drawn) >= WANTED
    assert {stop for stop, colours in drawn.items() if colours < 3} == set()  # an empty screen has one colour
