"""印刷: the very bytes that are shown go out, each copy with its number, and nothing stays behind."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QLabel, QWidget

from kyosei_desk.records import Answer, Consultation, Referral, new_id
from kyosei_desk.vault import Role
from tests.builders import ALL_NO, intake
from tests.sheets.reading import pages_of as count_pages
from tests.sheets.reading import text_of
from tests.ui.conftest import WORDS, find
from ui.intake.pages import PAGES
from ui.main_window import MainWindow
from ui.navigation import Place, To
from ui.paper.screen import PaperScreen
from ui.referrals.screen import ReferralsScreen
from ui.screen import Screen
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button
from ui.widgets.paper import fitted, pages_of, print_pdf

Shown = Callable[..., PaperScreen]
Settled = Callable[[], None]
VIOLENCE = {**ALL_NO, "Q2": Answer.YES}


@pytest.fixture
def talk(window: MainWindow) -> Consultation:
    assert window.session is not None
    return window.session.desk.record(intake("見本の電気が止まりそう"))


@pytest.fixture
def feared(window: MainWindow) -> Consultation:
    """Of one who is hit at home."""
    assert window.session is not None
    return window.session.desk.record(intake("見本の話", answers=VIOLENCE))


@pytest.fixture
def paper(went: Callable[..., Screen]) -> Shown:
    def shown(record_id: str, part: str) -> PaperScreen:
        screen = went(Place.PAPER, record_id, part)
        assert isinstance(screen, PaperScreen)
        return screen

    return shown


def words_on(widget: QWidget) -> str:
    return "".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))


def panels(window: MainWindow) -> list[Panel]:
    return [each for each in window.findChildren(Panel) if each.isVisible()]


def press(panel: Panel, word: str) -> None:
    find(panel, Button, word).click()


def number_of(screen: PaperScreen) -> str:
    """The last part of the 部数番号 on the paper."""
    assert screen.sheet is not None
    return text_of(screen.sheet.pdf).partition("部数番号")[2][7:10]


def shades(picture: QImage) -> list[int]:
    """How dark each field of a grid is."""
    wide, high = 40, 56
    keep, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    small = picture.scaled(wide, high, keep, smooth).convertToFormat(QImage.Format.Format_Grayscale8)
    return [255 - small.pixelColor(x, y).lightness() for y in range(high) for x in range(wide)]


# Shown, saved, printed


def test_what_is_shown_is_what_is_saved(talk: Consultation, paper: Shown, settled: Settled, tmp_path: Path) -> None:
    screen = paper(talk.id, "相談票")
    assert screen.sheet is not None
    pdf = screen.sheet.pdf
    assert len(screen.view._pages) == count_pages(pdf)
    assert all(not page.pixmap().isNull() for page in screen.view._pages)
    target = tmp_path / "紙.pdf"
    screen.save_to(target)
    settled()
    assert target.read_bytes() == pdf
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("紙")] == ["紙.pdf"]


def test_pages_rest_where_they_fit(talk: Consultation, paper: Shown) -> None:
    """A scroll bar that comes and goes once made every page anew without end."""
    screen = paper(talk.id, "相談票")
    assert all(page.isVisible() and page.height() >= page.pixmap().height() for page in screen.view._pages)


def test_a_printer_gets_every_page_as_shown(talk: Consultation, paper: Shown, tmp_path: Path) -> None:
    screen = paper(talk.id, "相談票")
    assert screen.sheet is not None
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    assert print_pdf(screen.sheet.pdf, printer) == count_pages(screen.sheet.pdf)
    printed = list(pages_of((tmp_path / "out.pdf").read_bytes(), 72))
    wanted = list(pages_of(screen.sheet.pdf, 72))
    assert len(printed) == len(wanted)
    for one, other in zip(map(shades, printed), map(shades, wanted), strict=True):
        apart = sum(abs(here - there) for here, there in zip(one, other, strict=True))
        assert apart < sum(other) / 5


def test_a_page_keeps_its_form_on_other_paper() -> None:
    place = fitted(QImage(210, 297, QImage.Format.Format_RGB888), QRectF(0, 0, 1000, 1000))
    assert (place.top(), place.bottom()) == (0, 1000)
    assert place.width() == pytest.approx(1000 * 210 / 297)
    assert place.center().x() == 500


def test_a_printer_that_does_not_print_is_said(
    talk: Consultation, paper: Shown, settled: Settled, window: MainWindow, tmp_path: Path
) -> None:
    screen = paper(talk.id, "相談票")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "missing" / "out.pdf"))
    screen.print_on(printer)
    settled()
    assert "印刷できませんでした" in words_on(panels(window)[0])
    assert screen.print_button.text() == "印刷する"
    numbers: list[str] = []
    screen._with_copy(lambda: numbers.append(number_of(screen)))
    assert numbers == ["001"], "nothing came out: the copy is still to be used"


def test_without_a_printer_saving_is_offered(
    talk: Consultation, paper: Shown, settled: Settled, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", list)
    screen = paper(talk.id, "相談票")
    screen.print_button.click()
    settled()
    assert "プリンターが見つかりません" in words_on(panels(window)[0])
    find(panels(window)[0], Button, "保存する")


# Numbers


def test_the_second_paper_has_a_number_of_its_own(
    talk: Consultation, paper: Shown, settled: Settled, window: MainWindow, tmp_path: Path
) -> None:
    screen = paper(talk.id, "相談票")
    assert number_of(screen) == "001"
    numbers: list[str] = []
    screen._with_copy(lambda: numbers.append(number_of(screen)))
    screen.save_to(tmp_path / "one.pdf")
    settled()
    for panel in panels(window):
        panel.accept()
    screen._with_copy(lambda: numbers.append(number_of(screen)))
    settled()
    assert numbers == ["001", "002"]
    assert number_of(screen) == "002"


# What goes home


@pytest.mark.parametrize("part", ["本人控え", "同意書"])
def test_where_violence_is_it_is_asked_before_a_paper_is_made(
    feared: Consultation, paper: Shown, settled: Settled, window: MainWindow, part: str
) -> None:
    screen = paper(feared.id, part)
    assert not screen.print_button.isVisible()
    question = panels(window)[0]
    assert "家で見つかるおそれがあります" in words_on(question)
    assert "渡さずに、ここで預かることもできます。" in words_on(question)
    press(question, "それでも作る")
    settled()
    assert number_of(screen) == "001"
    assert screen.sheet is not None
    assert screen.sheet.warnings
    assert screen.sheet.warnings[0] in words_on(screen.warning)


def test_the_paper_that_is_not_wanted_is_not_made(
    feared: Consultation, paper: Shown, settled: Settled, window: MainWindow
) -> None:
    paper(feared.id, "本人控え")
    press(panels(window)[0], "作らない")
    settled()
    assert window.at is Place.HOUSEHOLD
    assert number_of(paper(feared.id, "相談票")) == "001"


def test_elsewhere_nothing_is_asked(talk: Consultation, paper: Shown, window: MainWindow) -> None:
    assert paper(talk.id, "本人控え").sheet is not None
    assert not panels(window)


# Coming and going


def test_nothing_of_a_paper_stays_once_it_is_left(
    talk: Consultation, paper: Shown, went: Callable[..., Screen]
) -> None:
    screen = paper(talk.id, "相談票")
    went(Place.TODAY)
    assert screen.sheet is None
    assert not screen.view._pictures
    assert not screen.view._pages


def test_a_paper_left_while_it_is_made_is_never_shown(
    talk: Consultation, paper: Shown, settled: Settled, window: MainWindow
) -> None:
    screen = paper(talk.id, "相談票")
    window.go(To(place=Place.PAPER, record_id=talk.id, part="匿名版"))
    window.go(To(place=Place.TODAY))
    settled()
    assert screen.sheet is None
    assert not screen.view._pictures


def test_back_leads_to_the_household(talk: Consultation, paper: Shown, settled: Settled, window: MainWindow) -> None:
    paper(talk.id, "相談票").back_button.click()
    settled()
    assert window.at is Place.HOUSEHOLD


def test_back_leads_to_the_referral_that_was_sent(
    talk: Consultation, paper: Shown, settled: Settled, window: MainWindow
) -> None:
    assert window.session is not None
    sent = Referral(id=new_id(), household_id=talk.household_id, consultation_id=talk.id, agency="法テラス")
    window.session.desk.save(None, sent)
    paper(talk.id, "referral:法テラス").back_button.click()
    settled()
    shown = window.shown()
    assert isinstance(shown, ReferralsScreen)
    assert shown.detail.referral is not None
    assert shown.detail.referral.id == sent.id
    paper(talk.id, "referral:自立相談支援機関").back_button.click()
    settled()
    assert window.at is Place.HOUSEHOLD


@pytest.mark.parametrize("part", ["相談票", "referral:法テラス", "person:", "別の紙"])
def test_a_paper_that_cannot_be_made_is_said_and_not_offered(paper: Shown, part: str) -> None:
    screen = paper("0" * 32, part)
    assert words_on(screen.warning)
    assert not screen.print_button.isVisible()
    assert not screen.save_button.isVisible()
    assert screen.back_button.isVisible()


# Every kind


def test_every_kind_has_its_way_here(talk: Consultation, paper: Shown, settled: Settled, window: MainWindow) -> None:
    assert window.session is not None
    desk = window.session.desk
    desk.add_person("見本 担当", Role.STAFF, WORDS)
    person = desk.file(talk.id).members[0].id
    parts = {
        (talk.id, "匿名版"): ("匿名版", "household"),
        (talk.household_id, f"person:{person}"): ("開示する記録", "household"),
        ("", f"handover:{desk.people[0].id}:{desk.people[1].id}"): ("引継書", "settings"),
        ("", "report:2026-10"): ("活動のまとめ", "reports"),
        ("", "blank"): ("白紙の相談票", "settings"),
        ("", "guide"): ("手引き", "help"),
    }
    for (record_id, part), (kind, back) in parts.items():
        screen = paper(record_id, part)
        assert screen.sheet is not None, words_on(screen.warning)
        assert (screen.sheet.kind, screen.title) == (kind, kind)
        assert "【練習】" in text_of(screen.sheet.pdf)
        screen.back_button.click()
        settled()
        assert window.at == back


def test_the_guide_is_one_side_and_names_the_pages_as_the_window_does(paper: Shown) -> None:
    screen = paper("", "guide")
    assert screen.sheet is not None
    assert screen.sheet.tagged
    said = text_of(screen.sheet.pdf)
    assert [each.title for number, each in enumerate(PAGES, 1) if f"{number}{each.title}" not in said] == []
    assert count_pages(screen.sheet.pdf) == 1
