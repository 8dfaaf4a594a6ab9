"""The ring around what has the focus: one overlay that follows it, so that every control shows it alike."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from ui.look import Look

RINGED = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
FOLLOWED = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest}


class FocusRing(QWidget):
    """Lies over the whole window and takes no press."""

    def __init__(self, look: Look, app: QApplication, window: QWidget) -> None:
        super().__init__(window)
        self._look, self._app, self._window = look, app, window
        self._at: QRect | None = None
        self._target: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        app.focusChanged.connect(self._moved)
        window.installEventFilter(self)
        look.follow(self, self.update)
        self.resize(window.size())

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        for watched in self._watched():
            watched.removeEventFilter(self)
        self._target = new if new is not None and new.window() is self._window and isinstance(new, RINGED) else None
        if self._target is not None and (area := area_of(self._target)) is not None:
            area.ensureWidgetVisible(self._target, 16, 40)
        for watched in self._watched():
            watched.installEventFilter(self)
        self._place()

    def _watched(self) -> list[QWidget]:
        found, widget = [], self._target
        while widget is not None and widget is not self._window:
            found.append(widget)
            widget = widget.parentWidget()
        return found

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.resize(self._window.size())
        if event.type() in FOLLOWED:
            self._place()
        return False

    def _place(self) -> None:
        target = self._target
        visible = target is not None and target.isVisible() and not target.visibleRegion().isEmpty()
        if target is not None and visible:
            self._at = QRect(target.mapTo(self._window, QPoint(0, 0)), target.size())
            self.raise_()
        else:
            self._at = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        if self._at is None or self._target is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = area_of(self._target)
        if area is not None:
            view = area.viewport()
            painter.setClipRect(QRect(view.mapTo(self._window, QPoint(0, 0)), view.size()))
        outer = 3 if self._look.dress == "light" else 4
        painter.setPen(QPen(self._look.color("focus_in"), 3))
        painter.drawRoundedRect(self._at.adjusted(1, 1, -2, -2), 8, 8)
        painter.setPen(QPen(self._look.color("focus"), outer))
        painter.drawRoundedRect(self._at.adjusted(-outer + 1, -outer + 1, outer - 2, outer - 2), 10, 10)


def area_of(widget: QWidget) -> QScrollArea | None:
    """The scroll area a widget lies in."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent
