"""ヘルプ: what the screen one came from is for, the keys, and what to do in an emergency. It needs no line."""

from PySide6.QtWidgets import QWidget

from i18n import _
from ui.help.texts import Section, texts
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.screen import Screen
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Rows, empty, facts, heading
from ui.widgets.page import Page
from ui.widgets.text import Words


class HelpScreen(Screen):
    """`To.part`: the place one came from; its section stands first."""

    title = _("ヘルプ")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self.page = Page(look, aside=396)
        self.box.addWidget(self.page)
        self._back = Button(look, _("もどる"), "main", "back")
        self._back.clicked.connect(self.retreat)
        self._from = Place.TODAY
        self._show_keys()

    def enter(self, to: To) -> None:
        self._from = Place(to.part) if to.part in set(Place) else Place.TODAY
        self._show()

    def _show(self) -> None:
        self._back.setParent(None)
        empty(self.page.main)
        self.page.main.addWidget(self._back)
        first = [each for each in texts().section if each.place == self._from]
        rest = [each for each in texts().section if each.place != self._from]
        for section in (*first, *rest):
            self._show_section(section)
        self._back.show()
        self.page.show_top()

    def _show_section(self, section: Section) -> None:
        self.page.main.addWidget(heading(section.title))
        card = Card()
        for each in section.lines:
            card.body.addWidget(Words(each))
        self.page.main.addWidget(card)

    def _show_keys(self) -> None:
        self.page.aside.addWidget(heading(_("いそぐとき")))
        card = Card()
        card.body.addWidget(Words(_("命にかかわるときは、|先に電話します。|119（救急）・110（警察）・189（子ども）")))
        card.body.addWidget(Words(_("電話に、ご本人の同意はいりません。|記録はあとから書けます。")))
        self.page.aside.addWidget(card)
        self.page.aside.addWidget(heading(_("キーボードの近道")))
        keys = Rows()
        for each in texts().shortcut:
            row = facts(self.look, [(each.keys, each.words)], 150)
            row.setContentsMargins(16, 8, 16, 8)
            keys.add(row)
        self.page.aside.addWidget(keys)
        printed = Button(self.look, _("1枚の手引きを印刷"), "plain", "print")
        printed.clicked.connect(lambda: self.go(To(place=Place.PAPER, part="guide")))
        self.page.aside.addWidget(printed)

    def retreat(self) -> bool:
        self.go(To(place=self._from))
        return True

    def first(self) -> QWidget | None:
        return self._back
