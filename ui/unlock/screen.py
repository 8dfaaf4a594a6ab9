"""鍵をあける: who sits here, and their passphrase. The numbers for an emergency need no key."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.errors import DeskError
from kyosei_desk.vault import Person
from kyosei_desk.vocabulary import Number
from ui.look import Look
from ui.unlock.street import Street
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.emergency import EmergencyCard, show_all, show_number
from ui.widgets.fields import Field, Secret
from ui.widgets.page import WIDE, Page
from ui.widgets.text import Words
from ui.widgets.tiles import Choice


class UnlockScreen(QWidget):
    """`asked` tells (person, passphrase); the caller opens the vault and calls `refused` or goes on."""

    asked = Signal(str, str)
    forgotten = Signal()
    practice = Signal()
    quit_pressed = Signal()

    def __init__(
        self, look: Look, people: Sequence[Person], numbers: Sequence[Number], now: datetime, note: str = ""
    ) -> None:
        super().__init__()
        self._look, self._numbers, self._now = look, numbers, now
        self.setProperty("kind", "paper")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        page = Page(look, aside=380)
        layout.addWidget(page)
        self._card = self._form(people, note)
        page.main.addWidget(self._card)
        card = EmergencyCard(look, numbers)
        card.pressed.connect(lambda number: show_number(look, self.window(), number, now.date()))
        card.more.connect(lambda: show_all(look, self.window(), numbers, now.date()))
        page.aside.addWidget(card)
        page.aside.addWidget(Words(_("電話が先です。|記録はあとから書けます。")))
        self._street = Street(look)
        page.aside.addWidget(self._street)
        page.reflowed.connect(self._reflow)

    def _form(self, people: Sequence[Person], note: str) -> Card:
        look, card = self._look, Card("card", 28, 12)
        card.body.addWidget(Words(_("鍵をあける"), "huge"))
        card.body.addWidget(Words(note or _("書いたものは、|鍵をかけて保存されています。"), "note"))
        card.body.addSpacing(8)
        self.people = Choice(look, _("あなたのお名前"), [each.name for each in people], columns=2)
        if len(people) == 1:
            self.people.show_value(people[0].name)
        card.body.addWidget(Field(look, _("あなたのお名前"), self.people))
        self.words = Secret()
        self.field = Field(look, _("合言葉"), self.words, _("打った文字は ● で出ます。"))
        card.body.addWidget(self.field)
        self.shown = Button(look, _("文字を見る"), "plain", "eye", row=True)
        self.shown.setCheckable(True)
        self.shown.toggled.connect(self._show)
        card.body.addWidget(self.shown, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        self.button = Button(look, _("鍵をあける"), "main", "key", big=True)
        self.button.clicked.connect(self._ask)
        row.addWidget(self.button)
        forgotten = Button(look, _("合言葉を忘れたとき"), "link")
        forgotten.clicked.connect(self.forgotten.emit)
        row.addWidget(forgotten)
        row.addStretch(1)
        card.body.addLayout(row)
        practice = Button(look, _("練習する"), "link", "info")
        practice.clicked.connect(self.practice.emit)
        card.body.addWidget(practice, 0, Qt.AlignmentFlag.AlignLeft)
        self.words.returnPressed.connect(self._ask)
        self.people.chosen.connect(lambda _name: self.words.setFocus())
        return card

    def _reflow(self, em: float) -> None:
        self.people.lay_out(2 if em >= WIDE else 1)
        self._street.setVisible(em >= WIDE and self._look.dress != "contrast")

    def _show(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signal
        (self.words.show_words if shown else self.words.hide_words)()
        self.shown.show_as(_("文字をかくす") if shown else _("文字を見る"), "hide" if shown else "eye")

    def _ask(self) -> None:
        if not self.people.value:
            self.field.problem(_("あなたのお名前をえらんでください。"))
            return
        if not self.words.text():
            self.field.problem(_("合言葉を打ってください。"))
            self.words.setFocus()
            return
        self.field.problem("")
        self.button.show_as(_("あけています"))
        self.asked.emit(self.people.value, self.words.text())

    def refused(self, error: DeskError) -> None:
        """The passphrase did not fit, or the vault could not be opened: in words, and nothing is lost."""
        self.button.show_as(_("鍵をあける"))
        self.field.problem(str(error))
        self.words.clear()
        self.words.setFocus()

    def first(self) -> QWidget:
        return self.words if self.people.value else next(iter(self.people.tiles.values()), self.words)
