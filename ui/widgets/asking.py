"""Questions to a person: a calm panel in the middle of the window, with a sentence and presses that are verbs."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.errors import DeskError
from ui.look import Look
from ui.widgets.buttons import Button, Role
from ui.widgets.text import Words

Press = tuple[str, Role, Callable[[], None]]


class Panel(QDialog):
    """Modal to its window, never to the thread: `open()` returns at once. Escape is the last press."""

    def __init__(self, look: Look, window: QWidget, title: str, body: str = "") -> None:
        super().__init__(window)
        self._look = look
        self.setWindowTitle(title.replace("|", ""))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(min(look.px(560), max(320, window.width() - 40)))
        self.setMaximumWidth(max(320, window.width() - 40))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(14)
        layout.addWidget(Words(title, "heading"))
        if body:
            layout.addWidget(Words(body))
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        layout.addLayout(self.body)
        self.row = QHBoxLayout()
        self.row.setSpacing(12)
        self.row.addStretch(1)
        layout.addLayout(self.row)
        self._escape: Callable[[], None] | None = None

    def press(self, word: str, role: Role, act: Callable[[], None], *, close: bool = True) -> Button:
        """Another press; the panel goes before it is done, unless `close` is False (a field must be mended first)."""
        button = Button(self._look, word, role)

        def pressed() -> None:
            if close:
                self.accept()
            act()

        button.clicked.connect(pressed)
        self.row.addWidget(button)
        self._escape = act
        return button

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As wide as its words want, and as high as they then are: Qt narrows a dialog and keeps the height it had."""
        layout = self.layout()
        if layout is None:
            return
        wide = min(max(self.sizeHint().width(), self.minimumWidth()), self.maximumWidth())
        self.resize(wide, layout.totalHeightForWidth(wide))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
            if self._escape is not None:
                self._escape()
            return
        super().keyPressEvent(event)


def nothing() -> None:
    """The press that leaves all as it is."""


def ask(look: Look, window: QWidget, title: str, body: str, presses: Sequence[Press]) -> Panel:
    """A question. The last press is what Escape does; the focus is on it, so that Enter does no harm."""
    panel = Panel(look, window, title, body)
    for word, role, act in presses:
        last = panel.press(word, role, act)
    last.setFocus()
    panel.open()
    return panel


def tell(look: Look, window: QWidget, title: str, body: str = "") -> Panel:
    """Something to be read, with one press."""
    return ask(look, window, title, body, [(_("わかりました"), "main", nothing)])


def tell_error(look: Look, window: QWidget, error: DeskError) -> Panel:
    """An error in its three sentences: what happened, what is safe, what to do."""
    return tell(look, window, error.happened, f"{error.safe}{error.todo}")
