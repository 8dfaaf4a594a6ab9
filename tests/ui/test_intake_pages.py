"""新しい相談, pages 受付 to 困りごと and 対応: what a person types is in the form and the draft at once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from kyosei_desk.clock import fixed_clock
from kyosei_desk.drafting import Form, taken_up
from kyosei_desk.intake import Intake
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Birth, Consultation, FollowUp, Household, Phone, Source
from tests.builders import consultation, household, member
from tests.ui.conftest import ME, NOW, WORDS, compose, find, type_in
from ui.intake.consent import ConsentPage
from ui.intake.issues import IssuesPage
from ui.intake.page import IntakePage
from ui.intake.pages import PAGES
from ui.intake.reading import sections
from ui.intake.reception import ReceptionPage
from ui.intake.response import ResponsePage
from ui.intake.screen import IntakeScreen
from ui.intake.topics import TopicsPage
from ui.intake.who import WhoPage
from ui.intake.writing import write_down
from ui.main_window import MainWindow
from ui.navigation import Place, To
from ui.screen import Screen
from ui.widgets.buttons import Button
from ui.widgets.fields import Area, Line

Went = Callable[..., Screen]
Settled = Callable[[], None]
MINE = (ReceptionPage, WhoPage, TopicsPage, IssuesPage, ResponsePage)


@pytest.fixture
def screen(went: Went) -> IntakeScreen:
    found = went(Place.INTAKE)
    assert isinstance(found, IntakeScreen)
    return found


def at(screen: IntakeScreen, kind: type[IntakePage]) -> IntakePage:
    """Go to the page of a kind."""
    screen.go_step(PAGES.index(kind))
    page = screen.pages[screen.at]
    assert isinstance(page, kind)
    return page


def reception(screen: IntakeScreen) -> ReceptionPage:
    return at(screen, ReceptionPage)  # type: ignore[return-value]


def who(screen: IntakeScreen) -> WhoPage:
    return at(screen, WhoPage)  # type: ignore[return-value]


def topics(screen: IntakeScreen) -> TopicsPage:
    return at(screen, TopicsPage)  # type: ignore[return-value]


def issues(screen: IntakeScreen) -> IssuesPage:
    return at(screen, IssuesPage)  # type: ignore[return-value]


def response(screen: IntakeScreen) -> ResponsePage:
    return at(screen, ResponsePage)  # type: ignore[return-value]


def form(screen: IntakeScreen) -> Form:
    assert screen.writing is not None
    return screen.writing.form


def draft(window: MainWindow, settled: Settled) -> Form:
    """The one draft there is in the vault."""
    assert window.session is not None
    kept: list[Form] = []
    window.session.ask(window, lambda desk: [taken_up(each.content) for each in desk.drafts()], kept.extend)
    settled()
    assert len(kept) == 1
    return kept[0]


def cards(page: WhoPage) -> list[str]:
    return [card.name.text_now() for card in page.cards.values()]


# Composing


FIELDS: dict[str, tuple[Callable[[IntakeScreen], Line | Area], Callable[[Form], str]]] = {
    "place": (lambda on: reception(on).place, lambda kept: kept.intake.consultation.place),
    "visitor": (lambda on: reception(on).name, lambda kept: kept.intake.consultation.visitor.name),
    "name": (lambda on: next(iter(who(on).cards.values())).name, lambda kept: kept.intake.members[0].name),
    "address": (lambda on: who(on).home.address, lambda kept: kept.intake.household.address),
    "hours": (lambda on: who(on).home.phone.hours, lambda kept: kept.intake.household.phone.safe_hours),
    "statement": (
        lambda on: next(iter(topics(on).cards.values())).words,
        lambda kept: next(iter(kept.intake.consultation.statements.values())).text,
    ),
    "wish": (lambda on: topics(on).wish, lambda kept: kept.intake.consultation.wish),
    "todo": (lambda on: response(on).what, lambda kept: kept.intake.follow_ups[0].text),
    "note": (lambda on: response(on).note_words, lambda kept: kept.intake.notes[0].text),
}


@pytest.mark.parametrize("name", FIELDS)
def test_what_is_being_composed_is_in_the_draft(
    screen: IntakeScreen, window: MainWindow, settled: Settled, name: str
) -> None:
    field, kept = FIELDS[name]
    there = field(screen)
    type_in(there, "見本の")
    compose(there, "みほん")
    assert there.text() == "見本の"
    assert screen.writing is not None
    screen.writing.keep()
    settled()
    assert kept(draft(window, settled)) == "見本のみほん"


@pytest.mark.parametrize("name", ["name", "statement"])
def test_another_page_keeps_what_was_being_composed(
    screen: IntakeScreen, window: MainWindow, settled: Settled, name: str
) -> None:
    field, kept = FIELDS[name]
    compose(field(screen), "みほん")
    screen.onward()
    settled()
    assert kept(draft(window, settled)) == "みほん"


@pytest.mark.parametrize("name", ["address", "wish"])
def test_leaving_the_seat_keeps_what_was_being_composed(
    screen: IntakeScreen, window: MainWindow, settled: Settled, qtbot: QtBot, name: str
) -> None:
    field, kept = FIELDS[name]
    compose(field(screen), "みほん")
    window.lock()
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)
    window.way_in.unlock(ME, WORDS)
    qtbot.waitUntil(lambda: window.session is not None and window.background.idle(), timeout=20_000)
    assert kept(draft(window, settled)) == "みほん"


def test_closing_the_window_keeps_what_was_being_composed(
    screen: IntakeScreen, window: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    compose(next(iter(topics(screen).cards.values())).words, "いたい")
    window.close()
    qtbot.waitUntil(lambda: window.session is None and not window.isVisible(), timeout=20_000)
    with open_desk(folder, WORDS, person=ME, clock=fixed_clock(NOW)) as desk:
        (kept,) = desk.drafts()
    (statement,) = taken_up(kept.content).intake.consultation.statements.values()
    assert statement.text == "いたい"


def test_nothing_is_written_back_into_a_field_being_composed(screen: IntakeScreen) -> None:
    page = who(screen)
    card = next(iter(page.cards.values()))
    compose(card.name, "みほん")
    screen.writing.put(msgspec.structs.replace(card.member, name="べつの"))  # type: ignore[union-attr]
    page.show_form()
    assert (card.name.text(), card.name.composing) == ("", "みほん")


def test_showing_a_form_writes_nothing(screen: IntakeScreen) -> None:
    before = form(screen).intake
    for kind in MINE:
        at(screen, kind)
        screen.pages[screen.at].show_form()
    assert form(screen).intake == before


# 受付


def test_the_day_is_read_in_both_calendars(screen: IntakeScreen) -> None:
    page = reception(screen)
    assert page.day.text() == "令和8年10月21日"
    page.day.clear()
    type_in(page.day, "2026/10/5")
    page.time.clear()
    type_in(page.time, "午後2時半")
    assert form(screen).intake.consultation.taken_at == "2026-10-05T14:30+09:00"
    assert page.calendars.text() == "令和8年10月5日（月）・2026年10月5日　14:30"


def test_a_day_that_cannot_be_read_is_said_and_stays_while_the_last_one_counts(screen: IntakeScreen) -> None:
    page = reception(screen)
    page.day.clear()
    type_in(page.day, "きのうの夕方")
    page.day.editingFinished.emit()
    assert "日付を読みとれませんでした" in page.day.accessibleDescription()
    assert form(screen).intake.consultation.taken_at.startswith("2026-10-21")
    who(screen)
    assert reception(screen).day.text() == "きのうの夕方"
    find(page, Button, "いまにする").click()
    assert page.day.text() == "令和8年10月21日"
    assert "読みとれません" not in page.day.accessibleDescription()


def test_someone_else_who_came_is_asked_for(screen: IntakeScreen) -> None:
    page = reception(screen)
    assert not page.name.isVisibleTo(page)
    page.relation.tiles["本人"].click()
    assert not page.name.isVisibleTo(page)
    page.relation.tiles["家族"].click()
    type_in(page.name, "見本 礼子")
    type_in(page.kinship, "長女")
    page.relation.tiles["本人"].click()
    assert page.name.isVisibleTo(page), "what was written there stays in sight"
    visitor = form(screen).intake.consultation.visitor
    assert (visitor.relation, visitor.name, visitor.kinship) == ("本人", "見本 礼子", "長女")


def test_a_talk_from_paper_is_marked(screen: IntakeScreen) -> None:
    page = reception(screen)
    page.late.click()
    page.channel.tiles["訪問"].click()
    talk = form(screen).intake.consultation
    assert (talk.entered_late, talk.channel) == (True, "訪問")


# だれが・世帯


def test_the_first_member_is_the_person_and_none_is_made_of_nothing(screen: IntakeScreen) -> None:
    page = who(screen)
    assert form(screen).intake.members == ()
    card = next(iter(page.cards.values()))
    type_in(card.name, "見本 花子")
    (one,) = form(screen).intake.members
    assert (one.name, one.relation) == ("見本 花子", "本人")
    card.name.clear()
    card.name.edited.emit()
    assert form(screen).intake.members == ()


def test_furigana_comes_from_what_was_composed_and_a_hand_written_one_stays(screen: IntakeScreen) -> None:
    card = next(iter(who(screen).cards.values()))
    for step in ("み", "みほ", "みほん", "見本"):
        compose(card.name, step)
    type_in(card.name, "見本")
    assert card.kana.text() == "みほん"
    assert form(screen).intake.members[0].kana == "みほん"
    card.kana.clear()
    type_in(card.kana, "けんぽん")
    compose(card.name, "はな")
    type_in(card.name, "花")
    assert form(screen).intake.members[0].kana == "けんぽん"


def test_members_come_rise_go_and_come_back(screen: IntakeScreen) -> None:
    page = who(screen)
    type_in(next(iter(page.cards.values())).name, "見本 一")
    for name in ("見本 二", "見本 三"):
        page.add.click()
        type_in(list(page.cards.values())[-1].name, name)
    find(page, Button, "見本 三さん 上へ").click()
    assert cards(page) == ["見本 一", "見本 三", "見本 二"]
    assert [each.name for each in form(screen).intake.members] == cards(page)
    find(page, Button, "見本 三さん 消す").click()
    assert [each.name for each in form(screen).intake.members] == ["見本 一", "見本 二"]
    find(page, Button, "見本 三さんをもどす").click()
    assert cards(page) == ["見本 一", "見本 三", "見本 二"]
    assert [each.name for each in form(screen).intake.members] == cards(page)


def test_a_member_who_goes_takes_no_ones_words_along(screen: IntakeScreen) -> None:
    page = who(screen)
    type_in(next(iter(page.cards.values())).name, "見本 一")
    page.add.click()
    type_in(list(page.cards.values())[-1].name, "見本 二")
    second = form(screen).intake.members[1].id
    words = topics(screen)
    card = next(iter(words.cards.values()))
    type_in(card.words, "痛い")
    assert card.whose is not None
    card.whose.tiles[second].click()
    key = card.key
    assert form(screen).intake.consultation.statements[key].member_id == second
    find(who(screen), Button, "見本 二さん 消す").click()
    assert form(screen).intake.consultation.statements[key].member_id == ""
    find(page, Button, "見本 二さんをもどす").click()
    assert form(screen).intake.consultation.statements[key].member_id == second


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("昭和15年2月", "昭和15年2月（86歳）・1940年2月"),
        ("1940-02-03", "昭和15年2月3日（86歳）・1940年2月3日"),
        ("70代", "「70代」と書いておきます"),
    ],
)
def test_a_birth_is_shown_as_it_was_understood(screen: IntakeScreen, words: str, shown: str) -> None:
    card = next(iter(who(screen).cards.values()))
    type_in(card.birth, words)
    card.birth.editingFinished.emit()
    assert card.born.text == shown
    assert "読みとれません" not in card.birth.accessibleDescription()


def test_a_birth_that_is_not_understood_is_said_and_kept(screen: IntakeScreen) -> None:
    card = next(iter(who(screen).cards.values()))
    type_in(card.birth, "戦争のころ")
    card.birth.editingFinished.emit()
    assert "「昭和15年2月」のように書いてください。" in card.birth.accessibleDescription()
    assert form(screen).intake.members[0].born.said == "戦争のころ"


def test_the_home_is_written_down_as_it_is_said(screen: IntakeScreen) -> None:
    home = who(screen).home
    type_in(home.postal, "123-0001")
    type_in(home.address, "見本市みどり町1-2-3")
    type_in(home.phone.number, "000-0000-0001")
    home.phone.message.tiles["no"].click()
    home.withheld.click()
    there = form(screen).intake.household
    assert (there.postal, there.address, there.address_withheld) == ("123-0001", "見本市みどり町1-2-3", True)
    assert there.phone == Phone(number="000-0000-0001", message_allowed=False)
    home.phone.message.tiles["no"].click()
    assert form(screen).intake.household.phone.message_allowed is None


def test_a_sign_no_font_can_draw_is_named_and_kept(screen: IntakeScreen) -> None:
    card = next(iter(who(screen).cards.values()))
    type_in(card.name, "見本 花子")
    assert not card.rare.isVisibleTo(card)
    type_in(card.name, "\ue000")
    assert "氏名の6文字目（U+E000）" in card.rare.text
    assert form(screen).intake.members[0].name == "見本 花子\ue000"


# Whether they were here before


@pytest.fixture
def known(window: MainWindow, settled: Settled) -> Household:
    """A household with a member and a talk, in the vault."""
    home = household(address="見本市みどり町1-2-3", phone=Phone(number="000-0000-0001"))
    return remembered(window, settled, home)


def remembered(window: MainWindow, settled: Settled, home: Household) -> Household:
    who = member(home, name="見本 トメ", kana="みほん とめ", born=Birth(said="昭和15年", year=1940))
    talk = Intake(household=home, members=(who,), consultation=consultation(home))
    assert window.session is not None
    window.session.act(window, lambda desk: desk.record(talk), lambda _talk: None)
    settled()
    return home


def test_a_name_that_is_known_is_suggested_and_the_talk_goes_over(
    screen: IntakeScreen, settled: Settled, qtbot: QtBot, known: Household
) -> None:
    card = next(iter(topics(screen).cards.values()))
    type_in(card.words, "膝が痛い")
    page = who(screen)
    type_in(page.home.association, "みどり自治会")
    type_in(next(iter(page.cards.values())).name, "見本トメ")
    suggestions = next(iter(page.cards.values())).suggestions
    qtbot.waitUntil(lambda: suggestions.isVisibleTo(page), timeout=10_000)
    find(page, Button, "見本 トメさん この世帯の相談にする").click()
    settled()
    intake = form(screen).intake
    assert intake.household.id == intake.consultation.household_id == known.id
    assert (intake.household.address, intake.household.association) == ("見本市みどり町1-2-3", "みどり自治会")
    assert [each.kana for each in intake.members] == ["みほん とめ"]
    assert [each.text for each in intake.consultation.statements.values()] == ["膝が痛い"]
    assert cards(page) == ["見本 トメ"]
    assert not [each for each in page.findChildren(Button) if each.text() == "消す" and each.isVisibleTo(page)]


@pytest.mark.usefixtures("known")
def test_the_talk_comes_back_from_a_household_it_did_not_belong_to(
    screen: IntakeScreen, settled: Settled, qtbot: QtBot
) -> None:
    page = who(screen)
    type_in(next(iter(page.cards.values())).name, "見本トメ")
    before = form(screen)
    qtbot.waitUntil(lambda: next(iter(page.cards.values())).suggestions.isVisibleTo(page), timeout=10_000)
    find(page, Button, "見本 トメさん この世帯の相談にする").click()
    settled()
    page.joined.back.click()
    assert form(screen).intake == before.intake
    assert form(screen).known == before.known
    assert not page.joined.isVisibleTo(page)


@pytest.mark.usefixtures("known")
def test_the_way_back_goes_once_something_else_is_written(screen: IntakeScreen, settled: Settled, qtbot: QtBot) -> None:
    page = who(screen)
    type_in(next(iter(page.cards.values())).name, "見本トメ")
    qtbot.waitUntil(lambda: next(iter(page.cards.values())).suggestions.isVisibleTo(page), timeout=10_000)
    find(page, Button, "見本 トメさん この世帯の相談にする").click()
    settled()
    assert page.joined.isVisibleTo(page)
    type_in(page.home.building, "みどり荘")
    assert not page.joined.isVisibleTo(page)


def test_a_talk_that_went_over_ends_as_a_second_talk_of_that_household(
    screen: IntakeScreen, window: MainWindow, settled: Settled, qtbot: QtBot, known: Household
) -> None:
    page = who(screen)
    type_in(next(iter(page.cards.values())).name, "見本トメ")
    qtbot.waitUntil(lambda: next(iter(page.cards.values())).suggestions.isVisibleTo(page), timeout=10_000)
    find(page, Button, "見本 トメさん この世帯の相談にする").click()
    settled()
    screen.writing.note(reason="練習")  # type: ignore[union-attr]
    ended = form(screen)
    session = window.session
    assert session is not None
    session.act(screen, lambda desk: write_down(desk, ended), lambda _talk: None)
    settled()
    records = [each.record for each in session.desk.postbox.of_household(known.id)]
    assert sum(isinstance(each, Consultation) for each in records) == 2
    assert sum(isinstance(each, Household) for each in records) == 1
    assert len(session.desk.conflicts()) == 0


@pytest.mark.usefixtures("known")
def test_another_household_is_waved_off_for_good(screen: IntakeScreen, qtbot: QtBot) -> None:
    page = who(screen)
    card = next(iter(page.cards.values()))
    type_in(card.name, "見本トメ")
    qtbot.waitUntil(lambda: card.suggestions.isVisibleTo(page), timeout=10_000)
    find(page, Button, "ちがう方です").click()
    assert not card.suggestions.isVisibleTo(page)
    type_in(card.kana, "みほんとめ")
    with qtbot.waitSignal(page._timer.timeout, timeout=10_000):
        pass
    qtbot.waitUntil(page.session.background.idle, timeout=10_000)
    assert not card.suggestions.isVisibleTo(page)


@pytest.mark.usefixtures("known")
def test_an_address_suggests_who_lives_there(screen: IntakeScreen, qtbot: QtBot) -> None:
    page = who(screen)
    type_in(page.home.address, "見本市みどり町1-2-3")
    qtbot.waitUntil(lambda: page.home.suggestions.isVisibleTo(page), timeout=10_000)
    find(page.home.suggestions, Button, "見本 トメさん この世帯の相談にする")


def test_an_address_finds_nobody_who_hides(
    screen: IntakeScreen, window: MainWindow, settled: Settled, qtbot: QtBot
) -> None:
    remembered(window, settled, household(address="見本市みどり町1-2-3", address_withheld=True))
    page = who(screen)
    type_in(page.home.address, "見本市みどり町1-2-3")
    with qtbot.waitSignal(page._timer.timeout, timeout=10_000):
        pass
    qtbot.waitUntil(window.background.idle, timeout=10_000)
    assert not page.home.suggestions.isVisibleTo(page)


# どんな相談


def test_statements_come_with_their_source_go_and_come_back(screen: IntakeScreen) -> None:
    page = topics(screen)
    type_in(next(iter(page.cards.values())).words, "息子は部屋から出ません。")
    page.add.click()
    second = list(page.cards.values())[-1]
    second.source.tiles[str(Source.SEEN)].click()
    type_in(second.words, "新聞がたまっていた。")

    def said() -> list[tuple[Source, str, int]]:
        statements = form(screen).intake.consultation.statements.values()
        return [(each.source, each.text, each.position) for each in statements]

    both = [(Source.SAID, "息子は部屋から出ません。", 0), (Source.SEEN, "新聞がたまっていた。", 1)]
    assert said() == both
    find(page, Button, "聞いたこと 1 消す").click()
    assert said() == [(Source.SEEN, "新聞がたまっていた。", 0)]
    find(page, Button, "消した一文をもどす").click()
    assert said() == both


def test_a_statement_keeps_its_source_and_without_words_is_none(screen: IntakeScreen) -> None:
    page = topics(screen)
    card = next(iter(page.cards.values()))
    card.source.tiles[str(Source.SAID)].click()
    assert card.source.value == Source.SAID, "pressed again, it is not taken back"
    assert form(screen).intake.consultation.statements == {}


def test_the_worst_is_one_of_those_ticked(screen: IntakeScreen) -> None:
    page = topics(screen)
    page.topics.ticks["介護"].click()
    page.topics.ticks["住まい"].click()
    assert page.main_topic is not None
    assert list(page.main_topic.tiles) == ["住まい", "介護"]
    page.main_topic.tiles["介護"].click()
    talk = form(screen).intake.consultation
    assert (talk.main_topic, talk.topics) == ("介護", frozenset({"介護", "住まい"}))
    page.topics.ticks["介護"].click()
    assert form(screen).intake.consultation.main_topic == ""


def test_whether_it_is_urgent_may_stay_unsaid(screen: IntakeScreen) -> None:
    page = topics(screen)
    page.urgent.tiles["no"].click()
    assert form(screen).intake.consultation.urgent is False
    page.urgent.tiles["no"].click()
    assert form(screen).intake.consultation.urgent is None


# 困りごと


def test_troubles_are_ticked_for_each_member_and_never_inferred(screen: IntakeScreen) -> None:
    page = who(screen)
    type_in(next(iter(page.cards.values())).name, "見本 一")
    page.add.click()
    type_in(list(page.cards.values())[-1].name, "見本 二")
    type_in(next(iter(topics(screen).cards.values())).words, "病気です")
    troubles = issues(screen)
    assert all(not each.issues for each in form(screen).intake.members)
    find(troubles, Button, "見本 二さん ひらく").click()
    second = list(troubles.cards.values())[1]
    assert second.ticks is not None
    second.ticks.ticks["病気"].click()
    assert [each.issues for each in form(screen).intake.members] == [frozenset(), {"病気"}]
    who(screen)
    assert list(issues(screen).cards.values())[1].ticks.value == {"病気"}  # type: ignore[union-attr]


def test_a_trouble_may_be_ticked_before_anyone_is_named(screen: IntakeScreen) -> None:
    page = issues(screen)
    card = next(iter(page.cards.values()))
    assert card.ticks is not None
    card.ticks.ticks["経済的困窮"].click()
    (one,) = form(screen).intake.members
    assert (one.relation, one.issues) == ("本人", frozenset({"経済的困窮"}))
    type_in(next(iter(who(screen).cards.values())).name, "見本 花子")
    assert [(each.name, each.issues) for each in form(screen).intake.members] == [
        ("見本 花子", frozenset({"経済的困窮"}))
    ]


# 対応


def test_the_next_contact_is_a_day_of_the_talk_and_a_follow_up(screen: IntakeScreen) -> None:
    page = response(screen)
    type_in(page.day, "令和8年11月5日")
    page.way.tiles["電話"].click()
    type_in(page.what, "ようすをうかがう")
    talk = form(screen).intake.consultation
    (planned,) = form(screen).intake.follow_ups
    assert talk.next_contact == planned.due_on == "2026-11-05"
    assert (planned.way, planned.text, planned.by) == ("電話", "ようすをうかがう", talk.taken_by)
    assert planned.consultation_id == talk.id
    assert page.calendars.text() == "令和8年11月5日（木）・2026年11月5日"


def test_a_plan_that_is_emptied_is_none(screen: IntakeScreen) -> None:
    page = response(screen)
    find(page, Button, "次に連絡する日を1か月後にする").click()
    assert form(screen).intake.consultation.next_contact == "2026-11-21"
    page.day.clear()
    page.day.edited.emit()
    assert form(screen).intake.consultation.next_contact == ""
    assert form(screen).intake.follow_ups == ()


def test_a_next_day_that_cannot_be_read_is_said(screen: IntakeScreen) -> None:
    page = response(screen)
    type_in(page.day, "そのうち")
    page.day.editingFinished.emit()
    assert "読みとれません" in page.day.accessibleDescription()
    assert form(screen).intake.follow_ups == ()


def test_words_that_are_no_day_come_back_with_the_draft_and_end_as_a_remark(
    screen: IntakeScreen, window: MainWindow, settled: Settled, qtbot: QtBot
) -> None:
    page = reception(screen)
    page.day.clear()
    type_in(page.day, "きのうの夕方")
    answer = response(screen)
    type_in(answer.day, "そのうち")
    type_in(answer.minutes, "すこし")
    window.lock()
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)
    window.way_in.unlock(ME, WORDS)
    qtbot.waitUntil(lambda: window.session is not None and window.background.idle(), timeout=20_000)
    window.go(To(place=Place.INTAKE, record_id=draft(window, settled).id))
    settled()
    again = window.shown()
    assert isinstance(again, IntakeScreen)
    assert reception(again).day.text() == "きのうの夕方"
    assert "日付を読みとれませんでした" in reception(again).day.accessibleDescription()
    assert (response(again).day.text(), response(again).minutes.text()) == ("そのうち", "すこし")
    assert again.writing is not None
    told = {row.label: row.value for row in sections(again.writing)[0].rows}
    assert told == {"相談の日": "きのうの夕方", "次に連絡する日": "そのうち", "かかった時間（分）": "すこし"}
    assert window.session is not None
    ended = msgspec.structs.replace(again.writing.form, reason="途中で帰られた")
    talk = write_down(window.session.desk, ended)
    (note,) = window.session.desk.postbox.notes_of(talk.id)
    assert all(words in note.text for words in told.values())


def test_a_consent_says_how_far_and_how_long_it_goes(screen: IntakeScreen) -> None:
    page = at(screen, ConsentPage)
    assert isinstance(page, ConsentPage)
    page.state.tiles["同意あり"].click()
    scope = page._details
    scope.city.click()
    scope.meetings.click()
    type_in(scope.until, "ことしいっぱい")
    (consent,) = form(screen).intake.consents
    assert (consent.city, consent.meetings, consent.ends_on) == (False, True, "")
    assert form(screen).unread == {"consent_until": "ことしいっぱい"}
    scope.until.clear()
    type_in(scope.until, "令和9年3月31日")
    assert form(screen).intake.consents[0].ends_on == "2027-03-31"
    assert form(screen).unread == {}
    who(screen)
    at(screen, ConsentPage)
    assert (scope.city.isChecked(), scope.meetings.isChecked(), scope.until.text()) == (False, True, "令和9年3月31日")


def test_what_was_asked_on_paper_was_asked_on_the_day_of_the_talk(screen: IntakeScreen) -> None:
    page = reception(screen)
    page.late.click()
    page.day.clear()
    type_in(page.day, "令和8年9月1日")
    consent = at(screen, ConsentPage)
    assert isinstance(consent, ConsentPage)
    consent.state.tiles["同意あり"].click()
    assert form(screen).intake.consents[0].asked_on == "2026-09-01"


def test_a_day_that_can_be_read_at_last_leaves_no_remark(screen: IntakeScreen) -> None:
    page = response(screen)
    type_in(page.day, "令和8年")
    assert form(screen).unread == {"next_contact": "令和8年"}
    type_in(page.day, "11月5日")
    assert form(screen).unread == {}


def test_what_was_done_is_counted_as_a_person_says(screen: IntakeScreen) -> None:
    page = response(screen)
    page.response.ticks["傾聴"].click()
    page.activity.tiles["介護保険"].click()
    page.client_group.tiles["高齢者"].click()
    type_in(page.minutes, "４５分")
    assert page.lengths.value == "45"
    talk = form(screen).intake.consultation
    assert (talk.minutes, talk.response, talk.activity, talk.client_group) == (
        45,
        frozenset({"傾聴"}),
        "介護保険",
        "高齢者",
    )
    page.lengths.tiles["30"].click()
    assert (form(screen).intake.consultation.minutes, page.minutes.text()) == (30, "30")


def test_a_corrected_day_moves_the_follow_up_there_is(
    screen: IntakeScreen, window: MainWindow, went: Went, settled: Settled
) -> None:
    page = response(screen)
    type_in(page.day, "令和8年11月5日")
    screen.writing.note(reason="練習")  # type: ignore[union-attr]
    ended = form(screen)
    session = window.session
    assert session is not None
    screen.writing.end()  # type: ignore[union-attr]
    session.act(screen, lambda desk: write_down(desk, ended), lambda _talk: None)
    settled()
    again = went(Place.INTAKE, ended.id)
    assert isinstance(again, IntakeScreen)
    page = response(again)
    assert page.day.text() == "令和8年11月5日"
    page.day.setFocus()
    page.day.clear()
    type_in(page.day, "11月のはじめごろ")
    assert [each.due_on for each in form(again).intake.follow_ups] == ["2026-11-05"]
    page._set_day(date(2026, 11, 12))
    assert again.writing is not None
    corrected = again.writing.form
    session.act(again, lambda desk: write_down(desk, corrected), lambda _talk: None)
    settled()
    plans = [
        each.record
        for each in session.desk.postbox.of_household(ended.intake.household.id)
        if isinstance(each.record, FollowUp) and not each.record.question
    ]
    assert [each.due_on for each in plans] == ["2026-11-12"]


# The pages as a whole


def written(screen: IntakeScreen) -> None:
    """Something on every page."""
    page = reception(screen)
    page.relation.tiles["家族"].click()
    type_in(page.name, "見本 礼子")
    people = who(screen)
    type_in(next(iter(people.cards.values())).name, "見本 トメ")
    people.add.click()
    type_in(list(people.cards.values())[-1].name, "見本 和夫")
    words = topics(screen)
    type_in(next(iter(words.cards.values())).words, "膝が痛い")
    words.topics.ticks["介護"].click()
    issues(screen)
    answer = response(screen)
    type_in(answer.day, "令和8年11月5日")
    type_in(answer.note_words, "耳が遠い方です")


def test_every_row_leads_to_where_it_is_mended(screen: IntakeScreen, window: MainWindow) -> None:
    written(screen)
    assert screen.writing is not None
    rows = [row for section in sections(screen.writing) for row in section.rows]
    seen = set()
    for row in rows:
        screen._jump(row.jump)
        page, focus = screen.pages[screen.at], window.focusWidget()
        assert focus is not None, row.jump
        assert page.isAncestorOf(focus), row.jump
        assert focus.isVisibleTo(page), row.jump
        seen.add((screen.at, id(focus)))
    assert len(seen) == len(rows), "no two rows lead to one field"


def test_what_stands_on_the_pages_is_read_back_in_words(screen: IntakeScreen) -> None:
    written(screen)
    assert screen.writing is not None
    told = {row.label: row.value for section in sections(screen.writing) for row in section.rows}
    assert told["相談の日時"] == "令和8年10月21日（水）・2026年10月21日　10:20"
    assert told["来た人"] == "家族　見本 礼子さん"
    assert told["本人"] == "見本 トメさん"
    assert told["世帯の人"] == "見本 和夫さん"
    assert told["本人が話した"] == "膝が痛い"
    assert told["○ 相談の内容"] == "介護"
    assert told["次の連絡"] == "令和8年11月5日（木）・2026年11月5日"
    assert told["覚え書き"] == "耳が遠い方です"
    assert told["住所"] == told["本人の希望"] == told["対応"] == ""


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_goes_beyond_the_side_at_any_size_of_text(
    fonts: QApplication, screen: IntakeScreen, window: MainWindow, settled: Settled, scale: float
) -> None:
    written(screen)
    window.resize(1366, 688)
    try:
        window.look.change(fonts, "light", scale)
        for kind in MINE:
            page = at(screen, kind)
            for fold in page.findChildren(Button):
                if fold.text() in {"ほかの欄", "ひらく"} and fold.isVisibleTo(page):
                    fold.click()
            settled()
            fonts.processEvents()
            inside, edge = page.widget(), page.viewport().width()
            assert inside is not None
            assert inside.minimumSizeHint().width() <= edge, kind
            for each in controls(page):
                right = each.mapTo(inside, QPoint(each.width(), 0)).x()
                assert right <= edge, (kind, each.accessibleName())
                assert each.height() >= 48, (kind, each.accessibleName())
                assert each.accessibleName(), (kind, each)
    finally:
        window.look.change(fonts, "light", 1.0)


def controls(page: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit)
    return [each for each in page.findChildren(QWidget) if isinstance(each, kinds) and each.isVisibleTo(page)]


def test_no_two_controls_of_a_page_have_one_name(screen: IntakeScreen) -> None:
    written(screen)
    for kind in MINE:
        names = [each.accessibleName() for each in controls(at(screen, kind))]
        assert len(names) == len(set(names)), sorted(each for each in names if names.count(each) > 1)
