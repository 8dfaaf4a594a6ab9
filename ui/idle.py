"""The only clock a person feels: after some minutes without a key or a press the desk locks itself, said before."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

WAKING = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}
WARNING_SECONDS = 60


class Idle(QObject):
    """`warned` a minute before, `over` at the end.

    It watches the native window and the input method's cursor: a filter on the whole application would run for every
    paint and every layout.
    """

    warned = Signal()
    woken = Signal()
    over = Signal()

    def __init__(self, window: QWidget, minutes: int) -> None:
        super().__init__(window)
        self._window, self._watched = window, False
        self._warning, self._end = QTimer(self), QTimer(self)
        self._told = False
        for timer in (self._warning, self._end):
            timer.setSingleShot(True)
        self._warning.timeout.connect(self._warn)
        self._end.timeout.connect(self.over.emit)
        self.set_minutes(minutes)

    def set_minutes(self, minutes: int) -> None:
        self._seconds = minutes * 60

    def start(self) -> None:
        """From now on; again with every key and press."""
        self._watch()
        self._told = False
        self._warning.start(max(1, self._seconds - WARNING_SECONDS) * 1000)
        self._end.start(self._seconds * 1000)

    def stop(self) -> None:
        self._warning.stop()
        self._end.stop()

    def watch(self, panel: QWidget) -> None:
        """A window of its own, over the window: what is done there keeps awake too."""
        handle = panel.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        self._wake()

    def _watch(self) -> None:
        """The native window is there once the window was shown."""
        handle = self._window.windowHandle()
        if self._watched or handle is None:
            return
        self._watched = True
        handle.installEventFilter(self)
        QGuiApplication.inputMethod().cursorRectangleChanged.connect(self._wake)  # composing sends no key

    def _warn(self) -> None:
        self._told = True
        self.warned.emit()

    def _wake(self) -> None:
        if self._end.isActive():
            if self._told:
                self.woken.emit()
            self.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() in WAKING:
            self._wake()
        return False
