"""印刷: a sheet as it will be printed or saved, from the very bytes of both. Every paper that goes out has a number."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from i18n import _
from kyosei_desk import disk
from kyosei_desk.errors import DeskError
from kyosei_desk.sheets import Sheet
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.paper.making import Drawn, dangerous, drawn, way_back
from ui.paper.printing import Printing
from ui.screen import Screen
from ui.session import Session
from ui.widgets.asking import ask, nothing, tell
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, empty
from ui.widgets.paper import NotPrinted, PdfView
from ui.widgets.text import Icon, Words

T = TypeVar("T")


class PaperScreen(Screen):
    """`To.record_id`: the talk, or the household of a 開示; `part`: as `making` reads it."""

    title = _("印刷")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self._to = To(place=Place.PAPER)
        self._turn = 0
        self.sheet: Sheet | None = None
        self._spent = False
        self._after: Callable[[], None] = nothing
        self._build_bar()
        self.view = PdfView(look)
        self.note = Words("", "note")
        self.warning = Card("summary", 14, 6)
        for part in (self.note, self.warning):
            self.view.above.addWidget(part)
        self.box.addWidget(self.view, 1)
        self._forget()

    def _build_bar(self) -> None:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(28, 12, 28, 8)
        row.setSpacing(12)
        self.back_button = Button(self.look, _("もどる"), "plain", "back")
        self.back_button.clicked.connect(self.retreat)
        self.save_button = Button(self.look, _("保存する"), "second", "doc")
        self.save_button.clicked.connect(self.save)
        self.print_button = Button(self.look, _("印刷する"), "main", "print")
        self.print_button.clicked.connect(self.print_out)
        self.printing = Printing(self.look, self.session.background, self.print_button)
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(self.save_button)
        row.addWidget(self.print_button)
        self.box.addWidget(bar)

    # Coming and going

    def enter(self, to: To) -> None:
        self._forget()
        self._to, self._turn = to, self._turn + 1
        self._say(_("用意しています"))
        self.session.ask(self, lambda desk: dangerous(desk, to), self._still(self._weigh), self._still(self._not))

    def _still(self, act: Callable[[T], None]) -> Callable[[T], None]:
        """Only while what was asked for is what is shown."""
        turn = self._turn

        def arrived(outcome: T) -> None:
            if turn == self._turn:
                act(outcome)

        return arrived

    def leave(self, then: Callable[[], None]) -> None:
        self._turn += 1  # what is still being made is for nobody
        self._forget()
        then()

    def _forget(self) -> None:
        """Nothing of a paper stays in memory once it is left."""
        self.sheet, self._spent, self._after = None, False, nothing
        self.printing.over()
        self.title = _("印刷")
        self.view.forget()
        self._warn(())
        self._offer(there=False)

    def _offer(self, *, there: bool) -> None:
        self.print_button.setVisible(there)
        self.save_button.setVisible(there)

    def retreat(self) -> bool:
        to, today = self._to, To(place=Place.TODAY)
        self.session.ask(self, lambda desk: way_back(desk, to), self.go, lambda _error: self.go(today))
        return True

    def first(self) -> QWidget | None:
        return self.back_button

    # Making

    def _weigh(self, danger: bool) -> None:  # noqa: FBT001 - what the desk answered
        if not danger:
            self._make()
            return
        ask(
            self.look,
            self.window(),
            _("家で見つかるおそれがあります"),
            _("渡さずに、ここで預かることもできます。|作ると、部数番号がつきます。"),
            [(_("それでも作る"), "second", self._make), (_("作らない"), "main", lambda: void(self.retreat()))],
        )

    def _make(self) -> None:
        """A new copy, with a number of its own and an entry in the trail."""
        to = self._to
        self.session.ask(self, lambda desk: drawn(desk, to), self._still(self._show), self._still(self._not))

    def _not(self, error: DeskError) -> None:
        self.printing.over()
        self.note.hide()
        self._warn((f"{error.happened}{error.safe}{error.todo}",))
        self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, made: Drawn) -> None:
        self.sheet, self._spent = made.sheet, False
        self.title = str(made.sheet.kind)
        words = _("{count}枚です。|見えているものが、|そのまま紙になります。").format(count=len(made.pictures))
        if self.session.practice:
            words += _("|練習の紙なので、|「練習」の字が入ります。")
        self._say(words)
        self._warn(made.sheet.warnings)
        self.view.show_pictures(made.pictures)
        self._offer(there=True)
        self.headed.emit()
        self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)
        after, self._after = self._after, nothing
        after()

    def _say(self, words: str) -> None:
        self.note.say(words)
        self.note.show()

    def _warn(self, warnings: tuple[str, ...]) -> None:
        empty(self.warning.body)
        self.warning.setVisible(bool(warnings))
        for each in warnings:
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(Icon(self.look, "warn", "l5"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Words(each), 1)
            self.warning.body.addLayout(row)

    def _with_copy(self, act: Callable[[], None]) -> None:
        """A copy that went out is not used twice: the next paper is made anew first, with the next number."""
        if self.sheet is None:
            return
        if self._spent:
            self._after = act
            self._make()
        else:
            act()

    # Out

    def print_out(self) -> None:
        """The system's own dialog; without a printer it is said, and saving is offered."""
        self.printing.look_for_printers(lambda: self._with_copy(self._choose_printer), self._no_printer)

    def _no_printer(self) -> None:
        ask(
            self.look,
            self.window(),
            _("プリンターが見つかりません"),
            _("ファイルに保存して、|ほかの所で印刷できます。"),
            [(_("保存する"), "main", self.save), (_("とじる"), "plain", nothing)],
        )

    def _choose_printer(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:  # the system's own, and modal to it
            self.print_on(printer)
        else:
            self.printing.over()

    def print_on(self, printer: QPrinter) -> None:
        """From here on the copy counts as gone out: what is saved meanwhile is another."""
        sheet = self.sheet
        if sheet is None:  # locked while the dialog was open
            return
        self._spent = True
        self.saved_note.emit(_("印刷しています"))
        self.printing.paint(sheet.pdf, printer, lambda error: self._printed(sheet, error))

    def _printed(self, sheet: Sheet, error: DeskError | None) -> None:
        """Only a copy of which nothing came out for certain can be printed again with its number."""
        self.saved_note.emit(_("印刷できませんでした") if error else _("プリンターに送りました"))
        if isinstance(error, NotPrinted) and not error.pages and self.sheet is sheet:
            self._spent = False

    def save(self) -> None:
        self._with_copy(self._choose_file)

    def _choose_file(self) -> None:
        if self.sheet is None:
            return
        name = str(Path.home() / f"{self.sheet.kind}.pdf")  # no name of a person in a file's name
        chosen, _kind = QFileDialog.getSaveFileName(self, _("保存する"), name, _("PDF ファイル (*.pdf)"))
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Only here does a paper reach a disk: where the person says, readable by its owner alone."""
        if self.sheet is None:
            return
        self._spent = True
        write = partial(disk.write_whole, path, self.sheet.pdf)
        self.session.ask(self, lambda _desk: write(), lambda _none: self._is_saved(), self.failed)

    def _is_saved(self) -> None:
        words = _("読める人を、|持ち主だけにしてあります。|要らなくなったら、消してください。")
        tell(self.look, self.window(), _("保存しました"), words)


def void(_value: object) -> None:
    """What a press returns is of no matter."""
