"""郵便番号: the town is offered under it, and nothing that was typed is ever lost."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from kyosei_desk.practice import room
from tests.ui.conftest import compose, find, type_in
from ui.households.household import HouseholdScreen
from ui.intake.home_card import HomeCard
from ui.intake.screen import IntakeScreen
from ui.intake.who import WhoPage
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.screen import Screen
from ui.widgets.buttons import Button

Settled = Callable[[], None]


@pytest.fixture
def card(went: Callable[..., Screen]) -> HomeCard:
    screen = went(Place.INTAKE)
    assert isinstance(screen, IntakeScreen)
    screen.go_step(1)
    page = screen.pages[1]
    assert isinstance(page, WhoPage)
    return page.home


def said(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget) and each.text())


def presses(card: HomeCard) -> list[str]:
    return [each.accessibleName() for each in card.towns.findChildren(Button) if each.isVisibleTo(card)]


def test_seven_digits_bring_the_town_into_an_empty_address(card: HomeCard, settled: Settled) -> None:
    type_in(card.postal, "〒１００−０００")
    settled()
    assert card.towns.isHidden()
    type_in(card.postal, "１")
    settled()
    press = find(card, Button, "東京都千代田区千代田 を住所に入れる")
    press.setFocus()
    QTest.keyClick(press, Qt.Key.Key_Space)
    assert card.address.text() == "東京都千代田区千代田"
    assert card.window().focusWidget() is card.address
    assert card.address.cursorPosition() == len(card.address.text())
    assert card.towns.isHidden()
    screen = card.window().findChild(IntakeScreen)
    assert screen is not None
    assert screen.writing is not None
    assert screen.writing.home.address == "東京都千代田区千代田"


def test_what_stands_there_stays_and_the_whole_address_is_shown_before(card: HomeCard, settled: Settled) -> None:
    type_in(card.address, "千代田1-1 さくら荘")
    type_in(card.postal, "100-0001")
    settled()
    assert "東京都千代田区千代田1-1 さくら荘" in said(card.towns)
    find(card, Button, "住所を 東京都千代田区千代田1-1 さくら荘 にする").click()
    assert card.address.text() == "東京都千代田区千代田1-1 さくら荘"
    assert presses(card) == []


def test_an_address_that_says_the_town_needs_nothing_and_another_place_is_only_told(
    card: HomeCard, settled: Settled
) -> None:
    type_in(card.address, "東京都千代田区千代田1-1")
    type_in(card.postal, "1000001")
    settled()
    assert card.towns.isHidden()
    card.address.clear()
    type_in(card.address, "大阪府大阪市北区1")
    assert "この番号は、東京都千代田区千代田です。" in said(card.towns)
    assert presses(card) == []
    assert card.address.text() == "大阪府大阪市北区1"


def test_several_towns_are_several_presses_and_too_many_are_their_city(card: HomeCard, settled: Settled) -> None:
    type_in(card.postal, "498-0000")
    settled()
    assert len(presses(card)) == 2
    assert "2つあります" in said(card.towns)
    card.postal.clear()
    type_in(card.postal, "452-0961")
    settled()
    assert presses(card) == ["愛知県清須市 を住所に入れる"]
    assert "66あります" in said(card.towns)


def test_an_unknown_code_is_told_calmly_and_goes_with_the_code(card: HomeCard, settled: Settled) -> None:
    type_in(card.postal, "999-9999")
    settled()
    assert said(card.towns) == "この番号の町は、手元の表にありません。そのまま書けます。"
    card.postal.clear()
    type_in(card.postal, "99")
    settled()
    assert card.towns.isHidden()


def test_an_address_being_composed_is_not_written_into(card: HomeCard, settled: Settled) -> None:
    type_in(card.postal, "100-0001")
    settled()
    press = find(card, Button, "東京都千代田区千代田 を住所に入れる")
    compose(card.address, "さくら")
    press.click()
    assert card.address.text_now().endswith("さくら")


def test_it_is_offered_where_a_home_is_corrected_too_once_it_is_typed(
    window: MainWindow, went: Callable[..., Screen], settled: Settled
) -> None:
    assert window.session is not None
    room.fill(window.session.desk)
    talk = window.session.desk.by_case_id("P01")
    assert talk is not None
    screen = went(Place.HOUSEHOLD, talk.household_id)
    assert isinstance(screen, HouseholdScreen)
    find(screen, Button, "住所・電話を直す").click()
    settled()
    card = screen.correcting.card
    assert isinstance(card, HomeCard)
    assert card.towns.isHidden()
    before = card.address.text()
    card.postal.clear()
    type_in(card.postal, "100-0001")
    settled()
    assert not card.towns.isHidden()
    assert card.address.text() == before
