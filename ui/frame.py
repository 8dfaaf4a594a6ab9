"""The frame of the window: band, rail, footer and strip stay; only the page between them changes."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from i18n import _
from ui.look import Look
from ui.navigation import Place
from ui.screen import Footer, Step
from ui.widgets.buttons import Button
from ui.widgets.cards import empty
from ui.widgets.page import MIDDLE
from ui.widgets.text import Icon, Words, line

RAIL_WIDTH, BAND_HEIGHT, STRIP_HEIGHT, FOOTER_HEIGHT = 216, 64, 40, 76
ENTRIES = (
    (Place.TODAY, "today", _("今日")),
    (Place.INTAKE, "write", _("新しい相談")),
    (Place.SEARCH, "search", _("世帯をさがす")),
    (Place.REFERRALS, "join", _("つなぎ")),
    (Place.RESOURCES, "book", _("連絡先・地域資源")),
    (Place.REPORTS, "chart", _("活動のまとめ")),
    (Place.SYNC, "sync", _("同期")),
    (Place.SETTINGS, "settings", _("設定")),
)


class Band(QFrame):
    """The mark, the title and for whom; at the right what must be reachable from everywhere."""

    hide_pressed = Signal()
    emergency_pressed = Signal()
    menu_pressed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("box", "band")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 8, 16, 8)
        layout.setSpacing(14)
        self.menu = Button(look, _("メニュー"), "band", "menu")
        self.menu.hide()
        mark = Icon(look, "mark", "on_band", 36)
        self.title, self.note = Words("", "bandtitle"), Words("", "bandnote")
        self.hide_screen = Button(look, _("画面をかくす"), "band", "hide")
        self.emergency = Button(look, _("緊急のとき"), "alarm", "phone")
        layout.addWidget(self.menu)
        layout.addWidget(mark)
        layout.addWidget(self.title)
        layout.addWidget(self.note, 1)
        layout.addWidget(self.hide_screen)
        layout.addWidget(self.emergency)
        self.menu.clicked.connect(self.menu_pressed.emit)
        self.hide_screen.clicked.connect(self.hide_pressed.emit)
        self.emergency.clicked.connect(self.emergency_pressed.emit)
        self._mark = mark
        look.follow(self, lambda: self.setMinimumHeight(max(BAND_HEIGHT, look.control() + 16)))

    def say(self, title: str, note: str) -> None:
        self.title.say(title)
        self.note.say(note)

    def narrow(self, *, narrow: bool) -> None:
        """Large text: the rail becomes a press, and words become short."""
        self.menu.setVisible(narrow)
        self._mark.setVisible(not narrow)
        self.note.setVisible(not narrow)
        self.hide_screen.show_as(_("かくす") if narrow else _("画面をかくす"))
        self.emergency.show_as(_("緊急") if narrow else _("緊急のとき"))


class Rail(QFrame):
    """Where one can go; in a flow, its steps."""

    went = Signal(str)
    stepped = Signal(int)
    home = Signal()
    away = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("box", "rail")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 1, 12)
        layout.setSpacing(0)
        inner, self._entries = QWidget(), QVBoxLayout()
        inner.setProperty("kind", "rail")
        self._entries.setSpacing(0)
        self._entries.setContentsMargins(0, 0, 0, 0)
        self._entries.setAlignment(Qt.AlignmentFlag.AlignTop)
        inner.setLayout(self._entries)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setProperty("kind", "rail")
        scroll.setWidget(inner)
        layout.addWidget(scroll, 1)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(20, 8, 16, 0)
        self._foot.setSpacing(8)
        layout.addLayout(self._foot)
        self.person = ""
        look.follow(self, lambda: self.setFixedWidth(look.px(RAIL_WIDTH) if look.scale < 1.3 else look.px(190)))

    def show_places(self, at: str) -> None:
        empty(self._entries)
        for place, icon, word in ENTRIES:
            button = Button(self._look, word, "rail", icon)
            button.clicked.connect(lambda _checked=False, place=place: self.went.emit(place))
            button.mark_chosen(place == at)
            self._entries.addWidget(button)
        empty(self._foot)
        if self.person:
            name = QWidget()
            row = QHBoxLayout(name)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(Icon(self._look, "person"))
            row.addWidget(Words(self.person), 1)
            self._foot.addWidget(name)
        lock = Button(self._look, _("席をはなれる"), "plain", "lock", row=True)
        lock.clicked.connect(self.away.emit)
        self._foot.addWidget(lock)

    def show_steps(self, steps: Sequence[Step], at: int, home: str) -> None:
        empty(self._entries)
        if home:
            back = Button(self._look, home, "rail", "back")
            back.clicked.connect(self.home.emit)
            self._entries.addWidget(back)
        for place, step in enumerate(steps):
            mark = "✓" if step.done else f"{place + 1}"
            button = Button(self._look, f" {mark}　{step.title}", "rail")
            done = _("すみ") if step.done else ""
            button.setAccessibleName(f"{place + 1} {step.title} {done}".strip())
            button.clicked.connect(lambda _checked=False, place=place: self.stepped.emit(place))
            button.mark_chosen(place == at)
            self._entries.addWidget(button)
        empty(self._foot)
        if home:
            self._foot.addWidget(Words(_("好きなページから|書けます。"), "note"))


class FooterBar(QFrame):
    """Back at the left, the next step by its name at the right."""

    back = Signal()
    onward = Signal()
    told = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("box", "footer")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(28, 10, 28, 10)
        self._back = Button(look, "", "plain", "back")
        self._onward = Button(look, "", "main")
        self._note = Words("", "note")
        self._own = self._borrowed = ""
        layout.addWidget(self._back)
        layout.addWidget(self._note, 1)
        layout.addWidget(self._onward)
        self._back.clicked.connect(self.back.emit)
        self._onward.clicked.connect(self.onward.emit)

    def say(self, footer: Footer | None) -> None:
        self.setVisible(footer is not None)
        self.told.emit()
        if footer is not None:
            self._back.setVisible(bool(footer.back))
            self._back.show_as(footer.back)
            self._onward.setVisible(bool(footer.onward))
            self._onward.show_as(footer.onward)
            self._own = footer.note
            self._say_note()

    def borrow(self, words: str) -> None:
        """Where the text is large there is no strip: its words stand here."""
        self._borrowed = words
        self._say_note()

    def _say_note(self) -> None:
        self._note.say(self._borrowed or self._own)


class Strip(QFrame):
    """The line's state at the left, calm and grey; when it was saved at the right."""

    said = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("box", "strip")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 4, 20, 4)
        self._icon = QLabel()
        self._state, self._saved = Words("", "strip"), line("", "strip")
        layout.addWidget(self._icon)
        layout.addWidget(self._state, 1)
        layout.addWidget(self._saved)
        self._sign = "offline"
        look.follow(self, self._dress)

    def _dress(self) -> None:
        self.setMinimumHeight(self._look.px(STRIP_HEIGHT))
        self._icon.setPixmap(self._look.picture(self._sign, "ink2", 20))

    def say(self, icon: str, words: str) -> None:
        self._sign = icon
        self._dress()
        self._state.say(words)
        self.said.emit()

    @property
    def words(self) -> str:
        """The state and when it was saved, in one line."""
        return "・".join(each for each in (self._state.text(), self._saved.text()) if each)

    def saved(self, words: str) -> None:
        self._saved.setText(words)
        self.said.emit()


