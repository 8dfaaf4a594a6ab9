"""Words on the window: labels in the kinds of the sheet, and sentences that break only between phrases."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from i18n import BREAK
from ui.look import Look

AIR, HEADING_AIR, LARGE = 1.5, 1.35, 22
"""Line heights in em, and from which size (px) on the tighter one."""

WIDTHS, AT_WIDTHS = 8, 64
"""For so many widths a text keeps its lines, and its height: a layout asks for the same ones again and again."""


class Words(QLabel):
    """Text that wraps, with the air between lines that Japanese needs (the font's own line is 1.0 em).

    Our own sentences break between phrases (`BREAK`); what people typed wraps as Qt does. Never markup.
    """

    def __init__(self, text: str = "", kind: str = "body", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.setTextFormat(Qt.TextFormat.PlainText)  # nothing typed is ever read as markup
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._said = ""
        self._known: dict[tuple[int, str], list[str]] = {}
        self._heights: dict[int, int] = {}
        self.say(text)

    def say(self, text: str) -> None:
        """Show another sentence; its accessible name is the plain one."""
        self._said = text
        self._known, self._heights = {}, {}
        plain = text.replace(BREAK, "") if BREAK in text else text
        self.setAccessibleName(plain)
        self.setText(plain)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """A layout asks twenty times for the same."""
        height = self._heights.get(width)
        if height is None:
            if len(self._heights) > AT_WIDTHS:
                self._heights.clear()
            self.ensurePolished()
            height = self._heights[width] = len(self._lines(width)) * self._pitch() + 2
        return height

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._heights.clear()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802
        self.ensurePolished()
        metrics = self.fontMetrics()
        wide = max((metrics.horizontalAdvance(each) for each in self.text().split("\n")), default=0)
        return QSize(min(wide + 2, 40 * metrics.height()), self.heightForWidth(max(self.width(), 40)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        self.ensurePolished()
        wide = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(min(wide + 2, 5 * self.fontMetrics().height()), self._pitch() + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setFont(self.font())
        draw_lines(painter, self.rect(), self._lines(self.width()), self._pitch())
        painter.end()

    def _pitch(self) -> int:
        """From line to line: 1.5 em for running text, 1.35 for what is large."""
        size = self.font().pixelSize()
        return pitch(self.font(), AIR if size < LARGE else HEADING_AIR)

    def _lines(self, width: int) -> list[str]:
        """As they stand in a width; never less than one."""
        font = self.font()
        key = (width, font.key())
        if key not in self._known:
            if len(self._known) > WIDTHS:
                self._known.clear()
            self._known[key] = self._broken(width)
        return self._known[key]

    def _broken(self, width: int) -> list[str]:
        metrics = QFontMetrics(self.font())
        found: list[str] = []
        for paragraph in self._said.split("\n"):
            parts = broken(paragraph.split(BREAK), metrics, width) if BREAK in paragraph else [paragraph]
            for part in parts:
                found += wrapped(part, self.font(), width)
        return found or [""]


def pitch(font: QFont, air: float = HEADING_AIR) -> int:
    """From line to line, in px: the font's own line is 1.0 em, too tight for Japanese."""
    return round(font.pixelSize() * air)


def draw_lines(painter: QPainter, within: QRect, lines: Sequence[str], each: int) -> None:
    """Lines `each` px apart, in the middle of a height, from its left edge."""
    metrics = painter.fontMetrics()
    top = within.top() + max(0, (within.height() - len(lines) * each) // 2)
    base = (each - metrics.height()) // 2 + metrics.ascent()
    for place, words in enumerate(lines):
        painter.drawText(within.left(), top + place * each + base, words)


def wrapped(text: str, font: QFont, width: int) -> list[str]:
    """One paragraph as Qt breaks it; an over-long word is broken anywhere, never cut."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    found: list[str] = []
    layout.beginLayout()
    while (each := layout.createLine()).isValid():
        each.setLineWidth(max(1, width))
        found.append(text[each.textStart() : each.textStart() + each.textLength()])
    layout.endLayout()
    return found or [""]


def broken(phrases: list[str], metrics: QFontMetrics, width: int) -> list[str]:
    """The lines these phrases make in a width; a phrase too long for a line stands on its own."""
    lines: list[str] = []
    for phrase in phrases:
        joined = lines[-1] + phrase if lines else phrase
        if lines and metrics.horizontalAdvance(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(phrase)
    return lines


def literal(text: str) -> str:
    """For a press, or a label of a control: Qt would read a `&` in a name as a key."""
    return text.replace("&", "&&")


def line(text: str, kind: str = "body") -> QLabel:
    """One line of our own that never wraps: a number, a time, a tag's word."""
    made = QLabel(text)
    made.setProperty("kind", kind)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


class Icon(QLabel):
    """An icon beside a word; hidden from readers, for the word says it."""

    def __init__(self, look: Look, name: str, color: str = "ink", size: float = 22) -> None:
        super().__init__()
        self.setAccessibleName("")
        look.follow(self, lambda: self.setPixmap(look.picture(name, color, size)))
        look.wide(self, size, 2)


def rule() -> QFrame:
    """A hair line between rows."""
    made = QFrame()
    made.setProperty("box", "line")
    return made


def beside(*parts: QWidget, spacing: int = 8, stretch: bool = True) -> QWidget:
    """Widgets in a row, the rest of the width empty."""
    made = QWidget()
    layout = QHBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        layout.addWidget(part)
    if stretch:
        layout.addStretch(1)
    return made
