"""新しい相談 and 直す, when what they build on is purged or restricted meanwhile; and when the desk is locked."""

import gc
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from kyosei_desk import disk
from kyosei_desk.practice import room
from kyosei_desk.records import Consultation
from kyosei_desk.store import Store
from tests.ui.conftest import type_in
from ui.intake import writing as writings
from ui.intake.reception import ReceptionPage
from ui.intake.screen import HOUSEHOLD, IntakeScreen
from ui.intake.writing import Writing
from ui.main_window import MainWindow
from ui.navigation import Place, To
from ui.screen import Screen
from ui.today.screen import TodayScreen
from ui.widgets.asking import Panel

Settled = Callable[[], None]
NAME, OWN = "由美子", "あたらしい言葉"


@pytest.fixture
def talk(window: MainWindow) -> Consultation:
    assert window.session is not None
    room.fill(window.session.desk)
    found = window.session.desk.by_case_id("P01")
    assert found is not None
    return found


@pytest.fixture
def correcting(talk: Consultation, went: Callable[..., Screen]) -> IntakeScreen:
    return intake(went(Place.INTAKE, talk.id))


@pytest.fixture
def fresh(talk: Consultation, went: Callable[..., Screen]) -> IntakeScreen:
    """A new talk in the household of that one."""
    return intake(went(Place.INTAKE, part=f"{HOUSEHOLD}{talk.household_id}"))


def intake(screen: Screen) -> IntakeScreen:
    assert isinstance(screen, IntakeScreen)
    return screen


def type_on(screen: IntakeScreen, words: str) -> None:
    page = screen.pages[0]
    assert isinstance(page, ReceptionPage)
    type_in(page.place, words)
    assert screen.writing is not None
    screen.writing.keep()


def drafts(window: MainWindow) -> list[str]:
    assert window.session is not None
    return [each.content.decode() for each in window.session.desk.drafts()]


def said(window: MainWindow) -> str:
    panels = [each for each in window.findChildren(Panel) if each.isVisible()]
    return "\n".join(label.text() for each in panels for label in each.findChildren(QLabel))


def test_a_key_after_the_purge_of_its_talk_brings_nothing_back(
    window: MainWindow, correcting: IntakeScreen, talk: Consultation, settled: Settled
) -> None:
    type_on(correcting, "まえ")
    settled()
    assert len(drafts(window)) == 1
    correcting.session.desk.purge_household(talk.household_id)
    type_on(correcting, OWN)
    settled()
    assert drafts(window) == []
    assert "消されました" in said(window)
    assert correcting.writing is None
    assert isinstance(window.shown(), TodayScreen)


def test_a_new_talk_goes_on_without_the_household_that_was_purged(
    window: MainWindow, fresh: IntakeScreen, talk: Consultation, settled: Settled
) -> None:
    type_on(fresh, "まえ")
    settled()
    fresh.session.desk.purge_household(talk.household_id)
    type_on(fresh, OWN)
    settled()
    (draft,) = drafts(window)
    assert OWN in draft
    assert NAME not in draft
    assert fresh.writing is not None
    assert fresh.writing.talk.place.endswith(OWN)
    assert fresh.writing.intake.members == ()
    assert "あなたが書いたことは" in said(window)
    written = writings.write_down(fresh.session.desk, fresh.writing.form.__class__(
        intake=fresh.writing.intake, reason="途中"))  # fmt: skip
    assert fresh.session.desk.file(written.id).members == ()


def test_its_author_is_told_when_they_open_it_and_not_again(
    window: MainWindow, fresh: IntakeScreen, talk: Consultation, settled: Settled, went: Callable[..., Screen]
) -> None:
    type_on(fresh, OWN)
    settled()
    went(Place.TODAY)
    desk = fresh.session.desk
    desk.purge_household(talk.household_id)
    (draft,) = desk.drafts()
    went(Place.INTAKE, draft.id)
    assert "あなたが書いたことは" in said(window)
    next(each for each in window.findChildren(Panel) if each.isVisible()).reject()
    type_on(fresh, "さらに")
    settled()
    went(Place.TODAY)
    went(Place.INTAKE, draft.id)
    assert said(window) == ""


def test_a_form_goes_on_behind_a_restriction(correcting: IntakeScreen, talk: Consultation, settled: Settled) -> None:
    renewed = correcting.session.desk.restrict(talk.id, ())
    type_on(correcting, OWN)
    settled()
    assert correcting.writing is not None
    assert correcting.writing.form.id == renewed
    assert correcting.writing.talk.place.endswith(OWN)
    assert [each.id for each in correcting.session.desk.drafts()] == [renewed]


def writings_alive() -> list[Writing]:
    gc.collect()
    return [each for each in gc.get_objects() if isinstance(each, Writing)]


def lock(window: MainWindow, qtbot: QtBot) -> None:
    window.lock()
    qtbot.waitUntil(lambda: window.session is None and window.background.idle(), timeout=20_000)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_after_a_lock_no_form_is_left_in_memory(
    window: MainWindow, correcting: IntakeScreen, settled: Settled, qtbot: QtBot
) -> None:
    type_on(correcting, OWN)
    settled()
    writing = correcting.writing
    assert writing is not None
    lock(window, qtbot)
    assert writing.talk.wish == writing.talk.place == ""
    assert NAME not in str((writing.form, writing.ground))
    assert (correcting.pages, correcting.writing, correcting.subtitle) == ({}, None, "")
    del writing, correcting
    assert len(drafts_at(window, qtbot)) == 1


def test_after_a_lock_no_writing_lives(window: MainWindow, settled: Settled, qtbot: QtBot) -> None:
    before = {id(each): each for each in writings_alive()}  # of windows that other tests have left
    window.go(To(place=Place.INTAKE))
    settled()
    screen = window.shown()
    assert isinstance(screen, IntakeScreen)
    type_on(screen, OWN)
    settled()
    del screen
    lock(window, qtbot)
    assert [each for each in writings_alive() if id(each) not in before] == []


def drafts_at(window: MainWindow, qtbot: QtBot) -> list[str]:
    window.way_in.unlock("練習 花子", "れんしゅうの あいことば です")
    qtbot.waitUntil(lambda: window.session is not None and window.background.idle(), timeout=20_000)
    return drafts(window)


def test_a_keeping_that_failed_is_not_tried_on_a_locked_desk(
    window: MainWindow, correcting: IntakeScreen, settled: Settled, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise disk.full()

    monkeypatch.setattr(Store, "put_draft", full)
    monkeypatch.setattr(writings, "AGAIN", 50)
    type_on(correcting, OWN)
    settled()
    writing = correcting.writing
    assert writing is not None
    assert writing._timer.isActive()
    timer = writing._timer
    lock(window, qtbot)
    assert not isValid(timer) or not timer.isActive()


def test_a_form_that_nobody_shows_goes_once_it_is_kept(
    window: MainWindow, correcting: IntakeScreen, settled: Settled, went: Callable[..., Screen]
) -> None:
    gone: list[bool] = []
    assert correcting.writing is not None
    correcting.writing.destroyed.connect(lambda: gone.append(True))
    type_on(correcting, OWN)
    went(Place.INTAKE, correcting.session.desk.by_case_id("P02").id)  # type: ignore[union-attr]
    settled()
    assert len(gone) == 1
    assert OWN in drafts(window)[0]
