"""A real window on a real vault, offscreen: what a person would see and press."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from kyosei_desk.clock import JAPAN, fixed_clock
from kyosei_desk.opening import make_desk
from kyosei_desk.practice.district import practice_district
from kyosei_desk.sealing.passphrase import FLOOR
from ui.app import make_window
from ui.look.look import load_fonts
from ui.main_window import MainWindow
from ui.navigation import Place, To
from ui.screen import Screen

T = TypeVar("T")
ME, WORDS = "練習 花子", "れんしゅうの あいことば です"
NOW = datetime(2026, 10, 21, 10, 20, tzinfo=JAPAN)


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["kyosei-desk"]


@pytest.fixture(scope="session")
def fonts(qapp: QApplication) -> QApplication:
    load_fonts()
    return qapp


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vault with one 責任者 and nothing in it."""
    make_desk(tmp_path / "vault", ME, WORDS, fixed_clock(NOW), practice_district(), FLOOR)
    return tmp_path / "vault"


@pytest.fixture
def locked(fonts: QApplication, qtbot: QtBot, folder: Path, tmp_path: Path) -> Iterator[MainWindow]:
    """The window at its unlock screen."""
    window = make_window(fonts, folder, tmp_path / "room", tmp_path / "window.json", fixed_clock(NOW))
    window.start()
    window.show()
    yield window
    if window.session is not None:
        window.lock()
        qtbot.waitUntil(lambda: window.session is None, timeout=20_000)
    window.close()
    window.background.wait()
    window.deleteLater()


@pytest.fixture
def window(locked: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window with its desk open, at 今日."""
    locked.way_in.unlock(ME, WORDS)
    qtbot.waitUntil(lambda: locked.session is not None and locked.background.idle(), timeout=20_000)
    return locked


@pytest.fixture
def settled(window: MainWindow, qtbot: QtBot) -> Callable[[], None]:
    """Wait until nothing asked of the desk is under way."""

    def still() -> None:
        qtbot.waitUntil(window.background.idle, timeout=20_000)
        for _round in range(3):  # what was put on a page is shown one turn later
            QApplication.processEvents()
            QApplication.sendPostedEvents()

    return still


@pytest.fixture
def went(window: MainWindow, settled: Callable[[], None]) -> Callable[..., Screen]:
    """Go to a place and give its screen, loaded."""

    def go(place: Place, record_id: str = "", part: str = "") -> Screen:
        window.go(To(place=place, record_id=record_id, part=part))
        settled()
        found = window.shown()
        assert found is not None
        return found

    return go


def find(within: QWidget, kind: type[T], name: str) -> T:
    """The visible control with this accessible name."""
    there = [each for each in within.findChildren(QWidget) if isinstance(each, kind) and each.isVisibleTo(within)]
    found = [each for each in there if each.accessibleName() == name]
    assert len(found) == 1, (name, sorted({each.accessibleName() for each in there}))
    return found[0]


def compose(field: QWidget, text: str) -> None:
    """Japanese input under way: on the screen, and not text yet."""
    QApplication.sendEvent(field, QInputMethodEvent(text, []))


def type_in(field: QWidget, text: str) -> None:
    """Type as an input method does: composed, then taken over."""
    field.setFocus()
    compose(field, text)
    done = QInputMethodEvent("", [])
    done.setCommitString(text)
    QApplication.sendEvent(field, done)
