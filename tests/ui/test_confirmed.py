"""What was confirmed is carried to its end before the keys are put away, and told, whatever is locked meanwhile."""

from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kyosei_desk import disk, erasing
from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.records import Consultation
from kyosei_desk.store import Store
from kyosei_desk.timeline import household
from tests.ui.conftest import ME, WORDS
from tests.ui.test_household import home, talk, words_on
from ui.carrying import Act
from ui.households import purging
from ui.households.household import HouseholdScreen
from ui.households.restricting import restricted
from ui.intake.screen import IntakeScreen
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.screen import Screen
from ui.widgets.asking import Panel

__all__ = ["home", "talk"]
WHY = "本人の求め"


@pytest.fixture
def gate() -> Iterator[Event]:
    """Shut: the worker stands before it. It opens when the test ends, come what may."""
    event = Event()
    yield event
    event.set()


def held(monkeypatch: pytest.MonkeyPatch, name: str, gate: Event) -> Event:
    """The desk's method waits at the gate; returns the sign that it got there."""
    real: Callable[..., Any] = getattr(Desk, name)
    there = Event()

    def waiting(desk: Desk) -> object:
        there.set()
        assert gate.wait(20)
        return real(desk)

    monkeypatch.setattr(Desk, name, waiting)
    return there


def unlock(window: MainWindow, qtbot: QtBot) -> Desk:
    window.way_in.unlock(ME, WORDS)
    qtbot.waitUntil(lambda: window.session is not None and window.background.idle(), timeout=20_000)
    assert window.session is not None
    return window.session.desk


def lock_and_wait(window: MainWindow, gate: Event, qtbot: QtBot) -> None:
    """Locked while it is under way: everything shown is gone at once, the keys are not."""
    session = window.session
    assert session is not None
    window.lock()
    qtbot.waitUntil(lambda: not session.open, timeout=20_000)
    assert window.shown() is None
    assert "見本" not in "\n".join(each.text() for each in window.findChildren(QLabel) if each.isVisible())
    assert not session.desk.keys.locked
    assert not [each for each in window.findChildren(Panel) if each.isVisible()]
    gate.set()
    qtbot.waitUntil(lambda: window.session is None and window.background.idle(), timeout=20_000)


