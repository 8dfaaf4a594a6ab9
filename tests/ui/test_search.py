"""世帯をさがす: from the first character on, the latest question wins, the keyboard alone is enough."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from kyosei_desk.practice import room
from tests.ui.conftest import type_in
from ui.households.search import SearchScreen
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.screen import Screen

Settled = Callable[[], None]


@pytest.fixture
def search(window: MainWindow, went: Callable[..., Screen]) -> SearchScreen:
    assert window.session is not None
    room.fill(window.session.desk)
    screen = went(Place.SEARCH)
    assert isinstance(screen, SearchScreen)
    return screen


def names(screen: SearchScreen) -> list[str]:
    return [each.text() for each in screen.findChildren(QLabel) if each.property("kind") == "name" and each.isVisible()]


def test_one_character_finds(search: SearchScreen, settled: Settled) -> None:
    type_in(search.words, "見")
    settled()
    assert len(names(search)) >= 8


def test_the_latest_question_wins(search: SearchScreen, settled: Settled) -> None:
    for words in ("見", "見本", "見本 トメ"):
        search.words.setText(words)
        search._search()
    settled()
    assert names(search)
    assert all("トメ" in name for name in names(search))


def test_what_is_not_there_is_said(search: SearchScreen, settled: Settled) -> None:
    type_in(search.words, "いないひと")
    settled()
    assert names(search) == []
    assert any("見つかりませんでした" in each.text() for each in search.findChildren(QLabel))


def test_the_keyboard_goes_into_the_list_and_opens(search: SearchScreen, window: MainWindow, settled: Settled) -> None:
    type_in(search.words, "見本")
    settled()
    QTest.keyClick(search.words, Qt.Key.Key_Down)
    assert search._presses[0].hasFocus()
    QTest.keyClick(search._presses[0], Qt.Key.Key_Down)
    assert search._presses[1].hasFocus()
    QTest.keyClick(search._presses[1], Qt.Key.Key_Up)
    QTest.keyClick(search._presses[0], Qt.Key.Key_Return)
    settled()
    assert window._at is Place.HOUSEHOLD
