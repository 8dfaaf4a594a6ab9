"""One sync off the window's thread: its progress told, its stop asked for, its question asked where a person sits."""

import threading
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, Signal

from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from sync.engine import sync_once
from sync.errors import Cancelled
from sync.reaching import client_of, enrolment_of
from sync.round import Hooks, Progress, Report
from ui.background import Background
from ui.session import Session

Answer = Callable[[bool], None]
Recognise = Callable[[str, Answer], None]
"""Shows a number in the window, and hands the person's answer to what it was given."""

Work = Callable[[Desk, Hooks], Report]
WAIT = 0.2
"""Seconds between two looks whether a question that is open was given up."""


class UnderWay(msgspec.Struct, frozen=True, kw_only=True):
    """How far it has come. `total`: changes that waited here when it began; what comes is not known before it came."""

    step: str
    pulled: int
    pushed: int
    total: int


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
        self._total = 0
        self.busy = False

    def start(self, recognise: Recognise | None = None, work: Work | None = None) -> None:
        """A round with the hub, or other `work` (a bundle is taken in). `recognise` None: nobody can be asked."""
        if self.busy:
            return
        self.busy = True
        self._stop.clear()
        hooks = Hooks(progress=self._tell, cancelled=self._stop.is_set, recognise=self._asking(recognise))
        act = work or with_hub

        def run(desk: Desk) -> Report:
            self._total = desk.exchange.counts()["local"]
            return act(desk, hooks)

        desk = self._session.desk
        self._background.run_long(self, lambda: run(desk), self._done, self._not)

    def stop(self) -> None:
        """At the next step; what came and went until then stays. A question that is open is given up."""
        self._stop.set()

    def _tell(self, progress: Progress) -> None:
        now = UnderWay(step=progress.step, pulled=progress.pulled, pushed=progress.pushed, total=self._total)
        self._background.tell(self, lambda: self.progressed.emit(now))

    def _asking(self, recognise: Recognise | None) -> Callable[[str], bool]:
        """The worker waits for the person. Whoever cannot be asked, or gives it up, has said neither yes nor no."""

        def ask(number: str) -> bool:
            if recognise is None:
                raise Cancelled
            answered, answers = threading.Event(), list[bool]()

            def answer(same: bool) -> None:  # noqa: FBT001 - a person's yes or no
                answers.append(same)
                answered.set()

            self._background.tell(self, lambda: recognise(number, answer))
            while not answered.wait(WAIT):
                if self._stop.is_set():
                    raise Cancelled
            return answers[0]

        return ask

    def _done(self, report: Report) -> None:
        self.busy = False
        self.ended.emit(report)
        self._changed()

    def _not(self, error: DeskError) -> None:
        self.busy = False
        self.failed.emit(error)
        self._changed()

    def _changed(self) -> None:
        """Whatever it came to: some of it may have come in before it ended."""
        if self._session.open:
            self._session.changed.emit()


def with_hub(desk: Desk, hooks: Hooks) -> Report:
    """Raises SyncError, NotEnrolled."""
    enrolment = enrolment_of(desk)
    with client_of(desk, enrolment) as client:
        return sync_once(desk, client, enrolment, hooks)
