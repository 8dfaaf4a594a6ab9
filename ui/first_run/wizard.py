"""What is shown before there is an open desk: one question a page, back and on at its foot."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kyosei_desk.clock import Clock
from ui.background import Background
from ui.look import Look


class Wizard(QWidget):
    """`finished`: there is a vault to unlock now, or the person went back; `practice`: they want to try first."""

    finished = Signal()
    practice = Signal()
    title = ""

    def __init__(self, look: Look, background: Background, clock: Clock, folder: Path) -> None:
        super().__init__()
        self.look, self.background, self.clock, self.folder = look, background, clock, folder
        self.setProperty("kind", "paper")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)

    def first(self) -> QWidget | None:
        """The control that takes the focus."""
        return None

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if (first := self.first()) is not None:
            first.setFocus()
