"""The window: navigation, locking, hiding. It shows no record itself."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from operator import methodcaller
from pathlib import Path

import msgspec
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from i18n import _
from kyosei_desk.clock import Clock
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.opening import people_of, remove_person, vault_exists
from kyosei_desk.vocabulary import Number, builtin_vocabulary
from ui import preferences, session
from ui.background import Background
from ui.clipboard import Copied
from ui.cover import Cover
from ui.first_run.wizard import Wizard
from ui.frame import ENTRIES, Frame
from ui.help.panel import show_locked_help
from ui.idle import Idle
from ui.look import Dress, Look
from ui.menu import Entry, show_menu
from ui.navigation import Place, To
from ui.screen import Screen
from ui.screens import made
from ui.session import Session
from ui.status import Status
from ui.system_lock import watch
from ui.unlock.screen import UnlockScreen
from ui.widgets.asking import Panel, tell, tell_error
from ui.widgets.emergency import show_all
from ui.widgets.fields import commit_composing
from ui.widgets.focus_ring import FocusRing
from ui.wishes import LockAfter, TakeOut, Wear, Wish

TITLE = _("相談の場")
"""Neutral: no name and no trouble of anyone stands in a title or a task bar."""

SIZE = QSize(1366, 688)


class MainWindow(QMainWindow):
    """One window, locked or open. `folder` is the vault's, `room` the practice room's."""

    def __init__(self, app: QApplication, look: Look, clock: Clock, folder: Path, room: Path, kept: Path) -> None:
        super().__init__()
        self._app, self.look, self._clock = app, look, clock
        self._vault, self._room, self._kept = folder, room, kept
        self.preferences = preferences.load(kept)
        self.background = Background(self)
        self.session: Session | None = None
        self._screens: dict[Place, Screen] = {}
        self._at: Place | None = None
        self._opening = self._locking = False
        self._then: Callable[[], None] | None = None
        self.frame = Frame(look)
        self.setCentralWidget(self.frame)
        self.setWindowTitle(TITLE)
        self.resize(SIZE)
        self.ring = FocusRing(look, app, self)
        self.cover = Cover(look, self)
        self.idle = Idle(self, self.preferences.idle_minutes)
        self.copied = Copied(app.clipboard(), parent=self)
        self.system_lock = watch(self)
        self._connect()
        self._shortcuts()

    def _connect(self) -> None:
        frame = self.frame
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
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # Locked

    def start(self, *, practice: bool = False) -> None:
        """Show the way in: the practice room, the passphrase, or the first run."""
        if practice:
            self.practise()
        else:
            self._way_in()

    def _way_in(self, note: str = "") -> None:
        """Whoever only practised has no vault yet."""
        if vault_exists(self._vault):
            self.show_unlock(note)
        else:
            self.show_first_run()

    def show_unlock(self, note: str = "") -> None:
        screen = UnlockScreen(self.look, people_of(self._vault), self.numbers(), self._clock(), note)
        screen.asked.connect(self._unlock)
        screen.practice.connect(self.practise)
        screen.forgotten.connect(self.show_recovery)
        self._show_closed(screen, TITLE)
        screen.first().setFocus()

    def show_first_run(self) -> None:
        from ui.first_run.screen import FirstRunScreen

        self._wizard(FirstRunScreen(self.look, self.background, self._clock, self._vault))

    def show_recovery(self) -> None:
        from ui.first_run.recovery import RecoveryScreen

        self._wizard(RecoveryScreen(self.look, self.background, self._clock, self._vault))

    def _wizard(self, screen: Wizard) -> None:
        """What is shown before there is an open desk; `finished` brings to the unlock screen, or opens at once."""
        screen.finished.connect(self.show_unlock)
        screen.practice.connect(self.practise)
        self._show_closed(screen, screen.title)

    def _show_closed(self, screen: QWidget, title: str) -> None:
        self._drop_screens()
        self.frame.with_rail(shown=False)
        self.frame.footer.say(None)
        self.frame.practice.hide()
        self.frame.band.say(title, "")
        self.frame.strip.say("lock", _("鍵がかかっています"))
        self.frame.strip.saved("")
        self.frame.stack.addWidget(screen)
        self.frame.stack.setCurrentWidget(screen)

    def _drop_screens(self) -> None:
        self._screens, self._at = {}, None
        while old := self.frame.stack.widget(0):
            self.frame.stack.removeWidget(old)
            old.deleteLater()

    def _unlock(self, person: str, words: str) -> None:
        if self._opening:
            return
        self._opening = True
        folder, clock = self._vault, self._clock
        self.background.run(
            self, lambda: session.begin(folder, words, person, clock), lambda pair: self.opened(*pair), self._refused
        )

    def _refused(self, error: DeskError) -> None:
        self._opening = False
        screen = self.frame.stack.currentWidget()
        if isinstance(screen, UnlockScreen):
            screen.refused(error)
        else:
            tell_error(self.look, self, error)

    def practise(self) -> None:
        """Open the practice room; it is made where it is not there."""
        from kyosei_desk.practice import room

        if self._opening:
            return
        self._opening = True
        self.frame.strip.say("info", _("練習の場を、用意しています"))

        def enter() -> tuple[Desk, ExitStack]:
            room.furnish(self._room, self._clock)
            return session.begin(self._room, room.WORDS, room.PERSON, self._clock)

        self.background.run(self, enter, lambda pair: self.opened(*pair, practice=True), self._refused)

    # Open

    def opened(self, desk: Desk, closing: ExitStack, *, practice: bool = False) -> None:
        """The desk is open: from here on there is a person, and there are records."""
        self._opening = False
        self._drop_screens()
        folder = self._room if practice else self._vault
        self.session = Session(desk, self.background, closing, folder, practice=practice)
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
        self.go(To(place=Place.TODAY))
        if desk.remarks:
            tell(self.look, self, _("お知らせ"), "".join(desk.remarks))

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
        if self.session is None:
            return
        commit_composing()
        here = self._screens.get(self._at) if self._at else None
        (here.leave if here else call)(lambda: self._show(to))

    def show_help(self) -> None:
        """About the screen one is at."""
        if self.session is None:
            show_locked_help(self.look, self)
        elif self._at is not Place.HELP:
            self.go(To(place=Place.HELP, part=str(self._at or "")))

    def _go_open(self, place: Place) -> None:
        self.go(To(place=place))

    def _show(self, to: To) -> None:
        if self.session is None:
            return
        screen = self._screens.get(to.place)
        if screen is None:
            screen = self._screens[to.place] = made(to.place, self.look, self.session, self.go)
            screen.headed.connect(self._head)
            screen.saved_note.connect(self.frame.strip.saved)
            screen.wished.connect(self._grant)
            self.frame.stack.addWidget(screen)
        self._at = to.place
        self.frame.stack.setCurrentWidget(screen)
        screen.enter(to)
        self._head()
        first = screen.first()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def shown(self) -> Screen | None:
        """The one shown now."""
        return self._screens.get(self._at) if self._at else None

    def _on_screen(self, act: Callable[[Screen], object]) -> None:
        screen = self.shown()
        if screen is not None:
            act(screen)

    def _head(self) -> None:
        screen = self.shown()
        if screen is None:
            return
        self.frame.band.say(screen.title, screen.subtitle)
        steps, at = screen.steps()
        if steps:
            self.frame.rail.show_steps(steps, at, _("今日へもどる"))
            self.frame.band.menu.show_as(_("ページをえらぶ"))
        else:
            self.frame.rail.show_places(RAIL_OF.get(self._at or Place.TODAY, self._at or Place.TODAY))
            self.frame.band.menu.show_as(_("メニュー"))
        self.frame.footer.say(screen.footer())

    def _refresh(self) -> None:
        self._on_screen(methodcaller("refresh"))

    def _note_saved(self, at: datetime | None) -> None:
        if at is not None:
            self.frame.strip.saved(_("保存しました {time}").format(time=f"{at:%H:%M}"))

    # From everywhere

    def show_menu(self) -> None:
        """Everything the rail offers."""
        screen = self.shown()
        if screen is not None:
            show_menu(
                self.look, self, _("ページをえらぶ") if screen.steps()[0] else _("メニュー"), self._entries(screen)
            )

    def _entries(self, screen: Screen) -> list[Entry]:
        steps, _here = screen.steps()
        if steps:
            pages = [(f"{n}　{step.title}", partial(screen.go_step, n - 1)) for n, step in enumerate(steps, start=1)]
            return [(_("今日へもどる"), partial(self._go_open, Place.TODAY)), *pages]
        places = [(word, partial(self._go_open, place)) for place, _sign, word in ENTRIES]
        return [*places, (_("席をはなれる"), self.lock)]

    def show_emergency(self) -> None:
        show_all(self.look, self, self.numbers(), self.now().date())

    def hide_all(self) -> None:
        """A calm page over everything; the records stay open behind it."""
        commit_composing()
        self.cover.show_over()

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
        again = self.practise if self.session.practice else partial(self._way_in, done)

        def work() -> None:
            remove_person(folder, wish.name, wish.words, person=me, clock=clock)

        def locked() -> None:
            self.frame.strip.say("lock", _("鍵を作り直しています"))
            self.background.run(self, work, lambda _none: again(), failed)

        def failed(error: DeskError) -> None:
            self._way_in()
            tell_error(self.look, self, error)

        self.lock(locked)

    def resize_text(self, by: float) -> None:
        self.change_look(self.look.dress, self.look.scale + by)

    def change_look(self, dress: Dress, scale: float) -> None:
        self.look.change(self._app, dress, scale)
        self.preferences = self._with(dress=self.look.dress, scale=self.look.scale)
        self._head()

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
            return
        self._then = then or self._then
        if self._locking:  # sleep, lock and screen saver tell of one leaving three times
            return
        self._locking = True
        commit_composing()
        here, leaving = self.shown(), self.session
        self.idle.stop()
        self.copied.forget_all()
        for panel in self.findChildren(Panel):
            panel.reject()

        def locked() -> None:
            self.session, self._locking = None, False
            act, self._then = self._then or self._after_lock, None
            act()

        def failed(error: DeskError) -> None:
            locked()
            tell_error(self.look, self, error)

        def close() -> None:
            self._drop_screens()
            self.frame.rail.person = ""
            self.frame.with_rail(shown=False)
            self.frame.strip.say("lock", _("鍵をかけています"))
            leaving.close(self, locked, failed)

        (here.leave if here else call)(close)

    def _after_lock(self) -> None:
        self._way_in(_("鍵をかけました。|書いたものは保存されています。"))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing typed is lost by closing: the desk is locked first, then the window goes."""
        if self.session is None:
            self.system_lock.stop()
            self.copied.forget_all()
            self.background.wait()
            event.accept()
            return
        event.ignore()
        self.lock(lambda: void(self.close()))


RAIL_OF = {
    Place.HOUSEHOLD: Place.SEARCH,
    Place.CONFLICTS: Place.TODAY,
    Place.PAPER: Place.SEARCH,
    Place.LACKING: Place.RESOURCES,
}
"""Under which entry of the rail a screen without one of its own belongs."""


def call(act: Callable[[], None]) -> None:
    act()


def void(_value: object) -> None:
    """What a press returns is of no matter."""
