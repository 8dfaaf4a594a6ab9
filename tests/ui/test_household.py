"""世帯のページ: what happened, and what can be done about it."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from kyosei_desk.practice import room
from kyosei_desk.records import Consultation
from tests.ui.conftest import find, type_in
from ui.households.household import HouseholdScreen
from ui.intake.screen import IntakeScreen
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.screen import Screen
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button
from ui.widgets.fields import Area, Line
from ui.widgets.tiles import Choice, Ticks

Settled = Callable[[], None]


@pytest.fixture
def talk(window: MainWindow) -> Consultation:
    assert window.session is not None
    room.fill(window.session.desk)
    found = window.session.desk.by_case_id("P01")
    assert found is not None
    return found


@pytest.fixture
def home(talk: Consultation, went: Callable[..., Screen]) -> HouseholdScreen:
    screen = went(Place.HOUSEHOLD, talk.household_id)
    assert isinstance(screen, HouseholdScreen)
    return screen


def words_on(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))


def panel_of(window: QWidget) -> Panel:
    return next(each for each in window.window().findChildren(Panel) if each.isVisible())


def test_it_tells_who_lives_there_and_what_happened(home: HouseholdScreen) -> None:
    words = words_on(home)
    assert home.title == "見本 由美子さんの世帯"
    assert "見本 蓮さん" in words
    assert "ひばり市みどり町2-4-5" in words
    assert "10月5日(月)" in words


def test_a_note_is_added(home: HouseholdScreen, settled: Settled) -> None:
    find(home, Button, "メモを書く").click()
    panel = panel_of(home)
    find(panel, Button, "保存する").click()
    assert "メモを書いてから" in find(panel, Area, "メモ").accessibleDescription()
    type_in(find(panel, Area, "メモ"), "玄関の電球を替えた")
    find(panel, Button, "保存する").click()
    settled()
    assert "玄関の電球を替えた" in words_on(home)


def test_a_plan_stands_on_top(home: HouseholdScreen, settled: Settled) -> None:
    find(home, Button, "予定を入れる").click()
    panel = panel_of(home)
    find(panel, Line, "いつ").setText("令和8年11月5日")
    find(panel, Choice, "どうやって").tiles["訪問"].click()
    find(panel, Button, "予定に入れる").click()
    settled()
    assert "11月5日(木)" in words_on(home)


def test_a_talk_is_read_and_led_on_to_its_correction(
    home: HouseholdScreen, window: MainWindow, talk: Consultation, settled: Settled
) -> None:
    find(home, Button, "10月5日(月)の相談をひらく").click()
    settled()
    panel = panel_of(home)
    assert "電気だけは止めないでほしい" in words_on(panel)
    find(panel, Button, "直す").click()
    settled()
    shown = window.shown()
    assert isinstance(shown, IntakeScreen)
    assert shown.writing is not None
    assert shown.writing.corrects
    assert shown.writing.talk.id == talk.id


def test_a_correction_stands_in_the_history_with_both_values(
    home: HouseholdScreen, talk: Consultation, settled: Settled
) -> None:
    import msgspec

    desk = home.session.desk
    desk.save(desk.shown(talk.id), msgspec.structs.replace(talk, wish="家賃の相談もしたい"))
    find(home, Button, "10月5日(月)の相談をひらく").click()
    settled()
    find(panel_of(home), Button, "直した履歴を見る").click()
    settled()
    words = words_on(panel_of(home))
    assert "希望" in words
    assert "家賃の相談もしたい" in words
    assert "電気だけは止めないでほしい" in words


def test_a_restricted_talk_is_read_by_those_named_alone(
    home: HouseholdScreen, talk: Consultation, settled: Settled
) -> None:
    find(home, Button, "10月5日(月)の相談をひらく").click()
    settled()
    find(panel_of(home), Button, "見る人を限る").click()
    panel = panel_of(home)
    assert set(find(panel, Ticks, "見てよい人").ticks) == {each.name for each in home.session.desk.people}
    find(panel, Button, "見る人を限る").click()
    settled()
    assert home.session.desk.shown(talk.id) is None
    home.refresh()
    settled()
    assert "見つかりません" in words_on(home)  # the household moved with its only talk


def test_a_household_goes_after_two_confirmations(home: HouseholdScreen, talk: Consultation, settled: Settled) -> None:
    find(home, Button, "この世帯を消す").click()
    first = panel_of(home)
    find(first, Button, "つぎへ").click()
    assert first.isVisible()  # without a reason nothing goes on
    find(first, Choice, "消すわけ").tiles["誤って書いた記録"].click()
    find(first, Button, "つぎへ").click()
    assert home.session.desk.shown(talk.id) is not None
    find(panel_of(home), Button, "消す").click()
    settled()
    assert home.session.desk.shown(talk.id) is None


def test_a_consent_is_taken_back(home: HouseholdScreen, talk: Consultation, settled: Settled) -> None:
    next(each for each in home.findChildren(Button) if each.text() == "取り消す").click()
    find(panel_of(home), Button, "取り消す").click()
    settled()
    file = home.session.desk.file(talk.id)
    assert all(each.withdrawn_on for each in file.consents)
