"""印刷: a sheet as it will be printed or saved, from the very bytes of both. Every making is a numbered copy."""

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from i18n import _
from kyosei_desk import disk
from kyosei_desk.asking_back import print_record_of_person
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.handover import print_handover
from kyosei_desk.monthly import month_of
from kyosei_desk.reports.making import print_report
from kyosei_desk.sheets import Sheet, SheetKind
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.screen import Screen
from ui.session import Session
from ui.widgets.asking import ask, nothing, tell
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, empty
from ui.widgets.paper import PdfView, pages_of, print_pdf
from ui.widgets.text import Icon, Words

SCREEN_DPI = 130
REFERRAL, PERSON, HANDOVER, REPORT, BLANK = "referral:", "person:", "handover:", "report:", "blank"
AT_HOME = frozenset({str(SheetKind.OWN_COPY), str(SheetKind.CONSENT)})


class Drawn(msgspec.Struct, frozen=True):
    """A sheet and its pages as pictures."""

    sheet: Sheet
    pictures: list[QImage]


def made(desk: Desk, record_id: str, part: str) -> Sheet:
    """The sheet that `To.part` names. Raises NotAllowed, NotFound, SheetError."""
    if part.startswith(REFERRAL):
        return desk.print_referral(record_id, part.removeprefix(REFERRAL))
    if part.startswith(PERSON):
        return print_record_of_person(desk, part.removeprefix(PERSON))
    if part.startswith(HANDOVER):
        person, _colon, to = part.removeprefix(HANDOVER).partition(":")
        return print_handover(desk, person, to)
    if part.startswith(REPORT):
        return print_report(desk, month_of(part.removeprefix(REPORT)))
    if part == BLANK:
        return desk.print_blank()
    return desk.print_sheet(record_id, SheetKind(part))


def dangerous(desk: Desk, record_id: str, part: str) -> bool:
    """Whether a paper that goes home could be found by whom it must not."""
    return part in AT_HOME and desk.file(record_id).assessment.abuse_or_dv


