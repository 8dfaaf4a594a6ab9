"""Killed in the middle of typing: what was kept is there, and a keeping is never further away than a second."""

import subprocess
import sys
from pathlib import Path

import pytest

from kyosei_desk.clock import fixed_clock
from kyosei_desk.drafting import taken_up
from kyosei_desk.opening import open_desk
from tests.ui.conftest import ME, NOW, WORDS
from tests.ui.typing_child import SIGN
from ui.intake.writing import PAUSE

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("keepings", [2, 4])
def test_what_was_kept_survives_a_kill(folder: Path, keepings: int) -> None:
    command = [sys.executable, "-m", "tests.ui.typing_child", str(folder), ME, WORDS]
    kept = 0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            word, count = line.split()
            if word == "kept":
                kept, keepings = int(count), keepings - 1
            if not keepings:
                child.kill()
                break
    assert kept > 0
    with open_desk(folder, WORDS, person=ME, clock=fixed_clock(NOW)) as desk:
        assert desk.verify() == []
        (draft,) = desk.drafts()
        talk = taken_up(draft.content).intake.consultation
        texts = [talk.wish, *(each.text for each in talk.statements.values())]
        assert max(text.count(SIGN) for text in texts) >= kept


def test_a_keeping_is_never_a_second_away() -> None:
    """The timer runs from the first unkept change and is not put off by the next one (see Writing._take)."""
    assert PAUSE < 1000
