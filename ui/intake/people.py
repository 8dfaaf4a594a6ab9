"""The members on だれが・世帯, in their order: the first few as cards, the others as a line that a press makes a card.

They are made in turns of the event loop, so that a household of two hundred holds up no key.
"""

from collections import deque
from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.japanese import shown
from kyosei_desk.japanese.dates import age_words
from kyosei_desk.records import Birth, Member
from ui.intake.member_card import MemberCard
from ui.intake.reading import called, taken_on
from ui.intake.writing import Writing
from ui.look import Look
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.text import Words, beside

OPEN = 6
"""How many members have their card from the beginning."""
LINES = 4
"""How many lines are made in one turn; of cards it is one."""


class MemberLine(Card):
    """Who it is in one line: `opened` when the whole card is wanted."""

    opened = Signal()

    def __init__(self, look: Look, member: Member, on: date) -> None:
        super().__init__("card", 20, 8)
        self._on, self._place = on, 0
        self._words = Words("", "name")
        self.press = Button(look, _("ひらく"), "link")
        self.press.clicked.connect(self.opened.emit)
        self.body.addWidget(beside(self._words, self.press, stretch=False))
        self.show_member(member)

    def show_member(self, member: Member) -> None:
        self.member = member
        known = (called(member), shown(member.relation), age_of(member.born, self._on))
        self._words.say("　".join(each for each in dict.fromkeys(known) if each))
        self._name()

    def show_place(self, place: int) -> None:
        if place != self._place:
            self._place = place
            self._name()

    def _name(self) -> None:
        words = _("{place}人目 {name} ひらく")
        self.press.setAccessibleName(words.format(place=self._place, name=called(self.member)))

    def is_blank(self) -> bool:
        """A line is made for members of the form alone."""
        return False


def age_of(born: Birth, on: date) -> str:
    """The age alone; the words where that is all there is."""
    return age_words(born, on).strip("（）") if born.year else shown(born.said)


class People(QObject):
    """`box` holds the rows, and whatever the page puts between them. `make`: a new card. `completed`: all
    are there."""

    completed = Signal()

    def __init__(self, page: QWidget, look: Look, writing: Writing, make: Callable[[Member], MemberCard]) -> None:
        super().__init__(page)
        self._look, self._writing, self._make = look, writing, make
        self.box = QVBoxLayout()
        self.box.setSpacing(14)
        self._rows: dict[str, MemberCard | MemberLine] = {}
        self._to_come: deque[Member] = deque()
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._turn)

    # What is there

    @property
    def cards(self) -> dict[str, MemberCard]:
        """Those that are open, in the form's order; cards nobody wrote on yet stand last."""
        rows = ((key, self._rows.get(key)) for key in self._order())
        return {key: row for key, row in rows if isinstance(row, MemberCard)}

    @property
    def complete(self) -> bool:
        return not self._to_come

    def _order(self) -> list[str]:
        written = [each.id for each in self._writing.intake.members]
        there = set(written)
        return [*written, *(key for key in self._rows if key not in there)]

    def card(self, key: str) -> MemberCard | None:
        """The card of a member, made at once where there is none yet; None for somebody else's."""
        row = self._rows.get(key)
        if isinstance(row, MemberCard):
            return row
        member = next((each for each in self._writing.intake.members if each.id == key), None)
        if member is None:
            return None
        if row is not None:
            self.take_out(key)
        return self.put_card(member)

    def first(self) -> MemberCard | None:
        """The first of the form that is open; where there is none, the very first is opened."""
        opened, order = next(iter(self.cards.values()), None), self._order()
        return opened or (self.card(order[0]) if order else None)

    # Showing

    def show_form(self) -> None:
        """The form's members: the first is there at once, the others follow."""
        written = self._writing.intake.members
        there = {each.id for each in written}
        for key, row in list(self._rows.items()):
            if key not in there and not row.is_blank():
                self.take_out(key)
        for member in written:
            if member.id in self._rows:
                self._rows[member.id].show_member(member)
        self._to_come = deque(each for each in written if each.id not in self._rows)
        self._arrange()
        self._turn()

    def _turn(self) -> None:
        places = {each.id: place for place, each in enumerate(self._writing.intake.members)}
        for _line in range(LINES):
            if not self._to_come:
                break
            member = self._to_come.popleft()
            if member.id in self._rows or member.id not in places:
                continue
            if places[member.id] < OPEN:
                self.put_card(member)
                break
            self._put_line(member)
        self.number()
        if self._to_come:
            self._next.start()
        else:
            self.completed.emit()

    def put_card(self, member: Member) -> MemberCard:
        card = self._make(member)
        self._insert(member.id, card)
        card.show()
        self.number()
        return card

    def _put_line(self, member: Member) -> None:
        line = MemberLine(self._look, member, taken_on(self._writing))
        line.opened.connect(partial(self._open, member.id))
        self._insert(member.id, line)

    def _open(self, key: str) -> None:
        if (card := self.card(key)) is not None:
            card.lead()

    def _insert(self, key: str, row: MemberCard | MemberLine) -> None:
        self._rows[key] = row
        order = self._order()
        behind = (self._rows[each] for each in order[order.index(key) + 1 :] if each in self._rows)
        after = next(behind, None)
        self.box.insertWidget(self.box.count() if after is None else self.box.indexOf(after), row)

    # Keeping the order

    def _arrange(self) -> None:
        """As on the form; nothing is touched where it is so already."""
        wanted = [self._rows[key] for key in self._order() if key in self._rows]
        places = [self.box.indexOf(row) for row in wanted]
        if places != sorted(places):
            for place, row in enumerate(wanted):
                self.box.removeWidget(row)
                self.box.insertWidget(place, row)
        self.number()

    def number(self) -> None:
        """Each knows its place, and whether it may rise."""
        written = {each.id for each in self._writing.intake.members[1:]}
        for place, key in enumerate(self._order(), start=1):
            row = self._rows.get(key)
            if row is not None:
                row.show_place(place)
            if isinstance(row, MemberCard):
                row.rise.setVisible(key in written)

    # Away

    def take_out(self, key: str) -> None:
        row = self._rows.pop(key)
        self.box.removeWidget(row)
        row.hide()
        row.deleteLater()

    def clear(self) -> None:
        for key in list(self._rows):
            self.take_out(key)
