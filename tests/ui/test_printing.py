"""Printers are asked and pages are painted beside the window, which says how far it is and never waits."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from pytestqt.qtbot import QtBot

from kyosei_desk.records import Consultation
from tests.builders import intake
from tests.sheets.reading import pages_of as count_pages
from tests.ui.test_paper import number_of, panels, words_on
from ui.main_window import MainWindow
from ui.navigation import Place, To
from ui.paper import printing
from ui.paper.screen import PaperScreen
from ui.screen import Screen
from ui.widgets.paper import NotPrinted, pages_of, print_pdf

Settled = Callable[[], None]


class Held:
    """Work that waits until it is let go, and knows in which threads it was done."""

    def __init__(self) -> None:
        self.gate, self.threads = threading.Event(), list[int]()

    def __call__(self) -> list[str]:
        """No printers."""
        self.threads.append(threading.get_ident())
        assert self.gate.wait(20)
        return []


@pytest.fixture
def held() -> Iterator[Held]:
    made = Held()
    yield made
    made.gate.set()


@pytest.fixture
def screen(window: MainWindow, went: Callable[..., Screen]) -> PaperScreen:
    assert window.session is not None
    talk: Consultation = window.session.desk.record(intake("見本の電気が止まりそう"))
    found = went(Place.PAPER, talk.id, "相談票")
    assert isinstance(found, PaperScreen)
    return found


def into(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def test_pages_are_painted_beside_the_window(
    screen: PaperScreen, settled: Settled, held: Held, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def slow(pdf: bytes, printer: QPrinter) -> int:
        held()
        return print_pdf(pdf, printer)

    monkeypatch.setattr(printing, "print_pdf", slow)
    assert screen.sheet is not None
    pages, told = count_pages(screen.sheet.pdf), list[str]()
    screen.saved_note.connect(told.append)
    screen.print_on(into(tmp_path / "out.pdf"))
    assert (screen.print_button.text(), told) == ("印刷しています", ["印刷しています"])
    screen.print_button.click()  # none: one is under way
    held.gate.set()
    settled()
    assert len(held.threads) == 1
    assert held.threads[0] != threading.get_ident()
    assert (screen.print_button.text(), told[1:]) == ("印刷する", ["プリンターに送りました"])
    assert count_pages((tmp_path / "out.pdf").read_bytes()) == pages


def test_printers_are_looked_for_beside_the_window(
    screen: PaperScreen, settled: Settled, held: Held, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One press, though it was pressed three times while a printer of the network did not answer."""

    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", held)
    for _press in range(3):
        screen.print_button.click()
    assert screen.print_button.text() == "プリンターをさがしています"
    held.gate.set()
    settled()
    assert len(held.threads) == 1
    assert held.threads[0] != threading.get_ident()
    assert screen.print_button.text() == "印刷する"
    assert "プリンターが見つかりません" in words_on(panels(window)[0])


def test_what_a_person_does_meanwhile_does_not_wait_for_a_printer(
    screen: PaperScreen, held: Held, window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", held)
    screen.print_button.click()
    answered: list[int] = []
    window.background.run(window, lambda: 1, answered.append, lambda _error: None)
    qtbot.waitUntil(lambda: answered == [1])
    assert not held.gate.is_set()


def test_a_search_for_printers_that_was_left_opens_nothing(
    screen: PaperScreen, settled: Settled, held: Held, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", held)
    screen.print_button.click()
    window.go(To(place=Place.TODAY))
    held.gate.set()
    settled()
    assert not panels(window)
    assert screen.print_button.text() == "印刷する"


def test_from_the_press_to_the_paper(
    screen: PaperScreen, settled: Settled, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The dialog is the system's; whoever gives it up finds the press as it was."""
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", lambda: ["見本"])
    threads: list[int] = []

    def chosen(dialog: QPrintDialog, *, yes: bool) -> int:
        threads.append(threading.get_ident())
        dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        dialog.printer().setOutputFileName(str(tmp_path / "out.pdf"))
        return int(QPrintDialog.DialogCode.Accepted if yes else QPrintDialog.DialogCode.Rejected)

    for yes in (False, True):
        monkeypatch.setattr(QPrintDialog, "exec", lambda dialog, yes=yes: chosen(dialog, yes=yes))
        screen.print_button.click()
        settled()
        assert screen.print_button.text() == "印刷する"
        assert (tmp_path / "out.pdf").exists() == yes
    assert threads == [threading.get_ident()] * 2
    numbers: list[str] = []
    screen._with_copy(lambda: numbers.append(number_of(screen)))
    settled()
    assert numbers == ["002"]


def test_a_paper_that_stopped_half_way_is_said_and_its_number_not_used_again(
    screen: PaperScreen, settled: Settled, window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(QPrinter, "newPage", lambda _printer: False)
    screen.print_on(into(tmp_path / "out.pdf"))
    settled()
    said = words_on(panels(window)[0])
    assert "とちゅうで止まりました" in said
    assert "新しい番号" in said
    numbers: list[str] = []
    screen._with_copy(lambda: numbers.append(number_of(screen)))
    settled()
    assert numbers == ["002"]


def test_a_printer_that_fails_after_the_desk_was_locked_is_said_all_the_same(
    screen: PaperScreen, window: MainWindow, held: Held, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fails(_pdf: bytes, _printer: QPrinter) -> int:
        held()
        raise NotPrinted(0)

    monkeypatch.setattr(printing, "print_pdf", fails)
    screen.print_on(into(tmp_path / "out.pdf"))
    window.lock()
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)
    held.gate.set()
    qtbot.waitUntil(window.background.idle, timeout=20_000)
    assert "印刷できませんでした" in words_on(panels(window)[0])


def test_previews_and_papers_made_at_once_are_whole(screen: PaperScreen, tmp_path: Path) -> None:
    """PDFium bears one caller at a time: each waits for the other, page by page."""
    assert screen.sheet is not None
    pdf = screen.sheet.pdf
    wanted = [each.copy() for each in pages_of(pdf, 72)]
    found: list[bool] = []

    def look() -> None:
        found.extend(list(pages_of(pdf, 72)) == wanted for _again in range(5))

    others = [threading.Thread(target=look) for _each in range(3)]
    for each in others:
        each.start()
    assert print_pdf(pdf, into(tmp_path / "out.pdf")) == count_pages(pdf)
    for each in others:
        each.join()
    assert found == [True] * 15


def test_what_breaks_while_it_is_painted_leaves_no_painter_open(
    screen: PaperScreen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def breaks(_pdf: bytes, _dots: float) -> Iterator[object]:
        yield from ()
        raise ValueError("a page")

    monkeypatch.setattr("ui.widgets.paper.pages_of", breaks)
    assert screen.sheet is not None
    printer = into(tmp_path / "out.pdf")
    with pytest.raises(ValueError, match="a page"):
        print_pdf(screen.sheet.pdf, printer)
    again, other = QPainter(), into(tmp_path / "again.pdf")
    assert again.begin(other)
    assert again.end()
