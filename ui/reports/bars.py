"""Bars with their value at the end: one hue, zeros shown, outlined in place of a second colour."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import Look

ROW, THICK, GAP = 32, 18, 10
LABEL = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
SHARE = 0.45
"""How much of the width labels may take; longer ones take two lines."""

Count = tuple[str, int]


class Bars(QWidget):
    """`counts`: label and value; `hollow`: labels whose bars are outlined."""

    def __init__(self, look: Look, title: str, counts: Sequence[Count], hollow: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self._look, self._counts, self._hollow = look, list(counts), hollow
        self.setAccessibleName(title + "：" + "、".join(f"{label} {count}" for label, count in counts))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.follow(self, self._fit)

    def _fit(self) -> None:
        self.setFixedHeight(sum(self._heights()) + 4)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._look.px(200), self.height())

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._look.px(260), self.height())

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._look.font(16))

    def label_width(self) -> int:
        """As wide as the longest, up to a share of the whole."""
        widest = max((self._metrics().horizontalAdvance(label) for label, _count in self._counts), default=0)
        return min(widest + 2, round(max(self.width(), 200) * SHARE))

    def _heights(self) -> list[int]:
        room, metrics, least = self.label_width(), self._metrics(), self._look.px(ROW)
        boxes = (metrics.boundingRect(QRect(0, 0, room, 4000), LABEL, label) for label, _count in self._counts)
        return [max(least, box.height() + self._look.px(6)) for box in boxes]

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter, look = QPainter(self), self._look
        left = self.label_width() + look.px(GAP)
        painter.setPen(QPen(look.color("edge"), 2))
        painter.drawLine(left, 0, left, self.height())
        most = max((count for _label, count in self._counts), default=0) or 1
        room = max(1, self.width() - left - self._metrics().horizontalAdvance(f"{most:0>3}") - 2 * look.px(GAP))
        top = 0
        for (label, count), height in zip(self._counts, self._heights(), strict=True):
            row = QRect(0, top, self.label_width(), height)
            painter.setPen(look.color("ink"))
            painter.setFont(look.font(16))
            painter.drawText(row, LABEL, label)
            bar = QRect(left + 1, top + (height - look.px(THICK)) // 2, room * count // most, look.px(THICK))
            self._bar(painter, bar, hollow=label in self._hollow)
            painter.setPen(look.color("ink"))
            painter.setFont(look.font(16, bold=True))
            end = QRect(bar.left() + max(0, bar.width()) + look.px(GAP), top, self.width(), height)
            painter.drawText(end, Qt.AlignmentFlag.AlignVCenter, str(count))
            top += height
        painter.end()

    def _bar(self, painter: QPainter, bar: QRect, *, hollow: bool) -> None:
        if bar.width() <= 0:
            return
        if hollow:
            painter.setPen(QPen(self._look.color("bar"), 2))
            painter.drawRect(bar.adjusted(1, 1, -1, -1))
        else:
            painter.fillRect(bar, self._look.color("bar"))