class Frame(QWidget):
    """All of it around a stack of pages. `practice` puts its unmistakable mark under the band."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("kind", "paper")
        self.band, self.rail, self.footer, self.strip = Band(look), Rail(look), FooterBar(look), Strip(look)
        self.practice = QFrame()
        self.practice.setProperty("box", "practice")
        row = QHBoxLayout(self.practice)
        row.setContentsMargins(28, 4, 28, 4)
        row.addWidget(Icon(look, "info", "l3"))
        row.addWidget(Words(_("練習です。|ここに書いたものは、|ほんとうの記録になりません。"), "practice"), 1)
        self.practice.hide()
        self.stack = QStackedWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.band)
        outer.addWidget(self.practice)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.stack, 1)
        right.addWidget(self.footer)
        middle.addLayout(right, 1)
        outer.addLayout(middle, 1)
        outer.addWidget(self.strip)
        self._railed = True
        self.setMinimumSize(640, 400)  # large text scrolls and reflows; it never makes the window outgrow the screen
        self.strip.said.connect(self.reflow)
        self.footer.told.connect(self.reflow)
        look.follow(self, self.reflow)

    def clear(self) -> None:
        """Take every page away, and what stands above and below it of whoever it was about."""
        self.stack.show()
        self.band.say("", "")
        self.footer.say(None)
        while old := self.stack.widget(0):
            self.stack.removeWidget(old)
            old.deleteLater()

    def blank(self, title: str) -> None:
        """Nothing of anyone is to be seen from now on; the pages are still there, and keep what was typed on them."""
        self.stack.hide()
        self.footer.say(None)
        self.band.say(title, "")

    def with_rail(self, *, shown: bool) -> None:
        """The unlock screen has none."""
        self._railed = shown
        self.reflow()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.reflow()

    def reflow(self) -> None:
        narrow = bool(self.width()) and self.width() / self._look.px(18) < MIDDLE
        self.band.narrow(narrow=narrow)
        self.band.menu.setVisible(narrow and self._railed)
        self.rail.setVisible(self._railed and not narrow)
        self.strip.setVisible(not narrow or self.footer.isHidden())
        self.footer.borrow(self.strip.words if narrow else "")
