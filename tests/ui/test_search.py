"""世帯をさがす: from the first character on, the latest question wins, the keyboard alone is enough."""

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from kyosei_desk.practice import room
from kyosei_desk.records import Household, new_id
from tests.ui.conftest import find, type_in
from ui.households.search import SearchScreen
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.screen import Screen
from ui.widgets.buttons import Button

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


def test_a_long_list_goes_on_under_what_stands_there(search: SearchScreen, settled: Settled) -> None:
    search.words.setText("見")
    search._search(3)
    settled()
    first = list(search._presses)
    assert len(first) == 3
    more = find(search, Button, "さらに表示")
    more.setFocus()
    more.click()
    settled()
    assert len(search._presses) >= 8
    assert search._presses[:3] == first
    assert search._presses[3].hasFocus()
    assert not more.isVisible()


def test_what_came_with_a_sync_moves_nobody_in_the_list(search: SearchScreen, settled: Settled) -> None:
    type_in(search.words, "見本")
    settled()
    press = search._presses[1]
    press.setFocus()
    search.session.changed.emit()
    settled()
    assert press.hasFocus()


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
    assert window.at is Place.HOUSEHOLD


def test_a_household_is_one_line_with_its_place_and_its_last_talk(search: SearchScreen, settled: Settled) -> None:
    desk = search.session.desk
    first = desk.by_case_id("P01")
    assert first is not None
    again = msgspec.structs.replace(first, id=new_id(), case_id="", taken_at="2025-03-03T10:00:00+09:00")
    desk.save(None, again)
    type_in(search.words, "見本 由美子")
    settled()
    assert names(search) == ["見本 由美子さん・見本 蓮さん"]
    words = [each.text() for each in search.findChildren(QLabel) if each.isVisible()]
    assert "ひばり市みどり町2-4-5 みどり荘103　さいごの相談：10月5日(月)" in words


def test_an_address_that_is_withheld_is_not_shown(search: SearchScreen, settled: Settled) -> None:
    desk = search.session.desk
    talk = desk.by_case_id("P01")
    assert talk is not None
    before = desk.shown(talk.household_id)
    assert before is not None
    assert isinstance(before.record, Household)
    desk.save(before, msgspec.structs.replace(before.record, address_withheld=True))
    type_in(search.words, "由美子")
    settled()
    assert names(search)
    assert not any("みどり町" in each.text() for each in search.findChildren(QLabel) if each.isVisible())
