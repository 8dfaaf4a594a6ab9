"""A page: one scroll area, a main column and an aside that goes under it where the text is large."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.look import Look

WIDE, MIDDLE = 68, 50
"""Widths in em of the text: above WIDE as drawn, under MIDDLE one column."""


class Sheet(QWidget):
    """What a page scrolls. It is as high as its words are in its width, and no higher: Qt adds up what they would
    need in their narrowest, and leaves that much empty below."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        least, layout = super().minimumSizeHint(), self.layout()
        return QSize(least.width(), 1) if layout is not None and layout.hasHeightForWidth() else least


class Page(QScrollArea):
    """`main` and `aside` take what is on it. `reflowed` tells how many em wide the page is."""

    reflowed = Signal(float)

    def __init__(self, look: Look, aside: int = 0, parent: QWidget | None = None) -> None:
        """`aside`: its width (px at 100 %), 0 for none."""
        super().__init__(parent)
        self._look, self._aside_width = look, aside
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = Sheet()
        inner.setProperty("kind", "page")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._columns.setContentsMargins(28, 20, 28, 24)
        self._columns.setSpacing(28)
        self.main, self._main_box = column()
        self._columns.addWidget(self._main_box, 1, Qt.AlignmentFlag.AlignTop)
        self.aside, self._aside_box = column()
        if aside:
            self._columns.addWidget(self._aside_box, 0, Qt.AlignmentFlag.AlignTop)
        self._columns.addStretch(0)
        self.setWidget(inner)
        look.follow(self, self._reflow)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._reflow()

    @property
    def em(self) -> float:
        """The width of the window's page area in em of the body text."""
        return (self.width() + 216) / self._look.px(18) if self.width() else WIDE

    def _reflow(self) -> None:
        em = self.em
        beside = em >= WIDE
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(direction)
        self._columns.setStretchFactor(self._main_box, 1 if beside else 0)
        self._columns.setStretch(self._columns.count() - 1, 0 if beside else 1)
        if self._aside_width:
            if beside:
                self._aside_box.setFixedWidth(self._look.px(self._aside_width))
            else:
                self._aside_box.setMinimumWidth(0)
                self._aside_box.setMaximumWidth(16777215)
        self.reflowed.emit(em)

    def show_top(self) -> None:
        self.verticalScrollBar().setValue(0)

    def reveal(self, widget: QWidget) -> None:
        """Bring a control into view."""
        self.ensureWidgetVisible(widget, 40, 80)


def column() -> tuple[QVBoxLayout, QWidget]:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(10)
    return layout, box
