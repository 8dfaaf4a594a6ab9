"""A second desk at a real hub on loopback, what the window shows of it, and syncs that do not end as they should."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from PySide6.QtWidgets import QLabel, QWidget

from kyosei_desk.clock import fixed_clock, system_clock
from kyosei_desk.desk import Desk
from kyosei_desk.opening import make_desk, open_desk
from kyosei_desk.practice.district import practice_district
from kyosei_desk.sealing.passphrase import FLOOR
from sync import devices, enrolling
from sync.client import HubClient, Signer
from sync.devices import Enrolment
from sync.engine import sync_once
from sync.errors import Cancelled, HubUnreachable
from sync.practice_hub import PracticeHub
from sync.round import Hooks, Report
from tests.ui.conftest import ME, NOW, WORDS
from ui.main_window import MainWindow
from ui.widgets.asking import Panel


class Other:
    """Another desk, without a window."""

    def __init__(self, desk: Desk, hub: PracticeHub) -> None:
        self.desk, self._hub = desk, hub

    def reach(self, signer: Signer | None) -> HubClient:
        return HubClient(self._hub.url, system_clock, signer=signer)

    @property
    def enrolment(self) -> Enrolment:
        found = devices.load(self.desk.exchange)
        assert found is not None
        return found

    def enrol(self, code: str, name: str) -> None:
        with ExitStack() as there:
            enrolling.enrol(
                self.desk,
                lambda signer: there.enter_context(self.reach(signer)),
                enrolling.Application(hub=self._hub.url, code=code, name=name),
            )

    def approve(self) -> None:
        """Let in who waits."""
        with self.reach(enrolling.signer_of(self.enrolment)) as client:
            enrolment, _roster, page = devices.refreshed(self.desk, client, self.enrolment)
            devices.approve(self.desk, client, enrolment, devices.waiting(page.pending, None))

    def sync(self) -> Report:
        with self.reach(enrolling.signer_of(self.enrolment)) as client:
            return sync_once(self.desk, client, self.enrolment)


@contextmanager
def opened(folder: Path, hub: PracticeHub) -> Iterator[Other]:
    """The vault in this folder, made where there is none."""
    if not folder.exists():
        make_desk(folder, ME, WORDS, fixed_clock(NOW), practice_district(), FLOOR)
    with open_desk(folder, WORDS, clock=fixed_clock(NOW)) as desk:
        yield Other(desk, hub)


def words_on(widget: QWidget) -> str:
    return " ".join(
        each.accessibleName() or each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)
    )


def question(window: MainWindow) -> Panel | None:
    panels = [each for each in window.findChildren(Panel) if each.isVisible()]
    return panels[0] if panels else None


def state_of(window: MainWindow) -> str:
    assert window.session is not None
    found = devices.load(window.session.desk.exchange)
    assert found is not None
    return found.state


def stands_still(_desk: Desk, hooks: Hooks) -> Report:
    """A sync that goes on until it is stopped."""
    while not hooks.cancelled():
        pass
    raise Cancelled


def no_line(_desk: Desk, _hooks: Hooks) -> Report:
    raise HubUnreachable
