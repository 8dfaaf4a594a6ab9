"""The window: navigation, locking, hiding. It shows no record itself."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from operator import methodcaller
from pathlib import Path

import msgspec
from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from i18n import _
from kyosei_desk.clock import Clock
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.opening import remove_person
from kyosei_desk.vocabulary import Number, builtin_vocabulary
from ui import preferences, warming
from ui.background import Background
from ui.carrying import Told
from ui.clipboard import Copied
from ui.cover import Cover
from ui.frame import ENTRIES, Frame
from ui.help.panel import show_locked_help
from ui.idle import Idle
from ui.look import Dress, Look
from ui.menu import Entry, show_menu
from ui.navigation import Place, To
from ui.rooms import Rooms
from ui.screen import Screen
from ui.session import Session
from ui.status import Status
from ui.system_lock import watch
from ui.title import TITLE
from ui.unkept import Unkept
from ui.warming import Warming
from ui.way_in import WayIn
from ui.widgets.asking import Panel, tell, tell_error
from ui.widgets.emergency import show_all
from ui.widgets.fields import commit_composing
from ui.widgets.focus_ring import FocusRing
from ui.wishes import LockAfter, TakeOut, Wear, Wish

SIZE = QSize(1366, 688)


class MainWindow(QMainWindow):
    """One window, locked or open. `folder` is the vault's, `room` the practice room's."""

    def __init__(self, app: QApplication, look: Look, clock: Clock, folder: Path, room: Path, kept: Path) -> None:
        super().__init__()
        self._app, self.look, self._clock, self._kept = app, look, clock, kept
        self.preferences = preferences.load(kept)
        self.background = Background(self)
        self.session: Session | None = None
        self.rooms: Rooms | None = None
        self.told, self.unkept = Told(), Unkept()
        self._locking = False
        self._then: Callable[[], None] | None = None
        self.frame = Frame(look)
        self.way_in = WayIn(look, self.frame, self.background, clock, folder, room)
        self.setCentralWidget(self.frame)
        self.setWindowTitle(TITLE)
        self.resize(SIZE)
        self.ring = FocusRing(look, app, self)
        self.cover = Cover(look, self, self.frame)
        self.idle = Idle(self, self.preferences.idle_minutes)
        self.copied = Copied(app.clipboard(), parent=self)
        self.system_lock = watch(self)
        self.warming = Warming(self)
        self._warm = False
        self._connect()
        self._shortcuts()

    def _connect(self) -> None:
        frame = self.frame
        self.way_in.opened.connect(self.opened)
        frame.band.hide_pressed.connect(self.hide_all)
        frame.band.emergency_pressed.connect(self.show_emergency)
        frame.band.menu_pressed.connect(self.show_menu)
        frame.rail.went.connect(lambda place: self.go(To(place=Place(place))))
        frame.rail.stepped.connect(lambda step: self._on_screen(lambda screen: screen.go_step(step)))
        frame.rail.home.connect(lambda: self.go(To(place=Place.TODAY)))
        frame.rail.away.connect(self.lock)
        frame.footer.back.connect(lambda: self._on_screen(methodcaller("back")))
        frame.footer.onward.connect(lambda: self._on_screen(methodcaller("onward")))
        self.idle.warned.connect(lambda: frame.strip.saved(_("まもなく、鍵をかけます（1分後）")))
        self.idle.woken.connect(lambda: frame.strip.saved(""))
        self.idle.over.connect(self.lock)
        self.system_lock.locked.connect(self.lock)

    def _shortcuts(self) -> None:
        for keys, act in (
            ("F1", self.show_help),
            ("F5", lambda: self._go_open(Place.SYNC)),
            ("F8", self.hide_all),
            ("F9", self.show_emergency),
            ("Ctrl+N", lambda: self._go_open(Place.INTAKE)),
            ("Ctrl+F", lambda: self._go_open(Place.SEARCH)),
            ("Ctrl+D", lambda: self._go_open(Place.TODAY)),
            ("Ctrl+L", self.lock),
            ("Ctrl++", lambda: self.resize_text(0.25)),
            ("Ctrl+-", lambda: self.resize_text(-0.25)),
            ("Esc", lambda: self._on_screen(methodcaller("retreat"))),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self._pressed, keys, act))

    def _pressed(self, keys: str, act: Callable[[], None]) -> None:
        """Under the cover nothing is gone to."""
        if not self.cover.isVisible() or keys in ANYWHERE:
            act()

    # Locked

    def start(self, *, practice: bool = False) -> None:
        """Show the way in: the practice room, the passphrase, or the first run."""
        if practice:
            self.way_in.practise()
        else:
            self.way_in.show()

    def warm(self) -> None:
        """From now on, ready ahead what will be asked for."""
        self._warm = True
        self.warming.add(warming.modules())

    # Open

    def opened(self, desk: Desk, closing: ExitStack, practice: bool) -> None:  # noqa: FBT001 - a signal's slot
        """The desk is open: from here on there is a person, and there are records."""
        self.frame.clear()
        folder = self.way_in.room if practice else self.way_in.folder
        self.session = Session(desk, self.background, closing, folder, practice=practice)
        self.session.told = self.told
        self.rooms = Rooms(self.look, self.frame, self.session)
        self.rooms.wished.connect(self._grant)
        self.session.idle_minutes = self.preferences.idle_minutes
        self.session.trouble.connect(lambda error: tell_error(self.look, self, error))
        self.session.changed.connect(self._refresh)
        self.session.saved.connect(self._note_saved)
        self.status = Status(self.session, self.frame.strip)
        self.frame.rail.person = desk.me.name
        self.frame.practice.setVisible(practice)
        self.frame.with_rail(shown=True)
        self.idle.start()
        self._sync_quietly(self.session)
        self.unkept.keep(self.session)
        self.go(To(place=Place.TODAY))
        if self._warm:
            self.session.ahead = self.warming.add
            self.warming.add(self.rooms.pieces())
        if remarks := self.told.at_opening((*desk.cautions, *desk.remarks)):
            tell(self.look, self, _("お知らせ"), "".join(remarks))

    def _sync_quietly(self, open_one: Session) -> None:
        """In the practice room there is no city."""
        if not open_one.practice:
            from ui.sync_status.automatic import Automatic  # the way to the hub is slow to load

            open_one.automatic = Automatic(open_one)
            open_one.automatic.run.progressed.connect(self.status.syncing)

    def numbers(self) -> tuple[Number, ...]:
        """For the emergency card; the lists that ship need no key."""
        return self.session.desk.vocabulary.numbers if self.session else builtin_vocabulary().numbers

    def now(self) -> datetime:
        return self._clock()

    def go(self, to: To) -> None:
        """Go somewhere; what was typed is kept first."""
        if self.rooms is not None:
            self.rooms.go(to)

    def show_help(self) -> None:
        """About the screen one is at."""
        if self.session is None:
            show_locked_help(self.look, self)
        elif self.at is not Place.HELP:
            self.go(To(place=Place.HELP, part=str(self.at or "")))

    def _go_open(self, place: Place) -> None:
        self.go(To(place=place))

    @property
    def at(self) -> Place | None:
        """Where the window is; None where the desk is locked."""
        return self.rooms.at if self.rooms else None

    def shown(self) -> Screen | None:
        """The one shown now."""
        return self.rooms.shown() if self.rooms else None

    def _on_screen(self, act: Callable[[Screen], object]) -> None:
        if self.rooms is not None:
            self.rooms.on(act)

    def _refresh(self) -> None:
        self._on_screen(methodcaller("refresh"))

    def _note_saved(self, at: datetime | None) -> None:
        if at is not None:
            self.frame.strip.saved(_("保存しました {time}").format(time=f"{at:%H:%M}"))

    # From everywhere

    def show_menu(self) -> None:
        """Everything the rail offers."""
        if self.rooms is None:
            return
        if pages := self.rooms.steps():
            home: Entry = (_("今日へもどる"), partial(self._go_open, Place.TODAY))
            show_menu(self.look, self, _("ページをえらぶ"), [home, *pages])
        else:
            places: list[Entry] = [(word, partial(self._go_open, place)) for place, _sign, word in ENTRIES]
            show_menu(self.look, self, _("メニュー"), [*places, (_("席をはなれる"), self.lock)])

    def show_emergency(self) -> None:
        show_all(self.look, self, self.numbers(), self.now().date())

    def hide_all(self) -> None:
        """A calm page over everything; the records stay open behind it. Once more: shown again."""
        if self.cover.isVisible():
            self.cover.uncover()
            return
        commit_composing()
        self.cover.show_over([each for each in self.findChildren(Panel) if each.isVisible()])

    def attend(self, panel: QWidget) -> None:
        """What is done on a panel is done at the desk."""
        self.idle.watch(panel)

    def holds_back(self, panel: QDialog) -> bool:
        """Under the cover nothing shows itself."""
        if self.cover.isVisible():
            self.cover.hold(panel)
        return self.cover.isVisible()

    def _grant(self, wish: Wish) -> None:
        """What a screen asks of the window."""
        match wish:
            case Wear(dress, scale):
                self.change_look(dress, scale)
            case LockAfter(minutes):
                self.set_idle(minutes)
            case TakeOut():
                self._take_out(wish)

    def _take_out(self, wish: TakeOut) -> None:
        """The vault is shut, given a new key without the person, and the rest open it again."""
        if self.session is None:
            return
        me, folder, clock = self.session.desk.me.name, self.session.folder, self._clock
        done = _("{name}さんを外しました。").format(name=wish.name)
        again = self.way_in.practise if self.session.practice else partial(self.way_in.show, done)

        def work() -> None:
            remove_person(folder, wish.name, wish.words, person=me, clock=clock)

        def locked() -> None:
            self.frame.strip.say("lock", _("鍵を作り直しています"))
            self.background.run(self, work, lambda _none: again(), failed)

        def failed(error: DeskError) -> None:
            self.way_in.show()
            tell_error(self.look, self, error)

        self.lock(locked)

    def resize_text(self, by: float) -> None:
        self.change_look(self.look.dress, self.look.scale + by)

    def change_look(self, dress: Dress, scale: float) -> None:
        self.look.change(self._app, dress, scale)
        self.preferences = self._with(dress=self.look.dress, scale=self.look.scale)
        if self.rooms is not None:
            self.rooms.head()

    def set_idle(self, minutes: int) -> None:
        self.preferences = self._with(idle_minutes=minutes)
        self.idle.set_minutes(minutes)
        if self.session is not None:
            self.session.idle_minutes = minutes
            self.idle.start()

    def _with(self, **changed: object) -> preferences.Preferences:
        fresh: preferences.Preferences = msgspec.structs.replace(self.preferences, **changed)
        preferences.keep(self._kept, fresh)
        return fresh

    def lock(self, then: Callable[[], None] | None = None) -> None:
        """Keep what was typed, put the keys away, show the way in. While it locks, only the last `then` counts."""
        if self.session is None:
            self.way_in.turn_back()
            return
        self._then = then or self._then
        if self._locking:  # sleep, lock and screen saver tell of one leaving three times
            return
        self._locking = True
        leaving, rooms = self.session, self.rooms
        leaving.parting = True
        self.idle.stop()
        self.warming.drop()
        self.copied.forget_all()
        for panel in self.findChildren(Panel):
            panel.leave_behind()
        commit_composing()
        self.frame.blank(TITLE)

        def locked() -> None:
            self.session, self._locking = None, False
            self.cover.drop()
            act, self._then = self._then or self._after_lock, None
            act()

        def failed(error: DeskError) -> None:
            locked()
            tell_error(self.look, self, error)

        def close() -> None:
            self.unkept.take_from(leaving)
            self.rooms = None
            self.frame.clear()
            self.frame.rail.person = ""
            self.frame.with_rail(shown=False)
            self.frame.strip.say("lock", leaving.under_way.waiting or _("鍵をかけています"))
            leaving.close(self, locked, failed)

        (rooms.part if rooms else call)(close)

    def _after_lock(self) -> None:
        self.way_in.show(self.told.at_lock(waiting=self.unkept.holds))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing typed is lost by closing: the desk is locked first, then the window goes, unless something failed
        that nobody has been told of, or something waits to be kept."""
        if self.session is None and self.unkept.holds:
            event.ignore()
            self.unkept.ask(self.look, self, self.close)
            return
        if self.session is None:
            self.system_lock.stop()
            self.copied.forget_all()
            self.background.wait()
            self.way_in.close_unclaimed()
            event.accept()
            return
        event.ignore()
        self.lock(lambda: self._after_lock() if self.told.amiss or self.unkept.holds else void(self.close()))


ANYWHERE = {"F8", "F9", "Ctrl+L"}
"""Keys that work whatever lies over the window."""


def call(act: Callable[[], None]) -> None:
    act()


def void(_value: object) -> None:
    """What a press returns is of no matter."""
