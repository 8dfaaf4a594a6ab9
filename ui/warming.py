"""What would hold a key up later is done ahead, in small pieces, while nobody waits for anything."""

import gc
import sys
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module

from PySide6.QtCore import QObject, QRect, QSize, QTimer
from PySide6.QtWidgets import QWidget

from ui.screens import HOMES

Piece = Callable[[], object]

BETWEEN = 10
"""Milliseconds between two pieces: what a person does comes first."""

WAY_TO_THE_HUB = (
    "ssl", "http.client", "urllib3.util", "urllib3.connectionpool", "urllib3", "charset_normalizer", "requests",
    "tenacity", "http_message_signatures", "sync.client", "sync.engine", "ui.sync_status.automatic",
)  # fmt: skip
PAPER = ("typst", "pypdfium2", "kyosei_desk.sheets", "ui.widgets.paper")
FORM = tuple(
    f"ui.intake.{name}" for name in ("reception", "who", "topics", "checklist", "consent", "checking", "pages")
)
"""Whoever comes later finds these loaded; each is a piece of its own, for loading one takes up to 50 ms."""


class Warming(QObject):
    """Pieces wait in a row; one is done a turn. A piece that fails has no one waiting for it: it must not raise."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: deque[Piece] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BETWEEN)
        self._timer.timeout.connect(self._do_one)

    def add(self, pieces: Iterable[Piece]) -> None:
        self._waiting.extend(pieces)
        if self._waiting and not self._timer.isActive():
            self._timer.start()

    def drop(self) -> None:
        """The desk is locked: what was to be ready for it is not wanted."""
        self._waiting.clear()

    @property
    def done(self) -> bool:
        return not self._waiting

    def _do_one(self) -> None:
        if self._waiting:
            self._waiting.popleft()()
        if self._waiting:
            self._timer.start()


def modules() -> Iterable[Piece]:
    """Everything an open desk will ask for."""
    screens = (home for home, _name in HOMES.values())
    return [partial(import_module, name) for name in (*WAY_TO_THE_HUB, *FORM, *PAPER, *screens)]


def settle(page: QWidget, size: QSize) -> None:
    """Give a page its clothes and its measures before it is shown."""
    page.resize(size)
    for each in page.findChildren(QWidget):
        each.ensurePolished()
    page.grab(QRect(0, 0, 1, 1))  # Qt lays a hidden page out, as deep as it goes, before it draws even one point of it


TURN = 0.0005
"""Seconds after which work in the background gives the window its turn. Python's own 5 ms add up to a tenth of a second
on a page of controls: most calls into Qt let go of the interpreter, and have to wait for it again."""


def calm() -> None:
    """The window comes first. What is there for good is not looked through again, and a long list read in the
    background does not set the collector off time after time: it holds every thread for 100 ms and more."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    sys.setswitchinterval(TURN)
