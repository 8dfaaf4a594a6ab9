"""An open desk as the window reaches it: every call runs off the window's thread, and its outcome comes back."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from kyosei_desk.clock import Clock
from kyosei_desk.desk import Desk
from kyosei_desk.opening import open_desk
from kyosei_desk.store import Carried
from ui.background import Background, Failed

if TYPE_CHECKING:
    from ui.sync_status.automatic import Automatic

T = TypeVar("T")
Ahead = Callable[[Iterable[Callable[[], object]]], None]


class Session(QObject):
    """`changed`: something was written or came with a sync, screens read anew. `saved`: when, for the strip.

    `trouble`: an error nobody asked to hear of, as a sentence.
    """

    changed = Signal()
    saved = Signal(object)
    trouble = Signal(object)

    def __init__(
        self, desk: Desk, background: Background, closing: ExitStack, folder: Path, *, practice: bool = False
    ) -> None:
        super().__init__()
        self.desk = desk
        self.background = background
        self.folder = folder
        self.practice = practice
        self._closing = closing
        self.open = True
        self.idle_minutes = 10
        self.locking = False
        """The seat is left: whoever cannot keep what was typed leaves it in `unkept`, and waits for nobody."""
        self.unkept: list[Carried] = []
        self.lost = False
        self.automatic: Automatic | None = None
        """The quiet sync, once the window has started it."""
        self.ahead: Ahead = nothing_ahead
        """Where a screen leaves what it would like to have ready soon."""

    def now(self) -> datetime:
        return self.desk.now()

    def ask(
        self, owner: QObject, work: Callable[[Desk], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> None:
        """Read: `work(desk)` off the window's thread, then `done` with what it returned."""
        self.background.run(owner, lambda: work(self.desk), done, failed or self.trouble.emit)

    def act(
        self, owner: QObject, work: Callable[[Desk], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> None:
        """Write: the same, and everyone who shows records reads anew."""
        self.background.run(owner, lambda: work(self.desk), self._written(done), failed or self.trouble.emit)

    def act_long(
        self, owner: QObject, work: Callable[[Desk], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> None:
        """What takes long, beside what a person does meanwhile: sync, backup, a purge."""
        self.background.run_long(owner, lambda: work(self.desk), self._written(done), failed or self.trouble.emit)

    def _written(self, done: Callable[[T], None]) -> Callable[[T], None]:
        def after(outcome: T) -> None:
            self.saved.emit(self.now() if self.open else None)
            done(outcome)
            if self.open:
                self.changed.emit()

        return after

    def close(self, owner: QObject, done: Callable[[], None], failed: Failed) -> None:
        """Lock: the daily backup, the keys put away. What was asked before is done before; a sync is cut short."""
        self._give_up()
        self.background.run(owner, self._closing.close, lambda _none: done(), failed)

    def _give_up(self) -> None:
        """From here on nothing is begun; a sync under way stops at its next step, and goes on another time."""
        self.open = False
        if self.automatic is not None:
            self.automatic.run.stop()

    def close_now(self) -> None:
        """The same, waiting for it: the program ends."""
        self._give_up()
        self.background.wait()
        self._closing.close()


def nothing_ahead(_pieces: Iterable[Callable[[], object]]) -> None:
    """Where nobody readies anything: each is made when it is asked for."""


def begin(folder: Path, words: str, person: str, clock: Clock) -> tuple[Desk, ExitStack]:
    """Open a vault. Run off the window's thread: the passphrase alone takes half a second."""
    with ExitStack() as stack:
        desk = stack.enter_context(open_desk(folder, words, person=person, clock=clock))
        return desk, stack.pop_all()
