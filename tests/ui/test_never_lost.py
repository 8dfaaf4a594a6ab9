"""Words that fell between two keepings: while something is saved, settled elsewhere, undone, or no disk takes it."""

from collections.abc import Callable

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from kyosei_desk.desk import Desk
from kyosei_desk.drafting import taken_up
from kyosei_desk.monthly import Month
from kyosei_desk.records import Consultation, Member
from kyosei_desk.store import Kept, Store, draft_moves
from sync import reporting
from tests.builders import intake
from tests.ui.conftest import find, type_in
from tests.ui.test_keeping import (
    LONG,
    card_of,
    full,
    halves,
    home,
    lock,
    member,
    panels,
    relation_of,
    talk,
    unlock,
    words_on,
)
from ui.conflicts.screen import ConflictsScreen
from ui.households.household import HouseholdScreen
from ui.intake import checking
from ui.intake.checking import CheckingPage
from ui.intake.screen import CHECK, IntakeScreen
from ui.main_window import MainWindow
from ui.navigation import FIGURES, Place, To
from ui.reports.screen import ReportsScreen
from ui.screen import Screen
from ui.widgets.buttons import Button
from ui.widgets.keeping import place_of

__all__ = ["home", "member", "talk"]
Settled = Callable[[], None]
Went = Callable[..., Screen]


def desk_of(window: MainWindow) -> Desk:
    assert window.session is not None
    return window.session.desk


def contested(desk: Desk, count: int) -> list[Consultation]:
    """So many talks of which two people wrote the wish."""
    talks = []
    for number in range(count):
        talk = desk.record(intake(f"話{number}"))
        before = desk.shown(talk.id)
        for wish in (f"あ{number}", f"い{number}"):
            desk.save(before, msgspec.structs.replace(talk, wish=wish))
        talks.append(talk)
    return talks


def conflicts(went: Went, words: str, at: str = "") -> ConflictsScreen:
    """A text begun in place of two values."""
    screen = went(Place.CONFLICTS, at)
    assert isinstance(screen, ConflictsScreen)
    write(screen, words)
    return screen


def write(screen: ConflictsScreen, words: str) -> None:
    screen.text.selectAll()
    type_in(screen.text, words)


def blank(went: Went, wish: str) -> IntakeScreen:
    screen = went(Place.INTAKE)
    assert isinstance(screen, IntakeScreen)
    assert screen.writing is not None
    screen.writing.talks(wish=wish)
    return screen


def wishes(desk: Desk) -> list[str]:
    return [taken_up(each.content).intake.consultation.wish for each in desk.drafts()]


# Two values


def test_choosing_one_anew_leaves_what_is_written_about_another(
    window: MainWindow, went: Went, settled: Settled
) -> None:
    contested(desk_of(window), 2)
    screen = went(Place.CONFLICTS)
    assert isinstance(screen, ConflictsScreen)
    screen._cards["0"].chosen.emit()
    screen.onward()
    settled()
    write(screen, "二つめの書きなおし")
    screen.keeping.keep()
    settled()
    next(each for each in screen.findChildren(Button) if "えらび直す" in each.accessibleName()).click()
    settled()
    assert screen.text.text() == "二つめの書きなおし"
    assert [each.joined for each in halves(window)] == ["二つめの書きなおし"]


@pytest.mark.parametrize("disk", ["free", "full"])
def test_another_that_comes_takes_nothing_away(
    window: MainWindow, went: Went, settled: Settled, monkeypatch: pytest.MonkeyPatch, disk: str
) -> None:
    contested(desk_of(window), 1)
    screen = conflicts(went, "書いたばかり")
    if disk == "full":
        monkeypatch.setattr(Store, "put_draft", full)
    contested(desk_of(window), 1)
    screen.session.changed.emit()
    settled()
    assert screen.text.text() == "書いたばかり"
    assert len(screen._lines) == 2


