"""Questions to a person: a calm panel in the middle of the window, with a sentence and presses that are verbs."""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from i18n import BREAK, _
from kyosei_desk.errors import DeskError
from ui.look import Look
from ui.title import TITLE
from ui.widgets.buttons import Button, Role
from ui.widgets.focus_ring import FocusRing
from ui.widgets.text import Words

Press = tuple[str, Role, Callable[[], None]]
SIDE, HEAD, FOOT, GAP = 28, 24, 24, 14
AROUND = 24
"""So much of the window stays to be seen above and below together."""


@runtime_checkable
class Host(Protocol):
    """The window that panels lie over. What must be reachable from everywhere is asked of it."""

    def hide_all(self) -> None:
        """Hide everything, panels too; shown already, show it again."""

    def show_emergency(self) -> None: ...

    def lock(self) -> None: ...

    def attend(self, panel: QWidget) -> None:
        """A panel is shown: what is done on it is done at the desk."""

    def holds_back(self, panel: QDialog) -> bool:
        """Whether the window is hidden just now, so that the panel has to wait."""


class Panel(QDialog):
    """Modal to its window, never to the thread: `open()` returns at once. Escape is the last press; where there is
    none it waits for what it tells of. It is no higher than its window: what is more scrolls, the presses stay.

    A press, Escape or its closing is a person's own doing: what was typed and not saved is given up. A lock is not.

    The numbers, hiding and locking are reachable from it as from everywhere; `urgent` is the card of numbers itself.
    """

    def __init__(self, look: Look, window: QWidget, title: str, body: str = "", *, urgent: bool = False) -> None:
        super().__init__(window)
        self._look, self._urgent = look, urgent
        self.setWindowTitle(TITLE)
        self.setAccessibleName(title.replace(BREAK, ""))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(min(look.px(560), max(320, window.width() - 40)))
        self.setMaximumSize(max(320, window.width() - 40), max(320, window.height() - AROUND))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        content = Content()
        self._inner = QVBoxLayout(content)
        self._inner.setContentsMargins(SIDE, HEAD, SIDE, 0)
        self._inner.setSpacing(GAP)
        self._head = QHBoxLayout()
        self._head.setSpacing(12)
        self._head.addWidget(Words(title, "heading"), 1, Qt.AlignmentFlag.AlignVCenter)
        self._inner.addLayout(self._head)
        if body:
            self._inner.addWidget(Words(body))
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self._inner.addLayout(self.body)
        self._inner.addStretch(1)
        self._area = scrolling(content)
        outer.addWidget(self._area, 1)
        self.row = QHBoxLayout()
        self.row.setSpacing(12)
        self.row.setContentsMargins(SIDE, GAP, SIDE, FOOT)
        self.row.addStretch(1)
        outer.addLayout(self.row)
        self._escape: Callable[[], None] | None = None
        self._keep = nothing
        self.finished.connect(lambda _how: self.keep_at_lock(nothing))
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101 - a panel is only made of one
        self._ring = FocusRing(look, app, self)
        content.installEventFilter(self)
        self._shortcuts()

    def _offer_numbers(self) -> None:
        """For whoever has no keys in mind; made last, so that the focus comes to it last."""
        if self._urgent or self.host is None or self._head.count() > 1:
            return
        press = Button(self._look, _("緊急のとき"), "link", "phone")
        press.clicked.connect(self.host.show_emergency)
        self._head.addWidget(press, 0, Qt.AlignmentFlag.AlignTop)

    def _shortcuts(self) -> None:
        """The window's own do not reach past a panel."""
        if (host := self.host) is not None:
            acts: list[tuple[str, Callable[[], None]]] = [("F8", host.hide_all), ("Ctrl+L", host.lock)]
            if not self._urgent:
                acts.append(("F9", host.show_emergency))
            for keys, act in acts:
                QShortcut(QKeySequence(keys), self).activated.connect(act)

    @property
    def host(self) -> Host | None:
        top: QObject | None = self
        while top is not None and not isinstance(top, Host):
            top = top.parent()
        return top

    def open(self) -> None:
        if self._urgent or self.host is None or not self.host.holds_back(self):
            super().open()

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

    def keep_at_lock(self, keep: Callable[[], None]) -> None:
        """Where sentences can be typed: what is to become of them if the desk is locked meanwhile.

        Never for a passphrase, a code, or words that only search.
        """
        self._keep = keep

    def leave_behind(self) -> None:
        """The desk is being locked. What is still being composed goes with the panel: first it is kept."""
        self._keep()
        self.reject()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        self._offer_numbers()
        super().showEvent(event)
        if self.host is not None:
            self.host.attend(self)
        self._fit()
        QTimer.singleShot(0, self, self._fit)  # its words know their height once they have their width

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A sentence more or less: a field that is to be mended, another choice."""
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            QTimer.singleShot(0, self, self._fit)
        return False

    def _fit(self) -> None:
        """As wide as its words want, and as high as they then are; over the middle of its window."""
        wanted = self._wanted()
        if wanted == self.size():
            return
        self.resize(wanted)
        window = self.parentWidget()
        if window is not None:
            self.move(window.window().geometry().center() - self.rect().center())

    def _wanted(self) -> QSize:
        row = self.row.sizeHint()
        wide = max(self._inner.totalSizeHint().width(), row.width(), self.minimumWidth())
        wide = min(wide, self.maximumWidth())
        high = self._inner.totalHeightForWidth(wide) + row.height()
        bar = Qt.ScrollBarPolicy  # one that is there takes width, so that words break, so that it stays
        self._area.setVerticalScrollBarPolicy(
            bar.ScrollBarAlwaysOff if high <= self.maximumHeight() else bar.ScrollBarAsNeeded
        )
        return QSize(wide, min(high, self.maximumHeight()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            if self._escape is not None:
                self.reject()
                self._escape()
            return
        if (scroll := SCROLLS.get(Qt.Key(event.key()))) is not None:
            self._area.verticalScrollBar().triggerAction(scroll)
            return
        super().keyPressEvent(event)


SCROLLS = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
}
"""For what is only to be read, of whoever has no mouse; a field that is at work with a key keeps it."""


class Content(QWidget):
    """As high as its parts are at its width: what they wanted at another says nothing."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(super().minimumSizeHint().width(), 0)


def scrolling(content: QWidget) -> QScrollArea:
    """As wide as there is room, and higher where the text is large."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    content.setProperty("kind", "page")
    area.setWidget(content)
    return area


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
