"""Left alone, the desk locks itself, said before; a key or a press begins the time anew."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.idle import Idle
from ui.main_window import MainWindow


def quick(window: MainWindow, milliseconds: int) -> Idle:
    """The window's own clock, wound to so little."""
    window.idle._warning.start(milliseconds)
    window.idle._end.start(milliseconds * 2)
    return window.idle


def test_left_alone_it_says_so_and_locks(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.idle.warned, timeout=5000):
        quick(window, 50)
    assert "まもなく" in window.frame.strip.words
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)


def test_a_key_begins_the_time_anew(window: MainWindow) -> None:
    idle = quick(window, 60_000)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    assert idle._end.remainingTime() > 9 * 60_000


def test_a_person_who_composes_is_not_locked_out(window: MainWindow) -> None:
    idle = quick(window, 60_000)
    window._app.inputMethod().cursorRectangleChanged.emit()
    assert idle._end.remainingTime() > 9 * 60_000
