"""画面をかくす: a calm page over the whole window, while someone walks past."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from i18n import _
from ui.look import Look
from ui.widgets.buttons import Button
from ui.widgets.text import line


class Cover(QWidget):
    """Says nothing of what is under it. A press on its one button shows the window again."""

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("kind", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._window = window
        self._before: QWidget | None = None
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(line(_("席をはずしています"), "huge"), 0, Qt.AlignmentFlag.AlignHCenter)
        self.back = Button(look, _("画面にもどる"), "second", "eye")
        layout.addWidget(self.back, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.back.clicked.connect(self.uncover)
        window.installEventFilter(self)
        self.hide()

    def show_over(self) -> None:
        self._before = self._window.focusWidget()
        self.resize(self._window.size())
        self.show()
        self.raise_()
        self.back.setFocus()

    def uncover(self) -> None:
        self.hide()
        if self._before is not None:
            self._before.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.resize(self._window.size())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in {Qt.Key.Key_F8, Qt.Key.Key_Escape}:
            self.uncover()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - nothing under it is pressed
        event.accept()
