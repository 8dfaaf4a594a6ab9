"""A quiet try at opening and every quarter of an hour: it asks nothing, and says nothing where there is no line."""

from PySide6.QtCore import QObject, QTimer

from kyosei_desk.desk import Desk
from sync.standing import ACTIVE, load
from ui.session import Session
from ui.sync_status.running import Run

EVERY = 15 * 60 * 1000


class Automatic(QObject):
    """Lives as long as the session. `run` is the one sync that the screen shows too."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.run = Run(session)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._try)
        self._timer.start(EVERY)
        self._try()

    def _try(self) -> None:
        if self._session.open and not self.run.busy:
            self._session.ask(self, enrolled, self._start)

    def _start(self, enrolled_here: bool) -> None:  # noqa: FBT001 - what the desk answered
        if enrolled_here and self._session.open:
            self.run.start()


def enrolled(desk: Desk) -> bool:
    found = load(desk.exchange)
    return found is not None and found.state == ACTIVE