class PaperScreen(Screen):
    """`To.record_id`: the talk; `part`: a SheetKind, or one of the prefixes above."""

    title = _("印刷")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self._to = To(place=Place.PAPER)
        self._sheet: Sheet | None = None
        self._last = To(place=Place.TODAY)
        self._bar = QWidget()
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(28, 12, 28, 8)
        self._back = Button(look, _("もどる"), "plain", "back")
        self._back.clicked.connect(self.retreat)
        self._note = Words("", "note")
        self._save = Button(look, _("保存する"), "second", "doc")
        self._save.clicked.connect(self.save)
        self._print = Button(look, _("印刷する"), "main", "print")
        self._print.clicked.connect(self.print_out)
        for part in (self._back, self._note, self._save, self._print):
            row.addWidget(part, 1 if part is self._note else 0)
        self.box.addWidget(self._bar)
        self._warning = Card("summary", 14, 6)
        self._warning.hide()
        self.box.addWidget(self._warning)
        self.view = PdfView(look)
        self.box.addWidget(self.view, 1)

    # Coming and going

    def enter(self, to: To) -> None:
        self._to = to
        self._forget()
        self._note.say(_("用意しています"))
        self.session.ask(self, lambda desk: dangerous(desk, to.record_id, to.part), self._ask_or_draw, self._not)

    def _ask_or_draw(self, danger: bool) -> None:  # noqa: FBT001 - what the desk answered
        if not danger:
            self._draw()
            return
        ask(
            self.look,
            self.window(),
            _("家で見つかるおそれがあります"),
            _("渡さずに、ここで預かることもできます。"),
            [(_("それでも作る"), "second", self._draw), (_("作らない"), "main", self._leave)],
        )

    def _leave(self) -> None:
        self.retreat()

    def _draw(self) -> None:
        to = self._to

        def work(desk: Desk) -> Drawn:
            sheet = made(desk, to.record_id, to.part)
            return Drawn(sheet, list(pages_of(sheet.pdf, SCREEN_DPI)))

        self.session.ask(self, work, self._show, self._not)

    def _not(self, error: DeskError) -> None:
        self._note.say(str(error))
        self._print.hide()
        self._save.hide()

    def _show(self, drawn: Drawn) -> None:
        self._sheet = drawn.sheet
        self.title = str(drawn.sheet.kind)
        self._note.say(_("{count}枚です。見えているものが、そのまま紙になります。").format(count=len(drawn.pictures)))
        self._print.show()
        self._save.show()
        self.view.show_pictures(drawn.pictures)
        self._warn(drawn.sheet.warnings)
        self.headed.emit()
        self._print.setFocus()

    def _warn(self, warnings: tuple[str, ...]) -> None:
        empty(self._warning.body)
        self._warning.setVisible(bool(warnings))
        for each in warnings:
            row = QHBoxLayout()
            row.addWidget(Icon(self.look, "warn", "l5"))
            row.addWidget(Words(each), 1)
            self._warning.body.addLayout(row)

    def leave(self, then: Callable[[], None]) -> None:
        self._forget()
        then()

    def _forget(self) -> None:
        self._sheet = None
        self.view.forget()
        self._warn(())

    def retreat(self) -> bool:
        part = self._to.part
        if part.startswith(REPORT):
            self.go(To(place=Place.REPORTS, record_id=part.removeprefix(REPORT)))
        elif part == BLANK or part.startswith(HANDOVER):
            self.go(To(place=Place.SETTINGS))
        else:
            self._to_household()
        return True

    def _to_household(self) -> None:
        record_id = self._to.record_id
        if self._to.part.startswith(PERSON) or not record_id:
            home = To(place=Place.HOUSEHOLD, record_id=record_id) if record_id else To(place=Place.TODAY)
            self.go(home)
            return
        self.session.ask(
            self,
            lambda desk: desk.file(record_id).household.id,
            lambda home: self.go(To(place=Place.HOUSEHOLD, record_id=home)),
            lambda _error: self.go(To(place=Place.TODAY)),
        )

    def first(self) -> QWidget | None:
        return self._back

    # Out

    def print_out(self) -> None:
        """The system's own dialog; without a printer it is said, and saving is offered."""
        if self._sheet is None:
            return
        if not QPrinterInfo.availablePrinterNames():
            words = _("ファイルに保存して、|ほかの所で印刷できます。")
            presses = [(_("保存する"), "main", self.save), (_("とじる"), "plain", nothing)]
            ask(self.look, self.window(), _("プリンターが見つかりません"), words, presses)  # type: ignore[arg-type]
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:  # the system's own, and modal to it
            self._printed(printer)

    def _printed(self, printer: QPrinter) -> None:
        if self._sheet is not None:
            print_pdf(self._sheet.pdf, printer)
            self.saved_note.emit(_("プリンターに送りました"))

    def save(self) -> None:
        """Only here does a paper reach a disk, where the person says."""
        if self._sheet is None:
            return
        name = str(Path.home() / f"{self._sheet.kind}.pdf")
        chosen, _kind = QFileDialog.getSaveFileName(self, _("保存する"), name, _("PDF ファイル (*.pdf)"))
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        if self._sheet is None:
            return
        pdf = self._sheet.pdf
        self.session.ask(self, lambda _desk: written(path, pdf), lambda _none: self._is_saved(), self.failed)

    def _is_saved(self) -> None:
        tell(
            self.look,
            self.window(),
            _("保存しました"),
            _("読める人を、持ち主だけにしてあります。|要らなくなったら消してください。"),
        )


def written(path: Path, pdf: bytes) -> None:
    """Readable by its owner alone, whole or not at all."""
    with disk.in_words():
        part = path.with_name(path.name + ".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(pdf)
        part.replace(path)
