"""The error summary: what is still to be written, each a press that goes to its field. It takes the focus."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from i18n import BREAK
from ui.look import Look
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, empty
from ui.widgets.text import Icon, Words

Lead = tuple[str, Callable[[], None]]


class ErrorSummary(Card):
    """Hidden as long as nothing is missing."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("summary", 18, 8, parent)
        self._look = look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def say(self, title: str, leads: Sequence[Lead]) -> None:
        """Show it and take the focus; no leads hide it."""
        empty(self.body)
        self.setVisible(bool(leads))
        if not leads:
            return
        head = QHBoxLayout()
        head.addWidget(Icon(self._look, "warn", "l5", 26), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Words(title, "heading"), 1)
        self.body.addLayout(head)
        for word, act in leads:
            button = Button(self._look, word, "link")
            button.clicked.connect(act)
            self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(title.replace(BREAK, ""))
        self.setFocus()
