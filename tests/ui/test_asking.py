"""Panels: never higher than their window, their presses always in sight, and not to be lost by Escape."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from i18n import BREAK
from kyosei_desk.vocabulary import builtin_vocabulary
from ui.look import Look
from ui.widgets.asking import Panel, ask, nothing
from ui.widgets.buttons import Button
from ui.widgets.emergency import show_all
from ui.widgets.fields import Field, Line
from ui.widgets.focus_ring import FocusRing
from ui.widgets.text import Words

LONG = BREAK.join(("見本の文です。", "記録はそのままです。", "あとから直せます。", "ほかの人には見えません。"))


@pytest.fixture(params=[1.0, 2.0])
def look(fonts: QApplication, request: pytest.FixtureRequest) -> Iterator[Look]:
    found = Look("light", request.param)
    found.put_on(fonts)
    yield found
    Look("light", 1.0).put_on(fonts)


@pytest.fixture
def window(look: Look, qtbot: QtBot) -> QWidget:
    found = QWidget()
    found.resize(1366, 688)
    qtbot.addWidget(found)
    found.show()
    assert look.scale
    return found


def settled() -> None:
    for _round in range(4):
        QApplication.processEvents()
        QApplication.sendPostedEvents()


def with_fields(look: Look, window: QWidget, count: int) -> Panel:
    panel = Panel(look, window, "見本", LONG)
    for number in range(count):
        panel.body.addWidget(Field(look, f"欄{number}", Line(), LONG))
    panel.press("足す", "main", nothing, close=False)
    panel.press("やめる", "plain", nothing)
    panel.open()
    settled()
    return panel


def area_of(panel: Panel) -> QScrollArea:
    area = panel.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    return area


@pytest.mark.parametrize("count", [0, 1, 3, 9])
def test_a_panel_fits_its_window_and_shows_its_presses(look: Look, window: QWidget, count: int) -> None:
    panel = with_fields(look, window, count)
    assert panel.height() <= window.height()
    assert panel.width() <= window.width()
    for press in panel.findChildren(Button):
        assert panel.rect().contains(QRect(press.mapTo(panel, QPoint(0, 0)), press.size())), press.accessibleName()


def test_what_has_room_does_not_scroll(look: Look, window: QWidget) -> None:
    panel = with_fields(look, window, 1)
    assert area_of(panel).verticalScrollBar().maximum() == 0
    assert not area_of(panel).verticalScrollBar().isVisible()


def test_the_control_with_the_focus_comes_into_sight_with_its_ring(look: Look, window: QWidget) -> None:
    panel = with_fields(look, window, 9)
    last = panel.findChildren(Line)[-1]
    panel.activateWindow()
    last.setFocus()
    settled()
    view = area_of(panel).viewport()
    assert view.rect().contains(QRect(last.mapTo(view, QPoint(0, 0)), last.size()))
    (ring,) = panel.findChildren(FocusRing)
    assert ring._target is last


def test_a_sentence_more_makes_it_higher(look: Look, window: QWidget) -> None:
    panel = with_fields(look, window, 1)
    before = panel.height()
    panel.findChildren(Field)[0].problem("書いてください。")
    settled()
    assert panel.height() > before
    assert area_of(panel).verticalScrollBar().maximum() == 0


def test_escape_is_the_last_press(look: Look, window: QWidget) -> None:
    pressed = list[str]()
    presses = [(each, lambda each=each: pressed.append(each)) for each in ("消す", "やめる")]
    panel = ask(look, window, "見本", "", [(word, "second", act) for word, act in presses])
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert pressed == ["やめる"]
    assert not panel.isVisible()


def test_escape_does_not_take_away_what_is_waited_for(look: Look, window: QWidget) -> None:
    panel = Panel(look, window, "消しています")
    panel.open()
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.isVisible()
    panel.accept()
    assert not panel.isVisible()


def test_what_is_only_read_scrolls_by_keys(look: Look, window: QWidget) -> None:
    panel = Panel(look, window, "見本")
    for _number in range(60):
        panel.body.addWidget(Words(LONG))
    panel.press("とじる", "main", nothing).setFocus()
    panel.open()
    settled()
    bar = area_of(panel).verticalScrollBar()
    assert bar.maximum() > 0
    for key, there in ((Qt.Key.Key_End, bar.maximum), (Qt.Key.Key_Home, bar.minimum)):
        QTest.keyClick(panel.focusWidget(), key)
        assert bar.value() == there()
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_PageDown)
    assert bar.value() > 0
    panel.reject()


def test_the_numbers_have_one_scroll_bar_and_reach_their_end(look: Look, window: QWidget) -> None:
    panel = show_all(look, window, builtin_vocabulary().numbers, date(2026, 11, 24))
    settled()
    (area,) = panel.findChildren(QScrollArea)
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_End)
    last = panel.findChildren(Words)[-1]
    assert last.mapTo(area.viewport(), QPoint(0, last.height())).y() <= area.viewport().height() + 1
    panel.reject()
