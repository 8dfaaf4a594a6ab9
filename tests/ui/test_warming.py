"""What is made ready ahead is what would be made later: nothing typed, shown or locked differs by it."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import ME, WORDS, type_in
from ui.intake.screen import CHECK, IntakeScreen
from ui.intake.who import WhoPage
from ui.main_window import MainWindow
from ui.navigation import Place, To
from ui.screens import HOMES


class Windows(QObject):
    """Every window that shows itself, but for the one there is."""

    def __init__(self, there: QWidget) -> None:
        super().__init__(there)
        self._there = there
        self.found: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if shown and watched is not self._there:
            self.found.append(type(watched).__name__)
        return False


@pytest.fixture
def warm(locked: MainWindow, qtbot: QtBot) -> MainWindow:
    """An open desk with everything ready."""
    locked.warm()
    locked.way_in.unlock(ME, WORDS)
    qtbot.waitUntil(lambda: locked.session is not None and locked.background.idle(), timeout=20_000)
    ready(locked, qtbot)
    return locked


def ready(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.background.idle() and window.warming.done, timeout=20_000)


def form(window: MainWindow, qtbot: QtBot) -> IntakeScreen:
    window.go(To(place=Place.INTAKE))
    ready(window, qtbot)
    screen = window.shown()
    assert isinstance(screen, IntakeScreen)
    return screen


def words_on(widget: QWidget) -> list[str]:
    return [each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)]


def test_every_screen_is_there_and_none_but_today_is_shown(warm: MainWindow) -> None:
    assert warm.rooms is not None
    assert set(warm.rooms._screens) == set(HOMES)
    assert warm.at is Place.TODAY
    assert [place for place, each in warm.rooms._screens.items() if each.isVisible()] == [Place.TODAY]


def test_no_piece_shows_a_window_of_its_own(locked: MainWindow, qtbot: QtBot, fonts: QApplication) -> None:
    windows = Windows(locked)
    fonts.installEventFilter(windows)
    locked.warm()
    locked.way_in.unlock(ME, WORDS)
    qtbot.waitUntil(lambda: locked.session is not None and locked.background.idle(), timeout=20_000)
    form(locked, qtbot)
    fonts.removeEventFilter(windows)
    assert windows.found == []


def test_a_page_made_ahead_knows_what_was_typed_before_it_is_shown(warm: MainWindow, qtbot: QtBot) -> None:
    screen = form(warm, qtbot)
    assert set(screen.pages) == set(range(CHECK + 1))
    screen.go_step(1)
    who = screen.pages[1]
    assert isinstance(who, WhoPage)
    type_in(next(iter(who.cards.values())).name, "見本 由美子")
    screen.go_step(CHECK)
    assert any("見本 由美子" in each for each in words_on(screen.pages[CHECK]))


def test_another_form_drops_the_pages_of_the_first(warm: MainWindow, qtbot: QtBot) -> None:
    screen = form(warm, qtbot)
    first = dict(screen.pages)
    warm.go(To(place=Place.TODAY))
    form(warm, qtbot)
    assert set(screen.pages) == set(first)
    assert not any(screen.pages[place] is first[place] for place in first)


def test_a_lock_in_the_middle_of_it_ends_it(warm: MainWindow, qtbot: QtBot) -> None:
    warm.go(To(place=Place.INTAKE))
    qtbot.waitUntil(lambda: not warm.warming.done, timeout=20_000)
    warm.lock()
    assert warm.warming.done
    qtbot.waitUntil(lambda: warm.session is None, timeout=20_000)
