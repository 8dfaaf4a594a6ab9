"""One copy, or one tested restore, beside what a person does meanwhile: how far it is, and its stop."""

import threading
from collections.abc import Callable
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.watching import GivenUp, Watch
from ui.look import Look
from ui.session import Session
from ui.widgets.asking import tell_error
from ui.widgets.buttons import Button
from ui.widgets.text import Words

T = TypeVar("T")


class Copying(QObject):
    """Lives as long as the session: the screen may be left meanwhile. `stepped`: whatever is shown of it is another."""

    stepped = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._stop = threading.Event()
        self.what, self.percent = "", 0
        session.leaving.connect(self.stop)

    @property
    def busy(self) -> bool:
        return bool(self.what)

    @property
    def words(self) -> str:
        if self._stop.is_set():
            return _("やめています")
        return f"{self.what}　{self.percent} %" if self.percent else self.what

    def start(
        self,
        window: QWidget,
        what: str,
        work: Callable[[Desk, Watch], T],
        done: Callable[[T], None],
        failed: Callable[[DeskError], None],
    ) -> bool:
        """`what`: while it is under way. False where one is already. `done` and `failed` come while `window` lives."""
        if self.busy:
            return False
        self._stop.clear()
        self.what, self.percent = what, 0
        watch = Watch(self._tell, self._stop.is_set)

        def ended(outcome: T) -> None:
            self._over()
            done(outcome)

        def not_ended(error: DeskError) -> None:
            self._over()
            failed(error)

        self._session.act_long(window, lambda desk: work(desk, watch), ended, not_ended)
        self.stepped.emit()
        return True

    def stop(self) -> None:
        """Between two steps; while a copy is proven that takes some seconds."""
        if self.busy:
            self._stop.set()
            self.stepped.emit()

    def _tell(self, done: int, total: int) -> None:
        percent = 100 * done // total if total else 0
        if percent != self.percent:
            self._session.background.tell(self, lambda: self._show(percent))

    def _show(self, percent: int) -> None:
        self.percent = percent
        self.stepped.emit()

    def _over(self) -> None:
        if shiboken6.isValid(self):  # the desk may have been locked meanwhile
            self.what = ""
            self.stepped.emit()


def copying_of(session: Session) -> Copying:
    """The session's one."""
    return session.findChild(Copying) or Copying(session)


def say_stopped(look: Look, window: QWidget, session: Session, error: DeskError) -> None:
    """Whoever stopped it knows; a lock that did is told of, for somebody waits for that copy."""
    if not (isinstance(error, GivenUp) and session.open):
        tell_error(look, window, error)


class UnderWay(QWidget):
    """How far it is, in words and as a bar, and its stop; hidden while nothing is under way."""

    def __init__(self, look: Look, copying: Copying) -> None:
        super().__init__()
        self._copying = copying
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.words, self.bar = Words("", "name"), QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("控えの進みぐあい"))
        self.stop_button = Button(look, _("やめる"), "plain")
        self.stop_button.clicked.connect(copying.stop)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        column.addWidget(self.stop_button, 0, Qt.AlignmentFlag.AlignLeft)
        copying.stepped.connect(self.show_now)
        self.show_now()

    def show_now(self) -> None:
        """In whole per cents; as long as nothing was told it only moves."""
        self.setVisible(self._copying.busy)
        self.words.say(self._copying.words)
        self.bar.setRange(0, 100 if self._copying.percent else 0)
        self.bar.setValue(self._copying.percent)
