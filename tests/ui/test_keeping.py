"""What is typed outside of 新しい相談 is a draft within a second, and no full disk, lock or sync takes it away."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from kyosei_desk import half_done
from kyosei_desk.desk import Desk
from kyosei_desk.errors import StorageFull
from kyosei_desk.half_done import Half, What
from kyosei_desk.monthly import Month
from kyosei_desk.practice import room
from kyosei_desk.records import Consultation, Member
from kyosei_desk.store import Store
from sync.reporting import figures_of
from tests.ui.conftest import ME, WORDS, compose, find, type_in
from ui.households import household as households
from ui.households.household import HouseholdScreen
from ui.intake.member_card import MemberCard
from ui.intake.screen import IntakeScreen
from ui.lacking.screen import LackingScreen
from ui.main_window import MainWindow
from ui.navigation import NEW, Place, To
from ui.reports.screen import ReportsScreen
from ui.screen import Screen
from ui.today.screen import TodayScreen
from ui.unlock.screen import UnlockScreen
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button
from ui.widgets.keeping import PAUSE

Settled = Callable[[], None]
Went = Callable[..., Screen]
LONG = "ひとりで打った長い言葉"


@pytest.fixture
def talk(window: MainWindow) -> Consultation:
    assert window.session is not None
    room.fill(window.session.desk)
    found = window.session.desk.by_case_id("P01")
    assert found is not None
    return found


@pytest.fixture
def home(talk: Consultation, went: Went) -> HouseholdScreen:
    screen = went(Place.HOUSEHOLD, talk.household_id)
    assert isinstance(screen, HouseholdScreen)
    return screen


@pytest.fixture
def member(home: HouseholdScreen, settled: Settled) -> Member:
    """The first of the household, half corrected."""
    assert home.found is not None
    first = home.found.members[0]
    home.correct(first.id)
    settled()
    type_in(card_of(home).relation, LONG)
    return first


def card_of(home: HouseholdScreen) -> MemberCard:
    assert isinstance(home.correcting.card, MemberCard)
    return home.correcting.card


def words_on(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))


def panels(window: QWidget) -> list[Panel]:
    return [each for each in window.window().findChildren(Panel) if each.isVisible()]


def full(*_args: object, **_more: object) -> None:
    raise StorageFull("保存できる場所がありません。", "前の記録はそのままです。", "場所を空けてください。")


def lock(window: MainWindow, qtbot: QtBot) -> str:
    window.lock()
    qtbot.waitUntil(lambda: window.session is None and window.background.idle(), timeout=20_000)
    screen = window.frame.stack.currentWidget()
    assert isinstance(screen, UnlockScreen)
    assert window.frame.stack.isVisible()
    return words_on(screen)


def unlock(window: MainWindow, qtbot: QtBot) -> Desk:
    window.way_in.unlock(ME, WORDS)
    qtbot.waitUntil(lambda: window.session is not None and window.background.idle(), timeout=20_000)
    assert window.session is not None
    return window.session.desk


def halves(window: MainWindow) -> tuple[Half, ...]:
    assert window.session is not None
    return half_done.own(window.session.desk)


def relation_of(desk: Desk, member: Member) -> str:
    shown = desk.shown(member.id)
    assert shown is not None
    assert isinstance(shown.record, Member)
    return shown.record.relation


# A correction


def test_what_is_typed_is_a_draft_within_a_second(member: Member, window: MainWindow, qtbot: QtBot) -> None:
    assert PAUSE < 1000
    qtbot.waitUntil(lambda: window.background.idle() and bool(halves(window)), timeout=5_000)
    (half,) = halves(window)
    assert half.member is not None
    assert LONG in half.member.relation
    assert window.session is not None
    assert relation_of(window.session.desk, member) == member.relation  # no history for each pause


def test_after_a_power_cut_it_goes_on_from_today(
    home: HouseholdScreen, member: Member, window: MainWindow, settled: Settled
) -> None:
    home.correcting.keeping.keep()
    settled()
    assert window.rooms is not None
    window.rooms.show(To(place=Place.TODAY))  # the program is gone: nobody leaves anything
    settled()
    today = window.shown()
    assert isinstance(today, TodayScreen)
    words = words_on(today)
    assert "直しかけ" in words
    assert "書きかけの相談" not in words
    press = next(each for each in today.findChildren(Button) if "世帯の人を直す" in each.accessibleName())
    press.click()
    settled()
    assert window.at is Place.HOUSEHOLD
    assert LONG in card_of(home).relation.text()
    assert "つづけられます" in words_on(home.correcting)
    home.onward()
    settled()
    assert LONG in relation_of(home.session.desk, member)
    assert halves(window) == ()


def test_a_full_disk_at_a_lock_leaves_a_draft(
    member: Member, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "save", full)
    assert "書いたものは保存されています" in lock(window, qtbot)
    unlock(window, qtbot)
    (half,) = halves(window)
    assert half.member is not None
    assert LONG in half.member.relation
    assert member.id == half.member.id


@pytest.mark.usefixtures("member")
def test_what_not_even_a_draft_could_hold_is_carried_over_the_lock(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Store, "save", full)
        patched.setattr(Store, "put_draft", full)
        words = lock(window, qtbot)
    assert "まだ保存できていません" in words
    assert "書いたものは保存されています" not in words
    window.close()
    (panel,) = panels(window)
    find(panel, Button, "とじない").click()
    assert window.isVisible()
    unlock(window, qtbot)
    (half,) = halves(window)
    assert half.member is not None
    assert LONG in half.member.relation
    assert "書いたものは保存されています" in lock(window, qtbot)


def test_a_full_disk_on_leaving_is_told_and_the_words_stay(
    home: HouseholdScreen, member: Member, window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Store, "save", full)
        window.go(To(place=Place.TODAY))
        settled()
    assert window.at is Place.TODAY
    (panel,) = panels(window)
    assert "直しかけ" in words_on(panel)
    panel.accept()
    window.go(To(place=Place.HOUSEHOLD))
    settled()
    home.correct(member.id)
    settled()
    assert LONG in card_of(home).relation.text()


def test_who_can_keep_nothing_may_stay_with_it(
    home: HouseholdScreen, member: Member, window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Store, "save", full)
        patched.setattr(Store, "put_draft", full)
        window.go(To(place=Place.TODAY))
        settled()
        (panel,) = panels(window)
        find(panel, Button, "ここに残る").click()
        assert window.shown() is home
        assert LONG in card_of(home).relation.text()
    window.go(To(place=Place.TODAY))
    settled()
    assert window.at is Place.TODAY
    assert LONG in relation_of(home.session.desk, member)


def test_a_save_that_fails_stays_on_the_page(
    home: HouseholdScreen, member: Member, window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Store, "save", full)
        home.onward()
        settled()
    assert home.footer() is not None
    assert "保存できる場所がありません" in words_on(panels(window)[0])
    panels(window)[0].accept()
    home.onward()
    settled()
    assert LONG in relation_of(home.session.desk, member)
    assert halves(window) == ()


@pytest.mark.usefixtures("member")
def test_a_page_that_cannot_be_read_anew_takes_nothing_away(
    home: HouseholdScreen, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(households, "household", full)
        home.session.changed.emit()
        settled()
    assert card_of(home).isVisible()
    assert "保存できる場所がありません" in words_on(home)
    assert LONG in card_of(home).relation.text()


@pytest.mark.usefixtures("member")
def test_a_restriction_that_came_with_a_sync_leaves_the_words(
    home: HouseholdScreen, talk: Consultation, window: MainWindow, settled: Settled
) -> None:
    home.session.desk.restrict(talk.id, [])
    home.session.changed.emit()
    settled()
    assert card_of(home).isVisible()
    assert "見つかりません" in words_on(home)
    window.go(To(place=Place.TODAY))
    settled()
    assert "直しかけ" in words_on(panels(window)[0])
    panels(window)[0].accept()
    today = window.shown()
    assert isinstance(today, TodayScreen)
    next(each for each in today.findChildren(Button) if "世帯の人を直す" in each.accessibleName()).click()
    settled()
    for panel in panels(window):  # the household is not there any more, and that is said
        panel.accept()
    assert LONG in card_of(home).relation.text()
    home.back()
    find(panels(window)[0], Button, "消す").click()
    settled()
    assert halves(window) == ()


def test_yameru_asks_before_words_go(home: HouseholdScreen, member: Member, settled: Settled) -> None:
    home.back()
    (panel,) = panels(home)
    assert panel.focusWidget() is find(panel, Button, "つづきを書く")
    find(panel, Button, "つづきを書く").click()
    assert LONG in card_of(home).relation.text()
    home.back()
    find(panels(home)[0], Button, "消す").click()
    settled()
    assert home.footer() is None
    assert relation_of(home.session.desk, member) == member.relation


def test_what_was_put_back_by_hand_leaves_no_draft(
    home: HouseholdScreen, member: Member, window: MainWindow, settled: Settled
) -> None:
    home.correcting.keeping.keep()
    settled()
    card_of(home).relation.setText(member.relation)
    home.correcting.keeping.keep()
    settled()
    assert halves(window) == ()
    home.back()
    assert not panels(window)


@pytest.mark.usefixtures("member")
def test_a_purge_takes_the_half_along(
    home: HouseholdScreen, talk: Consultation, window: MainWindow, settled: Settled
) -> None:
    home.correcting.keeping.keep()
    settled()
    assert halves(window)
    home.session.desk.purge_household(talk.household_id, "本人の求め")
    assert halves(window) == ()


@pytest.mark.usefixtures("member")
def test_a_half_goes_behind_the_restriction_with_its_record(
    home: HouseholdScreen, talk: Consultation, window: MainWindow, settled: Settled
) -> None:
    home.correcting.keeping.keep()
    settled()
    desk = home.session.desk
    (before,) = halves(window)
    desk.restrict(talk.id, [])
    (half,) = halves(window)
    assert half.member is not None
    assert before.member is not None
    assert half.member.id != before.member.id
    assert half.about == (half.member.household_id, half.member.id)
    found = half_done.find(desk, What.HOUSEHOLD, *half.about)
    assert found is not None
    shown = desk.shown(half.member.id)
    assert shown is not None
    assert found.before() == shown  # it goes on from what stands there now, and makes no conflict
    assert LONG in half.member.relation


def test_somebody_new_goes_on_under_the_same_name(
    home: HouseholdScreen, window: MainWindow, went: Went, settled: Settled
) -> None:
    home.correct("new")
    settled()
    compose(card_of(home).name, "見本 ふみ")
    home.correcting.keeping.keep()
    settled()
    assert window.rooms is not None
    window.rooms.show(To(place=Place.TODAY))
    settled()
    went(Place.HOUSEHOLD, home._id)
    home.correct("new")
    settled()
    assert card_of(home).name.text() == "見本 ふみ"
    home.onward()
    settled()
    assert home.found is not None
    assert [each.name for each in home.found.members].count("見本 ふみ") == 1


# What the town lacks, and a month's figures


def test_what_the_town_lacks_is_a_draft_while_it_is_typed(
    window: MainWindow, went: Went, settled: Settled, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = went(Place.LACKING, "", NEW)
    assert isinstance(screen, LackingScreen)
    type_in(screen.form.lines["field"], LONG)
    screen.form.keeping.keep()
    settled()
    (half,) = halves(window)
    assert half.gap is not None
    assert half.gap.field == LONG
    with monkeypatch.context() as patched:
        patched.setattr(Store, "save", full)
        lock(window, qtbot)
    desk = unlock(window, qtbot)
    today = window.shown()
    assert today is not None
    next(each for each in today.findChildren(Button) if "足りないもの" in each.accessibleName()).click()
    settled()
    again = window.shown()
    assert isinstance(again, LackingScreen)
    assert again.form.lines["field"].text_now() == LONG
    went(Place.TODAY)
    assert halves(window) == ()
    assert [each.field for each in desk.postbox.gaps()] == [LONG]


def test_figures_are_a_draft_while_they_are_typed_and_what_is_no_number_stays_one(
    window: MainWindow, went: Went, settled: Settled
) -> None:
    screen = went(Place.REPORTS, "2026-09")
    assert isinstance(screen, ReportsScreen)
    screen.handing.load(Month(2026, 9))
    settled()
    first, second = list(screen.handing.lines)[:2]
    type_in(screen.handing.lines[first], "12")
    type_in(screen.handing.lines[second], "3か4")
    screen.handing.keeping.keep()
    settled()
    (half,) = halves(window)
    assert half.figures == {first: "12", second: "3か4"}
    went(Place.TODAY)
    assert window.session is not None
    assert figures_of(window.session.desk, Month(2026, 9))[first] == 12
    today = window.shown()
    assert today is not None
    next(each for each in today.findChildren(Button) if "9月の件数" in each.accessibleName()).click()
    settled()
    assert screen.handing.lines[second].text_now() == "3か4"
    screen.handing.lines[second].setText("4")
    went(Place.TODAY)
    assert figures_of(window.session.desk, Month(2026, 9))[second] == 4
    assert halves(window) == ()


# 新しい相談


def test_a_talk_that_cannot_be_kept_is_carried_over_the_lock(
    window: MainWindow, went: Went, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = went(Place.INTAKE)
    assert isinstance(screen, IntakeScreen)
    assert screen.writing is not None
    with monkeypatch.context() as patched:
        patched.setattr(Store, "put_draft", full)
        screen.writing.talks(wish=LONG)
        words = lock(window, qtbot)
    assert "まだ保存できていません" in words
    assert "書いたものは保存されています" not in words
    desk = unlock(window, qtbot)
    (draft,) = desk.drafts()
    assert LONG in draft.content.decode()
    today = window.shown()
    assert today is not None
    find(today, Button, "お名前はまだ つづきから")


def test_a_talk_that_was_left_and_is_not_kept_yet_is_carried_too(
    window: MainWindow, went: Went, qtbot: QtBot, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = went(Place.INTAKE)
    assert isinstance(screen, IntakeScreen)
    assert screen.writing is not None
    with monkeypatch.context() as patched:
        patched.setattr(Store, "put_draft", full)
        screen.writing.talks(wish=LONG)
        window.go(To(place=Place.TODAY))
        settled()
        assert window.at is Place.TODAY
        words = lock(window, qtbot)
    assert "まだ保存できていません" in words
    (draft,) = unlock(window, qtbot).drafts()
    assert LONG in draft.content.decode()


@pytest.mark.usefixtures("member")
def test_nothing_of_anyone_is_seen_while_the_desk_locks(window: MainWindow, qtbot: QtBot) -> None:
    window.lock()
    assert not window.frame.stack.isVisible()
    assert window.session is not None
    lock(window, qtbot)
