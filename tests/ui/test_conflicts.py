"""2つの記録をくらべる: both are shown; one is chosen, or they are joined; the choice can be taken back."""

from collections.abc import Callable

import msgspec
import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.records import Consultation
from tests.builders import intake
from tests.ui.conftest import find, type_in
from ui.conflicts.screen import ConflictsScreen
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.screen import Screen
from ui.widgets.buttons import Button

ONE, OTHER = "電気を止めないでほしい", "家賃の相談もしたい"


@pytest.fixture
def talk(window: MainWindow) -> Consultation:
    """Two people wrote the wish down without knowing of each other."""
    assert window.session is not None
    desk = window.session.desk
    talk = desk.record(intake("話"))
    before = desk.shown(talk.id)
    for wish in (ONE, OTHER):
        desk.save(before, msgspec.structs.replace(talk, wish=wish))
    return talk


def wish(desk: Desk, talk: Consultation) -> str:
    return desk.file(talk.id).consultation.wish


def open_conflicts(went: Callable[..., Screen]) -> ConflictsScreen:
    screen = went(Place.CONFLICTS)
    assert isinstance(screen, ConflictsScreen)
    return screen


def test_one_is_chosen_and_can_be_taken_back(
    talk: Consultation, went: Callable[..., Screen], settled: Callable[[], None]
) -> None:
    screen = open_conflicts(went)
    desk = screen.session.desk
    screen._tiles["0"].click()
    screen.onward()
    settled()
    assert wish(desk, talk) == ONE
    assert desk.conflicts() == []
    find(screen, Button, f"「{OTHER}」にえらび直す").click()
    settled()
    assert wish(desk, talk) == OTHER


def test_both_are_joined(talk: Consultation, went: Callable[..., Screen], settled: Callable[[], None]) -> None:
    screen = open_conflicts(went)
    assert screen.text.text() == f"{ONE}\n{OTHER}"
    screen.text.selectAll()
    type_in(screen.text, "電気のことと、家賃のこと")
    screen.onward()
    settled()
    assert wish(screen.session.desk, talk) == "電気のことと、家賃のこと"


def test_nothing_is_decided_for_a_person(talk: Consultation, went: Callable[..., Screen]) -> None:
    screen = open_conflicts(went)
    screen.onward()
    assert len(screen.session.desk.conflicts()) == 1
    assert talk.id == screen._lines[0].conflict.record_id


def test_it_says_when_there_is_none(went: Callable[..., Screen]) -> None:
    screen = open_conflicts(went)
    assert screen.footer() is None
