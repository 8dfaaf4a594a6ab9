"""The only bridge between threads and Qt: work goes out, its outcome comes back to the window's thread.

One worker for what a person waits for, in order; one for what takes long (sync, backup), so that it holds nobody up;
one for printers, which may not answer for half a minute.
"""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from i18n import _
from kyosei_desk.errors import DeskError

T = TypeVar("T")
Failed = Callable[[DeskError], None]

log = logging.getLogger("kyosei_desk.ui")


class Unforeseen(DeskError):
    """A fault of the program. What is saved stays saved; the log has its kind and place, and no word of anyone."""

    def __init__(self) -> None:
        super().__init__(
            _("道具の中で、うまくいかないことがありました。"),
            _("保存した記録はそのままです。"),
            _("もう一度どうぞ。つづくときは、設定の「診断」を市の担当に渡してください。"),
        )


class Job(QRunnable):
    """One piece of work; `deliver` hands its outcome back."""

    def __init__(self, work: Callable[[], Any], deliver: Callable[[Any, DeskError | None], None]) -> None:
        super().__init__()
        self._work, self._deliver = work, deliver

    def run(self) -> None:
        try:
            outcome = self._work()
        except DeskError as error:
            self._deliver(None, error)
        except Exception as error:  # noqa: BLE001 - a window must not die of one action
            # no traceback: its lines could carry a resident's words
            log.error(  # noqa: TRY400
                "unforeseen %s at %s", type(error).__name__, place_of(error)
            )
            self._deliver(None, Unforeseen())
        else:
            self._deliver(outcome, None)


class Background(QObject):
    """`run` for short work, `run_long` for what takes long, `run_paper` for what a printer is asked.

    Outcomes of a screen that has gone are let go.
    """

    _back = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._short, self._long, self._paper = (QThreadPool(self) for _pool in range(3))
        for pool in (self._short, self._long, self._paper):
            pool.setMaxThreadCount(1)
            pool.setExpiryTimeout(-1)
        self._back.connect(self._arrive, Qt.ConnectionType.QueuedConnection)
        self._under_way = 0

    def run(self, owner: QObject, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        """`done` or `failed` is called in the window's thread, while `owner` lives."""
        self._start(self._short, owner, work, done, failed)

    def run_long(self, owner: QObject, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        self._start(self._long, owner, work, done, failed)

    def run_paper(self, owner: QObject, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        self._start(self._paper, owner, work, done, failed)

    def tell(self, owner: QObject, act: Callable[[], None]) -> None:
        """From within work: do this in the window's thread (progress)."""
        self._back.emit((owner, act, False))

    def wait(self) -> None:
        """Until nothing is under way: before the program ends."""
        self._short.waitForDone()
        self._long.waitForDone()
        self._paper.waitForDone()

    def idle(self) -> bool:
        """Whether every outcome has been delivered."""
        return self._under_way == 0

    def _start(
        self, pool: QThreadPool, owner: QObject, work: Callable[[], T], done: Callable[[T], None], failed: Failed
    ) -> None:
        def deliver(outcome: Any, error: DeskError | None) -> None:
            act = (lambda: failed(error)) if error is not None else (lambda: done(outcome))
            self._back.emit((owner, act, True))

        self._under_way += 1
        pool.start(Job(work, deliver))

    def _arrive(self, message: tuple[QObject, Callable[[], None], bool]) -> None:
        owner, act, last = message
        if last:
            self._under_way -= 1
        if shiboken6.isValid(owner):
            act()


def place_of(error: Exception) -> str:
    """File and line, without a value."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "?" if trace is None else f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"


__all__ = ["Background", "Failed", "Unforeseen"]
