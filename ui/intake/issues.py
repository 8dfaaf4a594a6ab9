"""困りごと: the 課題の特性 of each member, as a person ticks them. Nothing is inferred from what was said."""

from functools import partial

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.assessment import SELF
from kyosei_desk.records import Member, new_id
from ui.intake.controls import Fitting, lead_to
from ui.intake.page import IntakePage
from ui.intake.reading import called
from ui.look import Look
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.page import Page
from ui.widgets.text import Words
from ui.widgets.tiles import Ticks


class IssuesCard(Card):
    """One member; its ticks are made when it is first opened. `ticked` tells them all."""

    ticked = Signal(frozenset)

    def __init__(self, page: Page, look: Look, member: Member, labels: tuple[str, ...]) -> None:
        super().__init__("card", 18, 10)
        self._page, self._look, self._labels = page, look, labels
        self.member = member
        self.ticks: Ticks | None = None
        self._name, self._count = Words("", "name"), Words("", "note")
        self.press = Button(look, _("ひらく"), "plain", row=True)
        self.press.clicked.connect(self._toggle)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._name)
        names.addWidget(self._count)
        head = QHBoxLayout()
        head.addLayout(names, 1)
        head.addWidget(self.press)
        self.body.addLayout(head)
        self.show_member(member)

    def show_member(self, member: Member) -> None:
        self.member = member
        self._name.say(called(member))
        self._count.say(
            _("{count}つ、印があります").format(count=len(member.issues)) if member.issues else _("印はありません")
        )
        if self.ticks is not None:
            self.ticks.show_value(member.issues)
        self._say_press()

    def open(self) -> None:
        if self.ticks is None:
            self.ticks = Ticks(self._look, _("困りごと"), self._labels, 3)
            for label, tick in self.ticks.ticks.items():
                tick.setAccessibleName(f"{called(self.member)} {label}")
            self.ticks.show_value(self.member.issues)
            self.ticks.changed.connect(self._take)
            Fitting(self._page, self.ticks, (3, 2, 2))
            self.body.addWidget(self.ticks)
        self.ticks.show()
        self._say_press()

    def _toggle(self) -> None:
        if self.ticks is None or self.ticks.isHidden():
            self.open()
        else:
            self.ticks.hide()
            self._say_press()

    def _say_press(self) -> None:
        opened = self.ticks is not None and not self.ticks.isHidden()
        self.press.show_as(_("とじる") if opened else _("ひらく"))
        self.press.setAccessibleName(f"{called(self.member)} {self.press.text()}")

    def _take(self, issues: frozenset[str]) -> None:
        """A word of a newer list, which has no tick here, stays."""
        self.ticked.emit(issues | (self.member.issues - frozenset(self._labels)))


class IssuesPage(IntakePage):
    """One card a member; the first one stands open."""

    title = _("困りごと")

    def build(self) -> None:
        self.main.addWidget(
            Words(_("聞いたことから、|あてはまるものに印をつけます。|いくつでもかまいません。"), "note")
        )
        self.cards: dict[str, IssuesCard] = {}

    def show_form(self) -> None:
        members = self.writing.intake.members or (self._blank(),)
        if list(self.cards) != [each.id for each in members]:
            self._build_cards(members)
        for member in members:
            self.cards[member.id].show_member(member)

    def _blank(self) -> Member:
        """Whoever came, until a name is known; a member from the first tick on."""
        there = next((each.member for each in self.cards.values() if not each.member.issues), None)
        return there or Member(id=new_id(), household_id=self.writing.home.id, relation=SELF)

    def _build_cards(self, members: tuple[Member, ...]) -> None:
        for card in self.cards.values():
            card.hide()
            card.deleteLater()
        self.cards = {}
        for member in members:
            card = IssuesCard(self, self.look, member, self.writing.ground.vocabulary.issues)
            card.ticked.connect(partial(self._take, card))
            self.cards[member.id] = card
            self.main.addWidget(card)
            if len(self.cards) == 1 or member.issues:
                card.open()

    def _take(self, card: IssuesCard, issues: frozenset[str]) -> None:
        there = {each.id: each for each in self.writing.intake.members}
        member = msgspec.structs.replace(there.get(card.member.id, card.member), issues=issues)
        self.writing.put(member)
        card.show_member(member)

    def done(self) -> bool:
        return any(each.issues for each in self.writing.intake.members)

    def first(self) -> QWidget | None:
        card = next(iter(self.cards.values()))
        return next(iter(card.ticks.ticks.values())) if card.ticks else card.press

    def jump(self, part: str) -> None:
        card = self.cards.get(part.partition(":")[2]) or next(iter(self.cards.values()))
        card.open()
        if card.ticks is not None:
            lead_to(self, card.ticks)
