"""One of several values as a card to choose; where it differs from the others is underlined."""

from difflib import SequenceMatcher

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.look import Look
from ui.widgets.cards import Card
from ui.widgets.text import Words
from ui.widgets.tiles import Tile

LONGEST = 600
"""Characters: longer texts are shown without the underline, which would take a moment to find."""


def differing(text: str, others: list[str]) -> frozenset[int]:
    """Places of the signs that are not the same in every other text. Pure."""
    if not others or len(text) > LONGEST or any(len(each) > LONGEST for each in others):
        return frozenset()
    found: set[int] = set()
    for other in others:
        for tag, start, end, _a, _b in SequenceMatcher(None, text, other, autojunk=False).get_opcodes():
            if tag != "equal":
                found.update(range(start, end))
    return frozenset(found)


class Compared(Words):
    """A value in large type."""

    def __init__(self, look: Look, text: str, others: list[str]) -> None:
        super().__init__(text, "big")
        self._look, self._marked = look, differing(text, others)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QPen(self._look.color("main"), 3))
        lines, pitch, metrics = self._lines(self.width()), self._pitch(), self.fontMetrics()
        top = max(0, (self.height() - len(lines) * pitch) // 2)
        start = 0
        for place, each in enumerate(lines):
            start = self.text().find(each, start)
            under = top + (place + 1) * pitch - max(2, (pitch - metrics.height()) // 4)
            for first, last in spans(self._marked, start, len(each)):
                left, right = metrics.horizontalAdvance(each[:first]), metrics.horizontalAdvance(each[:last])
                painter.drawLine(left, under, right, under)
            start += len(each)
        painter.end()


def spans(marked: frozenset[int], start: int, length: int) -> list[tuple[int, int]]:
    """The marked stretches of one line, counted from its own beginning. Pure."""
    found: list[tuple[int, int]] = []
    for place in range(length):
        if start + place in marked:
            if found and found[-1][1] == place:
                found[-1] = (found[-1][0], place + 1)
            else:
                found.append((place, place + 1))
    return found


class ChoiceCard(Card):
    """A tile, and what is chosen by it; all of the card is the target. `chosen` when it is pressed."""

    chosen = Signal()

    def __init__(self, look: Look, word: str, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__("choice", 12, 8, parent)
        self.tile = Tile(look, word, framed=False)
        self.tile.setAccessibleName(name or word)
        self.tile.clicked.connect(self.chosen.emit)
        self.body.addWidget(self.tile)
        self.inside = Card("plain", 0, 8)
        self.inside.body.setContentsMargins(look.px(44), 0, 12, 8)
        self.body.addWidget(self.inside)
        self.body.addStretch(1)

    def mark(self, *, chosen: bool) -> None:
        self.tile.setChecked(chosen)
        self.setProperty("chosen", "true" if chosen else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.tile.setFocus(Qt.FocusReason.MouseFocusReason)
            self.chosen.emit()
