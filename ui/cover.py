"""画面をかくす: a calm page over the whole window, while someone walks past."""

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from i18n import _
from ui.look import Look
from ui.widgets.buttons import Button
from ui.widgets.text import line


class Cover(QWidget):
    """Says nothing of what is under it: `beneath` is gone from the screen, from the keys and from readers, and so are
    panels. A press on its one button shows all of it again."""

    uncovered = Signal()

    def __init__(self, look: Look, window: QWidget, beneath: QWidget) -> None:
        super().__init__(window)
        self.setProperty("kind", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._window, self._beneath = window, beneath
        self._before: QWidget | None = None
        self._held: list[QDialog] = []
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(line(_("席をはずしています"), "huge"), 0, Qt.AlignmentFlag.AlignHCenter)
        self.back = Button(look, _("画面にもどる"), "second", "eye")
        layout.addWidget(self.back, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.back.clicked.connect(self.uncover)
        window.installEventFilter(self)
        self.hide()

    def show_over(self, panels: list[QDialog]) -> None:
        """Over everything; `panels` are put away until then."""
        self._before = self._window.focusWidget()
        for panel in panels:
            self.hold(panel)
        self.resize(self._window.size())
        self.show()
        self.raise_()
        self._beneath.hide()
        self.back.setFocus()

    def hold(self, panel: QDialog) -> None:
        """Not before the window is shown again."""
        panel.hide()
        self._held.append(panel)

    def uncover(self) -> None:
        """Everything as it was."""
        held = self._held
        self.drop()
        if self._before is not None and shiboken6.isValid(self._before):
            self._before.setFocus()
        for panel in held:
            if shiboken6.isValid(panel):
                panel.open()
        self.uncovered.emit()

    def drop(self) -> None:
        """What lay under it is gone, or comes back by another way."""
        self._held = []
        self._beneath.show()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.resize(self._window.size())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.uncover()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - nothing under it is pressed
        event.accept()
