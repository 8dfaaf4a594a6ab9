"""Nothing typed is lost: a page outside of 新しい相談 keeps a draft within a second, and ends it with its saving."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from PySide6.QtCore import QObject, QTimer

from i18n import _
from kyosei_desk import half_done
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, NotAllowed, NotFound
from kyosei_desk.half_done import Half, What
from kyosei_desk.store import Kept, Shown
from ui.navigation import CORRECT, FIGURES, NEW, Place, To
from ui.screen import Screen
from ui.widgets.asking import ask, nothing, tell, tell_error

PAUSE, AGAIN = 600, 5000
"""Milliseconds: from the first unkept change to its keeping, and until a keeping that failed is tried anew."""
Then = Callable[[], object]
Work = Callable[[Desk], object]


class Keeping(QObject):
    """`now`: what stands there, None where nothing is another than what is written down; `work`: writes that down,
    where leaving does so; `adopt`: that was written down, what was typed meanwhile builds on it."""

    def __init__(
        self,
        screen: Screen,
        now: Callable[[], Half | None],
        work: Callable[[], Work] | None = None,
        adopt: Callable[[Half, Shown | None], None] | None = None,
    ) -> None:
        super().__init__(screen)
        self._screen, self._now, self._work = screen, now, work or void_work
        self._adopt = adopt or nothing_to_adopt
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
            kept, failed = partial(self._kept, half), partial(self._not_kept, half)
            session.keep(self, lambda desk: half_done.keep(desk, half), kept, failed)
        elif self._open and session.open:
            self._drop()

    def _kept(self, half: Half, outcome: Kept) -> None:
        session = self._screen.session
        self._screen.saved_note.emit(_("保存しました {time}").format(time=f"{session.now():%H:%M}"))
        if outcome.changed and self._open and self._id == half.id and not self._waiting:
            if self._now() != half:
                self.keep()  # what was typed since goes the same way first
            else:
                session.ask(self, half_done.own, partial(self._take_up_anew, outcome.id))

    def _take_up_anew(self, draft_id: str, found: tuple[Half, ...]) -> None:
        """Its record was restricted meanwhile, and stands elsewhere now: the page shows that one."""
        half = next((each for each in found if each.id == draft_id), None)
        if half is not None and self._open and not self._waiting:
            self._open, self._id = False, ""
            self._screen.go(place_of(half))
            self._screen.saved_note.emit(_("前の記録が変わったので、|開きなおしました。"))

    def _not_kept(self, half: Half, error: DeskError) -> None:
        session = self._screen.session
        if not self._open or self._id != half.id or self._waiting or session.parting or not session.open:
            return  # whoever leaves writes it down, or hears why not
        if isinstance(error, NotFound | NotAllowed):  # it never will be: its record is gone, or closed to this person
            self._open, self._id = False, ""
            self._screen.failed(error)
            self._screen.go(To(place=Place.TODAY))
            return
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
        self._write(half)

    def _write(self, half: Half) -> None:
        self._id, work, session = half.id, self._work(), self._screen.session
        done, failed = partial(self._written, half), partial(self._not_written, half)
        session.try_to_write(self, lambda desk: written(desk, work, half), done, failed)

    def _written(self, half: Half, shown: Shown | None) -> None:
        """What was typed while it was written goes the same way."""
        if self._open and self._now() not in (None, half):
            self._adopt(half, shown)
            if (more := self._now()) is not None:
                self._write(more)
                return
        self._id = ""
        self.end()
        for then, _here in self._taken():
            then()

    def _not_written(self, half: Half, error: DeskError) -> None:
        """Whatever it was: a draft first, of what was typed meanwhile too, then the person hears of it."""
        session = self._screen.session
        half = self._now() or half
        if session.parting:
            self._hand_over(half)
        else:
            kept, failed = partial(self._half_kept, error), partial(self._half_not_kept, half, error)
            session.keep(self, lambda desk: half_done.keep(desk, half), kept, failed)

    def _hand_over(self, half: Half) -> None:
        def go_on() -> None:
            self._leave([then for then, _here in self._taken()])

        self._screen.session.carry(half_done.unfinished(half), go_on)

    def _half_kept(self, error: DeskError, _kept: Kept) -> None:
        here, elsewhere = self._parted()
        if here:
            tell_error(self._screen.look, self._screen.window(), error)
            self.note()
            return
        if not self._screen.session.parting:
            tell_half(self._screen, error)
        self._leave(elsewhere)

    def _half_not_kept(self, half: Half, error: DeskError, _other: DeskError) -> None:
        """Not even a draft: who only goes elsewhere may stay."""
        if self._screen.session.parting:
            self._hand_over(half)
            return
        here, elsewhere = self._parted()
        self.note()
        if here:
            tell_error(self._screen.look, self._screen.window(), error)
        else:
            not_kept(self._screen, lambda: self._leave(elsewhere), error)

    def _parted(self) -> tuple[bool, list[Then]]:
        """Whether whoever waits stays on the page, and what those wait for who do not."""
        waiting = self._taken()
        return all(here for _then, here in waiting), [then for then, here in waiting if not here]

    def _leave(self, thens: list[Then]) -> None:
        """The page is left, its draft stays as it is."""
        self._timer.stop()
        self._open, self._id = False, ""
        for then in thens:
            then()

    def _taken(self) -> list[tuple[Then, bool]]:
        waiting, self._waiting = self._waiting, []
        return waiting


def written(desk: Desk, work: Work, half: Half) -> Shown | None:
    """The record, then the end of its draft; cut short between the two, the draft says what stands there anyway.

    Returns the record as it stands then.
    """
    work(desk)
    if half.rest:
        half_done.keep(desk, half)
    else:
        half_done.drop(desk, half.id)
    with suppress(DeskError):
        return desk.shown(half.record.id) if half.record else None
    return None


def void_work() -> Work:
    """Leaving decides nothing: it stays a draft."""
    return nothing_more


def nothing_to_adopt(_half: Half, _shown: Shown | None) -> None:
    """It builds on nothing."""


def nothing_more(_what: object) -> None:
    """What was asked for needs no answer."""


def tell_half(screen: Screen, error: DeskError) -> None:
    """It could not be written down, and is not lost."""
    words = _("書いたものは、|「直しかけ」として残っています。|今日の画面から、つづけられます。")
    tell(screen.look, screen.window(), error.happened, f"{words}{error.todo}")


def not_kept(screen: Screen, then: Then, error: DeskError) -> None:
    """What cannot be kept is the person's to give up."""
    ask(
        screen.look,
        screen.window(),
        error.happened,
        _("さいごに書いたところは、|まだ保存できていません。|{todo}").format(todo=error.todo),
        [(_("保存せずに進む"), "plain", void_of(then)), (_("ここに残る"), "main", nothing)],
    )


def place_of(half: Half) -> To:
    """Where it goes on being written."""
    match half.what, half.about:
        case What.HOUSEHOLD, (home, what):
            return To(place=Place.HOUSEHOLD, record_id=home, part=f"{CORRECT}{what}")
        case What.LACKING, (talk, gap):
            new = gap == NEW
            return To(place=Place.LACKING, record_id=talk if new else gap, part=NEW if new else "")
        case What.JOINING, (record, field):
            return To(place=Place.CONFLICTS, record_id=record, part=field)
        case What.FIGURES, (month,):
            return To(place=Place.REPORTS, record_id=month, part=FIGURES)
        case _:
            return To(place=Place.TODAY)


def void_of(act: Then) -> Callable[[], None]:
    """What a press returns is of no matter."""

    def done() -> None:
        act()

    return done
