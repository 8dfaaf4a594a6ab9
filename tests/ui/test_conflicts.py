"""2つの記録をくらべる: both are shown; one is chosen, or they are joined; the choice can be taken back."""

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kyosei_desk.desk import Desk
from kyosei_desk.records import Consultation
from tests.builders import intake
from tests.ui.conftest import ME, WORDS, find, type_in
from ui.conflicts.compared import Compared, differing, spans
from ui.conflicts.screen import ConflictsScreen
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.screen import Screen
from ui.widgets.buttons import Button
from ui.widgets.tiles import Tile

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
    find(screen, Tile, f"{ME}の「{ONE}」にする").click()
    assert screen._cards["0"].property("chosen") == "true"
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


@pytest.mark.usefixtures("talk")
def test_all_of_a_card_is_the_target(went: Callable[..., Screen]) -> None:
    screen = open_conflicts(went)
    card = screen._cards["1"]
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(card.width() - 5, card.height() - 5))
    assert card.tile.isChecked()
    assert not screen._cards["0"].tile.isChecked()


def test_a_person_and_a_day_are_said_in_words(
    talk: Consultation, went: Callable[..., Screen], settled: Callable[[], None]
) -> None:
    screen = open_conflicts(went)
    desk = screen.session.desk
    screen._cards["0"].chosen.emit()
    screen.onward()
    settled()
    before = desk.shown(talk.id)
    for taken_by in (desk.me.id, "f" * 32):
        desk.save(before, msgspec.structs.replace(desk.file(talk.id).consultation, taken_by=taken_by))
    screen.refresh()
    settled()
    words = [each.text() for each in screen.findChildren(Compared) if each.isVisible()]
    assert sorted(words) == sorted([ME, "ここにいない人"])
    assert "joined" not in screen._cards  # a person is chosen, not written


def test_where_two_values_differ_is_underlined() -> None:
    assert differing("午前中。留守番は不可。", ["午後。留守番は不可。"]) == frozenset({1, 2})
    assert differing("同じ", ["同じ"]) == frozenset()
    assert differing("あ" * 700, ["い"]) == frozenset()  # too long to be compared while a person waits
    assert spans(frozenset({1, 2, 5}), 0, 4) == [(1, 3)]
    assert spans(frozenset({1, 2, 5}), 4, 4) == [(1, 2)]


# What was written in place of both


def began_to_join(went: Callable[..., Screen], words: str) -> ConflictsScreen:
    screen = open_conflicts(went)
    screen.text.selectAll()
    type_in(screen.text, words)
    return screen


@pytest.mark.usefixtures("talk")
def test_what_was_written_in_place_of_both_outlives_leaving_and_a_sync(
    window: MainWindow, went: Callable[..., Screen], settled: Callable[[], None]
) -> None:
    screen = began_to_join(went, "書きかけ")
    screen.session.changed.emit()
    settled()
    assert screen.text.text() == "書きかけ"
    went(Place.TODAY)
    assert len(screen.session.desk.conflicts()) == 1  # leaving decides nothing
    today = window.shown()
    assert today is not None
    next(each for each in today.findChildren(Button) if "書きなおし" in each.accessibleName()).click()
    settled()
    assert screen.text.text() == "書きかけ"
    screen.onward()
    settled()
    assert screen.session.desk.conflicts() == []
    assert screen.session.desk.drafts() == []


@pytest.mark.usefixtures("talk")
def test_what_was_written_in_place_of_both_outlives_a_lock(
    window: MainWindow, went: Callable[..., Screen], settled: Callable[[], None], qtbot: QtBot
) -> None:
    began_to_join(went, "書きかけ")
    window.lock()
    qtbot.waitUntil(lambda: window.session is None and window.background.idle(), timeout=20_000)
    window.way_in.unlock(ME, WORDS)
    qtbot.waitUntil(lambda: window.session is not None and window.background.idle(), timeout=20_000)
    settled()
    assert open_conflicts(went).text.text() == "書きかけ"


def test_a_choice_instead_lets_what_was_written_go(
    talk: Consultation, went: Callable[..., Screen], settled: Callable[[], None]
) -> None:
    screen = began_to_join(went, "書きかけ")
    screen.keeping.keep()
    settled()
    assert len(screen.session.desk.drafts()) == 1
    find(screen, Tile, f"{ME}の「{ONE}」にする").click()
    screen.onward()
    settled()
    assert wish(screen.session.desk, talk) == ONE
    assert screen.session.desk.drafts() == []
