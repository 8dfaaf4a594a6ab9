"""An open desk as the window reaches it: every call runs off the window's thread, and its outcome comes back."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from kyosei_desk.clock import Clock
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, VaultLocked
from kyosei_desk.half_done import Carried, keep_or_carry
from kyosei_desk.opening import open_desk
from kyosei_desk.store import Kept, SealedDraft, Unfinished
from ui.background import Background, Failed
from ui.carrying import Act, Told, UnderWay

if TYPE_CHECKING:
    from ui.sync_status.automatic import Automatic

T = TypeVar("T")
Ahead = Callable[[Iterable[Callable[[], object]]], None]


class Session(QObject):
    """`changed`: something was written or came with a sync, screens read anew. `saved`: when, for the strip.

    `trouble`: an error nobody asked to hear of, as a sentence. `leaving`: the desk is about to be locked: whatever
    takes long is to stop, whoever holds words of it lets them go.
    """

    changed = Signal()
    saved = Signal(object)
    trouble = Signal(object)
    leaving = Signal()

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
        self.under_way = UnderWay()
        self.told = Told()
        self.parting = False
        """The seat is being left: no screen is told anything, and nobody is waited for."""
        self.idle_minutes = 10
        self.unkept: list[SealedDraft] = []
        """What could not be kept when the seat was left."""
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
        self.background.run(owner, self._owning_up(work), self._written(done), failed or self.trouble.emit)

    def try_to_write(
        self, owner: QObject, work: Callable[[Desk], T], done: Callable[[T], None], failed: Failed
    ) -> None:
        """Write; where that fails, `failed` keeps the words in another way."""
        self.background.run(owner, lambda: work(self.desk), self._written(done), failed)

    def keep(self, owner: QObject, work: Callable[[Desk], T], done: Callable[[T], None], failed: Failed) -> None:
        """Make durable what is no record yet. Where that fails, `failed` tries anew, at a lock by `carry`."""
        self.background.run(owner, lambda: work(self.desk), done, failed)

    def carry(self, form: Unfinished, then: Callable[[], object]) -> None:
        """The seat is left: make it durable as a draft, or seal it to be kept at the next opening; then `then`."""

        def done(outcome: Kept | Carried) -> None:
            if isinstance(outcome, Carried):
                self.unkept.append(outcome.draft)
            then()

        def failed(error: DeskError) -> None:
            self.told.unkept(error)
            then()

        self.background.run(self, lambda: keep_or_carry(self.desk, form), done, failed)

    def _owning_up(self, work: Callable[[Desk], T]) -> Callable[[], T]:
        """Where words could not be written while the seat is left, the unlock screen must not say that they were."""

        def written() -> T:
            try:
                return work(self.desk)
            except DeskError as error:
                if self.parting:
                    self.told.unkept(error)
                raise

        return written

    def act_long(
        self, owner: QObject, work: Callable[[Desk], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> None:
        """What takes long, beside what a person does meanwhile: sync, a plain backup. A lock does not wait for it: what
        has not begun by then is not begun."""

        def begun() -> T:
            if not self.open:
                raise VaultLocked
            return work(self.desk)

        self.background.run_long(owner, begun, self._written(done), failed or self.trouble.emit)

    def carry_out(self, act: Act[T], done: Callable[[T], None], failed: Failed | None = None) -> None:
        """What a person has confirmed and cannot do half (a purge, a restriction): a lock waits for its end, and what
        came of it is told then, for the screen has gone."""

        def over(outcome: T) -> None:
            with self.under_way.ending():
                if self.parting:
                    self.told.done(act.told(outcome))
                else:
                    self._written(done)(outcome)

        def ended(error: DeskError) -> None:
            with self.under_way.ending():
                if self.parting:
                    self.told.failed(error)
                else:
                    (failed or self.trouble.emit)(error)

        self.under_way.begun(act.waiting)
        self.background.run_long(self, lambda: act.work(self.desk), over, ended)

    def _written(self, done: Callable[[T], None]) -> Callable[[T], None]:
        def after(outcome: T) -> None:
            self.saved.emit(self.now() if self.open else None)
            done(outcome)
            if self.open:
                self.changed.emit()

        return after

    def close(self, owner: QObject, done: Callable[[], None], failed: Failed) -> None:
        """Lock: the daily backup, the keys put away. What was asked before is done before, and what was confirmed is
        carried to its end; a sync is cut short."""
        self._give_up()
        closing = self._closing.close
        self.under_way.once_over(lambda: self.background.run(owner, closing, lambda _none: done(), failed))

    def _give_up(self) -> None:
        """From here on nothing is begun; a sync or a copy under way stops at its next step."""
        self.open, self.parting = False, True
        self.leaving.emit()
        if self.automatic is not None:
            self.automatic.run.stop()


def nothing_ahead(_pieces: Iterable[Callable[[], object]]) -> None:
    """Where nobody readies anything: each is made when it is asked for."""


def begin(folder: Path, words: str, person: str, clock: Clock, renewing: Callable[[], None]) -> tuple[Desk, ExitStack]:
    """Open a vault. Run off the window's thread: the passphrase alone takes half a second, and a vault that an older
    program wrote is copied first, of which `renewing` tells."""
    with ExitStack() as stack:
        desk = stack.enter_context(open_desk(folder, words, person=person, clock=clock, renewing=renewing))
        return desk, stack.pop_all()
