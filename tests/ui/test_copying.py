"""A copy under way: how far it is, beside what a person does meanwhile; stopped by hand, and by a lock."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from kyosei_desk.backup_check import check_backup, make_backup
from kyosei_desk.desk import Desk
from kyosei_desk.watching import Watch
from tests.builders import intake
from tests.ui.conftest import WORDS, find
from tests.ui.test_paper import panels, words_on
from ui.main_window import MainWindow
from ui.navigation import Place, To
from ui.screen import Screen
from ui.settings import copies
from ui.settings.copying import copying_of
from ui.settings.screen import SettingsScreen
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button
from ui.widgets.fields import Secret

Settled = Callable[[], None]


class Held:
    """A copy that has come to 40 % and waits there."""

    def __init__(self, work: Callable[..., object]) -> None:
        self.gate, self._work = threading.Event(), work

    def __call__(self, *arguments: object, watch: Watch) -> object:
        watch.step(40, 100)
        assert self.gate.wait(20)
        watch.step(41, 100)
        return self._work(*arguments)


@pytest.fixture
def screen(went: Callable[..., Screen]) -> SettingsScreen:
    found = went(Place.SETTINGS)
    assert isinstance(found, SettingsScreen)
    return found


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    made = Held(make_backup)

    def make(desk: Desk, path: Path, watch: Watch) -> object:
        return made(desk, path, watch=watch)

    monkeypatch.setattr(copies, "make_backup", make)
    yield made
    made.gate.set()


def at_40(window: MainWindow, qtbot: QtBot) -> None:
    assert window.session is not None
    copying = copying_of(window.session)
    qtbot.waitUntil(lambda: copying.percent == 40, timeout=20_000)


def test_it_says_how_far_it_is_and_nobody_waits_for_it(
    window: MainWindow, screen: SettingsScreen, held: Held, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    copies.make(screen, tmp_path / "stick.backup")
    at_40(window, qtbot)
    assert "控えを取っています　40 %" in words_on(screen)
    assert find(screen, QProgressBar, "控えの進みぐあい").value() == 40
    assert not panels(window), "the window is free"
    assert window.session is not None
    written: list[object] = []
    window.session.act(window, lambda desk: desk.record(intake("見本の話")), written.append)
    qtbot.waitUntil(lambda: bool(written), timeout=20_000)
    held.gate.set()
    settled()
    assert "控えを取りました" in words_on(panels(window)[0])
    assert "40 %" not in words_on(screen)
    assert (tmp_path / "stick.backup").exists()


def test_it_is_stopped_by_hand(
    window: MainWindow, screen: SettingsScreen, held: Held, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    copies.make(screen, tmp_path / "stick.backup")
    at_40(window, qtbot)
    find(screen, Button, "やめる").click()
    assert "やめています" in words_on(screen)
    held.gate.set()
    settled()
    assert not panels(window)
    assert "やめています" not in words_on(screen)
    assert not (tmp_path / "stick.backup").exists()
    copies.make(screen, tmp_path / "stick.backup")
    settled()
    assert (tmp_path / "stick.backup").exists()


def test_a_second_one_waits_for_the_first(
    window: MainWindow, screen: SettingsScreen, held: Held, settled: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    copies.make(screen, tmp_path / "stick.backup")
    at_40(window, qtbot)
    for word in ("控えを取る", "控えをためしに戻す"):
        find(screen, Button, word).click()
        assert "終わってから" in words_on(panels(window)[0])
        find(panels(window)[0], Button, "わかりました").click()
    copies.make(screen, tmp_path / "other.backup")
    held.gate.set()
    settled()
    assert not (tmp_path / "other.backup").exists()


def test_whoever_went_on_writing_is_not_interrupted(
    window: MainWindow,
    screen: SettingsScreen,
    held: Held,
    settled: Settled,
    went: Callable[..., Screen],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    copies.make(screen, tmp_path / "stick.backup")
    at_40(window, qtbot)
    window.go(To(place=Place.TODAY))
    held.gate.set()
    settled()
    assert not panels(window)
    assert "控えを取りました" in window.frame.strip.words
    went(Place.SETTINGS)
    assert "さいごに取った日" in words_on(screen)


def test_a_lock_stops_it_and_says_so(
    window: MainWindow, screen: SettingsScreen, held: Held, qtbot: QtBot, tmp_path: Path
) -> None:
    """Somebody waits for that copy: it is told over the way in, where no word of anyone stands."""
    copies.make(screen, tmp_path / "stick.backup")
    at_40(window, qtbot)
    window.lock()
    held.gate.set()
    qtbot.waitUntil(lambda: window.session is None and window.background.idle(), timeout=20_000)
    assert "とちゅうで、やめました" in words_on(panels(window)[0])
    assert not (tmp_path / "stick.backup").exists()


def test_a_tested_restore_goes_on_once_the_passphrase_was_right(
    window: MainWindow,
    screen: SettingsScreen,
    settled: Settled,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copies.make(screen, tmp_path / "stick.backup")
    settled()
    find(panels(window)[0], Button, "わかりました").click()
    made = Held(check_backup)
    monkeypatch.setattr(copies, "check_backup", made)
    for stopped in (True, False):
        made.gate.clear()
        copies.ask_words(screen, tmp_path / "stick.backup")
        panel: Panel = panels(window)[0]
        find(panel, Secret, "控えを取ったときの合言葉").setText(WORDS)
        find(panel, Button, "確かめる").click()
        at_40(window, qtbot)
        assert not panels(window), "the passphrase was right: the window is free again"
        assert "控えを確かめています　40 %" in words_on(screen)
        if stopped:
            find(screen, Button, "やめる").click()
        made.gate.set()
        settled()
        assert [words_on(each) for each in panels(window)] == [] or "この控えは戻せます" in words_on(panels(window)[0])
        assert bool(panels(window)) != stopped
