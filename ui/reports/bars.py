"""Bars with their value at the end: one hue, zeros shown, outlined where solid would say too much."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import Look

ROW, THICK, GAP = 32, 18, 10


class Bars(QWidget):
    """`counts`: label and value; `hollow`: labels whose bars are outlined."""

    def __init__(
        self, look: Look, title: str, counts: Sequence[tuple[str, int]], hollow: frozenset[str] = frozenset()
    ) -> None:
        super().__init__()
        self._look, self._counts, self._hollow = look, list(counts), hollow
        self.setAccessibleName(title + "：" + "、".join(f"{label} {count}" for label, count in counts))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.follow(self, self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self._look.px(260), self._look.px(ROW) * len(self._counts) + 4)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._look.px(200), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        look, painter = self._look, QPainter(self)
        painter.setFont(look.font(16))
        metrics = QFontMetrics(look.font(16))
        wide = max((metrics.horizontalAdvance(label) for label, _count in self._counts), default=0)
        left = min(wide, self.width() // 2) + look.px(GAP)
        most = max((count for _label, count in self._counts), default=0) or 1
        room = max(1, self.width() - left - metrics.horizontalAdvance("00000") - look.px(GAP))
        painter.setPen(QPen(look.color("edge"), 2))
        painter.drawLine(left, 0, left, self.height())
        for place, (label, count) in enumerate(self._counts):
            top = place * look.px(ROW)
            row = QRect(0, top, left - look.px(GAP), look.px(ROW))
            painter.setPen(look.color("ink"))
            words = metrics.elidedText(label, Qt.TextElideMode.ElideNone, row.width())
            painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
            length = room * count // most
            bar = QRect(left + 1, top + (look.px(ROW) - look.px(THICK)) // 2, length, look.px(THICK))
            self._bar(painter, bar, hollow=label in self._hollow)
            painter.setPen(look.color("ink"))
            painter.setFont(look.font(16, bold=True))
            at = QRect(left + length + look.px(GAP), top, self.width(), look.px(ROW))
            painter.drawText(at, Qt.AlignmentFlag.AlignVCenter, str(count))
            painter.setFont(look.font(16))
        painter.end()

    def _bar(self, painter: QPainter, bar: QRect, *, hollow: bool) -> None:
        if bar.width() <= 0:
            return
        if hollow:
            painter.setPen(QPen(self._look.color("bar"), 2))
            painter.drawRect(bar.adjusted(1, 1, -1, -1))
        else:
            painter.fillRect(bar, self._look.color("bar"))
