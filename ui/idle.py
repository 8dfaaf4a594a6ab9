"""The only clock a person feels: after some minutes without a key or a press the desk locks itself, said before."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

WAKING = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
          QEvent.Type.InputMethod}  # fmt: skip
WARNING_SECONDS = 60


class Idle(QObject):
    """`warned` a minute before, `over` at the end. Watches the whole application's events while it runs."""

    warned = Signal()
    woken = Signal()
    over = Signal()

    def __init__(self, application: QObject, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._warning, self._end = QTimer(self), QTimer(self)
        self._told = False
        for timer in (self._warning, self._end):
            timer.setSingleShot(True)
        self._warning.timeout.connect(self._warn)
        self._end.timeout.connect(self.over.emit)
        self.set_minutes(minutes)
        application.installEventFilter(self)

    def set_minutes(self, minutes: int) -> None:
        self._seconds = minutes * 60

    def start(self) -> None:
        self._told = False
        self._warning.start(max(1, self._seconds - WARNING_SECONDS) * 1000)
        self._end.start(self._seconds * 1000)

    def stop(self) -> None:
        self._warning.stop()
        self._end.stop()

    def _warn(self) -> None:
        self._told = True
        self.warned.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() in WAKING and self._end.isActive():
            if self._told:
                self.woken.emit()
            self.start()
        return False
