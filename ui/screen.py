"""What every screen of an open desk is: it loads when it is entered, and keeps what was typed when it is left."""

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kyosei_desk.errors import DeskError
from ui.look import Look
from ui.navigation import Go, To
from ui.session import Session


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the rail while a flow is under way. `done` draws a tick in place of the number."""

    title: str
    done: bool = False


class Footer(msgspec.Struct, frozen=True, kw_only=True):
    """The two presses under a page of a flow; "" leaves one out. `note` stands between them."""

    back: str = ""
    onward: str = ""
    note: str = ""


class Screen(QWidget):
    """`headed` when title, steps or footer changed; `saved_note` for the strip ("保存しました 14:32"); `wished`: one
    of `wishes`, for the window to do."""

    headed = Signal()
    saved_note = Signal(str)
    wished = Signal(object)
    title = ""
    subtitle = ""

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__()
        self.look, self.session, self.go = look, session, go
        self.destroyed.connect(look.let_go)
        self.setProperty("kind", "paper")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(0)

    def enter(self, to: To) -> None:
        """Shown from now on; load what `to` names."""

    def leave(self, then: Callable[[], None]) -> None:
        """About to be left, locked or closed: keep what was typed, then call `then`. A screen may ask first."""
        then()

    def part(self, then: Callable[[], None]) -> None:
        """The desk is being locked, whichever screen is shown: what could not be kept is handed over, then `then`."""
        then()

    def refresh(self) -> None:
        """Something changed; read anew."""

    def retreat(self) -> bool:
        """Escape or 「もどる」: go back within the screen; False where there is nothing to go back to."""
        return False

    # A flow (新しい相談, the wizard) has steps and a footer

    def steps(self) -> tuple[Sequence[Step], int]:
        """The flow's steps and which one is shown; none for other screens."""
        return (), 0

    def go_step(self, place: int) -> None:
        """The rail was pressed."""

    def footer(self) -> Footer | None:
        return None

    def back(self) -> None:
        """The footer's left press."""

    def onward(self) -> None:
        """The footer's right press."""

    # The first control to take the focus

    def first(self) -> QWidget | None:
        return None

    def failed(self, error: DeskError) -> None:
        """An action's error, in a person's words."""
        self.session.trouble.emit(error)
