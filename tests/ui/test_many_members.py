"""だれが・世帯 with forty members: every one can be reached, nothing typed is lost, and no key waits."""

from collections.abc import Callable
from itertools import pairwise
from time import perf_counter

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kyosei_desk.records import Birth, Member, new_id
from tests.ui.conftest import find, type_in
from tests.ui.test_household import home, talk
from ui.households.household import HouseholdScreen
from ui.intake.member_card import MemberCard
from ui.intake.people import OPEN, MemberLine
from ui.intake.screen import IntakeScreen
from ui.intake.who import WhoPage
from ui.navigation import Place
from ui.screen import Screen
from ui.widgets.buttons import Button
from ui.widgets.cards import Card

__all__ = ["home", "talk"]
MANY = 40
WHO = 1
LONGEST = 0.4
"""Seconds one turn may take on a busy machine; on an idle one it is a tenth of it, and all forty cards took 1.5."""


@pytest.fixture
def flow(home: HouseholdScreen, went: Callable[..., Screen]) -> IntakeScreen:
    """A new talk with a household of many, at its first page."""
    assert home.found is not None
    desk, household = home.session.desk, home.found.household.id
    for place in range(MANY - len(home.found.members)):
        member = Member(
            id=new_id(), household_id=household, name=f"寮生 {place:02d}", relation="同居人", position=10 + place
        )
        desk.save(None, member)
    screen = went(Place.INTAKE, "", f"household:{household}")
    assert isinstance(screen, IntakeScreen)
    return screen


def page_of(flow: IntakeScreen) -> WhoPage:
    page = flow.pages[WHO]
    assert isinstance(page, WhoPage)
    return page


@pytest.fixture
def page(flow: IntakeScreen, qtbot: QtBot) -> WhoPage:
    flow.go_step(WHO)
    found = page_of(flow)
    qtbot.waitUntil(lambda: found.people.complete, timeout=20_000)
    return found


def ids(page: WhoPage) -> list[str]:
    return [each.id for each in page.writing.intake.members]


def shown_ids(page: WhoPage) -> list[str]:
    """From top to bottom of the page."""
    box = page.people.box
    rows = [
        row for row in page.findChildren(Card) if isinstance(row, MemberCard | MemberLine) and box.indexOf(row) >= 0
    ]
    return [each.member.id for each in sorted(rows, key=box.indexOf)]


def line_of(page: WhoPage, member_id: str) -> MemberLine:
    return next(each for each in page.findChildren(MemberLine) if each.member.id == member_id)


def test_no_turn_is_long_and_the_first_is_there_at_once(flow: IntakeScreen) -> None:
    turns = [perf_counter()]
    flow.go_step(WHO)
    turns.append(perf_counter())
    page = page_of(flow)
    assert list(page.cards) == ids(page)[:1]
    while not page.people.complete:
        QApplication.processEvents()
        turns.append(perf_counter())
    assert max(after - before for before, after in pairwise(turns)) < LONGEST


def test_everybody_is_there_in_order(page: WhoPage) -> None:
    assert len(ids(page)) == MANY
    assert shown_ids(page) == ids(page)
    assert list(page.cards) == ids(page)[:OPEN]
    assert find(page, Button, f"{MANY}人目 寮生 37さん ひらく").isEnabled()


def test_a_line_opens_to_its_card_and_takes_the_focus(page: WhoPage) -> None:
    key = ids(page)[20]
    line_of(page, key).press.click()
    assert QApplication.focusWidget() is page.cards[key].name
    assert page.cards[key].name.accessibleName() == "21人目 氏名"
    type_in(page.cards[key].relation, "長男")
    assert page.writing.member(key).relation == "同居人長男"
    assert shown_ids(page) == ids(page)


def test_who_is_jumped_to_before_the_page_is_whole_stays_in_view(flow: IntakeScreen, qtbot: QtBot) -> None:
    flow.go_step(WHO)
    page = page_of(flow)
    key = ids(page)[-2]
    page.jump(f"member:{key}")
    qtbot.waitUntil(lambda: page.people.complete, timeout=20_000)
    name = page.cards[key].name
    assert QApplication.focusWidget() is name
    assert shown_ids(page) == ids(page)
    place = name.mapTo(page.viewport(), name.rect().center())
    assert page.viewport().rect().contains(place)


def test_what_is_typed_while_the_others_are_made_is_kept(flow: IntakeScreen, qtbot: QtBot) -> None:
    flow.go_step(WHO)
    page = page_of(flow)
    first = ids(page)[0]
    type_in(page.cards[first].language, "ポルトガル語")
    page._add_person()
    (fresh,) = [each for key, each in page.cards.items() if key not in ids(page)]
    type_in(fresh.name, "あとの人")
    qtbot.waitUntil(lambda: page.people.complete, timeout=20_000)
    assert page.writing.member(first).language == "ポルトガル語"
    assert page.writing.intake.members[-1].name == "あとの人"
    assert len(ids(page)) == MANY + 1
    assert shown_ids(page) == ids(page)


def test_one_further_down_rises_and_the_order_is_kept(page: WhoPage) -> None:
    before = ids(page)
    page.jump(f"member:{before[10]}")
    page.cards[before[10]].rise.click()
    assert ids(page) == [*before[:9], before[10], before[9], *before[11:]]
    assert shown_ids(page) == ids(page)


def test_one_who_was_added_is_removed_and_put_back_among_many(page: WhoPage, qtbot: QtBot) -> None:
    page._add_person()
    (key,) = [each for each in page.cards if each not in ids(page)]
    type_in(page.cards[key].name, "しばらくの人")
    page.cards[key].removed.emit()
    assert key not in ids(page)
    find(page, Button, "しばらくの人さんをもどす").click()
    qtbot.waitUntil(lambda: page.people.complete, timeout=20_000)
    assert page.cards[key].name.text() == "しばらくの人"
    assert len(ids(page)) == MANY + 1
    assert shown_ids(page) == ids(page)


def test_coming_back_to_the_page_makes_nothing_anew(flow: IntakeScreen, page: WhoPage) -> None:
    before = page.cards
    flow.go_step(0)
    flow.go_step(WHO)
    assert page.cards == before
    assert page.people.complete


BORN = [
    (Birth(), "見本さん　長男"),
    (Birth(year=1940, month=2), "見本さん　長男　86歳"),
    (Birth(said="70代", age_said=70), "見本さん　長男　70代"),
]


@pytest.mark.parametrize(("born", "words"), BORN)
def test_a_line_says_name_relation_and_age(page: WhoPage, born: Birth, words: str) -> None:
    line = line_of(page, ids(page)[-1])
    line.show_member(Member(id="x", household_id="h", name="見本", relation="長男", born=born))
    assert line._words.text() == words
