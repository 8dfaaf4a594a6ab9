"""A window in a process of its own, in which someone types: `python -m tests.ui.typing_child VAULT PERSON WORDS`.

Says `typed N` for each character and `kept N` once that many are durable; it is killed in the middle of it.
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from kyosei_desk.clock import fixed_clock
from tests.ui.tour import NOW, settled
from ui.app import make_app, make_window
from ui.intake.screen import IntakeScreen
from ui.main_window import MainWindow
from ui.navigation import Place, To
from ui.widgets.fields import Area

TOPICS, EVERY = 2, 15
SIGN = "あ"


def main(arguments: list[str]) -> int:
    folder, person, words = Path(arguments[0]), arguments[1], arguments[2]
    app = make_app(["kyosei-desk"])
    with tempfile.TemporaryDirectory() as place:
        window = make_window(app, folder, Path(place) / "room", Path(place) / "window.json", fixed_clock(NOW))
        window.show()
        window.way_in.unlock(person, words)
        while window.session is None:
            QApplication.processEvents()
        window.go(To(place=Place.INTAKE))
        settled(window)
        typing = Typing(window)
        typing.start()
        return app.exec()


class Typing:
    """Types into the first statement for as long as it lives."""

    def __init__(self, window: MainWindow) -> None:
        screen = window.shown()
        assert isinstance(screen, IntakeScreen)
        screen.go_step(TOPICS)
        settled(window)
        assert screen.writing is not None
        self._writing = screen.writing
        self._area = next(each for each in screen.pages[TOPICS].findChildren(Area) if each.isVisible())
        self._area.setFocus()
        self._count = 0
        self._writing.kept.connect(self._kept)
        self._timer = QTimer(window)
        self._timer.timeout.connect(self._type)

    def start(self) -> None:
        self._timer.start(EVERY)

    def _type(self) -> None:
        event = QInputMethodEvent("", [])
        event.setCommitString(SIGN)
        QApplication.sendEvent(self._area, event)
        self._count += 1
        print(f"typed {self._count}", flush=True)

    def _kept(self) -> None:
        """What was durable at the last keeping: at least what had been typed when the one before it ended."""
        print(f"kept {self._last}", flush=True)
        self._last = self._count

    _last = 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
