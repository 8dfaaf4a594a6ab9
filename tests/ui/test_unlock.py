"""鍵をあける: the way in, and its refusals in words."""

import pytest
from pytestqt.qtbot import QtBot

from kyosei_desk.store import tables
from tests.store.test_migrations import grow, next_program
from tests.ui.conftest import ME, WORDS, find, type_in
from ui.main_window import MainWindow
from ui.unlock.screen import UnlockScreen
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button


def the_screen(window: MainWindow) -> UnlockScreen:
    screen = window.frame.stack.currentWidget()
    assert isinstance(screen, UnlockScreen)
    return screen


def test_the_right_words_open_today(locked: MainWindow, qtbot: QtBot) -> None:
    screen = the_screen(locked)
    type_in(screen.words, WORDS)
    find(screen, Button, "鍵をあける").click()
    qtbot.waitUntil(lambda: locked.session is not None, timeout=20_000)
    assert locked.frame.band.title.text() == "今日"
    assert locked.frame.rail.person == ME


def test_wrong_words_are_said_and_nothing_opens(locked: MainWindow, qtbot: QtBot) -> None:
    screen = the_screen(locked)
    screen.words.setText("ちがう合言葉です")
    find(screen, Button, "鍵をあける").click()
    qtbot.waitUntil(lambda: "合言葉が違う" in screen.words.accessibleDescription(), timeout=20_000)
    assert locked.session is None
    assert screen.words.text() == ""


def test_the_copy_before_a_new_program_is_told(
    locked: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    locked.frame.strip.said.connect(lambda: said.append(locked.frame.strip.words))
    monkeypatch.setattr(tables, "migrations", next_program(grow))
    locked.way_in.unlock(ME, WORDS)
    qtbot.waitUntil(lambda: locked.session is not None and locked.background.idle(), timeout=20_000)
    assert any("控えを取っています" in words for words in said)
    assert "控えを取っています" not in locked.frame.strip.words


def test_leaving_the_seat_locks(window: MainWindow, qtbot: QtBot) -> None:
    window.lock()
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)
    the_screen(window)


def test_help_is_there_before_the_desk_is_open(locked: MainWindow) -> None:
    locked.show_help()
    panel = next(each for each in locked.findChildren(Panel) if each.isVisible())
    assert panel.accessibleName() == "鍵をあける"
    find(panel, Button, "とじる").click()
