"""What each of the nine pages is: it shows the form, and puts what is typed into it at once."""

from PySide6.QtWidgets import QWidget

from ui.intake.writing import Writing
from ui.look import Look
from ui.navigation import Go
from ui.session import Session
from ui.widgets.page import Page


class IntakePage(Page):
    """`title` stands on the rail. `show_form` fills the controls; controls write through `self.writing`."""

    title = ""
    covered = False
    """Whether something with presses of its own lies over it: the flow's footer goes."""

    def __init__(self, look: Look, session: Session, go: Go, writing: Writing, aside: int = 0) -> None:
        super().__init__(look, aside)
        self.look, self.session, self.go, self.writing = look, session, go, writing
        self.build()
        self.show_form()

    def build(self) -> None:
        """Make the controls, once."""

    def show_form(self) -> None:
        """Fill them from the form: when the page is entered."""

    def done(self) -> bool:
        """Whether the rail shows a tick."""
        return False

    def note(self) -> str:
        """What the footer says between its presses."""
        return ""

    def first(self) -> QWidget | None:
        """The control that takes the focus."""
        return None

    def jump(self, part: str) -> None:
        """Show one place of the page (a question, a field) and put the focus there."""
