"""A walk past every screen, on the practice room: for the accessibility test, and for pictures (`make screens`).

Each stop leaves the window showing one screen, loaded and still.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QSize
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from kyosei_desk.clock import JAPAN, fixed_clock
from kyosei_desk.practice import room
from kyosei_desk.practice.cases import PRACTICE_CASES, read_cases
from ui.app import make_app, make_window
from ui.households.correcting import HOME
from ui.households.household import HouseholdScreen
from ui.main_window import MainWindow
from ui.navigation import Place, To
from ui.settings.new_paper import LOST, THERE, Begun
from ui.settings.screen import SettingsScreen
from ui.widgets.asking import Panel

NOW = datetime(2026, 10, 21, 10, 20, tzinfo=JAPAN)
SIZE = QSize(1366, 688)
"""A shared laptop of 1366 × 768, less its title bar and task bar."""

DRESSES: tuple[tuple[str, Literal["light", "dark", "contrast"], float], ...] = (
    ("light", "light", 1.0),
    ("contrast", "contrast", 1.0),
    ("200", "light", 2.0),
    ("dark", "dark", 1.0),
)
Settle = Callable[[], None]


def settled(window: MainWindow) -> None:
    """Wait until nothing is under way and all is laid out."""
    for _round in range(3):
        deadline = QDeadlineTimer(20_000)
        while not window.background.idle() and not deadline.hasExpired():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QApplication.processEvents()
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def stops(window: MainWindow) -> Iterator[str]:
    """From the unlock screen on; the name of each stop once the window shows it."""
    window.start()
    settled(window)
    yield "unlock"
    window.way_in.show_first_run()
    settled(window)
    yield "first-run"
    window.way_in.show_recovery()
    settled(window)
    yield "recovery"
    window.way_in.show_unlock()
    window.way_in.unlock(room.PERSON, room.WORDS)
    while window.session is None:
        QApplication.processEvents()
    settled(window)
    yield "today"
    yield from open_screens(window)


def open_screens(window: MainWindow) -> Iterator[str]:
    assert window.session is not None
    case = read_cases(PRACTICE_CASES)[0]
    talk = window.session.desk.by_case_id(case["id"])
    assert talk is not None
    for place in (Place.SEARCH, Place.REFERRALS, Place.RESOURCES, Place.REPORTS, Place.SYNC, Place.SETTINGS):
        gone(window, To(place=place))
        yield str(place)
    yield from new_paper(window)
    gone(window, To(place=Place.HOUSEHOLD, record_id=talk.household_id))
    yield "household"
    yield from household(window, talk.id)
    gone(window, To(place=Place.CONFLICTS))
    yield "conflicts"
    gone(window, To(place=Place.PAPER, record_id=talk.id, part="相談票"))
    yield "paper"
    gone(window, To(place=Place.HELP))
    yield "help"
    yield from intake(window, talk.id)
    window.show_emergency()
    settled(window)
    yield "emergency"
    for panel in window.findChildren(Panel):
        panel.reject()
    window.hide_all()
    yield "hidden"
    window.cover.uncover()


def new_paper(window: MainWindow) -> Iterator[str]:
    """The panels of a new recovery code, as far as its paper: nothing is changed."""
    screen = window.shown()
    assert isinstance(screen, SettingsScreen)
    begun = Begun(screen)
    begun.open()
    begun.paper.show_value(THERE)
    begun.paper.chosen.emit(THERE)
    settled(window)
    yield "new-paper"
    begun.paper.show_value(LOST)
    begun.paper.chosen.emit(LOST)
    settled(window)
    yield "new-paper-lost"
    begun.words.setText(room.WORDS)
    begun.go()
    settled(window)
    yield "new-code"
    for panel in window.findChildren(Panel):
        panel.reject()


def household(window: MainWindow, talk_id: str) -> Iterator[str]:
    """A talk that is read, a person and the home that are corrected."""
    screen = window.shown()
    assert isinstance(screen, HouseholdScreen)
    assert screen.found is not None
    screen.talk.load(talk_id)
    settled(window)
    yield "talk"
    for what, name in ((screen.found.members[0].id, "correct-person"), (HOME, "correct-home")):
        screen.correct(what)
        settled(window)
        yield name
    screen.back()


def intake(window: MainWindow, talk_id: str) -> Iterator[str]:
    """The nine pages but the last, on a talk that is there."""
    gone(window, To(place=Place.INTAKE, record_id=talk_id))
    screen = window.shown()
    assert screen is not None
    for page in range(8):
        screen.go_step(page)
        settled(window)
        yield f"intake-{page + 1}"


def gone(window: MainWindow, to: To) -> None:
    window.go(to)
    settled(window)


def picture(window: MainWindow) -> QPixmap:
    """The window as it is seen, with a panel that lies over it."""
    seen = window.grab()
    painter = QPainter(seen)
    for panel in (each for each in window.findChildren(Panel) if each.isVisible()):
        painter.drawPixmap((seen.width() - panel.width()) // 2, (seen.height() - panel.height()) // 2, panel.grab())
    painter.end()
    return seen


def walk(folder: Path) -> int:
    """Past every screen once, in whatever screen there is; says the name of each stop, and its size as it was drawn."""
    app = make_app(["kyosei-desk"])
    room.furnish(folder / "room", fixed_clock(NOW))
    window = make_window(app, folder / "room", folder / "practice", folder / "window.json", fixed_clock(NOW))
    window.resize(SIZE)
    window.show()
    for stop in stops(window):
        picture = window.grab().toImage()
        colours = {picture.pixel(x, y) for x in range(0, picture.width(), 16) for y in range(0, picture.height(), 16)}
        print(stop, picture.width(), len(colours), flush=True)
    window.lock()
    settled(window)
    window.close()
    return 0


def main(arguments: list[str]) -> int:
    """Draw every screen in every dress into a folder; `--walk FOLDER` only walks."""
    if arguments[:1] == ["--walk"]:
        return walk(Path(arguments[1]))
    folder = Path(arguments[0] if arguments else "build/screens")
    folder.mkdir(parents=True, exist_ok=True)
    app = make_app(["kyosei-desk"])
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        room.furnish(here / "room", fixed_clock(NOW))
        for name, dress, scale in DRESSES:
            window = make_window(app, here / "room", here / "practice", here / "window.json", fixed_clock(NOW))
            window.look.change(app, dress, scale)
            window.resize(SIZE)
            window.show()
            for number, stop in enumerate(stops(window), start=1):
                picture(window).save(str(folder / f"{name}-{number:02}-{stop}.png"))
            window.lock()
            settled(window)
            window.close()
    print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
