"""今日: what waits, each one press from its record; a name and what to do, never the trouble."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from kyosei_desk.day import add_follow_up
from kyosei_desk.drafting import blank, kept
from kyosei_desk.records import Consultation
from tests.builders import intake
from tests.ui.conftest import ME, NOW, find, type_in
from ui.intake.screen import IntakeScreen
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.screen import Screen
from ui.today.screen import TodayScreen
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button
from ui.widgets.fields import Area, Line

Settled = Callable[[], None]
SECRET = "家賃が払えない"


@pytest.fixture
def talk(window: MainWindow) -> Consultation:
    assert window.session is not None
    return window.session.desk.record(intake(SECRET))


@pytest.fixture
def today(talk: Consultation, went: Callable[..., Screen], settled: Settled) -> TodayScreen:
    screen = went(Place.TODAY)
    assert isinstance(screen, TodayScreen)
    desk = screen.session.desk
    add_follow_up(desk, talk.household_id, "2026-10-19", "膝のようすを聞く", "電話")
    screen.refresh()
    settled()
    return screen


def words_on(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))


def panel_of(window: QWidget) -> Panel:
    return next(each for each in window.window().findChildren(Panel) if each.isVisible())


def test_an_overdue_visit_is_said_in_words_and_no_trouble_beside_it(today: TodayScreen) -> None:
    words = words_on(today)
    assert "2日すぎ" in words
    assert "電話　膝のようすを聞く" in words
    assert SECRET not in words


def test_a_visit_is_done_with_a_word_on_it(today: TodayScreen, settled: Settled) -> None:
    next(each for each in today.findChildren(Button) if each.text() == "すんだ").click()
    panel = panel_of(today)
    type_in(find(panel, Area, "ようす（すんだとき）"), "元気でした")
    find(panel, Button, "すみました").click()
    settled()
    assert "今日の訪問・連絡はありません。" in words_on(today)


def test_a_visit_is_put_off_and_a_day_that_is_none_is_said(today: TodayScreen, settled: Settled) -> None:
    next(each for each in today.findChildren(Button) if each.text() == "すんだ").click()
    panel = panel_of(today)
    day = find(panel, Line, "日を変えるとき")
    day.setText("らいしゅう")
    find(panel, Button, "日を変える").click()
    assert "読みとれませんでした" in day.accessibleDescription()
    day.setText("令和8年11月5日")
    find(panel, Button, "日を変える").click()
    settled()
    assert "今日の訪問・連絡はありません。" in words_on(today)


def test_a_draft_goes_on_from_where_it_was_left(today: TodayScreen, window: MainWindow, settled: Settled) -> None:
    form = blank(NOW.isoformat(), today.session.desk.me.id)
    today.session.desk.keep_draft(form.id, kept(form))
    today.refresh()
    settled()
    find(today, Button, "お名前はまだ つづきから").click()
    settled()
    shown = window.shown()
    assert isinstance(shown, IntakeScreen)
    assert shown.writing is not None
    assert shown.writing.form.id == form.id


def test_a_visit_opens_its_household(today: TodayScreen, window: MainWindow, settled: Settled) -> None:
    next(each for each in today.findChildren(Button) if each.text() == "ひらく").click()
    settled()
    assert window._at is Place.HOUSEHOLD


def test_who_sits_here_stands_on_the_rail(today: TodayScreen, window: MainWindow) -> None:
    assert today.session.desk.me.name == ME == window.frame.rail.person
