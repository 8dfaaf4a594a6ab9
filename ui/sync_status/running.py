"""One sync off the window's thread: its progress told, its stop asked for, its question asked where a person sits."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from sync.engine import sync_once
from sync.reaching import client_of, enrolment_of
from sync.round import Hooks, Progress, Report
from ui.background import Background
from ui.session import Session

Recognise = Callable[[str, Callable[[bool], None]], None]
"""Shows a number in the window, and hands the person's answer to what it was given."""


class Run(QObject):
    """`progressed`, then `ended` or `failed`. Only one is under way at a time (`busy`)."""

    progressed = Signal(object)
    ended = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._background: Background = session.background
        self._stop = threading.Event()
        self.busy = False

    def start(self, recognise: Recognise | None = None) -> None:
        """`recognise` None: nobody is asked; a laptop that waits for the 照合番号 stays waiting."""
        if self.busy:
            return
        self.busy = True
        self._stop.clear()
        hooks = Hooks(progress=self._tell, cancelled=self._stop.is_set, recognise=self._asking(recognise))
        self._session.act_long(self, lambda desk: run(desk, hooks), self._done, self._not)

    def stop(self) -> None:
        """At the next step; what came and went until then stays."""
        self._stop.set()

    def _tell(self, progress: Progress) -> None:
        self._background.tell(self, lambda: self.progressed.emit(progress))

    def _asking(self, recognise: Recognise | None) -> Callable[[str], bool]:
        """The worker waits for the person; who closes the window has said no."""

        def ask(number: str) -> bool:
            if recognise is None:
                return False
            answered, answers = threading.Event(), list[bool]()

            def answer(same: bool) -> None:  # noqa: FBT001 - a person's yes or no
                answers.append(same)
                answered.set()

            self._background.tell(self, lambda: recognise(number, answer))
            while not answered.wait(0.2):
                if self._stop.is_set():
                    return False
            return answers[0]

        return ask

    def _done(self, report: Report) -> None:
        self.busy = False
        self.ended.emit(report)

    def _not(self, error: DeskError) -> None:
        self.busy = False
        self.failed.emit(error)


def run(desk: Desk, hooks: Hooks) -> Report:
    """Raises SyncError, NotEnrolled."""
    enrolment = enrolment_of(desk)
    with client_of(desk, enrolment) as client:
        return sync_once(desk, client, enrolment, hooks)
