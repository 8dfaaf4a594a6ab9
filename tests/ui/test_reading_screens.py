"""連絡先, 活動のまとめ, ヘルプ: what is only read."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from kyosei_desk.monthly import Month
from tests.builders import intake
from tests.ui.conftest import find, type_in
from ui.help.texts import texts
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.reports.screen import ReportsScreen
from ui.resources.screen import ResourcesScreen
from ui.screen import Screen
from ui.widgets.buttons import Button

Went = Callable[..., Screen]


def words_on(screen: QWidget) -> set[str]:
    return {each.text() for each in screen.findChildren(QLabel) if each.isVisibleTo(screen)}


def test_a_kind_of_agency_is_found_by_a_part_of_its_name(went: Went, settled: Callable[[], None]) -> None:
    screen = went(Place.RESOURCES)
    assert isinstance(screen, ResourcesScreen)
    assert {"法テラス", "地域包括支援センター"} <= words_on(screen)
    type_in(screen.words, "包括")
    settled()
    assert "地域包括支援センター" in words_on(screen)
    assert "法テラス" not in words_on(screen)


def test_what_is_not_there_is_said(went: Went, settled: Callable[[], None]) -> None:
    screen = went(Place.RESOURCES)
    assert isinstance(screen, ResourcesScreen)
    type_in(screen.words, "ないもの")
    settled()
    assert any(each.startswith("見つかりませんでした") for each in words_on(screen))


def test_a_number_shows_its_hours_and_the_day_of_its_check(went: Went) -> None:
    assert any("24時間・2026年10月1日に確かめました" in each for each in words_on(went(Place.RESOURCES)))


def test_a_month_counts_its_talks_and_the_one_before_none(went: Went, settled: Callable[[], None]) -> None:
    screen = went(Place.REPORTS, "2026-10")
    assert isinstance(screen, ReportsScreen)
    assert screen.session.desk.record(intake("話")).taken_at.startswith("2026-10")
    screen.refresh()
    settled()
    assert screen._report is not None
    assert (screen._report.month, screen._report.talks) == (Month(2026, 10), 1)
    find(screen, Button, "前の月").click()
    settled()
    assert (screen._report.month, screen._report.talks) == (Month(2026, 9), 0)
    assert "令和8年9月" in words_on(screen)


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
    assert window._at is place


def test_every_place_of_the_rail_has_its_help() -> None:
    assert {each.place for each in texts().section} == set(Place) - {Place.HELP}
