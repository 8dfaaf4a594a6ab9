"""The desk is locked in the middle of a sentence: the words are there afterwards, marked, wherever they were typed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

import ui
from kyosei_desk.day import add_follow_up
from kyosei_desk.desk import Desk
from kyosei_desk.records import Consultation, FollowUp, Referral, new_id
from kyosei_desk.timeline import What, household
from tests.builders import intake
from tests.ui.conftest import ME, NOW, WORDS, compose, find, type_in
from ui.households import acts
from ui.households.household import HouseholdScreen
from ui.intake.level import ask_level
from ui.intake.screen import IntakeScreen
from ui.main_window import MainWindow
from ui.navigation import Place, To
from ui.referrals.screen import ReferralsScreen
from ui.screen import Screen
from ui.today.visits import Due, ask_visit
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button
from ui.widgets.fields import Area, Line

Went = Callable[..., Screen]
TYPED, COMPOSED = "玄関の電球が切れ", "ていて"
WHOLE = TYPED + COMPOSED


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    assert window.session is not None
    return window.session.desk


@pytest.fixture
def talk(desk: Desk) -> Consultation:
    return desk.record(intake("見本の話"))


@pytest.fixture
def home(talk: Consultation, went: Went) -> HouseholdScreen:
    found = went(Place.HOUSEHOLD, talk.household_id)
    assert isinstance(found, HouseholdScreen)
    return found


@pytest.fixture
def again(window: MainWindow, qtbot: QtBot) -> Callable[[], Desk]:
    """Locks and opens it; the desk as it then is."""

    def lock() -> Desk:
        window.lock()
        qtbot.waitUntil(lambda: window.session is None, timeout=20_000)
        window.way_in.unlock(ME, WORDS)
        qtbot.waitUntil(lambda: window.session is not None and window.background.idle(), timeout=20_000)
        assert window.session is not None
        return window.session.desk

    return lock


def type_half(panel: Panel, kind: type[Line] | type[Area], name: str) -> None:
    """A sentence of which the end is not text yet."""
    field = find(panel, kind, name)
    assert isinstance(field, QLineEdit | QPlainTextEdit)
    type_in(field, TYPED)
    compose(field, COMPOSED)


def notes_of(desk: Desk, household_id: str) -> list[str]:
    return [each.text for each in household(desk, household_id).entries if each.what is What.NOTE]


def visit_of(desk: Desk, talk: Consultation) -> FollowUp:
    return add_follow_up(desk, talk.household_id, NOW.date().isoformat(), "様子を見る", "訪問", talk.id)


def panel_for(what: str, home: HouseholdScreen, talk: Consultation) -> tuple[Panel, type[Line] | type[Area], str]:
    """The panel, and the field for sentences in it."""
    around = (home.look, home.window(), home.session, home)
    if what == "note":
        return acts.ask_note(*around, talk.household_id), Area, "メモ"
    if what == "plan":
        return acts.ask_plan(*around, talk.household_id), Line, "すること"
    visit = visit_of(home.session.desk, talk)
    return ask_visit(*around, Due(visit.id, "見本 トメさん", NOW.date())), Area, "ようす（すんだとき）"


MARKS = {
    "note": "（書いているとちゅうで、鍵がかかりました）",
    "plan": "（「予定」を書いているとちゅうで、鍵がかかりました）",
    "visit": "（「訪問や電話のようす」を書いているとちゅうで、鍵がかかりました）",
}


@pytest.mark.parametrize("what", MARKS)
def test_words_that_were_being_typed_are_a_note_of_the_household(
    home: HouseholdScreen, talk: Consultation, again: Callable[[], Desk], what: str
) -> None:
    type_half(*panel_for(what, home, talk))
    assert notes_of(again(), talk.household_id) == [f"{WHOLE}\n{MARKS[what]}"]


def test_a_plan_tells_its_day_and_way_too(home: HouseholdScreen, talk: Consultation, again: Callable[[], Desk]) -> None:
    panel = panel_for("plan", home, talk)[0]
    type_in(find(panel, Line, "いつ"), "令和8年11月5日")
    type_half(panel, Line, "すること")
    assert notes_of(again(), talk.household_id) == [f"令和8年11月5日　{WHOLE}\n{MARKS['plan']}"]


def test_the_visit_stays_one_that_is_due(home: HouseholdScreen, talk: Consultation, again: Callable[[], Desk]) -> None:
    type_half(*panel_for("visit", home, talk))
    desk = again()
    visits = [each.record for each in desk.postbox.of_household(talk.household_id)]
    (visit,) = [each for each in visits if isinstance(each, FollowUp)]
    assert (visit.done_at, visit.outcome) == ("", "")
    (note,) = desk.postbox.notes_of(talk.id)
    assert note.text.startswith(WHOLE), "whoever may read the talk may read what came of it"


@pytest.mark.parametrize("what", MARKS)
@pytest.mark.parametrize("way", ["press", "Escape", "closed", "nothing typed"])
def test_what_a_person_gives_up_is_given_up(
    home: HouseholdScreen, talk: Consultation, again: Callable[[], Desk], what: str, way: str
) -> None:
    panel, kind, name = panel_for(what, home, talk)
    if way != "nothing typed":
        type_half(panel, kind, name)
    if way == "press":
        find(panel, Button, "とじる" if what == "visit" else "やめる").click()
    elif way == "Escape":
        QTest.keyClick(panel, Qt.Key.Key_Escape)
    elif way == "closed":
        panel.close()
    assert notes_of(again(), talk.household_id) == []


def test_what_was_saved_is_not_kept_a_second_time(
    home: HouseholdScreen, talk: Consultation, again: Callable[[], Desk]
) -> None:
    """Locked before the panel is wholly gone."""
    panel, kind, name = panel_for("note", home, talk)
    type_half(panel, kind, name)
    find(panel, Button, "保存する").click()
    assert notes_of(again(), talk.household_id) == [WHOLE]


def test_a_call_that_was_being_written_down_is_no_call_yet(
    desk: Desk, talk: Consultation, went: Went, again: Callable[[], Desk]
) -> None:
    sent = Referral(id=new_id(), household_id=talk.household_id, consultation_id=talk.id, agency="法テラス")
    desk.save(None, sent)
    screen = went(Place.REFERRALS, sent.id)
    assert isinstance(screen, ReferralsScreen)
    panel = screen.detail.ask_call()
    assert panel is not None
    type_half(panel, Area, "話したこと")
    desk = again()
    (note,) = desk.postbox.notes_of(talk.id)
    assert note.text == f"{WHOLE}\n（「電話の記録」を書いているとちゅうで、鍵がかかりました）"
    assert [each.called_at for each in desk.postbox.referrals(desk.now())] == [None]


def test_the_reason_for_another_level_stands_in_the_drafts_remarks(
    window: MainWindow, talk: Consultation, went: Went, again: Callable[[], Desk], settled: Callable[[], None]
) -> None:
    screen = went(Place.INTAKE, talk.id)
    assert isinstance(screen, IntakeScreen)
    assert screen.writing is not None
    assert window.session is not None
    type_half(ask_level(screen.look, window, window.session, screen.writing), Area, "理由")
    again()
    window.go(To(place=Place.INTAKE, record_id=talk.id))
    settled()
    screen = went(Place.INTAKE, talk.id)
    assert isinstance(screen, IntakeScreen)
    assert screen.writing is not None
    assert screen.writing.talk.override is None
    (note,) = screen.writing.intake.notes
    assert note.text == f"{WHOLE}\n（「急ぎの度合いを変える理由」を書いているとちゅうで、鍵がかかりました）"


def test_no_panel_for_sentences_forgets_them() -> None:
    """Whoever writes a panel with an area says what becomes of its words at a lock."""
    found = {path.name: path.read_text() for path in Path(ui.__file__).parent.rglob("*.py")}
    asking = {name: text for name, text in found.items() if re.search(r"\bPanel\(", text) and "Area(" in text}
    assert {"acts.py", "visits.py", "one.py", "level.py"} <= asking.keys()
    assert [name for name, text in asking.items() if "keep_at_lock" not in text] == []