@pytest.mark.parametrize("step", ["begin_purge", "finish_purge"])
def test_an_erasure_is_carried_to_its_end_and_told(
    step: str, home: HouseholdScreen, talk: Consultation, window: MainWindow, qtbot: QtBot, gate: Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    there = held(monkeypatch, step, gate)
    desk = home.session.desk
    desk.daily_backup()
    purging.erase(home, purging.household(talk.household_id), WHY)
    qtbot.waitUntil(there.is_set, timeout=20_000)
    lock_and_wait(window, gate, qtbot)
    words = words_on(window)
    assert "を消しました。" in words
    assert "記録" in words
    assert not desk._folder.stale.exists()
    opened = unlock(window, qtbot)
    with pytest.raises(NotFound):
        household(opened, talk.household_id)
    assert not [each for each in window.findChildren(Panel) if each.isVisible()]


def test_an_erasure_that_waits_for_its_turn_is_done_too(
    home: HouseholdScreen, talk: Consultation, window: MainWindow, qtbot: QtBot, gate: Event
) -> None:
    """Something long before it in the row; a plain one behind it is not begun."""
    begun: list[str] = []
    home.session.act_long(home, lambda _desk: gate.wait(20), lambda _none: None)
    purging.erase(home, purging.household(talk.household_id), WHY)
    home.session.act_long(home, lambda _desk: begun.append("plain"), lambda _none: None)
    lock_and_wait(window, gate, qtbot)
    assert begun == []
    assert "を消しました。" in words_on(window)
    with pytest.raises(NotFound):
        household(unlock(window, qtbot), talk.household_id)


def test_the_strip_says_what_the_lock_waits_for(
    home: HouseholdScreen, talk: Consultation, window: MainWindow, qtbot: QtBot, gate: Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    held(monkeypatch, "begin_purge", gate)
    purging.erase(home, purging.household(talk.household_id), WHY)
    window.lock()
    assert "消し終えてから鍵をかけます" in window.frame.strip.words
    gate.set()
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)


def test_a_restriction_is_carried_to_its_end(
    home: HouseholdScreen, talk: Consultation, window: MainWindow, qtbot: QtBot, gate: Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    there = held(monkeypatch, "begin_purge", gate)
    act = Act(
        lambda desk: restricted(desk, talk.id, [], []), "封をしなおしてから", lambda _home: "見る人を限りました。"
    )
    purging.wait_for(home, "封をしなおしています", act, lambda _home: None)
    qtbot.waitUntil(there.is_set, timeout=20_000)
    lock_and_wait(window, gate, qtbot)
    assert "見る人を限りました。" in words_on(window)
    desk = unlock(window, qtbot)
    found = desk.by_case_id("P01")
    assert found is not None
    assert found.id != talk.id


def test_what_failed_is_told_at_the_next_opening_and_to_nobody_who_passes(
    home: HouseholdScreen, talk: Consultation, window: MainWindow, qtbot: QtBot, gate: Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    held(monkeypatch, "begin_purge", gate)
    monkeypatch.setattr(Desk, "finish_purge", refuse)
    purging.erase(home, purging.household(talk.household_id), WHY)
    lock_and_wait(window, gate, qtbot)
    assert "次に開いたときに" in words_on(window)
    assert "ためしに断りました" not in words_on(window)
    monkeypatch.undo()
    unlock(window, qtbot)
    (panel,) = [each for each in window.findChildren(Panel) if each.isVisible()]
    assert "ためしに断りました" in words_on(panel)
    panel.accept()
    window.lock()
    qtbot.waitUntil(lambda: window.session is None and window.background.idle(), timeout=20_000)
    assert "次に開いたときに" not in words_on(window)


def refuse(_desk: Desk) -> None:
    raise NotAllowed("ためしに断りました。", "記録はそのままです。", "もう一度どうぞ。")


def test_closing_the_window_waits_too(
    home: HouseholdScreen, talk: Consultation, window: MainWindow, qtbot: QtBot, gate: Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    there = held(monkeypatch, "begin_purge", gate)
    purging.erase(home, purging.household(talk.household_id), WHY)
    qtbot.waitUntil(there.is_set, timeout=20_000)
    window.close()
    assert window.isVisible()
    gate.set()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    window.show()
    window.start()
    with pytest.raises(NotFound):
        household(unlock(window, qtbot), talk.household_id)


def test_what_may_be_cut_is_told_to_stop(window: MainWindow, qtbot: QtBot) -> None:
    session, stopped = window.session, Event()
    assert session is not None
    session.leaving.connect(stopped.set)
    session.act_long(window, lambda _desk: stopped.wait(20), lambda _none: None)
    window.lock()
    assert stopped.is_set()
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)


# Killed in the middle: what an opening does


@pytest.mark.parametrize("step", ["purge_household", "finish"])
def test_after_a_cut_an_opening_finishes_it_or_tells_that_it_was_not_done(
    step: str, home: HouseholdScreen, talk: Consultation, monkeypatch: pytest.MonkeyPatch, window: MainWindow,
    qtbot: QtBot,
) -> None:  # fmt: skip
    """A cut stands as a fault that nothing after it in the act survives."""
    desk, where = home.session.desk, Store if step == "purge_household" else erasing
    desk.daily_backup()
    monkeypatch.setattr(where, step, cut)
    with pytest.raises(KeyboardInterrupt):
        desk.purge_household(talk.household_id, WHY)
    monkeypatch.undo()
    assert desk._folder.stale.exists()
    window.lock()
    qtbot.waitUntil(lambda: window.session is None and window.background.idle(), timeout=20_000)
    opened = unlock(window, qtbot)
    assert not opened._folder.stale.exists()
    told = [words_on(each) for each in window.findChildren(Panel) if each.isVisible()]
    if step == "finish":
        assert told == []
        with pytest.raises(NotFound):
            household(opened, talk.household_id)
    else:
        assert household(opened, talk.household_id).members
        assert "とちゅうで切れて" in told[0]


def cut(*_all: object, **_named: object) -> None:
    raise KeyboardInterrupt


# What was typed, and the disk is full


def test_words_that_could_not_be_written_are_not_said_to_be_kept(
    window: MainWindow, went: Callable[..., Screen], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise disk.full()

    screen = went(Place.INTAKE)
    assert isinstance(screen, IntakeScreen)
    monkeypatch.setattr(Store, "put_draft", full)
    monkeypatch.setattr(Store, "seal_draft", full)
    assert screen.writing is not None
    screen.writing.talks(wish="見本の希望")
    window.lock()
    qtbot.waitUntil(lambda: window.session is None and window.background.idle(), timeout=20_000)
    said = words_on(window.frame.stack)
    assert "書いたものは保存されています" not in said
    assert "保存できなかったものがあります" in said
    assert window.told.amiss  # and why, to whoever opens next
