"""世帯のページ: what happened, and what can be done about it."""

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from kyosei_desk.day import add_follow_up
from kyosei_desk.practice import room
from kyosei_desk.records import Consultation, Household
from kyosei_desk.timeline import What, append_note, household
from kyosei_desk.vault import Role
from tests.ui.conftest import ME, NOW, WORDS, compose, find, type_in
from ui.households.household import HouseholdScreen
from ui.households.timeline import Mark, day_lines
from ui.intake.home_card import HomeCard
from ui.intake.member_card import MemberCard
from ui.intake.screen import IntakeScreen
from ui.main_window import MainWindow
from ui.navigation import Place, To
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
    assert "10月5日\n月曜 10:20" in words


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
    assert "11月5日\n木曜" in words_on(home)


def test_a_talk_is_read_and_led_on_to_its_correction(
    home: HouseholdScreen, window: MainWindow, talk: Consultation, settled: Settled
) -> None:
    find(home, Button, "10月5日(月)の相談をひらく").click()
    settled()
    words = words_on(home.talk)
    assert "電気だけは止めないでほしい" in words
    assert "Q12　電気・ガス・水道が止まりそう" in words
    assert home.subtitle == "10月5日(月) 10:20の相談"
    find(home.talk, Button, "直す").click()
    settled()
    shown = window.shown()
    assert isinstance(shown, IntakeScreen)
    assert shown.writing is not None
    assert shown.writing.corrects
    assert shown.writing.talk.id == talk.id


def test_a_correction_stands_in_the_history_with_both_values(
    home: HouseholdScreen, talk: Consultation, settled: Settled
) -> None:
    desk = home.session.desk
    desk.save(desk.shown(talk.id), msgspec.structs.replace(talk, wish="家賃の相談もしたい"))
    find(home, Button, "10月5日(月)の相談をひらく").click()
    settled()
    find(home.talk, Button, "直した履歴を見る").click()
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
    find(home.talk, Button, "見る人を限る").click()
    panel = panel_of(home)
    assert set(find(panel, Ticks, "ほかに見てよい人").ticks) == {each.name for each in home.session.desk.people}
    find(panel, Button, "見る人を限る").click()
    settled()
    assert home.session.desk.shown(talk.id) is None
    assert home.found is not None
    assert home.found.household.id != talk.household_id  # it moved with its only talk, and so did the screen
    (entry,) = [each for each in home.found.entries if each.what is What.TALK]
    assert entry.restricted
    assert "電気だけは止めないでほしい" in words_on(home)


def test_a_household_goes_after_two_confirmations(
    home: HouseholdScreen, window: MainWindow, talk: Consultation, settled: Settled
) -> None:
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
    assert window.at is Place.SEARCH
    assert "消しました" in words_on(panel_of(window))


def test_one_talk_goes_and_its_household_stays(
    home: HouseholdScreen, window: MainWindow, talk: Consultation, settled: Settled
) -> None:
    find(home, Button, "10月5日(月)の相談をひらく").click()
    settled()
    find(home.talk, Button, "この相談を消す").click()
    first = panel_of(home)
    find(first, Choice, "消すわけ").tiles["本人の求め"].click()
    find(first, Button, "つぎへ").click()
    find(panel_of(home), Button, "消す").click()
    settled()
    assert home.session.desk.shown(talk.id) is None
    assert window.at is Place.SEARCH


