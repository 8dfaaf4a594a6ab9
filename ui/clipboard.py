"""What is copied from the window does not stay on the clipboard: it goes after half a minute, and at a lock."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard

SECONDS = 30.0
Mode = QClipboard.Mode


class Copied(QObject):
    """Follows the clipboard, and X11's selection. What another program put there is left alone.

    `owns`: whether what lies there is ours; by default the clipboard says so itself.
    """

    def __init__(
        self,
        clipboard: QClipboard,
        seconds: float = SECONDS,
        owns: Callable[[Mode], bool] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._owns = owns or self._own
        self._timers = {Mode.Clipboard: QTimer(self)}
        if clipboard.supportsSelection():
            self._timers[Mode.Selection] = QTimer(self)
        for mode, timer in self._timers.items():
            timer.setSingleShot(True)
            timer.setInterval(round(seconds * 1000))
            timer.timeout.connect(lambda mode=mode: self._forget(mode))
        clipboard.changed.connect(self._follow)

    def _own(self, mode: Mode) -> bool:
        return self._clipboard.ownsSelection() if mode is Mode.Selection else self._clipboard.ownsClipboard()

    def _follow(self, mode: Mode) -> None:
        """The last copy counts: each begins the half minute anew; another program's ends it."""
        timer = self._timers.get(mode)
        if timer is None:
            return
        timer.stop()
        if self._owns(mode) and self._clipboard.text(mode):
            timer.start()

    def _forget(self, mode: Mode) -> None:
        if self._owns(mode):
            self._clipboard.clear(mode)

    def forget_all(self) -> None:
        """At once: the desk locks, or the window goes."""
        for mode, timer in self._timers.items():
            if timer.isActive():
                timer.stop()
                self._forget(mode)
