"""新しい相談 from a blank form to a record: the checklist explains itself, nothing leaves unseen, nothing is lost."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from kyosei_desk.drafting import taken_up
from kyosei_desk.records import Answer, Level
from tests.ui.conftest import find, type_in
from ui.intake.checking import CheckingPage
from ui.intake.checklist import ChecklistPage
from ui.intake.consent import ConsentPage
from ui.intake.screen import CHECK, DONE, IntakeScreen
from ui.intake.writing import Writing
from ui.main_window import MainWindow
from ui.navigation import Place, To
from ui.screen import Screen
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button

Settled = Callable[[], None]
CHECKLIST, CONSENT = 4, 6


@pytest.fixture
def screen(went: Callable[..., Screen]) -> IntakeScreen:
    found = went(Place.INTAKE)
    assert isinstance(found, IntakeScreen)
    return found


def written(screen: IntakeScreen) -> Writing:
    assert screen.writing is not None
    return screen.writing


def checklist(screen: IntakeScreen, settled: Settled) -> ChecklistPage:
    screen.go_step(CHECKLIST)
    settled()
    page = screen.pages[CHECKLIST]
    assert isinstance(page, ChecklistPage)
    return page


def answer(page: ChecklistPage, key: str, word: str) -> None:
    page.rows[key].tiles.tiles[word].click()


def answer_all(page: ChecklistPage, word: str = "いいえ") -> None:
    for key in list(page.rows):
        if page._asked(page.rows[key]):
            answer(page, key, word)


def words_on(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))


def test_a_yes_explains_itself_under_its_question(screen: IntakeScreen, settled: Settled) -> None:
    page = checklist(screen, settled)
    answer(page, "Q1", "はい")
    settled()
    words = words_on(page.rows["Q1"])
    assert "命が最優先です" in words
    assert find(page.rows["Q1"], Button, "119 消防・救急 を大きく見る").isVisible()
    assert written(screen).assessment().level is Level.L5


def test_a_question_that_follows_is_asked_only_after_yes(screen: IntakeScreen, settled: Settled) -> None:
    page = checklist(screen, settled)
    assert page.rows["Q4"].isHidden()
    answer(page, "Q3", "はい")
    assert not page.rows["Q4"].isHidden()


def test_a_sub_question_appears_in_place_and_raises(screen: IntakeScreen, settled: Settled) -> None:
    page = checklist(screen, settled)
    answer(page, "Q10", "はい")
    sub = page.rows["Q10"].sub
    assert sub is not None
    assert written(screen).assessment().level is Level.L4
    sub.tiles["はい"].click()
    assert written(screen).talk.sub_answers == {"Q10": Answer.YES}
    assert written(screen).assessment().level is Level.L5


def test_an_answer_pressed_again_is_taken_back(screen: IntakeScreen, settled: Settled) -> None:
    page = checklist(screen, settled)
    answer(page, "Q1", "いいえ")
    answer(page, "Q1", "いいえ")
    assert written(screen).talk.answers == {}


def test_every_press_is_a_draft_soon_after(screen: IntakeScreen, settled: Settled, qtbot: QtBot) -> None:
    page = checklist(screen, settled)
    with qtbot.waitSignal(written(screen).kept, timeout=5000):
        answer(page, "Q2", "わからない")
    draft = screen.session.desk.drafts()[0]
    assert taken_up(draft.content).intake.consultation.answers == {"Q2": Answer.UNKNOWN}


def test_ending_asks_for_what_is_open_and_leads_there(screen: IntakeScreen, settled: Settled) -> None:
    page = checklist(screen, settled)
    answer_all(page)
    answer(page, "Q9", "いいえ")  # taken back
    screen.go_step(CHECK)
    screen.onward()
    settled()
    checking = screen.pages[CHECK]
    assert isinstance(checking, CheckingPage)
    assert "あと1つ、こたえると終えられます" in words_on(checking)
    next(each for each in checking.findChildren(Button) if each.text().startswith("Q9")).click()
    assert screen.at == CHECKLIST


def test_a_talk_without_findings_becomes_a_record_at_once(screen: IntakeScreen, settled: Settled) -> None:
    answer_all(checklist(screen, settled))
    screen.go_step(CHECK)
    screen.onward()
    settled()
    assert screen.at == DONE
    ended = written(screen).outcome
    assert ended is not None
    assert screen.session.desk.file(ended.talk_id).consultation.closed_at
    assert screen.session.desk.drafts() == []


def test_nothing_leaves_before_it_was_looked_at(screen: IntakeScreen, settled: Settled) -> None:
    page = checklist(screen, settled)
    answer_all(page)
    answer(page, "Q12", "はい")
    written(screen).talks(wish="電気だけは止めないでほしい")
    screen.go_step(CONSENT)
    settled()
    consent = screen.pages[CONSENT]
    assert isinstance(consent, ConsentPage)
    consent.state.tiles["同意あり"].click()
    settled()
    assert "電気だけは止めないでほしい" in {
        each.text() for each in consent.findChildren(QWidget) if hasattr(each, "text")
    }
    screen.go_step(CHECK)
    screen.onward()
    settled()
    checking = screen.pages[CHECK]
    assert isinstance(checking, CheckingPage)
    look = checking.look_again
    assert look is not None
    assert "電気だけは止めないでほしい" in words_on(look)
    assert screen.at == CHECK
    assert screen.footer() is None
    find(look, Button, "まだ送らない").click()
    settled()
    assert screen.at == DONE
    assert written(screen).outcome is not None
    assert screen.session.desk.postbox.referrals(screen.session.now()) == []


def test_what_cannot_be_written_down_stays_a_draft(
    screen: IntakeScreen, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kyosei_desk import disk

    def full(*_arguments: object) -> None:
        raise disk.full()

    answer_all(checklist(screen, settled))
    screen.go_step(CHECK)
    with monkeypatch.context() as patched:
        patched.setattr(screen.session.desk, "record", full)
        screen.onward()
        settled()
    assert screen.at == CHECK
    assert len(screen.session.desk.drafts()) == 1
    screen.onward()
    settled()
    assert screen.at == DONE


def test_a_second_neighbour_gets_a_sheet_of_their_own(
    window: MainWindow, screen: IntakeScreen, settled: Settled
) -> None:
    page = checklist(screen, settled)
    answer(page, "Q1", "いいえ")
    first = written(screen).form.id
    window.go(To(place=Place.TODAY))
    settled()
    window.go(To(place=Place.INTAKE))
    settled()
    panel = next(each for each in window.findChildren(Panel) if each.isVisible())
    find(panel, Button, "新しくはじめる").click()
    settled()
    assert written(screen).form.id != first
    assert written(screen).talk.answers == {}
    assert [each.id for each in screen.session.desk.drafts()] == [first]


def test_locking_keeps_what_was_just_typed(
    window: MainWindow, screen: IntakeScreen, settled: Settled, qtbot: QtBot
) -> None:
    checking_reason = "途中で帰られた"
    answer(checklist(screen, settled), "Q1", "わからない")
    screen.go_step(CHECK)
    settled()
    page = screen.pages[CHECK]
    assert isinstance(page, CheckingPage)
    screen.onward()
    type_in(page.reason, checking_reason)
    draft = written(screen).form.id
    window.lock()
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)
    window.way_in.unlock("練習 花子", "れんしゅうの あいことば です")
    qtbot.waitUntil(lambda: window.session is not None and window.background.idle(), timeout=20_000)
    assert window.session is not None
    kept = {each.id: taken_up(each.content) for each in window.session.desk.drafts()}
    assert kept[draft].reason == checking_reason
    assert kept[draft].intake.consultation.answers == {"Q1": Answer.UNKNOWN}


def test_who_only_looks_leaves_no_draft(screen: IntakeScreen, settled: Settled, window: MainWindow) -> None:
    for page in range(CHECK + 1):
        screen.go_step(page)
        settled()
    window.go(To(place=Place.TODAY))
    settled()
    assert screen.session.desk.drafts() == []