def test_who_is_not_in_charge_is_told_whom_to_ask(home: HouseholdScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    staff = msgspec.structs.replace(home.session.desk.me, role=Role.STAFF)
    monkeypatch.setattr(type(home.session.desk), "me", staff)
    find(home, Button, "この世帯を消す").click()
    words = words_on(panel_of(home))
    assert "消せるのは、責任者だけです" in words
    assert f"{ME}さん" in words


def test_a_plan_is_put_off_from_here(home: HouseholdScreen, talk: Consultation, settled: Settled) -> None:
    add_follow_up(home.session.desk, talk.household_id, "2026-10-30", "", "訪問")
    home.refresh()
    settled()
    find(home, Button, "10月30日(金) 訪問の予定を直す").click()
    panel = panel_of(home)
    find(panel, Line, "日を変えるとき").setText("令和8年11月9日")
    find(panel, Button, "日を変える").click()
    settled()
    assert "11月9日\n月曜" in words_on(home)
    assert "10月30日" not in words_on(home)


def test_one_person_written_twice_is_made_one_and_parted_again(home: HouseholdScreen, settled: Settled) -> None:
    assert home.found is not None
    one, two = home.found.members[:2]
    find(home, Button, "同じ人をまとめる").click()
    panel = panel_of(home)
    keep, other = find(panel, Choice, "のこすほう"), find(panel, Choice, "同じ人のもう1つ")
    keep.tiles[one.id].click()
    other.tiles[one.id].click()
    find(panel, Button, "つぎへ").click()
    assert "ちがう2つを" in other.accessibleDescription()
    other.tiles[two.id].click()
    find(panel, Button, "つぎへ").click()
    asked = panel_of(home)
    assert one.name in words_on(asked)
    assert two.name in words_on(asked)
    find(asked, Button, "1人にまとめる").click()
    settled()
    assert [each.id for each in home.found.members] == [one.id]
    find(home, Button, f"{one.name}さんを2人にもどす").click()
    find(panel_of(home), Button, "もどす").click()
    settled()
    assert {each.id for each in home.found.members} == {one.id, two.id}


def test_two_entries_of_one_household_are_made_one(home: HouseholdScreen, settled: Settled) -> None:
    other = home.session.desk.by_case_id("P02")
    assert other is not None
    name = next(each.name for each in home.session.desk.file(other.id).members if each.name)
    find(home, Button, "同じ世帯をまとめる").click()
    panel = panel_of(home)
    type_in(find(panel, Line, "もう1つの世帯の人のお名前"), name)
    settled()
    find(panel, Button, f"{name}さんの世帯とまとめる").click()
    assert name in words_on(panel_of(home))
    find(panel_of(home), Button, "1つにまとめる").click()
    settled()
    assert f"{name}さん" in words_on(home)
    find(home, Button, "世帯を2つにもどす").click()
    find(panel_of(home), Button, "もどす").click()
    settled()
    assert f"{name}さん" not in words_on(home)


def test_nothing_of_the_last_household_stays_while_another_is_read(home: HouseholdScreen, talk: Consultation) -> None:
    other = home.session.desk.by_case_id("P02")
    assert other is not None
    assert other.household_id != talk.household_id
    home.enter(To(place=Place.HOUSEHOLD, record_id=other.household_id))
    assert "見本 由美子" not in words_on(home)
    assert home.title == "世帯"


def test_what_came_with_a_sync_takes_the_focus_from_nobody(home: HouseholdScreen, settled: Settled) -> None:
    find(home, Button, "予定を入れる").setFocus()
    append_note(home.session.desk, home._id, "べつの机のメモ")
    home.session.changed.emit()
    settled()
    assert "べつの机のメモ" in words_on(home)
    assert find(home, Button, "予定を入れる").hasFocus()


def test_a_consent_is_taken_back(home: HouseholdScreen, talk: Consultation, settled: Settled) -> None:
    next(each for each in home.findChildren(Button) if each.text() == "取り消す").click()
    find(panel_of(home), Button, "取り消す").click()
    settled()
    file = home.session.desk.file(talk.id)
    assert all(each.withdrawn_on for each in file.consents)


# Corrected in place


def test_a_person_is_corrected_in_place_and_the_history_tells_of_it(home: HouseholdScreen, settled: Settled) -> None:
    find(home, Button, "見本 蓮さんを直す").click()
    settled()
    card = home.correcting.card
    assert isinstance(card, MemberCard)
    assert card.name.hasFocus()
    card.relation.setText("長男")
    home.onward()
    settled()
    assert "長男" in words_on(home)
    assert home.footer() is None
    find(home, Button, "直した履歴を見る").click()
    settled()
    words = words_on(panel_of(home))
    assert "見本 蓮さん　続柄" in words
    assert "前\n子\n後\n長男" in words
    assert "はじめに書きました" in words


def test_what_is_composed_counts_when_it_is_saved(home: HouseholdScreen, settled: Settled) -> None:
    find(home, Button, "住所・電話を直す").click()
    settled()
    card = home.correcting.card
    assert isinstance(card, HomeCard)
    compose(card.association, "みどり自治会")
    home.onward()
    settled()
    assert home.found is not None
    assert home.found.household.association == "みどり自治会"


def test_leaving_keeps_a_correction_and_yameru_drops_it(
    home: HouseholdScreen, went: Callable[..., Screen], settled: Settled
) -> None:
    def give_up() -> None:
        home.back()
        find(panel_of(home), Button, "消す").click()

    for way, number in ((give_up, ""), (lambda: went(Place.TODAY), "000-111-2222")):
        find(home, Button, "住所・電話を直す").click()
        settled()
        card = home.correcting.card
        assert isinstance(card, HomeCard)
        type_in(card.phone.number, "000-111-2222")
        way()
        settled()
        shown = home.session.desk.shown(home._id)
        assert shown is not None
        assert isinstance(shown.record, Household)
        assert shown.record.phone.number == number


def test_a_correction_is_durable_before_the_keys_are_put_away(
    home: HouseholdScreen, window: MainWindow, qtbot: QtBot, settled: Settled
) -> None:
    household_id = home._id
    find(home, Button, "住所・電話を直す").click()
    settled()
    assert isinstance(home.correcting.card, HomeCard)
    compose(home.correcting.card.building, "みどり荘205")
    window.lock()
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)
    window.way_in.unlock(ME, WORDS)
    qtbot.waitUntil(lambda: window.session is not None and window.background.idle(), timeout=20_000)
    assert window.session is not None
    shown = window.session.desk.shown(household_id)
    assert shown is not None
    assert isinstance(shown.record, Household)
    assert shown.record.building == "みどり荘205"


