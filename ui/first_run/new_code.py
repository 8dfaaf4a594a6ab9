"""A recovery code that was just made: shown in groups, printed, and typed back from its paper."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.errors import DeskError, FieldError
from kyosei_desk.sheets.recovery import GROUPS_A_ROW, draw_recovery
from kyosei_desk.vault.recovery_code import parse
from ui.background import Background
from ui.first_run.parts import CodeLine
from ui.look import Look
from ui.paper.printing import Printing
from ui.widgets.asking import tell, tell_error
from ui.widgets.buttons import Button
from ui.widgets.fields import Field
from ui.widgets.text import line


class NewCode(QWidget):
    """`is_back()`: whether the code stands on paper by now, as far as typing it shows."""

    def __init__(self, look: Look, background: Background, clock: Callable[[], datetime], code: str) -> None:
        super().__init__()
        self._look, self._background, self._clock, self._code = look, background, clock, code
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        groups = code.split("-")
        for start in range(0, len(groups), GROUPS_A_ROW):  # as on the paper
            column.addWidget(line("-".join(groups[start : start + GROUPS_A_ROW]), "number"))
        printed = Button(look, _("印刷する"), "second", "print")
        printed.clicked.connect(self.print_code)
        self._printing = Printing(look, background, printed)
        column.addWidget(printed, 0, Qt.AlignmentFlag.AlignLeft)
        self.typed = CodeLine()
        self.field = Field(look, _("紙を見て、打ってください"), self.typed, _("紙に残ったことを確かめます。"))
        column.addWidget(self.field)

    def is_back(self) -> bool:
        """What is wrong is said at the field."""
        self.field.problem(reason := self._reason())
        return not reason

    def _reason(self) -> str:
        try:
            same = parse(self.typed.text_now()) == parse(self._code)
        except FieldError as error:
            return f"{error.happened}{error.todo}"
        return "" if same else _("紙のコードと同じではありません。")

    def print_code(self) -> None:
        """The sheet is drawn off the window's thread; it goes to a printer and never to a disk."""
        self._printing.look_for_printers(self._draw, self._no_printer)

    def _no_printer(self) -> None:
        tell(self._look, self.window(), _("プリンターが見つかりません"), _("紙に書き写してください。"))

    def _draw(self) -> None:
        code, now = self._code, self._clock()
        self._background.run(self, lambda: draw_recovery(code, now).pdf, self._print, self._not_printed)

    def _print(self, pdf: bytes) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() == QPrintDialog.DialogCode.Accepted:
            self._printing.paint(pdf, printer, lambda _error: None)
        else:
            self._printing.over()

    def _not_printed(self, error: DeskError) -> None:
        self._printing.over()
        tell_error(self._look, self.window(), error)
