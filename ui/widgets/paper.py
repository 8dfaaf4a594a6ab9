"""Pages of a PDF as pictures, and the same bytes to a printer. Nothing of it touches a disk."""

from collections.abc import Iterator

import pypdfium2
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap, QResizeEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from i18n import _
from ui.look import Look
from ui.widgets.cards import empty

POINTS = 72
PRINT_DPI = 300
"""Enough for 10.5-point kanji; what goes through SVG smears."""


def pages_of(pdf: bytes, dots: float) -> Iterator[QImage]:
    """Each page as a picture of so many dots an inch."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            bitmap = page.render(scale=dots / POINTS)
            rows = bytes(bitmap.buffer)
            yield QImage(rows, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_BGR888).copy()
            page.close()
    finally:
        document.close()


def print_pdf(pdf: bytes, printer: QPrinter) -> int:
    """Paint every page on the printer's own; returns how many."""
    printer.setFullPage(True)
    painter = QPainter(printer)
    count = 0
    for count, picture in enumerate(pages_of(pdf, PRINT_DPI), start=1):
        if count > 1:
            printer.newPage()
        room = QRectF(painter.viewport())
        painter.drawImage(room, picture)
    painter.end()
    return count


class PdfView(QScrollArea):
    """Pages one under the other, as wide as there is room, never wider than 900."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._pictures: list[QImage] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrows scroll
        self.setAccessibleName(_("紙の見本"))
        inner = QWidget()
        inner.setProperty("kind", "page")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(28, 16, 28, 16)
        self._column.setSpacing(16)
        self.setWidget(inner)

    def show_pictures(self, pictures: list[QImage]) -> None:
        """Pages as `pages_of` made them, off the window's thread."""
        self._pictures = pictures
        self._draw()

    def forget(self) -> None:
        """Nothing of a paper stays in memory once it is left."""
        self.show_pictures([])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        empty(self._column)
        wide = min(900, max(200, self.viewport().width() - 56))
        for number, picture in enumerate(self._pictures, start=1):
            page = QLabel()
            page.setAccessibleName(_("{number}枚目").format(number=number))
            page.setPixmap(QPixmap.fromImage(picture.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)))
            self._column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)
