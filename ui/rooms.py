"""The screens of an open desk: each made when it is first gone to, one shown, and what the frame says around it."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from i18n import _
from ui.frame import Frame
from ui.look import Look
from ui.menu import Entry
from ui.navigation import Go, Place, To
from ui.screen import Screen
from ui.screens import HOMES, made
from ui.session import Session
from ui.warming import Piece, settle
from ui.widgets.fields import commit_composing

RAIL_OF = {
    Place.HOUSEHOLD: Place.SEARCH, Place.CONFLICTS: Place.TODAY, Place.PAPER: Place.SEARCH,
    Place.LACKING: Place.RESOURCES,
}  # fmt: skip
"""Under which entry of the rail a screen without one of its own belongs."""


class Rooms(QObject):
    """`wished`: what a screen asks of the window (`wishes`)."""

    wished = Signal(object)

    def __init__(self, look: Look, frame: Frame, session: Session) -> None:
        super().__init__(session)
        self._look, self._frame, self._session = look, frame, session
        self._screens: dict[Place, Screen] = {}
        self.at: Place | None = None

    def go(self, to: To) -> None:
        """Go somewhere; what was typed is kept first."""
        if self._session.open:
            self.leave(lambda: self.show(to))

    def leave(self, then: Callable[[], None]) -> None:
        """Keep what was typed on the one shown now, then `then`."""
        commit_composing()
        here = self.shown()
        if here is None:
            then()
        else:
            here.leave(then)

    def part(self, then: Callable[[], None]) -> None:
        """The desk is being locked: the one shown is left, every one hands over what is not kept yet, then `then`."""
        waiting = list(self._screens.values())

        def next_one() -> None:
            if waiting:
                waiting.pop().part(next_one)
            else:
                then()

        self.leave(next_one)

    def shown(self) -> Screen | None:
        """The one shown now."""
        return self._screens.get(self.at) if self.at else None

    def on(self, act: Callable[[Screen], object]) -> None:
        screen = self.shown()
        if screen is not None:
            act(screen)

    def show(self, to: To) -> None:
        """At once; whoever calls has kept what stood there."""
        if self._session.parting or not self._session.open:
            return  # locked, while the one before kept its words
        screen = self._screens.get(to.place) or self._make(to.place, self.go)
        self.at = to.place
        self._frame.stack.setCurrentWidget(screen)
        screen.enter(to)
        self.head()
        first = screen.first()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self, place: Place, go: Go) -> Screen:
        screen = self._screens[place] = made(place, self._look, self._session, go)
        screen.headed.connect(self.head)
        screen.saved_note.connect(self._frame.strip.saved)
        screen.wished.connect(self.wished)
        self._frame.stack.addWidget(screen)
        return screen

    def pieces(self) -> Iterable[Piece]:
        """What makes every screen ready before it is gone to."""
        for place in HOMES:
            yield partial(self._ready, place)
            yield partial(self._settle, place)

    def _ready(self, place: Place) -> None:
        if self._session.open and place not in self._screens:
            self._make(place, self.go)

    def _settle(self, place: Place) -> None:
        if place in self._screens and place is not self.at:
            settle(self._screens[place], self._frame.stack.size())

    def head(self) -> None:
        """Title, rail and footer of the one shown now."""
        screen = self.shown()
        if screen is None or self._session.parting:
            return
        frame = self._frame
        frame.band.say(screen.title, screen.subtitle)
        steps, at = screen.steps()
        if steps:
            frame.rail.show_steps(steps, at, _("今日へもどる"))
            frame.band.menu.show_as(_("ページをえらぶ"))
        else:
            place = self.at or Place.TODAY
            frame.rail.show_places(RAIL_OF.get(place, place))
            frame.band.menu.show_as(_("メニュー"))
        frame.footer.say(screen.footer())

    def steps(self) -> list[Entry]:
        """The pages of the flow shown now, for the menu; none where there is no flow."""
        screen = self.shown()
        steps = screen.steps()[0] if screen else ()
        return [(f"{n}　{step.title}", partial(self._step, n - 1)) for n, step in enumerate(steps, start=1)]

    def _step(self, place: int) -> None:
        self.on(lambda screen: screen.go_step(place))
