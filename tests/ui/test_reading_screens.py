"""ヘルプ: what is only read."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel

from tests.ui.conftest import find
from ui.help.texts import texts
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.screen import Screen
from ui.widgets.buttons import Button

Went = Callable[..., Screen]


@pytest.mark.parametrize("place", [Place.TODAY, Place.REPORTS])
def test_help_begins_with_the_screen_one_came_from(
    went: Went, window: MainWindow, settled: Callable[[], None], place: Place
) -> None:
    went(place)
    window.show_help()
    settled()
    shown = window.shown()
    assert shown is not None
    titles = [each.text() for each in shown.findChildren(QLabel) if each.property("kind") == "heading"]
    expected = next(each.title for each in texts().section if each.place == place)
    assert titles[0] == expected
    find(shown, Button, "もどる").click()
    settled()
    assert window.at is place


def test_every_place_of_the_rail_has_its_help() -> None:
    assert {each.place for each in texts().section} == set(Place) - {Place.HELP}
