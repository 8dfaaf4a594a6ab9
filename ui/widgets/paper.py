"""Pages of a PDF as pictures, and the same bytes to a printer. Nothing of it touches a disk."""

import threading
from collections.abc import Iterator

import pypdfium2
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap, QResizeEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.errors import DeskError
from ui.look import Look
from ui.widgets.cards import empty

POINTS = 72
PRINT_DPI = 300
"""Enough for 10.5-point kanji; what goes through SVG smears."""


_ONE_AT_A_TIME = threading.Lock()
"""PDFium bears one caller in the whole process: a preview waits while a page is drawn for the printer."""
STOPPED = frozenset({QPrinter.PrinterState.Aborted, QPrinter.PrinterState.Error})


class NotPrinted(DeskError):
    """`pages`: so many may have come out; 0 where there is none for certain."""

    def __init__(self, pages: int) -> None:
        self.pages = pages
        check = _("プリンターの電源と紙を|確かめてください。")
        if pages:
            again = _("出た紙は、|読めないように細かくして捨ててください。|つぎの紙には、新しい番号がつきます。|")
            super().__init__(_("印刷が、|とちゅうで止まりました。"), _("記録はそのままです。"), again + check)
        else:
            super().__init__(_("印刷できませんでした"), _("記録はそのままです。"), check)


def pages_of(pdf: bytes, dots: float) -> Iterator[QImage]:
    """Each page as a picture of so many dots an inch."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        count = len(document)
    try:
        for number in range(count):
            yield picture_of(document, number, dots)
    finally:
        with _ONE_AT_A_TIME:
            document.close()


def picture_of(document: pypdfium2.PdfDocument, number: int, dots: float) -> QImage:
    with _ONE_AT_A_TIME:
        page = document[number]
        bitmap = page.render(scale=dots / POINTS, prefer_bgrx=True)  # what Qt scales without turning it over first
        rows = bytes(bitmap.buffer)
        wide, high, stride = bitmap.width, bitmap.height, bitmap.stride
        bitmap.close()  # here, and not whenever it is collected: that too is a call
        page.close()
    return QImage(rows, wide, high, stride, QImage.Format.Format_RGB32).copy()


def print_pdf(pdf: bytes, printer: QPrinter) -> int:
    """Paint every page as large as the printer's paper allows, off the window's thread; returns how many.

    Raises NotPrinted.
    """
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise NotPrinted(0)
    try:
        count = painted(pdf, printer, painter)
    except BaseException:
        printer.abort()
        painter.end()
        raise
    if not painter.end() or printer.printerState() in STOPPED:
        raise NotPrinted(count)
    return count


def painted(pdf: bytes, printer: QPrinter, painter: QPainter) -> int:
    count = 0
    for count, picture in enumerate(pages_of(pdf, PRINT_DPI), start=1):
        if count > 1 and not printer.newPage():
            raise NotPrinted(count - 1)
        painter.drawImage(fitted(picture, QRectF(painter.viewport())), picture)
    return count


def fitted(picture: QImage, room: QRectF) -> QRectF:
    """The largest place in the middle of the room that keeps the page's form."""
    size = QSizeF(picture.size()).scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(QPointF(), size)
    place.moveCenter(room.center())
    return place


WIDEST, NARROWEST = 900, 200


class PdfView(QScrollArea):
    """Pages one under the other, as wide as there is room, up to 900 at 100 %. `above`: what is read before them."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._pictures: list[QImage] = []
        self._pages: list[QLabel] = []
        self._wide = 0
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrows scroll
        self.setAccessibleName(_("紙の見本"))
        inner = QWidget()
        inner.setProperty("kind", "page")
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(28, 8, 28, 16)
        outer.setSpacing(16)
        self.above, self._column = QVBoxLayout(), QVBoxLayout()
        for each in (self.above, self._column):
            each.setSpacing(16)
            outer.addLayout(each)
        outer.addStretch(1)
        self.setWidget(inner)

    def show_pictures(self, pictures: list[QImage]) -> None:
        """Pages as `pages_of` made them, off the window's thread."""
        self._pictures, self._wide = pictures, 0
        empty(self._column)
        self._pages = [self._new_page(number) for number in range(1, len(pictures) + 1)]
        self._draw()
        self.verticalScrollBar().setValue(0)

    def _new_page(self, number: int) -> QLabel:
        page = QLabel()
        page.setAccessibleName(_("{number}枚目").format(number=number))
        self._column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
        return page

    def forget(self) -> None:
        """Nothing of a paper stays in memory once it is left."""
        self.show_pictures([])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        """Anew only where the width is another: a scroll bar that comes and goes would never let it rest."""
        wide = min(self._look.px(WIDEST), max(NARROWEST, self.viewport().width() - 56))
        if wide == self._wide:
            return
        self._wide = wide
        for page, picture in zip(self._pages, self._pictures, strict=True):
            page.setPixmap(self._page(picture, wide))

    def _page(self, picture: QImage, wide: int) -> QPixmap:
        """At the screen's own dots, with an edge where the paper ends."""
        dots = self.devicePixelRatioF()
        scaled = picture.scaledToWidth(round(wide * dots), Qt.TransformationMode.SmoothTransformation)
        made = QPixmap.fromImage(scaled)
        painter = QPainter(made)
        painter.setPen(self._look.color("edge"))
        painter.drawRect(made.rect().adjusted(0, 0, -1, -1))
        painter.end()
        made.setDevicePixelRatio(dots)
        return made
