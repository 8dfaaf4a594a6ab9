"""A walk past every screen, on the practice room: for the accessibility test, and for pictures (`make screens`).

Each stop leaves the window showing one screen, loaded and still.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from PySide6.QtCore import QDeadlineTimer, QEventLoop, QSize
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from kyosei_desk.clock import JAPAN, fixed_clock
from kyosei_desk.desk import Desk
from kyosei_desk.practice import room
from kyosei_desk.practice.cases import PRACTICE_CASES, read_cases
from kyosei_desk.records import Consultation, FollowUp, Referral, SentLetter, new_id
from kyosei_desk.relating import relate
from ui.app import make_app, make_window
from ui.conflicts.screen import ConflictsScreen
from ui.households.correcting import HOME
from ui.households.household import HouseholdScreen
from ui.households.relating import Kinship, ask_other, ask_words
from ui.intake.home_card import HomeCard
from ui.lacking.screen import LackingScreen
from ui.main_window import MainWindow
from ui.navigation import NEW, Place, To
from ui.paper.making import OUTSIDE
from ui.reports.screen import ReportsScreen
from ui.settings.new_paper import LOST, THERE, Begun
from ui.settings.screen import SettingsScreen
from ui.widgets.asking import Panel
from ui.widgets.fields import Line

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
    yield from reports(window)
    yield from lacking(window)
    gone(window, To(place=Place.HOUSEHOLD, record_id=talk.household_id))
    yield "household"
    yield from household(window, talk.id)
    yield from kinship(window, talk.household_id)
    yield from busy(window, talk)
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


def busy(window: MainWindow, talk: Consultation) -> Iterator[str]:
    """What a quiet room lacks: two that wrote the same field, help that was asked for, a day with all its lists."""
    assert window.session is not None
    desk, now = window.session.desk, window.session.now()
    late = next((each.referral for each in desk.postbox.referrals(now)), None) or make_busy(desk, talk, now)
    gone(window, To(place=Place.CONFLICTS))
    screen = window.shown()
    assert isinstance(screen, ConflictsScreen)
    screen.text.setText("電気だけは止めないでほしい。家賃のことは、あらためて相談したい。")
    screen.text.edited.emit()
    yield "conflicts"
    gone(window, To(place=Place.REFERRALS))
    yield "referrals-late"
    gone(window, To(place=Place.REFERRALS, record_id=late.id))
    yield "referral"
    gone(window, To(place=Place.TODAY))
    yield "today-busy"


def make_busy(desk: Desk, talk: Consultation, now: datetime) -> Referral:
    before = desk.shown(talk.id)
    for wish in ("電気も水道も、止めないでほしい。", "電気を止めないこと、家賃のことも相談したい。"):
        desk.save(before, msgspec.structs.replace(talk, wish=wish))
    asked = (now - timedelta(days=2)).isoformat()
    late = Referral(
        id=new_id(), household_id=talk.household_id, consultation_id=talk.id, agency="生活困窮者自立相談支援機関",
        number="見本-01", made_at=asked, due_at=(now - timedelta(days=1)).isoformat(),
        by=desk.me.id, level=4, letters={"0" * 32: SentLetter(at=asked, digest="0" * 64)},
    )  # fmt: skip
    visit = FollowUp(
        id=new_id(), household_id=talk.household_id, consultation_id=talk.id, due_on=str(now.date()), way="訪問",
        by=desk.me.id,
    )  # fmt: skip
    for record in (late, visit):
        desk.save(None, record)
    return late


def reports(window: MainWindow) -> Iterator[str]:
    """A month as strangers may see it, and what is handed in of the one before."""
    gone(window, To(place=Place.REPORTS, record_id="2026-10", part=OUTSIDE))
    yield "reports-outside"
    gone(window, To(place=Place.REPORTS, record_id="2026-09"))
    screen = window.shown()
    assert isinstance(screen, ReportsScreen)
    screen.handing.load(screen.month)
    settled(window)
    yield "handing-in"
    screen.retreat()


def lacking(window: MainWindow) -> Iterator[str]:
    """What the town lacks, and one that is written; whoever goes on leaves it as a draft in the list."""
    gone(window, To(place=Place.LACKING, part=NEW))
    screen = window.shown()
    assert isinstance(screen, LackingScreen)
    screen.form.lines["field"].setText("買い物")
    screen.form.kind.tiles["遠い"].click()
    screen.form.lines["note"].setText("店がなくなり、バスも1日に2本になりました。")
    screen.form.ticks["note"].setChecked(True)
    screen.form.preview()
    settled(window)
    yield "lack-form"
    screen.go_back()
    settled(window)
    yield "lacking"


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
    screen.sharing.load(talk_id)
    settled(window)
    yield "sharing"
    for what, name in ((screen.found.members[0].id, "correct-person"), (HOME, "correct-home")):
        screen.correct(what)
        settled(window)
        yield name
    yield from postal(window, screen)
    screen.back()
    settled(window)
    yield "let-go"
    screen.correcting.drop()
    close_panels(window)


def postal(window: MainWindow, screen: HouseholdScreen) -> Iterator[str]:
    """The town of a code, two towns of a code, and a code that is not in the table."""
    card = screen.correcting.card
    assert isinstance(card, HomeCard)
    for code, address, name in (
        ("100-0001", "千代田1-1 さくら荘", "town"),
        ("498-0000", "", "towns"),
        ("999-9999", "", "no-town"),
    ):
        card.address.setText(address)
        card.postal.setText(code)
        card.postal.edited.emit()
        settled(window)
        yield name


def kinship(window: MainWindow, household_id: str) -> Iterator[str]:
    """Two households that belong to this one, and the panels to write that down."""
    assert window.session is not None
    desk = window.session.desk
    others = [each for case in read_cases(PRACTICE_CASES)[1:3] if (each := desk.by_case_id(case["id"]))]
    for other, word in zip(others, ("母の家", "長女の世帯（となり町で、孫2人と暮らす）"), strict=True):
        relate(desk, household_id, other.household_id, word, "娘の世帯")
    gone(window, To(place=Place.HOUSEHOLD, record_id=household_id))
    screen = window.shown()
    assert isinstance(screen, HouseholdScreen)
    assert screen.found is not None
    screen.page.reveal(screen.page.findChildren(Kinship)[-1])
    yield "kinship"
    ask_other(screen, screen.found)
    kin = next(each for each in screen.found.kin if each.names)
    type_name(window, kin.names[0])
    yield "kinship-search"
    close_panels(window)
    ask_words(screen, screen.found, kin)
    settled(window)
    yield "kinship-words"
    close_panels(window)


def type_name(window: MainWindow, words: str) -> None:
    """Into the first field of the panel."""
    settled(window)
    panel = next(each for each in window.findChildren(Panel) if each.isVisible())
    field = panel.findChild(Line)
    assert field is not None
    field.setText(words)
    field.edited.emit()
    settled(window)


def close_panels(window: MainWindow) -> None:
    for panel in window.findChildren(Panel):
        panel.reject()
    settled(window)


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