def test_somebody_is_added(home: HouseholdScreen, settled: Settled) -> None:
    find(home, Button, "世帯の人を足す").click()
    settled()
    assert isinstance(home.correcting.card, MemberCard)
    type_in(home.correcting.card.name, "見本 ふみ")
    home.onward()
    settled()
    assert home.found is not None
    assert [each.name for each in home.found.members][-1] == "見本 ふみ"
    assert "見本 ふみさん" in words_on(home)


def test_nobody_is_added_where_nothing_was_written(home: HouseholdScreen, settled: Settled) -> None:
    assert home.found is not None
    before = home.found.members
    find(home, Button, "世帯の人を足す").click()
    settled()
    home.onward()
    settled()
    assert home.found.members == before
    assert home.footer() is None


def test_a_note_under_way_is_kept_when_the_desk_is_locked(
    home: HouseholdScreen, window: MainWindow, qtbot: QtBot
) -> None:
    household_id = home._id
    find(home, Button, "メモを書く").click()
    type_in(find(panel_of(home), Area, "メモ"), "玄関の電球を")
    window.lock()
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)
    window.way_in.unlock(ME, WORDS)
    qtbot.waitUntil(lambda: window.session is not None and window.background.idle(), timeout=20_000)
    assert window.session is not None
    notes = [each for each in household(window.session.desk, household_id).entries if each.what is What.NOTE]
    assert any(each.text.startswith("玄関の電球を\n（書いているとちゅうで") for each in notes)


def test_a_note_that_was_given_up_is_not_kept(home: HouseholdScreen, settled: Settled) -> None:
    for way in ("やめる", "Escape"):
        find(home, Button, "メモを書く").click()
        panel = panel_of(home)
        type_in(find(panel, Area, "メモ"), "やめたメモ")
        find(panel, Button, way).click() if way == "やめる" else QTest.keyClick(panel, Qt.Key.Key_Escape)
        settled()
    assert home.found is not None
    assert not [each for each in home.found.entries if each.what is What.NOTE and "やめたメモ" in each.text]


def test_escape_leads_from_the_talk_to_the_household(home: HouseholdScreen, settled: Settled) -> None:
    find(home, Button, "10月5日(月)の相談をひらく").click()
    settled()
    assert home.talk.isVisible()
    assert home.retreat()
    assert not home.talk.isVisible()
    assert not home.retreat()
    assert home.subtitle == ""


def test_a_long_life_is_shown_in_parts(home: HouseholdScreen, settled: Settled) -> None:
    for number in range(45):
        append_note(home.session.desk, home._id, f"メモ {number}")
    home.refresh()
    settled()
    shown = [each for each in home.findChildren(Mark) if each.isVisibleTo(home)]
    assert len(shown) == 20
    for count in (40, 46):
        find(home, Button, "さらに表示").click()
        settled()
        assert len([each for each in home.findChildren(Mark) if each.isVisibleTo(home)]) == count
    assert not [each for each in home.findChildren(Button) if each.text() == "さらに表示" and each.isVisibleTo(home)]


def test_a_day_of_another_year_says_its_year(home: HouseholdScreen) -> None:
    assert home.found is not None
    (talk,) = [each for each in home.found.entries if each.what is What.TALK]
    assert day_lines(talk, NOW.date()) == [("10月5日", "label"), ("月曜 10:20", "note")]
    later = NOW.date().replace(year=2028)
    assert day_lines(talk, later)[0] == ("令和8年", "note")
