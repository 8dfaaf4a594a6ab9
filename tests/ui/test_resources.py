"""連絡先・地域資源: the city's offices, the country's numbers, notices; found while typing, old ones marked."""

from collections.abc import Callable
from datetime import date

import msgspec
import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from kyosei_desk.vocabulary import Notice, Number, Office
from tests.bulletins.press import all_examples, take
from tests.ui.conftest import compose, type_in
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.resources.listing import Known, fields_of, numbers_of
from ui.resources.screen import ResourcesScreen
from ui.screen import Screen

Went = Callable[..., Screen]
OFFICE = Office(
    kind="保健所", name="見本 保健所", phone="000-000-0199", hours="平日", address="ひばり市みどり町1",
    source="見本", checked_at="2026-10-01",
)  # fmt: skip
NUMBER = Number(
    number="#0000", name="見本の相談", use="こまったとき", hours="24時間", source="見本",
    verified_at="2026-10-01", confirmed=True, region="",
)  # fmt: skip
KNOWN = Known(
    offices=(OFFICE,), agencies={"保健": ("保健所", "市町村"), "高齢": ("介護保険課",)}, numbers=(NUMBER,), notices=()
)


@pytest.fixture
def screen(went: Went) -> ResourcesScreen:
    found = went(Place.RESOURCES)
    assert isinstance(found, ResourcesScreen)
    return found


@pytest.fixture
def published(window: MainWindow) -> None:
    """The city has published everything there is."""
    assert window.session is not None
    take(window.session.desk, *all_examples())


def words_on(widget: QWidget) -> str:
    return " ".join(
        each.accessibleName() or each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)
    )


def until(qtbot: QtBot, screen: QWidget, there: str, gone: str = "〓") -> None:
    qtbot.waitUntil(lambda: there in words_on(screen) and gone not in words_on(screen), timeout=5000)


def test_without_a_directory_it_says_so_and_names_the_kinds(screen: ResourcesScreen, qtbot: QtBot) -> None:
    until(qtbot, screen, "法テラス")
    assert "この町の窓口は、市からまだ届いていません。" in words_on(screen)
    assert "地域包括支援センター" in words_on(screen)


@pytest.mark.usefixtures("published")
def test_an_office_has_number_hours_night_and_the_day_of_its_check(screen: ResourcesScreen, qtbot: QtBot) -> None:
    until(qtbot, screen, "見本 みどり地域包括支援センター")
    words = words_on(screen)
    for each in ("000-000-0110", "平日8時30分〜17時30分", "000-000-0111", "令和8年10月1日（木）に確かめました"):
        assert each in words
    assert "見本 灯油の助成の受け付けが始まります" in words
    assert "みどり集会所の電話の工事" not in words  # its time is over


@pytest.mark.usefixtures("published")
def test_typing_finds_by_a_part_of_a_name_also_while_composing(screen: ResourcesScreen, qtbot: QtBot) -> None:
    until(qtbot, screen, "法テラス")
    type_in(screen.words, "みどり町")
    until(qtbot, screen, "見本 みどり地域包括支援センター", "見本 おか地域包括支援センター")
    screen.words.clear()
    screen.words.setFocus()
    compose(screen.words, "ほうかつ")
    until(qtbot, screen, "見つかりませんでした。")
    compose(screen.words, "包括")
    until(qtbot, screen, "見本 おか地域包括支援センター", "法テラス")


def test_what_is_not_there_is_said(screen: ResourcesScreen, qtbot: QtBot) -> None:
    type_in(screen.words, "ないもの")
    until(qtbot, screen, "見つかりませんでした。", "全国の番号")


def test_a_number_of_the_country_is_found_too(screen: ResourcesScreen, qtbot: QtBot) -> None:
    assert "24時間・2026年10月1日に確かめました" in words_on(screen)
    type_in(screen.words, "児童相談所虐待")
    until(qtbot, screen, "189", "消防・救急")


def test_every_word_must_fit_somewhere() -> None:
    assert [each.name for each in fields_of(KNOWN, "")] == ["保健", "高齢"]
    assert [kind.name for each in fields_of(KNOWN, "みどり 保健") for kind in each.kinds] == ["保健所"]
    assert fields_of(KNOWN, "みどり 介護") == ()
    assert fields_of(KNOWN, "市町村 みどり") == ()
    assert [kind.name for each in fields_of(KNOWN, "介護") for kind in each.kinds] == ["介護保険課"]
    assert numbers_of(KNOWN, "こまった") == (NUMBER,)
    assert numbers_of(KNOWN, "保健") == ()


def test_an_office_of_a_kind_on_no_list_is_not_lost() -> None:
    strange = msgspec.structs.replace(OFFICE, kind="新しい窓口")
    found = fields_of(msgspec.structs.replace(KNOWN, offices=(strange,)), "見本")
    assert [(each.name, [kind.name for kind in each.kinds]) for each in found] == [("その他", ["新しい窓口"])]


def test_what_was_checked_more_than_a_year_ago_is_marked_in_words(screen: ResourcesScreen) -> None:
    old = msgspec.structs.replace(OFFICE, checked_at="2025-10-01")
    parts = screen._office(old, date(2026, 10, 21))
    fresh = screen._office(OFFICE, date(2026, 10, 21))
    said = ["".join(each.accessibleName() for part in of for each in labels(part)) for of in (parts, fresh)]
    assert "1年より前の確認です。" in said[0]
    assert "1年より前" not in said[1]


def labels(part: QWidget) -> list[QLabel]:
    return [part] if isinstance(part, QLabel) else part.findChildren(QLabel)


def test_a_notice_says_until_when(screen: ResourcesScreen, qtbot: QtBot) -> None:
    screen._show_notices((Notice(title="見本のお知らせ", text="読んでください", until="2026-10-30"),))
    until(qtbot, screen, "令和8年10月30日（金）まで")
