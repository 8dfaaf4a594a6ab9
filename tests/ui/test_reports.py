"""活動のまとめ: a month in numbers and bars, on paper and for a spreadsheet; zeros are shown, and no name is."""

import csv
import stat
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from kyosei_desk.desk import Desk
from kyosei_desk.monthly import Month
from kyosei_desk.reports.making import monthly_report
from kyosei_desk.reports.spreadsheet import as_csv
from tests.builders import intake
from tests.ui.conftest import find
from ui.look import Look
from ui.main_window import MainWindow
from ui.navigation import Place
from ui.paper.screen import PaperScreen
from ui.reports.bars import Bars
from ui.reports.parts import brief, per_household
from ui.reports.screen import ReportsScreen
from ui.screen import Screen
from ui.widgets.buttons import Button
from ui.widgets.tiles import Tick

Went = Callable[..., Screen]
OCTOBER = Month(2026, 10)


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    """With two talks of October, one of which has neither 内容 nor 分野."""
    assert window.session is not None
    there = window.session.desk
    there.record(intake("話", activity="介護保険", client_group="高齢者"))
    plain = intake("もう1つの話")
    member = msgspec.structs.replace(plain.members[0], issues=frozenset({"病気", "経済的困窮"}))
    there.record(msgspec.structs.replace(plain, members=(member,)))
    return there


@pytest.fixture
def screen(desk: Desk, went: Went) -> ReportsScreen:
    found = went(Place.REPORTS, "2026-10")
    assert isinstance(found, ReportsScreen)
    assert found.session.desk is desk
    return found


def words_on(widget: QWidget) -> str:
    return " ".join(
        each.accessibleName() or each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)
    )


def bars(screen: QWidget) -> dict[str, str]:
    names = (each.accessibleName() for each in screen.findChildren(Bars) if each.isVisibleTo(screen))
    return dict(name.split("：", 1) for name in names)


def test_a_month_shows_its_counts_its_zeros_and_what_is_in_no_sum(screen: ReportsScreen) -> None:
    words = words_on(screen)
    assert "令和8年10月" in words
    assert "介護保険" in words
    assert "在宅福祉" in words
    assert "内容か分野が空の相談が、1件あります。" in words
    assert "内容別と同じ" in words
    assert "2世帯のうち1世帯に、課題が2つ以上あります。" in words


def test_bars_are_read_out_most_first_and_nothing_is_left_out(screen: ReportsScreen, qtbot: QtBot) -> None:
    assert bars(screen)["課題の特性"].startswith("病気 1、経済的困窮 1、けが 0")
    assert bars(screen)["課題の特性"].endswith("具体的記載なし 0")
    assert bars(screen)["該当個数"] == "なし 1、1つ 0、2つ 1、3つ 0、4つ以上 0"
    find(screen, Button, "27項目をぜんぶ見る").click()
    qtbot.waitUntil(lambda: bars(screen).get("課題の特性", "").count("、") == 27)
    find(screen, Button, "多いものだけ見る").click()
    qtbot.waitUntil(lambda: bars(screen).get("課題の特性", "").count("、") == 8)
    assert screen.window().focusWidget() is screen._more


def test_months_are_gone_through_one_by_one(screen: ReportsScreen, settled: Callable[[], None]) -> None:
    for _month in range(10):
        find(screen, Button, "前の月").click()
    settled()
    assert screen.month == Month(2025, 12)
    assert "令和7年12月" in words_on(screen)
    assert screen._report is not None
    assert screen._report.talks == 0
    find(screen, Button, "次の月").click()
    settled()
    assert "令和8年1月" in words_on(screen)


def test_it_goes_to_paper_and_back_to_the_same_month(
    screen: ReportsScreen, window: MainWindow, settled: Callable[[], None]
) -> None:
    find(screen, Button, "前の月").click()
    settled()
    find(screen, Button, "印刷する").click()
    settled()
    paper = window.shown()
    assert isinstance(paper, PaperScreen)
    paper.retreat()
    settled()
    assert window.shown() is screen
    assert screen.month == Month(2026, 9)


