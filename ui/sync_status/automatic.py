"""A quiet try at opening and every quarter of an hour: it asks nothing, and says nothing where there is no line."""

from PySide6.QtCore import QObject, QTimer

from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from sync.round import Report
from sync.standing import ACTIVE, load
from ui.session import Session
from ui.sync_status.running import Run

EVERY = 15 * 60
"""Seconds; where it does not work, twice as long after each try."""
AT_MOST = 2 * 60 * 60


class Automatic(QObject):
    """Lives as long as the session. `run` is the one sync that the screen shows too."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.failures = 0
        self.run = Run(session)
        self.run.ended.connect(self._worked)
        self.run.failed.connect(self._failed)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.attempt)
        self.attempt()

    def attempt(self) -> None:
        """Once, if this laptop is of a district; then again after a while."""
        self.timer.start(1000 * wait_after(self.failures))
        if self._session.open and not self.run.busy:
            self._session.ask(self, enrolled, self._start, ignored)

    def _start(self, enrolled_here: bool) -> None:  # noqa: FBT001 - what the desk answered
        if enrolled_here and self._session.open:
            self.run.start()

    def _worked(self, _report: Report) -> None:
        self.failures = 0
        self.timer.start(1000 * EVERY)

    def _failed(self, _error: DeskError) -> None:
        self.failures += 1
        self.timer.start(1000 * wait_after(self.failures))


def wait_after(failures: int) -> int:
    """Seconds until the next try."""
    return min(EVERY << min(failures, 8), AT_MOST)


def enrolled(desk: Desk) -> bool:
    found = load(desk.exchange)
    return found is not None and found.state == ACTIVE


def ignored(_error: DeskError) -> None:
    """A quiet try says nothing; the desk was locked meanwhile."""
