"""Words on the window: labels in the kinds of the sheet, and sentences that break only between phrases."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.look import Look

BREAK = "|"
"""Marks where a sentence of ours may break: Qt would break Japanese anywhere."""


class Words(QLabel):
    """Text that wraps. Of our own sentences, `|` marks the phrases; what people typed wraps as Qt does."""

    def __init__(self, text: str = "", kind: str = "body", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.setTextFormat(Qt.TextFormat.PlainText)  # nothing typed is ever read as markup
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._phrases: list[str] = []
        self.say(text)

    def say(self, text: str) -> None:
        """Show another sentence; its accessible name is the plain one."""
        plain = text.replace(BREAK, "")
        self._phrases = text.split(BREAK) if BREAK in text else []
        self.setAccessibleName(plain)
        self.setText(plain)
        self._break()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._break()

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        if not self._phrases:
            return super().heightForWidth(width)
        metrics = QFontMetrics(self.font())
        lines = "\n".join(broken(self._phrases, metrics, width))
        return metrics.size(0, lines).height() + 2

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(min(super().minimumSizeHint().width(), 80), super().minimumSizeHint().height())

    def _break(self) -> None:
        if self._phrases:
            self.ensurePolished()
            lines = "\n".join(broken(self._phrases, QFontMetrics(self.font()), max(1, self.width())))
            if lines != self.text():
                self.setText(lines)


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
        self.setFixedWidth(look.px(size) + 2)


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