def test_a_spreadsheet_has_the_same_numbers_and_no_name(
    screen: ReportsScreen, tmp_path: Path, settled: Callable[[], None]
) -> None:
    target = tmp_path / "month.csv"
    screen.save_to(target)
    settled()
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    text = target.read_text("utf-8-sig")
    assert "見本" not in text
    found = {(table, label): count for table, label, count in csv.reader(StringIO(text))}
    assert found["表", "項目"] == "2026-10"
    assert found["活動の記録", "介護保険"] == "1"
    assert found["活動の記録", "在宅福祉"] == "0"
    assert found["課題の特性", "病気"] == "1"
    assert found["相談", "相談の件数"] == "2"


def test_people_outside_see_no_small_number_on_the_screen_in_the_file_and_on_paper(
    screen: ReportsScreen, window: MainWindow, tmp_path: Path, settled: Callable[[], None]
) -> None:
    tick = find(screen, Tick, "地区の外に見せる（5件より少ない数はふせる）")
    tick.click()
    settled()
    assert "介護保険\n少数" in "\n".join(words_of(screen))
    assert "在宅福祉\n0" in "\n".join(words_of(screen))
    assert bars(screen) == {}
    target = tmp_path / "month.csv"
    screen.save_to(target)
    settled()
    found = {(table, label): count for table, label, count in csv.reader(StringIO(target.read_text("utf-8-sig")))}
    assert found["内容別相談・支援件数", "介護保険"] == "少数"
    assert found["内容別相談・支援件数", "在宅福祉"] == "0"
    assert found["内容別相談・支援件数", "計"] == "少数"
    assert not {each for each in found.values() if each in set("1234")}
    find(screen, Button, "印刷する").click()
    settled()
    paper = window.shown()
    assert isinstance(paper, PaperScreen)
    assert paper._to.part == "report:2026-10:outside"
    assert paper.sheet is not None
    paper.retreat()
    settled()
    assert window.shown() is screen
    assert tick.isChecked()
    tick.click()
    settled()
    assert "課題の特性" in bars(screen)


def words_of(widget: QWidget) -> list[str]:
    there = (each for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))
    return [each.accessibleName() or each.text() for each in there]


def test_the_file_has_every_number_of_the_report(desk: Desk) -> None:
    report = monthly_report(desk, OCTOBER)
    lines = list(csv.reader(StringIO(as_csv(report).decode("utf-8-sig"))))
    for counts in (report.official.consultations, report.topics, report.issues):
        assert {label for _table, label, _count in lines} >= set(counts)
    assert all(len(each) == 3 for each in lines)


def test_labels_are_cut_only_where_they_stay_apart() -> None:
    assert brief(["障害（手帳有）", "障害（疑い）", "社会的孤立（ニートなど）", "（多重・過重）債務"]) == {
        "障害（手帳有）": "障害（手帳有）",
        "障害（疑い）": "障害（疑い）",
        "社会的孤立（ニートなど）": "社会的孤立",
        "（多重・過重）債務": "（多重・過重）債務",
    }


def test_households_with_many_are_counted_together() -> None:
    assert per_household({}) == {"なし": 0, "1つ": 0, "2つ": 0, "3つ": 0, "4つ以上": 0}
    assert per_household({0: 1, 2: 3, 4: 1, 7: 2})["4つ以上"] == 3


@pytest.mark.usefixtures("window")
def test_a_bar_is_as_long_as_its_share_and_none_where_it_is_zero() -> None:
    look = Look()
    drawn = Bars(look, "見本", [("あ", 4), ("い", 2), ("う", 0), ("え", 4)], frozenset({"え"}))
    drawn.resize(400, drawn.height())
    image = drawn.grab().toImage()
    row = drawn.height() // 4
    ink = QColor(look.hex("bar"))

    def length(place: int) -> int:
        y = place * row + row // 2
        return sum(image.pixelColor(x, y) == ink for x in range(image.width()))

    assert length(0) == pytest.approx(2 * length(1), abs=2)
    assert length(0) > 100
    assert length(2) == 0
    assert 0 < length(3) < 10  # the edges of one that is outlined
