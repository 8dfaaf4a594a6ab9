"""世帯をさがす: from the first character on, while a person types; the latest question wins."""

from functools import partial

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.clock import parse_moment
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.store import Found
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.screen import Screen
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Row, Rows, empty
from ui.widgets.dates import day_words, names_words
from ui.widgets.fields import Field, Line
from ui.widgets.page import Page
from ui.widgets.text import Icon, Words, line

FIRST, MORE = 50, 500


class Answer(msgspec.Struct, frozen=True):
    """What was found for these words, and how many were asked for."""

    words: str
    found: tuple[Found, ...]
    limit: int


class SearchScreen(Screen):
    title = _("世帯をさがす")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self.page = Page(look)
        self.box.addWidget(self.page)
        self.words = Line()
        self.words.edited.connect(self._search)
        self.words.installEventFilter(self)
        hint = _("お名前、かな、住所、電話、話した言葉。|1文字からさがせます。")
        self.page.main.addWidget(Field(look, _("さがす"), self.words, hint))
        self._list = QVBoxLayout()
        self.page.main.addLayout(self._list)
        self._asked = ("", FIRST)
        self._under_way = False
        self._presses: list[Button] = []
        self._say(_("さがす言葉を打ってください。"))

    def enter(self, to: To) -> None:
        if to.part:
            self.words.setText(to.part)
        self._search()

    def refresh(self) -> None:
        self._search()

    def first(self) -> QWidget | None:
        return self.words

    def _search(self, limit: int = FIRST) -> None:
        self._asked = (self.words.text_now().strip(), limit)
        if not self._asked[0]:
            self._say(_("さがす言葉を打ってください。"))
        elif not self._under_way:
            self._ask()

    def _ask(self) -> None:
        """One question at a time: what was typed meanwhile is asked next."""
        words, limit = self._asked
        self._under_way = True
        self.session.ask(
            self, lambda desk: Answer(words, tuple(desk.search(words, limit)), limit), self._take, self._not
        )

    def _not(self, error: DeskError) -> None:
        self._under_way = False
        self._say(str(error))

    def _take(self, answer: Answer) -> None:
        self._under_way = False
        if (answer.words, answer.limit) != self._asked:
            self._search(self._asked[1])
            return
        self._show(answer)

    def _say(self, words: str) -> None:
        empty(self._list)
        self._presses = []
        self._list.addWidget(Words(words))

    def _show(self, answer: Answer) -> None:
        if not answer.found:
            self._say(_("見つかりませんでした。|ひらがなや電話番号でもさがせます。"))
            return
        empty(self._list)
        self._presses = []
        rows = Rows()
        for each in answer.found[:MORE]:
            rows.add(self._row(each))
        self._list.addWidget(rows)
        if len(answer.found) >= answer.limit and answer.limit < MORE:
            more = Button(self.look, _("さらに表示"), "plain", "down")
            more.clicked.connect(lambda: self._search(MORE))
            self._list.addWidget(more)

    def _row(self, each: Found) -> QWidget:
        names = names_words(each.names)
        when = _("{day}の相談").format(day=day_words(parse_moment(each.taken_at).date()))
        words: list[QWidget] = [line(names, "name"), Words(when, "note")]
        press = Button(self.look, _("ひらく"), "plain", row=True)
        press.setAccessibleName(f"{names} {when} {press.text()}")
        press.clicked.connect(partial(self._open, each.record_id))
        press.installEventFilter(self)
        self._presses.append(press)
        return Row(words, Icon(self.look, "lock") if each.restricted else None, [press])

    def _open(self, record_id: str) -> None:
        self.session.ask(
            self,
            lambda desk: household_of(desk, record_id),
            lambda home: self.go(To(place=Place.HOUSEHOLD, record_id=home, part=record_id)),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The arrows walk from the field through the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._presses:
            at = self._presses.index(watched) if isinstance(watched, Button) and watched in self._presses else -1
            if event.key() == Qt.Key.Key_Down and at + 1 < len(self._presses):
                self._presses[at + 1].setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() == Qt.Key.Key_Up and at >= 0:
                (self._presses[at - 1] if at else self.words).setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._presses[max(at, 0)].click()
                return True
        return False


def household_of(desk: Desk, consultation_id: str) -> str:
    return desk.file(consultation_id).household.id
