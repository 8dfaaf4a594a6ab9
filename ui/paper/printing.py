"""A paper on its way to a printer: the looking and the painting are done off the window's thread, one at a time."""

from collections.abc import Callable
from functools import partial

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from i18n import _
from kyosei_desk.errors import DeskError
from ui.background import Background
from ui.look import Look
from ui.widgets.asking import tell_error
from ui.widgets.buttons import Button
from ui.widgets.once import Once
from ui.widgets.paper import print_pdf

Ended = Callable[[DeskError | None], None]


class Printing:
    """Its press says how far it has come; a second press meanwhile is none. What goes on once that has gone is told
    to nobody but the window, where it went wrong."""

    def __init__(self, look: Look, background: Background, press: Button) -> None:
        self._look, self._background, self.press = look, background, press
        self._once = Once(press, _("印刷する"), _("プリンターをさがしています"))
        self._turn = 0

    def look_for_printers(self, found: Callable[[], None], none: Callable[[], None]) -> None:
        """A printer of the network that is off makes it long. Where one is found, the press rests until `over`."""
        if not self._once.begun():
            return
        turn = self._turn

        def looked(there: bool) -> None:  # noqa: FBT001 - what was found
            if turn != self._turn:
                return
            if not there:
                self.over()
            (found if there else none)()

        self._background.run_paper(self.press, printers_there, looked, self._not)

    def paint(self, pdf: bytes, printer: QPrinter, ended: Ended) -> None:
        """To its end, though the screen is left or the desk locked meanwhile."""
        window, turn = self.press.window(), self._turn
        self.press.show_as(_("印刷しています"))

        def over(error: DeskError | None) -> None:
            if turn == self._turn:
                self.over()
            ended(error)

        def done(_pages: int) -> None:
            self._background.tell(self.press, partial(over, None))

        def failed(error: DeskError) -> None:
            tell_error(self._look, window, error)
            self._background.tell(self.press, partial(over, error))

        self._background.run_paper(window, partial(print_pdf, pdf, printer), done, failed)

    def over(self) -> None:
        """The press is itself again; what is still under way changes it no more."""
        self._turn += 1
        self._once.over()

    def _not(self, error: DeskError) -> None:
        self.over()
        tell_error(self._look, self.press.window(), error)


def printers_there() -> bool:
    return bool(QPrinterInfo.availablePrinterNames())
