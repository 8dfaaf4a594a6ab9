"""The numbers, hiding and locking are reachable from everywhere; what is hidden is gone from eyes, keys and readers."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import ME, WORDS, find
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.screen import Screen
from ui.title import TITLE
from ui.unlock.screen import UnlockScreen
from ui.widgets.asking import Panel, ask, nothing, tell
from ui.widgets.buttons import Button
from ui.widgets.fields import Area

Settled = Callable[[], None]


@pytest.fixture
def panel(window: MainWindow) -> Panel:
    """A question about someone."""
    shown = Panel(window.look, window, "見本 花子さん", "どうしますか。")
    shown.body.addWidget(Area(3))
    shown.press("やめる", "plain", nothing)
    shown.open()
    return shown


def panels(window: MainWindow) -> list[Panel]:
    return [each for each in window.findChildren(Panel) if each.isVisible()]


def press(shown: QWidget, keys: str) -> None:
    """A shortcut of a window or a panel; offscreen none is ever surely the active one (see test_real_window)."""
    there = shown.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly)
    next(each for each in there if each.key() == QKeySequence(keys)).activated.emit()


def test_the_numbers_come_over_a_panel_by_key_and_by_press(panel: Panel, window: MainWindow) -> None:
    press(panel, "F9")
    numbers = next(each for each in panels(window) if each is not panel)
    assert numbers.accessibleName() == "緊急のとき"
    find(numbers, Button, "とじる").click()
    find(panel, Button, "緊急のとき").click()
    assert len(panels(window)) == 2


def test_the_numbers_come_over_a_panel_that_waits(window: MainWindow) -> None:
    waits = Panel(window.look, window, "消しています")
    waits.open()
    press(waits, "F9")
    assert len(panels(window)) == 2


def test_hiding_takes_panels_and_the_window_away_and_brings_them_back(panel: Panel, window: MainWindow) -> None:
    words = panel.findChild(Area)
    assert words is not None
    words.setPlainText("見本の言葉")
    press(panel, "F8")
    assert window.cover.isVisible()
    assert not panels(window)
    assert not window.frame.isVisible()
    window.cover.back.click()
    assert window.frame.isVisible()
    assert panels(window) == [panel]
    assert words.toPlainText() == "見本の言葉"


def test_the_same_key_shows_it_again(window: MainWindow) -> None:
    press(window, "F8")
    press(window, "F8")
    assert not window.cover.isVisible()
    assert window.frame.isVisible()


def test_under_the_cover_nothing_is_gone_to_but_the_numbers(window: MainWindow, settled: Settled) -> None:
    press(window, "F8")
    press(window, "Ctrl+N")
    settled()
    assert window.at is Place.TODAY
    QTest.keyClick(window, Qt.Key.Key_Tab)
    assert window.focusWidget() is window.cover.back
    press(window, "F9")
    assert [each.accessibleName() for each in panels(window)] == ["緊急のとき"]


def test_what_would_be_told_waits_until_the_window_is_shown(window: MainWindow) -> None:
    window.hide_all()
    told = tell(window.look, window, "見本 花子さん", "消しました。")
    assert not told.isVisible()
    window.cover.uncover()
    assert told.isVisible()


def test_a_lock_takes_the_cover_away_and_the_way_in_is_seen(window: MainWindow, qtbot: QtBot) -> None:
    window.hide_all()
    window.lock()
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)
    assert not window.cover.isVisible()
    assert isinstance(window.frame.stack.currentWidget(), UnlockScreen)
    assert window.frame.isVisible()


def test_hidden_at_the_door_it_comes_back_where_its_focus_is_gone(locked: MainWindow) -> None:
    locked.hide_all()
    screen = locked.frame.stack.currentWidget()
    locked.way_in.show_unlock()
    assert screen is not locked.frame.stack.currentWidget()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    locked.cover.back.click()
    assert not locked.cover.isVisible()


def test_a_panel_locks_by_its_key(panel: Panel, window: MainWindow, qtbot: QtBot) -> None:
    press(panel, "Ctrl+L")
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)
    assert not panels(window)


def test_what_is_done_on_a_panel_keeps_the_desk_awake(window: MainWindow) -> None:
    window.idle._end.start(60_000)
    shown = ask(window.look, window, "見本", "", [("はい", "main", nothing)])
    window.idle._end.start(60_000)
    handle = shown.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Shift)
    assert window.idle._end.remainingTime() > 9 * 60_000


def test_no_title_bar_names_anyone(panel: Panel, window: MainWindow) -> None:
    assert {each.windowTitle() for each in (window, panel)} == {TITLE}
    assert panel.accessibleName() == "見本 花子さん"


# While a desk is opening


def test_left_while_it_opens_it_is_locked_again(locked: MainWindow, qtbot: QtBot) -> None:
    locked.way_in.unlock(ME, WORDS)
    locked.lock()
    qtbot.waitUntil(lambda: locked.background.idle() and not locked.way_in._opening, timeout=20_000)
    assert locked.session is None
    assert isinstance(locked.frame.stack.currentWidget(), UnlockScreen)
    locked.way_in.unlock(ME, WORDS)
    qtbot.waitUntil(lambda: locked.session is not None and locked.background.idle(), timeout=20_000)


def test_closed_while_it_opens_no_key_stays(locked: MainWindow, qtbot: QtBot) -> None:
    locked.way_in.unlock(ME, WORDS)
    locked.close()
    assert locked.way_in._unclaimed is None
    locked.show()
    locked.way_in.show_unlock()
    qtbot.waitUntil(locked.background.idle, timeout=20_000)


def test_the_paper_is_not_asked_for_while_it_opens(locked: MainWindow, went: Callable[..., Screen]) -> None:
    """`went` opened the desk; what is asked before it is open counts as nothing."""
    assert went(Place.TODAY).isVisible()
    locked.way_in._opening = True
    locked.way_in.show_recovery()
    assert locked.at is Place.TODAY
    locked.way_in._opening = False
