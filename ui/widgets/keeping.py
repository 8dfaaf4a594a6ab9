"""Nothing typed is lost: a page outside of 新しい相談 keeps a draft within a second, and ends it with its saving."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer

from i18n import _
from kyosei_desk import half_done
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.half_done import Half
from kyosei_desk.store import Carried
from ui.screen import Screen
from ui.widgets.asking import ask, nothing, tell, tell_error

PAUSE, AGAIN = 600, 5000
"""Milliseconds: from the first unkept change to its keeping, and until a keeping that failed is tried anew."""
Then = Callable[[], object]
Work = Callable[[Desk], object]


class Keeping(QObject):
    """`now`: what stands there, None where nothing is another than what is written down; `work`: writes that down."""

    def __init__(self, screen: Screen, now: Callable[[], Half | None], work: Callable[[], Work]) -> None:
        super().__init__(screen)
        self._screen, self._now, self._work = screen, now, work
        self._open = False
        self._id = ""
        """Of the draft that stands in the vault, "" for none."""
        self._waiting: list[tuple[Then, bool]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.keep)

    # While it is typed

    def begin(self, taken_up: Half | None) -> None:
        """A page is shown, with what was taken up from a draft."""
        self._timer.stop()
        self._open, self._id = True, taken_up.id if taken_up else ""

    def note(self) -> None:
        """Something was typed. From the first unkept change: nobody types for ever without a keeping."""
        if self._open and not self._timer.isActive():
            self._timer.start(PAUSE)

    def keep(self) -> None:
        """Make what stands there durable as a draft; none where it is as it was."""
        self._timer.stop()
        session, half = self._screen.session, self._now() if self._open else None
        if half is not None and session.open:
            self._id = half.id
            session.ask(self, lambda desk: half_done.keep(desk, half), self._kept, self._not_kept)
        elif self._open and session.open:
            self._drop()

    def _kept(self, _none: None) -> None:
        now = self._screen.session.now()
        self._screen.saved_note.emit(_("保存しました {time}").format(time=f"{now:%H:%M}"))

    def _not_kept(self, error: DeskError) -> None:
        if self._open:
            self._timer.start(AGAIN)
            self._screen.saved_note.emit(_("まだ保存できていません。{todo}").format(todo=error.todo))

    def _drop(self) -> None:
        if self._id and self._screen.session.open:
            gone, self._id = self._id, ""
            self._screen.session.ask(self, lambda desk: half_done.drop(desk, gone), nothing_more)

    # Leaving

    def end(self) -> None:
        """It was written down, or let go by its writer: no draft of it stays."""
        self._timer.stop()
        self._open = False
        self._drop()

    def write(self, then: Then, *, here: bool = False) -> None:
        """Write down what stands there, then `then`. Where that fails it stays a draft, and the person is told.

        `here`: the person pressed for it, and stays on the page where it failed.
        """
        self._timer.stop()
        half = self._now() if self._open else None
        if half is None and not self._waiting:
            if self._open:
                self.end()
            then()
            return
        self._waiting.append((then, here))
        if half is None or len(self._waiting) > 1:
            return  # under way; whoever comes meanwhile goes on with it
        self._id, work, session = half.id, self._work(), self._screen.session
        session.act(self, lambda desk: written(desk, work, half), self._written, partial(self._not_written, half))

    def _written(self, _none: None) -> None:
        self._id = ""
        self.end()
        for then, _here in self._taken():
            then()

    def _not_written(self, half: Half, error: DeskError) -> None:
        """Whatever it was: a draft first, then the person hears of it."""
        self._screen.session.ask(
            self,
            lambda desk: half_done.keep_or_carry(desk, half),
            lambda trouble: self._told(error, trouble[1] if trouble else None, half_kept=trouble is None),
            lambda _other: self._told(error, None),
        )

    def _told(self, error: DeskError, carried: Carried | None, *, half_kept: bool = False) -> None:
        waiting = self._taken()
        stays = bool(waiting) and all(here for _then, here in waiting)
        go_on = partial(self._leave, [then for then, here in waiting if not here])
        if half_kept and self._screen.session.locking:
            go_on()
        elif stays:
            tell_error(self._screen.look, self._screen.window(), error)
            self.note()
        elif half_kept:
            tell_half(self._screen, error)
            go_on()
        else:
            self.note()
            not_kept(self._screen, go_on, error, carried)

    def _leave(self, thens: list[Then]) -> None:
        """The page is left, its draft stays as it is."""
        self._timer.stop()
        self._open, self._id = False, ""
        for then in thens:
            then()

    def _taken(self) -> list[tuple[Then, bool]]:
        waiting, self._waiting = self._waiting, []
        return waiting


def written(desk: Desk, work: Work, half: Half) -> None:
    """The record, then the end of its draft; cut short between the two, the draft says what stands there anyway."""
    work(desk)
    if half.rest:
        half_done.keep(desk, half)
    else:
        half_done.drop(desk, half.id)


def nothing_more(_none: None) -> None:
    """What was asked for needs no answer."""


def tell_half(screen: Screen, error: DeskError) -> None:
    """It could not be written down, and is not lost."""
    words = _("書いたものは、|「直しかけ」として残っています。|今日の画面から、つづけられます。")
    tell(screen.look, screen.window(), error.happened, f"{words}{error.todo}")


def not_kept(screen: Screen, then: Then, error: DeskError, carried: Carried | None) -> None:
    """Not even a draft could be kept: a lock waits for nobody, and says so; who only goes elsewhere may stay."""
    session = screen.session
    if session.locking:
        session.unkept.extend([carried] if carried else [])
        session.lost = session.lost or carried is None
        then()
        return
    ask(
        screen.look,
        screen.window(),
        error.happened,
        _("さいごに書いたところは、|まだ保存できていません。|{todo}").format(todo=error.todo),
        [(_("保存せずに進む"), "plain", void_of(then)), (_("ここに残る"), "main", nothing)],
    )


def void_of(act: Then) -> Callable[[], None]:
    """What a press returns is of no matter."""

    def done() -> None:
        act()

    return done
