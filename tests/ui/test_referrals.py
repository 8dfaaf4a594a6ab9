"""つなぎ: who must be telephoned about, how far each has come, and what can be done about one."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QLabel, QWidget

from kyosei_desk.clock import fixed_clock, parse_moment
from kyosei_desk.colleagues import ENROLMENT
from kyosei_desk.day import today
from kyosei_desk.desk import Desk
from kyosei_desk.opening import open_desk
from kyosei_desk.records import AgencyState, Note
from kyosei_desk.referrals import ReferralState, called_at
from sync import answering, standing
from sync.referring import refer
from tests.post.city import COORDINATOR, City
from tests.post.talks import ELDERLY, POVERTY, YES, brought
from tests.ui.conftest import NOW, WORDS, compose, find, type_in
from ui.intake.screen import IntakeScreen
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.referrals.screen import ReferralsScreen
from ui.referrals.words import due_words
from ui.screen import Screen
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button

Went = Callable[..., Screen]
LATE, ACCEPTED, FRESH = "見本 進", "見本 由美子", "見本 キヨ"
TALKED = {LATE: NOW - timedelta(days=3), ACCEPTED: NOW - timedelta(days=3), FRESH: NOW - timedelta(hours=1)}
ANSWER = "あす、電話します。\n家賃のことも、いっしょに考えます。"


@pytest.fixture
def folder(folder: Path) -> Path:
    """Three talks, each with a letter to one agency: nobody opened it, it was accepted, it has still time."""
    city = City()
    with open_desk(folder, WORDS, clock=fixed_clock(NOW - timedelta(days=3))) as desk:
        enrolment = city.enrolment(device=desk.exchange.device)
        standing.keep(desk.exchange, enrolment)
        sent = {name: asked(desk, enrolment, name) for name in (LATE, ACCEPTED, FRESH)}
        letter = city.referral(desk, enrolment, sent[ACCEPTED])
        heading = city.heading(sent[ACCEPTED], letter.reply, NOW - timedelta(days=2))
        city.reply(answering.answer(heading, POVERTY, AgencyState.ACCEPTED, ANSWER))
        desk.exchange.letters_sent(dict.fromkeys((sent[LATE], sent[ACCEPTED]), ""))
        city.deliver(desk)
        desk.exchange.drop(ENROLMENT)  # no quiet sync to a hub that is not there
    return folder


def asked(desk: Desk, enrolment: standing.Enrolment, name: str) -> str:
    """The id of the letter."""
    one = brought({"Q12": YES})
    member = msgspec.structs.replace(one.members[0], name=name)
    talk = msgspec.structs.replace(one.consultation, taken_at=TALKED[name].isoformat())
    recorded = desk.record(msgspec.structs.replace(one, members=(member,), consultation=talk))
    return refer(desk, enrolment, recorded.id, POVERTY).letter_id


@pytest.fixture
def screen(went: Went) -> ReferralsScreen:
    found = went(Place.REFERRALS)
    assert isinstance(found, ReferralsScreen)
    return found


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    assert window.session is not None
    return window.session.desk


@pytest.fixture
def opened(screen: ReferralsScreen, settled: Callable[[], None]) -> Callable[[str], ReferralsScreen]:
    def press(name: str) -> ReferralsScreen:
        find(screen, Button, f"{name}さんの依頼をひらく").click()
        settled()
        return screen

    return press


def words_on(widget: QWidget) -> str:
    return " ".join(
        each.accessibleName() or each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)
    )


def panels(window: MainWindow) -> Iterator[Panel]:
    return (each for each in window.findChildren(Panel) if each.isVisible())


def groups(screen: ReferralsScreen) -> dict[ReferralState | None, list[str]]:
    return {group.state: [each.names[0] for each in group.found] for group in screen.groups}


def test_who_must_be_telephoned_about_stands_first(screen: ReferralsScreen) -> None:
    assert groups(screen) == {None: [LATE], ReferralState.ASKED: [FRESH], ReferralState.ACCEPTED: [ACCEPTED]}
    assert next(iter(groups(screen))) is None
    assert "電話してください" in words_on(screen)


def test_the_list_says_names_and_days_and_nothing_of_the_trouble(screen: ReferralsScreen) -> None:
    words = words_on(screen)
    assert "2日すぎ" in words
    assert "まだ送られていません" in words
    assert all(secret not in words for secret in (POVERTY, "至急", "緊急", "電気"))


def test_one_shows_its_answer_in_full_and_counts_it_as_read(
    opened: Callable[[str], ReferralsScreen], desk: Desk
) -> None:
    assert today(desk).answers_count == 1
    words = words_on(opened(ACCEPTED))
    assert ANSWER in words
    assert POVERTY in words
    assert COORDINATOR in words
    assert today(desk).answers_count == 0


def test_a_call_is_written_down_and_asked_for_no_more(
    opened: Callable[[str], ReferralsScreen], window: MainWindow, desk: Desk, settled: Callable[[], None]
) -> None:
    screen = opened(LATE)
    assert len(today(desk).calls) == 1
    find(screen, Button, "電話を記録する").click()
    (panel,) = panels(window)
    (text,) = [each for each in panel.findChildren(QWidget) if each.accessibleName() == "話したこと"]
    type_in(text, "見本の人が、きょう開くそうです。")
    find(panel, Button, "記録する").click()
    settled()
    (referral,) = [each for each in desk.postbox.referrals(desk.now()) if each.called_at]
    (note,) = desk.postbox.notes_of(referral.referral.consultation_id)
    assert note.text == f"{POVERTY}に電話しました。\n見本の人が、きょう開くそうです。"
    assert (note.by, parse_moment(note.at)) == (desk.me.id, NOW)
    assert today(desk).calls == ()
    assert note.text in words_on(screen)
    screen.retreat()
    settled()
    assert None not in groups(screen)
    assert "10月21日(水) 10:20 に電話しました" in words_on(screen)


def test_what_is_being_composed_is_written_down_too(
    opened: Callable[[str], ReferralsScreen], window: MainWindow, desk: Desk, settled: Callable[[], None]
) -> None:
    find(opened(LATE), Button, "電話を記録する").click()
    (panel,) = panels(window)
    (text,) = [each for each in panel.findChildren(QWidget) if each.accessibleName() == "話したこと"]
    text.setFocus()
    compose(text, "るすでした")
    find(panel, Button, "記録する").click()
    settled()
    (referral,) = [each for each in desk.postbox.referrals(desk.now()) if each.called_at]
    assert desk.postbox.notes_of(referral.referral.consultation_id)[0].text.endswith("るすでした")


def test_taking_back_asks_first_and_takes_the_letter_back(
    opened: Callable[[str], ReferralsScreen], window: MainWindow, desk: Desk, settled: Callable[[], None]
) -> None:
    screen = opened(FRESH)
    find(screen, Button, "取り下げる").click()
    (question,) = panels(window)
    find(question, Button, "そのままにする").click()
    settled()
    assert ReferralState.WITHDRAWN not in {each.state for each in desk.postbox.referrals(desk.now())}
    find(screen, Button, "取り下げる").click()
    (question,) = panels(window)
    find(question, Button, "取り消す").click()
    settled()
    states = [each.state for each in desk.postbox.referrals(desk.now())]
    assert states.count(ReferralState.WITHDRAWN) == 1
    assert "取下げ" in words_on(screen)


def test_the_letter_can_be_printed(
    opened: Callable[[str], ReferralsScreen], window: MainWindow, settled: Callable[[], None]
) -> None:
    find(opened(FRESH), Button, "依頼書を印刷する").click()
    settled()
    assert window.at is Place.PAPER
    shown = window.shown()
    assert shown is not None
    assert shown.title == "協力依頼書"


def test_other_words_are_chosen_on_the_page_of_the_talk(
    opened: Callable[[str], ReferralsScreen], window: MainWindow, settled: Callable[[], None]
) -> None:
    find(opened(FRESH), Button, "内容を見直す").click()
    settled()
    shown = window.shown()
    assert isinstance(shown, IntakeScreen)
    assert shown.pages[shown.at].title == "同意・つなぎ先"


def test_escape_goes_back_to_where_it_was_opened(opened: Callable[[str], ReferralsScreen], window: MainWindow) -> None:
    screen = opened(ACCEPTED)
    assert screen.retreat()
    focused = window.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == f"{ACCEPTED}さんの依頼をひらく"
    assert not screen.retreat()


def test_a_referral_named_by_another_screen_is_opened_at_once(went: Went, desk: Desk) -> None:
    (wanted,) = [each for each in desk.postbox.referrals(desk.now()) if each.state is ReferralState.ACCEPTED]
    screen = went(Place.REFERRALS, wanted.referral.id)
    assert isinstance(screen, ReferralsScreen)
    assert screen.stack.currentWidget() is screen.detail
    assert ACCEPTED in words_on(screen)


def test_the_clock_is_said_in_words() -> None:
    assert due_words(NOW - timedelta(days=2), NOW) == "2日すぎ"
    assert due_words(NOW - timedelta(minutes=5), NOW) == "時間をすぎています"
    assert due_words(NOW + timedelta(hours=2), NOW) == "きょう 12:20 まで"
    assert due_words(NOW + timedelta(days=3), NOW) == "10月24日(土) 10:20 まで"


def test_a_call_before_the_last_letter_counts_no_more(desk: Desk) -> None:
    found = next(each.referral for each in desk.postbox.referrals(desk.now()))
    sent = max(parse_moment(each.at) for each in found.letters.values())

    def note(at: timedelta, agency: str = POVERTY, talk: str = found.consultation_id) -> Note:
        text = f"{agency}に電話しました。"
        return Note(id="n", household_id="h", consultation_id=talk, at=(sent + at).isoformat(), text=text)

    hour = timedelta(hours=1)
    assert called_at(found, [note(hour)]) == sent + hour
    assert called_at(found, [note(-hour)]) is None
    assert called_at(found, [note(hour, ELDERLY)]) is None
    assert called_at(found, [note(hour, talk="another")]) is None
    assert called_at(found, [note(hour), note(2 * hour)]) == sent + 2 * hour
