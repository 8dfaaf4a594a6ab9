"""The practice room: a vault of its own with the fictitious district and its cases, to be opened without a secret."""

from pathlib import Path

from kyosei_desk.clock import Clock
from kyosei_desk.desk import Desk
from kyosei_desk.opening import make_desk, open_desk, vault_exists
from kyosei_desk.practice.cases import PRACTICE_CASES, read_cases
from kyosei_desk.practice.district import practice_district
from kyosei_desk.practice.replay import replay

PERSON = "練習 花子"
WORDS = "れんしゅうの あいことば です"
"""No secret: there is nothing in the practice room but invented names."""


def furnish(folder: Path, clock: Clock) -> None:
    """Make the room where there is none, with the practice cases written down."""
    if vault_exists(folder):
        return
    make_desk(folder, PERSON, WORDS, clock, practice_district())
    with open_desk(folder, WORDS, person=PERSON, clock=clock) as desk:
        fill(desk)


def fill(desk: Desk) -> None:
    """Every case, as a volunteer would have written it down."""
    for _outcome in replay(desk, read_cases(PRACTICE_CASES), None):
        pass
