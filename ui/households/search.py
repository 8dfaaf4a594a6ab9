"""世帯をさがす: from the first character on, while a person types; the latest question wins."""

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.errors import DeskError
from kyosei_desk.finding import FoundHomes, HomeLine, find_homes
from kyosei_desk.japanese import shown
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.screen import Screen
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Row, Rows
from ui.widgets.dates import names_words, near_words
from ui.widgets.fields import Field, Line
from ui.widgets.page import Page
from ui.widgets.text import Icon, Words

STEP, MOST = 50, 500
"""Rows built at once, and the most that are shown: who still looks on types another word."""


class Answer(msgspec.Struct, frozen=True):
    """What was found for these words, and of how many talks."""

    words: str
    limit: int
    found: FoundHomes


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
        self._rows, self._more = Rows(), Button(look, _("さらに表示"), "plain", "down")
        self._more.clicked.connect(self._search_on)
        for each in (self._rows, self._more):
            self._list.addWidget(each)
        self._said = Words("")
        self.page.main.addWidget(self._said)
        self._asked: tuple[str, int] = ("", STEP)
        self._answer: Answer | None = None
        self._under_way = False
        self._presses: list[Button] = []
        self._say(_("さがす言葉を打ってください。"))

    def enter(self, to: To) -> None:
        if to.part:
            self.words.setText(to.part)
        self._search()

    def refresh(self) -> None:
        self._search(self._asked[1])

    def first(self) -> QWidget | None:
        return self.words

    def _search(self, limit: int = STEP) -> None:
        self._asked = (self.words.text_now().strip(), limit)
        if not self._asked[0]:
            self._say(_("さがす言葉を打ってください。"))
        elif not self._under_way:
            self._ask()

    def _search_on(self) -> None:
        self._search(self._asked[1] + STEP)

    def _ask(self) -> None:
        """One question at a time: what was typed meanwhile is asked next."""
        words, limit = self._asked
        self._under_way = True
        self.session.ask(self, lambda desk: Answer(words, limit, find_homes(desk, words, limit)), self._take, self._not)

    def _not(self, error: DeskError) -> None:
        self._under_way = False
        self._say(str(error))

    def _take(self, answer: Answer) -> None:
        self._under_way = False
        if (answer.words, answer.limit) != self._asked:
            self._search(self._asked[1])
        elif not answer.found.homes:
            self._say(_("見つかりませんでした。|ひらがなや電話番号でもさがせます。"))
        else:
            self._show(answer)

    def _say(self, words: str) -> None:
        """A sentence in place of a list."""
        self._answer, self._presses = None, []
        self._rows.clear()
        self._rows.hide()
        self._more.hide()
        self._said.say(words)
        self._said.show()

    def _show(self, answer: Answer) -> None:
        """What stands there already stays, and the focus with it; what is more comes under it."""
        there, homes = self._answer.found.homes if self._answer is not None else (), answer.found.homes
        kept = len(there) if there == homes[: len(there)] else 0
        if not kept:
            self._rows.clear()
            self._presses = []
        for each in homes[kept:]:
            self._rows.add(self._row(each))
        self._answer = answer
        self._rows.show()
        asked_on = self._more.hasFocus()
        self._more.setVisible(answer.found.more and answer.limit < MOST)
        self._said.say(_("まだあります。|言葉をふやすと、しぼれます。"))
        self._said.setVisible(answer.found.more and answer.limit >= MOST)
        if asked_on and kept < len(self._presses):
            self._presses[kept].setFocus(Qt.FocusReason.TabFocusReason)

    def _row(self, each: HomeLine) -> QWidget:
        """Names, the place, and the last talk: what tells two of one name apart, and no trouble."""
        names = names_words(each.names)
        day = near_words(each.last_talk, self.session.now().date()) if each.last_talk else ""
        when = _("さいごの相談：{day}").format(day=day) if day else ""
        said = "　".join(part for part in (shown(each.address), when) if part)
        press = Button(self.look, _("ひらく"), "plain", row=True)
        press.setAccessibleName(f"{names} {said} {press.text()}")
        press.clicked.connect(lambda: self.go(To(place=Place.HOUSEHOLD, record_id=each.household_id)))
        press.installEventFilter(self)
        self._presses.append(press)
        lock = Icon(self.look, "lock") if each.restricted else None
        return Row([Words(names, "name"), Words(said, "note")], lock, [press])

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
