"""今日: what waits, each one press from its record; a name and what to do, never the trouble."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from kyosei_desk.backup_check import make_backup
from kyosei_desk.belonging import Belonging
from kyosei_desk.day import add_follow_up
from kyosei_desk.drafting import blank, unfinished
from kyosei_desk.records import AgencyAnswer, Consultation, Referral, new_id
from kyosei_desk.store import Edit
from tests.builders import intake
from tests.ui.conftest import ME, NOW, find, type_in
from ui.intake.screen import IntakeScreen
from ui.main_window import MainWindow
from ui.navigation import Place, To
from ui.screen import Screen
from ui.today import drafts
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
    today.session.desk.keep_draft(unfinished(form))
    today.refresh()
    settled()
    assert "つづきから書きますか" not in words_on(today)  # it was put aside by hand
    find(today, Button, "お名前はまだ つづきから").click()
    settled()
    shown = window.shown()
    assert isinstance(shown, IntakeScreen)
    assert shown.writing is not None
    assert shown.writing.form.id == form.id


def test_after_a_power_cut_one_question_stands_on_top(today: TodayScreen, window: MainWindow, settled: Settled) -> None:
    window.go(To(place=Place.INTAKE))
    settled()
    shown = window.shown()
    assert isinstance(shown, IntakeScreen)
    assert shown.writing is not None
    shown.writing.talks(wish="見本の希望")
    shown.writing.keep()
    settled()
    morning = partial(drafts.morning, today.session.desk)
    assert morning().cut is not None  # as it would be found if the power went now
    assert window.rooms is not None
    window.rooms.show(To(place=Place.TODAY))  # the program is gone: nobody puts anything aside
    settled()
    assert "まで書いた相談があります。つづきから書きますか。" in words_on(today)
    (main,) = [each for each in today.findChildren(Button) if each.property("role") == "main" and each.isVisible()]
    assert main.accessibleName() == "お名前はまだ つづきから"
    assert main.hasFocus()
    main.click()
    settled()
    assert shown.writing.talk.wish == "見本の希望"
    window.go(To(place=Place.TODAY))
    settled()
    assert morning().cut is None
    assert "つづきから書きますか" not in words_on(today)
    assert today._start.property("role") == "main"


def test_the_manager_is_reminded_of_a_copy_until_there_is_one(
    today: TodayScreen, window: MainWindow, tmp_path: Path, settled: Settled
) -> None:
    assert "控え（バックアップ）を、まだ取っていません。" in words_on(today)
    find(today, Button, "控えを取る").click()
    settled()
    assert window.at is Place.SETTINGS
    make_backup(today.session.desk, tmp_path / "copy.kyosei")
    window.go(To(place=Place.TODAY))
    settled()
    assert "控え" not in words_on(today)


def test_an_answer_is_read_in_full_and_leaves(today: TodayScreen, talk: Consultation, settled: Settled) -> None:
    desk = today.session.desk
    letter = Referral(
        id=new_id(), household_id=talk.household_id, consultation_id=talk.id, agency="地域包括支援センター",
        made_at=NOW.isoformat(), by=desk.me.id,
    )  # fmt: skip
    answer = AgencyAnswer(
        id=new_id(), about=letter.id, agency=letter.agency, text="来週うかがいます", by="見本 職員", at=NOW.isoformat()
    )
    desk.postbox.store.save((Edit(letter), Edit(answer)), "test")
    today.refresh()
    settled()
    assert "来週うかがいます" not in words_on(today)
    next(each for each in today.findChildren(Button) if each.text() == "読む").click()
    panel = panel_of(today)
    assert "来週うかがいます" in words_on(panel)
    assert letter.agency in words_on(panel)
    find(panel, Button, "読みました").click()
    settled()
    assert "新しい返事はありません。" in words_on(today)


def test_a_lease_that_has_run_out_is_said_calmly(
    today: TodayScreen, monkeypatch: pytest.MonkeyPatch, settled: Settled
) -> None:
    monkeypatch.setattr(Belonging, "lease_over", True)
    today.refresh()
    settled()
    words = words_on(today)
    assert "新しい相談は、いつものように書けます。" in words
    assert "膝のようすを聞く" not in words


def test_what_is_the_same_is_not_built_anew(today: TodayScreen, settled: Settled) -> None:
    press = next(each for each in today.findChildren(Button) if each.text() == "すんだ")
    press.setFocus()
    today.session.changed.emit()
    settled()
    assert press.hasFocus()


def test_a_visit_opens_its_household(today: TodayScreen, window: MainWindow, settled: Settled) -> None:
    next(each for each in today.findChildren(Button) if each.text() == "ひらく").click()
    settled()
    assert window.at is Place.HOUSEHOLD


def test_who_sits_here_stands_on_the_rail(today: TodayScreen, window: MainWindow) -> None:
    assert today.session.desk.me.name == ME == window.frame.rail.person
