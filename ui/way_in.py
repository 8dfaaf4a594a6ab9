"""Before there is an open desk: the passphrase, the first run, a forgotten passphrase, the practice room."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.clock import Clock
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.opening import people_of, vault_exists
from kyosei_desk.vocabulary import builtin_vocabulary
from ui import session
from ui.background import Background
from ui.first_run.wizard import Wizard
from ui.frame import Frame
from ui.look import Look
from ui.title import TITLE
from ui.unlock.screen import UnlockScreen
from ui.widgets.asking import tell_error


class WayIn(QObject):
    """`folder` is the vault's, `room` the practice room's. `opened`: a desk, what closes it, and whether it is the
    practice room's."""

    opened = Signal(object, object, bool)

    def __init__(
        self, look: Look, frame: Frame, background: Background, clock: Clock, folder: Path, room: Path
    ) -> None:
        super().__init__(frame)
        self._look, self._frame, self._background, self._clock = look, frame, background, clock
        self.folder, self.room = folder, room
        self._opening = self._unwanted = False
        self._unclaimed: ExitStack | None = None

    def show(self, note: str = "") -> None:
        """Whoever only practised has no vault yet."""
        if vault_exists(self.folder):
            self.show_unlock(note)
        else:
            self.show_first_run()

    def show_unlock(self, note: str = "") -> None:
        numbers = builtin_vocabulary().numbers
        screen = UnlockScreen(self._look, people_of(self.folder), numbers, self._clock(), note)
        screen.asked.connect(self.unlock)
        screen.practice.connect(self.practise)
        screen.forgotten.connect(self.show_recovery)
        self._show(screen, TITLE)
        screen.first().setFocus()

    def show_first_run(self) -> None:
        from ui.first_run.screen import FirstRunScreen  # an everyday opening does without it

        self._wizard(FirstRunScreen(self._look, self._background, self._clock, self.folder), _("はじめの用意"))

    def show_recovery(self) -> None:
        from ui.first_run.recovery import RecoveryScreen

        if self._opening:
            return
        self._wizard(RecoveryScreen(self._look, self._background, self._clock, self.folder))

    def _wizard(self, screen: Wizard, state: str = "") -> None:
        """`finished` brings to the unlock screen, or opens at once."""
        screen.finished.connect(self.show_unlock)
        screen.practice.connect(self.practise)
        self._show(screen, screen.title, state)

    def _show(self, screen: QWidget, title: str, state: str = "") -> None:
        """`state`: what the strip says where there is nothing to be locked yet."""
        frame = self._frame
        frame.clear()
        frame.with_rail(shown=False)
        frame.footer.say(None)
        frame.practice.hide()
        frame.band.say(title, "")
        frame.strip.say("info" if state else "lock", state or _("鍵がかかっています"))
        frame.strip.saved("")
        frame.stack.addWidget(screen)
        frame.stack.setCurrentWidget(screen)

    def unlock(self, person: str, words: str) -> None:
        folder, clock = self.folder, self._clock
        self._open(lambda: session.begin(folder, words, person, clock, self._renewing), practice=False)

    def practise(self) -> None:
        """Open the practice room; it is made where it is not there."""
        from kyosei_desk.practice import room

        place, clock = self.room, self._clock

        def enter() -> tuple[Desk, ExitStack]:
            room.furnish(place, clock)
            return session.begin(place, room.WORDS, room.PERSON, clock, self._renewing)

        if self._open(enter, practice=True):
            self._frame.strip.say("info", _("練習の場を、用意しています"))

    def _open(self, enter: Callable[[], tuple[Desk, ExitStack]], *, practice: bool) -> bool:
        """Whether it is under way now; one opening at a time."""
        if self._opening:
            return False
        self._opening, self._unwanted = True, False

        def work() -> tuple[Desk, ExitStack]:
            desk, closing = enter()
            self._unclaimed = closing
            return desk, closing

        def done(pair: tuple[Desk, ExitStack]) -> None:
            self._opening, self._unclaimed = False, None
            if self._unwanted:
                self._background.run(self, pair[1].close, lambda _none: self.show(), self._refused)
            else:
                self.opened.emit(*pair, practice)

        self._background.run(self, work, done, self._refused)
        return True

    def _renewing(self) -> None:
        """Called from the worker."""
        words = _("道具が新しくなったので、記録の控えを取っています。1分ほどかかることがあります。")
        self._background.tell(self, lambda: self._frame.strip.say("info", words))

    def turn_back(self) -> None:
        """The seat was left while a desk was opening: it is locked again as soon as it is open."""
        self._unwanted = self._opening

    def close_unclaimed(self) -> None:
        """The window closes: a desk that opened meanwhile, and that nobody will use, is locked."""
        closing, self._unclaimed = self._unclaimed, None
        if closing is not None:
            closing.close()

    def _refused(self, error: DeskError) -> None:
        self._opening = False
        screen = self._frame.stack.currentWidget()
        if isinstance(screen, UnlockScreen):
            screen.refused(error)
        else:
            tell_error(self._look, self._frame.window(), error)
