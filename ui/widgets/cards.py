"""Cards, rows, tags and findings: what lists are made of."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from i18n import _
from ui.look import Look
from ui.widgets.text import Words, line, rule

LEVEL_WORDS = {
    5: (_("緊急・今すぐ"), _("緊急")),
    4: (_("至急・24時間以内"), _("至急")),
    3: (_("通常・1週間以内"), _("通常")),
    2: (_("見守り"), _("見守り")),
    1: (_("地域で解決"), _("地域")),
}
"""A level's full word and its short one."""

STATE_WORDS = {"draft": _("下書き"), "closed": _("記入ずみ・未送信"), "sent": _("送信ずみ")}


class Card(QFrame):
    """A white field with a border. `body` takes its content."""

    def __init__(self, box: str = "card", margin: int = 16, spacing: int = 10, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("box", box)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(spacing)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)


class Rows(Card):
    """A card whose rows are parted by hair lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("card", 0, 0, parent)

    def add(self, row: QWidget) -> None:
        if self.body.count():
            self.body.addWidget(rule())
        self.body.addWidget(row)

    def clear(self) -> None:
        empty(self.body)


class Row(QWidget):
    """One row: an optional mark or time at the left, words, and a press at the right."""

    def __init__(
        self,
        words: Sequence[QWidget],
        left: QWidget | None = None,
        right: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 10, 12, 10)
        layout.setSpacing(12)
        if left is not None:
            layout.addWidget(left, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout()
        column.setSpacing(2)
        for each in words:
            column.addWidget(each)
        layout.addLayout(column, 1)
        for each in right:
            layout.addWidget(each, 0, Qt.AlignmentFlag.AlignVCenter)


def facts(look: Look, pairs: Sequence[tuple[str, str]], width: float = 110) -> QWidget:
    """Label and value, one below the other; an empty value is left out."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    for label, value in pairs:
        if value:
            row = QHBoxLayout()
            name = Words(label, "note")
            look.wide(name, width)
            row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Words(value), 1, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
    return made


class LevelTag(QWidget):
    """A level by shape and word; L5 alone is solid."""

    def __init__(self, look: Look, level: int, *, short: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._level = look, level
        self._word = LEVEL_WORDS[level][1 if short else 0]
        self.setAccessibleName(self._word)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.follow(self, self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        look = self._look
        words = QFontMetrics(look.font(18, bold=True)).horizontalAdvance(self._word)
        return QSize(look.px(10) * 2 + look.px(22) + look.px(6) + words + 4, look.px(36))

    def paintEvent(self, _event: object) -> None:  # noqa: N802
        look, level, painter = self._look, self._level, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color(f"l{level}"), 2))
        painter.setBrush(look.color(f"l{level}" if level == 5 else f"l{level}t"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        size = look.px(22)
        box = QRect(look.px(10), (self.height() - size) // 2, size, size)
        painter.drawPixmap(box, look.level_picture(level))
        painter.setPen(look.color("on_l5" if level == 5 else f"l{level}"))
        painter.setFont(look.font(18, bold=True))
        left = look.px(10) + size + look.px(6)
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._word)


class StateTag(QWidget):
    """draft, closed or sent, by shape and word."""

    def __init__(self, look: Look, state: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        mark = QLabel()
        look.follow(mark, lambda: mark.setPixmap(look.state_picture(state)))
        layout.addWidget(mark)
        layout.addWidget(line(STATE_WORDS[state]))
        layout.addStretch(1)
        self.setAccessibleName(STATE_WORDS[state])


class FindingBox(QFrame):
    """What one question found: a bar in the level's colour, the tag, a sentence, and what else `body` is given."""

    def __init__(self, look: Look, level: int, title: str, left: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("finding", str(level))
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(left, 12, 16, 12)
        self.body.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(LevelTag(look, level), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Words(title, "name"), 1)
        self.body.addLayout(head)


def heading(text: str, count: str = "") -> QWidget:
    """A section's heading, with a count beside it."""
    made = QWidget()
    layout = QHBoxLayout(made)
    layout.setContentsMargins(2, 8, 0, 4)
    layout.setSpacing(12)
    layout.addWidget(line(text, "heading"))
    if count:
        layout.addWidget(line(count))
    layout.addStretch(1)
    return made


def empty(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Take everything out of a layout."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif item is not None and item.layout() is not None:
            empty(item.layout())  # type: ignore[arg-type]
