"""A real hub on loopback for the window, and a second desk of its district."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kyosei_desk.clock import fixed_clock, system_clock
from kyosei_desk.desk import Desk
from kyosei_desk.opening import make_desk, open_desk
from kyosei_desk.practice.district import practice_district
from kyosei_desk.sealing.passphrase import FLOOR
from sync import devices, enrolling
from sync.client import HubClient, Signer
from sync.devices import Enrolment
from sync.engine import sync_once
from sync.practice_hub import PracticeHub
from sync.round import Report
from tests.ui.conftest import ME, NOW, WORDS


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