def test_who_stays_with_it_can_still_decide(
    window: MainWindow, went: Went, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    talks = contested(desk_of(window), 2)
    screen = conflicts(went, "書いたもの")
    at = screen._lines[screen._at].conflict.record_id
    with monkeypatch.context() as patched:
        patched.setattr(Store, "put_draft", full)
        screen.back()
        settled()
        find(panels(window)[0], Button, "ここに残る").click()
        screen.session.changed.emit()
        settled()
    assert screen.text.text() == "書いたもの"
    screen.onward()
    settled()
    assert at in {each.id for each in talks}
    assert desk_of(window).file(at).consultation.wish == "書いたもの"


def test_what_was_written_about_a_settled_one_can_be_read_and_let_go(
    window: MainWindow, went: Went, settled: Settled
) -> None:
    (talk,) = contested(desk_of(window), 1)
    screen = conflicts(went, "書いたもの")
    went(Place.TODAY)
    desk_of(window).resolve(talk.id, "wish", "あ0")
    (half,) = halves(window)
    window.go(place_of(half))
    settled()
    assert "書いたもの" in words_on(screen)
    assert screen.footer() is None
    find(screen, Button, f"{half.name}を消す").click()
    settled()
    assert halves(window) == ()
    assert "書いたもの" not in words_on(screen)


def test_one_that_is_settled_while_a_text_is_written_is_not_decided_anew(
    window: MainWindow, went: Went, settled: Settled
) -> None:
    (talk,) = contested(desk_of(window), 1)
    screen = conflicts(went, "書いたもの")
    desk_of(window).resolve(talk.id, "wish", "あ0")
    screen.session.changed.emit()
    settled()
    assert screen.text.text() == "書いたもの"
    screen.onward()
    settled()
    assert desk_of(window).file(talk.id).consultation.wish == "あ0"
    assert "書いたもの" in words_on(screen)
    assert [each.joined for each in halves(window)] == ["書いたもの"]


# Carried over a lock


def carried(window: MainWindow, went: Went, qtbot: QtBot, settled: Settled, patch: pytest.MonkeyPatch) -> str:
    """A talk whose last words no disk took, neither at the lock nor at the next opening. Returns its id."""
    screen = blank(went, "一")
    assert screen.writing is not None
    screen.writing.keep()
    settled()
    form = screen.writing.form.id
    with patch.context() as patched:
        patched.setattr(Store, "put_draft", full)
        screen.writing.talks(wish="一二")
        lock(window, qtbot)
    with patch.context() as patched:
        patched.setattr(draft_moves, "put", full)
        unlock(window, qtbot)
        settled()
    for panel in panels(window):
        panel.accept()
    return form


def test_what_still_waits_is_taken_up_as_if_it_were_kept(
    window: MainWindow, went: Went, qtbot: QtBot, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = carried(window, went, qtbot, settled, monkeypatch)
    assert wishes(desk_of(window)) == ["一二"]
    screen = went(Place.INTAKE, form)
    assert isinstance(screen, IntakeScreen)
    assert screen.writing is not None
    assert screen.writing.talk.wish == "一二"
    screen.writing.talks(wish="一二と、そのあとの言葉")
    screen.writing.keep()
    settled()
    assert "書いたものは保存されています" in lock(window, qtbot)
    assert wishes(unlock(window, qtbot)) == ["一二と、そのあとの言葉"]


@pytest.mark.usefixtures("window")
def test_what_still_waits_goes_on_waiting_over_the_next_lock(
    window: MainWindow, went: Went, qtbot: QtBot, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried(window, went, qtbot, settled, monkeypatch)
    assert "まだ保存できていません" in lock(window, qtbot)
    assert wishes(unlock(window, qtbot)) == ["一二"]


def test_a_talk_that_was_ended_meanwhile_does_not_come_back(
    window: MainWindow, went: Went, qtbot: QtBot, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = went(Place.INTAKE, carried(window, went, qtbot, settled, monkeypatch))
    end_talk(screen, settled)
    assert desk_of(window).drafts() == []
    lock(window, qtbot)
    assert unlock(window, qtbot).drafts() == []


def end_talk(screen: Screen, settled: Settled) -> None:
    assert isinstance(screen, IntakeScreen)
    screen.go_step(CHECK)
    settled()
    assert screen.writing is not None
    screen.writing.note(reason="途中")
    page = screen.pages[CHECK]
    assert isinstance(page, CheckingPage)
    page._end(())
    settled()


def test_one_that_nobody_shows_any_more_is_carried_too(
    window: MainWindow, went: Went, qtbot: QtBot, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Store, "put_draft", full)
        blank(went, "はじめの人の言葉")
        settled()
        went(Place.TODAY)
        window.go(To(place=Place.INTAKE))
        settled()
        (panel,) = panels(window)
        assert "まだ保存できていません" in words_on(panel)
        find(panel, Button, "新しくはじめる").click()
        settled()
        assert "まだ保存できていません" in lock(window, qtbot)
    assert wishes(unlock(window, qtbot)) == ["はじめの人の言葉"]


def test_an_ending_that_fails_at_the_lock_is_carried(
    window: MainWindow, went: Went, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Store, "put_draft", full)
        patched.setattr(checking, "end", full)
        screen = blank(went, "十分間書いた言葉")
        screen.go_step(CHECK)
        page = screen.pages[CHECK]
        assert isinstance(page, CheckingPage)
        page._end(())
        assert "まだ保存できていません" in lock(window, qtbot)
    assert wishes(unlock(window, qtbot)) == ["十分間書いた言葉"]


def test_a_talk_that_was_purged_on_purpose_raises_no_alarm(
    window: MainWindow, went: Went, qtbot: QtBot, settled: Settled, talk: Consultation
) -> None:
    screen = went(Place.INTAKE, talk.id)
    assert isinstance(screen, IntakeScreen)
    assert screen.writing is not None
    screen.writing.talks(wish="直した")
    screen.writing.keep()
    settled()
    went(Place.TODAY)
    desk_of(window).purge(talk.id)
    assert "保存できなかった" not in lock(window, qtbot)


# While it is saved


def test_what_is_typed_while_it_is_saved_is_saved_too(
    home: HouseholdScreen, member: Member, window: MainWindow, settled: Settled
) -> None:
    home.onward()
    type_in(card_of(home).relation, "つづき")
    settled()
    assert "つづき" in relation_of(desk_of(window), member)
    assert desk_of(window).conflicts() == []
    assert halves(window) == ()


@pytest.mark.usefixtures("member")
def test_what_is_typed_while_its_record_moved_is_kept_before_the_page_is_made_anew(
    home: HouseholdScreen, window: MainWindow, settled: Settled
) -> None:
    home.correcting.keeping.keep()
    settled()
    (half,) = halves(window)
    type_in(card_of(home).relation, "そのあと")
    home.correcting.keeping._kept(half, Kept(half.id, changed=True))  # as if a restriction had come with a sync
    settled()
    (half,) = halves(window)
    assert half.member is not None
    assert half.member.relation.endswith("そのあと")
    assert LONG in half.member.relation


def test_a_figure_of_another_desk_is_not_overwritten_by_one_half_typed(
    window: MainWindow, went: Went, settled: Settled
) -> None:
    desk, month = desk_of(window), Month(2026, 9)
    screen = went(Place.REPORTS, str(month))
    assert isinstance(screen, ReportsScreen)
    screen.handing.load(month)
    settled()
    name, other = list(screen.handing.lines)[:2]
    type_in(screen.handing.lines[name], "12")
    type_in(screen.handing.lines[other], "3")
    screen.handing.keeping.keep()
    settled()
    assert window.rooms is not None
    window.rooms.show(To(place=Place.TODAY))  # the power went
    reporting.keep_figures(desk, month, {name: 15})
    went(Place.REPORTS, str(month), FIGURES)
    said = words_on(screen)
    assert "「15」と書かれました" in said
    assert "「12」と書きかけて" in said
    assert screen.handing.lines[other].text() == "3"
    went(Place.TODAY)
    assert reporting.figures_of(desk, month)[name] == 15
    assert reporting.figures_of(desk, month)[other] == 3


def test_a_figure_that_came_while_another_is_typed_stays(window: MainWindow, went: Went, settled: Settled) -> None:
    desk, month = desk_of(window), Month(2026, 9)
    screen = went(Place.REPORTS, str(month))
    assert isinstance(screen, ReportsScreen)
    screen.handing.load(month)
    settled()
    name, other = list(screen.handing.lines)[:2]
    reporting.keep_figures(desk, month, {name: 15})
    type_in(screen.handing.lines[other], "3")
    went(Place.TODAY)
    assert reporting.figures_of(desk, month) == {name: 15, other: 3}


def test_nobody_is_named_while_the_desk_locks(window: MainWindow, home: HouseholdScreen) -> None:
    room_title = window.frame.band.title.text()
    assert "見本" in room_title
    window.lock()
    home.headed.emit()
    window.go(To(place=Place.TODAY))
    assert "見本" not in window.frame.band.title.text()


@pytest.mark.usefixtures("member")
def test_what_is_typed_while_a_saving_fails_is_in_its_draft(
    home: HouseholdScreen, window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Store, "save", full)
        window.go(To(place=Place.TODAY))
        type_in(card_of(home).relation, "つづき")
        settled()
    (half,) = halves(window)
    assert half.member is not None
    assert "つづき" in half.member.relation
