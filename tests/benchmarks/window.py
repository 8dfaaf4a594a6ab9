"""The window as a person waits for it: `python -m tests.benchmarks.window VAULT PERSON WORDS`.

In a process of its own, offscreen: from the start of the process to the window's first paint, from pressing 鍵をあける
to 今日 as it is filled, and the longest time each action holds the window up. A watcher in the window's own thread is
due every 5 ms; what it is late by is what a person's key would have waited.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from ui.app import make_app, make_window
from ui.main_window import MainWindow
from ui.navigation import Place, To
from ui.warming import calm

UP, UNLOCK = "window up", "unlock"
EVERY = 5
"""Milliseconds between two looks of the watcher."""


class Held(msgspec.Struct, frozen=True):
    """One action: until its outcome was on the screen, and the longest the window was held up meanwhile (ms)."""

    action: str
    took: float
    held: float


class Watcher(QObject):
    """The longest gap between two of its looks."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self._last = time.perf_counter_ns()
        self.longest = 0.0

    def start(self) -> None:
        self._last, self.longest = time.perf_counter_ns(), 0.0
        self._timer.start(EVERY)

    def _look(self) -> None:
        now = time.perf_counter_ns()
        self.longest = max(self.longest, (now - self._last) / 1e6 - EVERY)
        self._last = now

    def stop(self) -> float:
        self._look()
        self._timer.stop()
        return self.longest


def started_at() -> float:
    """When this process began, in seconds of the monotonic clock (Linux)."""
    fields = Path("/proc/self/stat").read_text("ascii").rpartition(")")[2].split()
    return int(fields[19]) / os.sysconf("SC_CLK_TCK")


def until(there: Callable[[], bool]) -> None:
    while not there():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)


def watched(window: MainWindow, watcher: Watcher, action: str, act: Callable[[], object]) -> Held:
    """Do it, and wait until nothing is under way."""
    watcher.start()
    start = time.perf_counter_ns()
    act()
    until(window.background.idle)
    QApplication.processEvents()
    return Held(action, (time.perf_counter_ns() - start) / 1e6, round(watcher.stop(), 1))


def meanwhile(window: MainWindow, watcher: Watcher, what: str) -> Held:
    """A person takes a breath: what is made ready ahead holds nobody up either."""
    watcher.start()
    start = time.perf_counter_ns()
    until(lambda: window.warming.done)
    QApplication.processEvents()
    return Held(what, (time.perf_counter_ns() - start) / 1e6, round(watcher.stop(), 1))


def actions(window: MainWindow) -> Iterator[tuple[str, Callable[[], object]]]:
    """A day at the desk."""
    for place in (Place.SEARCH, Place.REFERRALS, Place.RESOURCES, Place.REPORTS, Place.SYNC, Place.SETTINGS):
        yield f"go {place}", partial(window.go, To(place=place))
    assert window.session is not None
    found = window.session.desk.search("見本", 1)
    talk = window.session.desk.file(found[0].record_id).consultation
    yield "household", lambda: window.go(To(place=Place.HOUSEHOLD, record_id=talk.household_id))
    yield "talk to correct", lambda: window.go(To(place=Place.INTAKE, record_id=talk.id))
    for page in range(8):
        yield f"page {page + 1}", partial(go_step, window, page)
    yield "blank form", lambda: window.go(To(place=Place.INTAKE, part=f"household:{talk.household_id}"))
    yield "today", lambda: window.go(To(place=Place.TODAY))


def go_step(window: MainWindow, page: int) -> None:
    screen = window.shown()
    if screen is not None:
        screen.go_step(page)


def main(arguments: list[str]) -> None:
    folder, person, words = Path(arguments[0]), arguments[1], arguments[2]
    app = make_app(["kyosei-desk"])
    with tempfile.TemporaryDirectory() as place:
        window = make_window(app, folder, Path(place) / "room", Path(place) / "window.json")
        window.start()
        window.show()
        app.processEvents()
        up = (time.clock_gettime(time.CLOCK_BOOTTIME) - started_at()) * 1000
        told = [Held(UP, up, 0.0)]
        watcher = Watcher()
        calm()
        window.warm()
        told.append(meanwhile(window, watcher, "while a passphrase is typed"))
        watcher.start()
        start = time.perf_counter_ns()
        window.way_in.unlock(person, words)
        until(lambda: window.session is not None and window.background.idle())
        told.append(Held(UNLOCK, (time.perf_counter_ns() - start) / 1e6, round(watcher.stop(), 1)))
        told.append(meanwhile(window, watcher, "while 今日 is read"))
        for name, act in actions(window):
            told.append(watched(window, watcher, name, act))
            told.append(meanwhile(window, watcher, f"after {name}"))
        print(msgspec.json.encode(told).decode())
        window.lock()
        until(lambda: window.session is None)
        window.close()


if __name__ == "__main__":
    main(sys.argv[1:])
