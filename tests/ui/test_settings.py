"""設定: what is typed or asked for there stays there, and every act reaches the desk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from kyosei_desk.clock import system_clock
from sync.practice_hub import PracticeHub, start_hub
from tests.ui.conftest import compose, find, type_in
from tests.ui.hub import opened
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.screen import Screen
from ui.settings.screen import SettingsScreen
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button
from ui.widgets.fields import Line

Went = Callable[..., Screen]
Settled = Callable[[], None]
NEW = "練習 次郎"
NEW_WORDS = "あたらしい べつの あいことば"
TALK = "見本の電気が止まりそう"


@pytest.fixture
def screen(went: Went) -> SettingsScreen:
    found = went(Place.SETTINGS)
    assert isinstance(found, SettingsScreen)
    return found


def panel_of(window: MainWindow) -> Panel:
    shown = [each for each in window.findChildren(Panel) if each.isVisible()]
    assert len(shown) == 1, [each.windowTitle() for each in shown]
    return shown[0]


def words_on(widget: QWidget) -> str:
    labels = [each for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)]
    return " ".join(each.accessibleName() or each.text() for each in labels)


def test_what_is_being_typed_outlives_a_change_elsewhere(
    window: MainWindow, screen: SettingsScreen, settled: Settled
) -> None:
    city = find(screen, Line, "市")
    city.clear()
    type_in(city, "見本市")
    compose(city, "のまち")
    assert window.session is not None
    window.session.changed.emit()
    settled()
    assert find(screen, Line, "市").text_now() == "見本市のまち"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[PracticeHub]:
    with start_hub(tmp_path / "hub", clock=system_clock) as up:
        yield up


@pytest.fixture
def enrolled(hub: PracticeHub, folder: Path) -> Path:
    with opened(folder, hub) as here:
        here.enrol(hub.code(), "窓の机")
    return folder


@pytest.mark.usefixtures("enrolled")
def test_the_laptops_of_the_district_stay_listed(screen: SettingsScreen, settled: Settled) -> None:
    find(screen, Button, "机を見る").click()
    settled()
    assert "一覧を聞きます" not in words_on(screen)
