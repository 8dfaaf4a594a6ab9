"""つながりのある世帯 with the window: written on one page, seen on both, taken away and written again."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from kyosei_desk.practice import room
from kyosei_desk.records import Consultation
from kyosei_desk.relating import relate, related
from tests.ui.conftest import find, type_in
from ui.households.household import HouseholdScreen
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.screen import Screen
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button
from ui.widgets.fields import Line

Settled = Callable[[], None]
Went = Callable[..., Screen]


@pytest.fixture
def talks(window: MainWindow) -> tuple[Consultation, Consultation]:
    assert window.session is not None
    desk = window.session.desk
    room.fill(desk)
    one, other = desk.by_case_id("P01"), desk.by_case_id("P02")
    assert one is not None
    assert other is not None
    return one, other


@pytest.fixture
def home(talks: tuple[Consultation, Consultation], went: Went) -> HouseholdScreen:
    screen = went(Place.HOUSEHOLD, talks[0].household_id)
    assert isinstance(screen, HouseholdScreen)
    return screen


@pytest.fixture
def theirs(home: HouseholdScreen, talks: tuple[Consultation, Consultation]) -> str:
    """The first name of the other household."""
    return home.session.desk.file(talks[1].id).members[0].name


def words_on(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))


def panel_of(window: QWidget) -> Panel:
    return next(each for each in window.window().findChildren(Panel) if each.isVisible())


def test_a_tie_is_written_by_keyboard_and_leads_to_and_fro(
    home: HouseholdScreen, theirs: str, talks: tuple[Consultation, Consultation], settled: Settled
) -> None:
    own = home.title
    find(home, Button, "つながりを書く").click()
    type_in(find(panel_of(home), Line, "もう1つの世帯の人のお名前"), theirs)
    settled()
    press = find(panel_of(home), Button, f"{theirs}さんの世帯をえらぶ")
    press.setFocus()
    QTest.keyClick(press, Qt.Key.Key_Space)
    settled()
    panel = panel_of(home)
    type_in(find(panel, Line, f"{theirs}さんの世帯は、この世帯の…"), "母の家")
    type_in(find(panel, Line, f"この世帯は、{theirs}さんの世帯の…"), "長女の世帯")
    find(panel, Button, "保存する").click()
    settled()
    assert "母の家" in words_on(home)
    find(home, Button, f"{theirs}さんの世帯をひらく").click()
    settled()
    assert home.title == f"{theirs}さんの世帯"
    assert "長女の世帯" in words_on(home)
    find(home, Button, f"{own}をひらく").click()
    settled()
    assert home.title == own
    assert home.found is not None
    assert home.found.household.id == talks[0].household_id


def test_its_words_are_corrected_and_it_is_taken_away_on_both_pages(
    home: HouseholdScreen, theirs: str, talks: tuple[Consultation, Consultation], settled: Settled
) -> None:
    desk, (one, other) = home.session.desk, (each.household_id for each in talks)
    relate(desk, one, other, "母の家", "長女の世帯")
    home.refresh()
    settled()
    find(home, Button, f"{theirs}さんの世帯とのつながりを直す").click()
    panel = panel_of(home)
    field = find(panel, Line, f"{theirs}さんの世帯は、この世帯の…")
    assert field.text() == "母の家"
    field.clear()
    type_in(field, "実家")
    find(panel, Button, "保存する").click()
    settled()
    assert [(each.word, each.back) for each in related(desk, one)] == [("実家", "長女の世帯")]
    find(home, Button, f"{theirs}さんの世帯とのつながりを外す").click()
    find(panel_of(home), Button, "外す").click()
    settled()
    assert related(desk, one) == related(desk, other) == ()
    assert "実家" not in words_on(home)
    find(home, Button, "直した履歴を見る").click()
    settled()
    assert "つながりのある世帯" in words_on(panel_of(home)) or one > other


def test_a_restricted_household_has_no_place_for_ties(
    home: HouseholdScreen, talks: tuple[Consultation, Consultation], settled: Settled, went: Went
) -> None:
    desk, (one, other) = home.session.desk, talks
    relate(desk, one.household_id, other.household_id, "母の家", "長女の世帯")
    hidden = desk.file(desk.restrict(other.id, ())).household.id
    home.refresh()
    settled()
    assert "母の家" not in words_on(home)
    went(Place.HOUSEHOLD, hidden)
    assert "つながり" not in words_on(home)
    assert not [each for each in home.findChildren(Button) if each.text() == "つながりを書く" and each.isVisible()]


def test_a_restricted_household_that_is_chosen_is_refused_in_words(
    home: HouseholdScreen, talks: tuple[Consultation, Consultation], theirs: str, settled: Settled
) -> None:
    home.session.desk.restrict(talks[1].id, ())
    find(home, Button, "つながりを書く").click()
    type_in(find(panel_of(home), Line, "もう1つの世帯の人のお名前"), theirs)
    settled()
    find(panel_of(home), Button, f"{theirs}さんの世帯をえらぶ").click()
    find(panel_of(home), Button, "保存する").click()
    settled()
    assert "限られている世帯" in words_on(panel_of(home))
