"""だれが・世帯: the people, where they live, and whether they were here before."""

from functools import partial

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.assessment import SELF
from kyosei_desk.drafted_people import carried, moved, with_member_again, without_member
from kyosei_desk.drafting import Form
from kyosei_desk.records import Member, new_id
from ui.intake import writing as writings
from ui.intake.alike import by_address, by_person
from ui.intake.controls import WayBack, lead_to
from ui.intake.home_card import HomeCard
from ui.intake.member_card import MemberCard
from ui.intake.page import IntakePage
from ui.intake.reading import called, taken_on
from ui.intake.writing import Ground
from ui.widgets.buttons import Button
from ui.widgets.cards import heading
from ui.widgets.text import Words

WAIT = 400
"""Milliseconds after the last sign before anyone is looked for."""


class WhoPage(IntakePage):
    """A card a member; an empty one is no member yet. What is taken away can be put back while the page stands."""

    title = _("だれが・世帯")

    def build(self) -> None:
        self.cards: dict[str, MemberCard] = {}
        self._gone: list[WayBack] = []
        self._came_from: tuple[Ground, Form, Form] | None = None
        self.joined = WayBack(self.look, _("別の世帯にもどす"))
        self.joined.returned.connect(self._part_again)
        self.writing.changed.connect(self._let_joined_be)
        self.main.addWidget(self.joined)
        self.main.addWidget(heading(_("世帯の人")))
        self._people = QVBoxLayout()
        self._people.setSpacing(14)
        self.main.addLayout(self._people)
        self.add = Button(self.look, _("もうひとり書く"), "second", "plus")
        self.add.clicked.connect(self._add_person)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addWidget(Words(_("この下に、|住まいと電話があります。"), "note"), 1)
        self.main.addLayout(row)
        self.main.addWidget(heading(_("住まいと電話")))
        self.home = HomeCard(self, self.look, self.session)
        self.home.edited.connect(lambda: self.writing.put(self.home.home_now(self.writing.home)))
        self.home.likened.connect(lambda: self._ask_soon(self.home))
        self.home.suggestions.chosen.connect(self._join)
        self.main.addWidget(self.home)
        self._asking: MemberCard | HomeCard | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)

    # The people

    def show_form(self) -> None:
        there = {each.id for each in self.writing.intake.members}
        for key, card in list(self.cards.items()):
            if key not in there and not card.is_blank():
                self._take_out(key)
        for member in self.writing.intake.members:
            card = self.cards.get(member.id) or self._put_card(member)
            card.show_member(member)
        if not self.cards:
            self._put_card(self._fresh(SELF))
        self._order()
        self.home.show_home(self.writing.home)

    def _fresh(self, relation: str = "") -> Member:
        place = 1 + max((each.member.position for each in self.cards.values()), default=-1)
        return Member(id=new_id(), household_id=self.writing.home.id, relation=relation, position=place)

    def _put_card(self, member: Member) -> MemberCard:
        known = member.id in self.writing.form.known
        lists, on = self.writing.ground.vocabulary, taken_on(self.writing)
        card = MemberCard(self, self.look, lists, member, on, known=known)
        card.edited.connect(partial(self._write, card))
        card.likened.connect(partial(self._ask_soon, card))
        card.risen.connect(partial(self._rise, card))
        card.removed.connect(partial(self._remove, card))
        card.suggestions.chosen.connect(self._join)
        self.cards[member.id] = card
        self._people.addWidget(card)
        card.show()
        self._offer_rise()
        self._count()
        return card

    def _order(self) -> None:
        """As on the form; cards nobody wrote on yet stand last."""
        places = {each.id: place for place, each in enumerate(self.writing.intake.members)}
        self.cards = dict(sorted(self.cards.items(), key=lambda pair: places.get(pair[0], len(places))))
        for place, card in enumerate(self.cards.values()):
            self._people.removeWidget(card)
            self._people.insertWidget(place, card)
        self._offer_rise()
        self._count()

    def _offer_rise(self) -> None:
        written = [each.id for each in self.writing.intake.members]
        for key, card in self.cards.items():
            card.rise.setVisible(key in written[1:])

    def _count(self) -> None:
        for place, card in enumerate(self.cards.values(), start=1):
            card.show_place(place)

    def _write(self, card: MemberCard) -> None:
        """A member nobody knows anything of is none."""
        here = any(each.id == card.member.id for each in self.writing.intake.members)
        if not card.is_blank() or card.member.id in self.writing.form.known:
            self.writing.put(card.member)
        elif here:
            self.writing.drop(card.member.id)
        self._offer_rise()

    def _add_person(self) -> None:
        self._put_card(self._fresh()).lead()

    def _rise(self, card: MemberCard) -> None:
        self._take(moved(self.writing.form, card.member.id, -1))
        self.show_form()
        lead_to(self, card.rise if card.rise.isVisibleTo(self) else card.name)

    def _take(self, form: Form) -> None:
        self.writing.note(intake=form.intake, known=form.known, base=form.base)

    def _take_out(self, key: str) -> None:
        card = self.cards.pop(key)
        self._people.removeWidget(card)
        card.hide()
        card.deleteLater()

    # Away and back

    def _remove(self, card: MemberCard) -> None:
        before, member = self.writing.form, card.member
        place = self._people.indexOf(card)
        self._take(without_member(before, member.id))
        self._take_out(member.id)
        if not card.is_blank():
            self._show_gone(before, member, place)
        if not self.cards:
            self._put_card(self._fresh(SELF))
        self._order()

    def _show_gone(self, before: Form, member: Member, place: int) -> None:
        name = called(member)
        gone = WayBack(self.look, _("{name}をもどす").format(name=name))
        gone.returned.connect(lambda: self._put_back(gone, before, member.id))
        self._gone.append(gone)
        self._people.insertWidget(place, gone)
        gone.say(_("{name}を消しました。|「もどす」で取り消せます。").format(name=name))

    def _put_back(self, gone: WayBack, before: Form, member_id: str) -> None:
        self._drop_gone(gone)
        self._take(with_member_again(self.writing.form, before, member_id))
        self.show_form()
        self.cards[member_id].lead()

    def _drop_gone(self, *gone: WayBack) -> None:
        for each in gone:
            self._gone.remove(each)
            each.hide()
            each.deleteLater()

    # Whether they were here before

    def _ask_soon(self, card: MemberCard | HomeCard) -> None:
        if not self.writing.corrects and self.writing.home.id not in self.writing.form.known:
            self._asking = card
            self._timer.start(WAIT)

    def _ask(self) -> None:
        card, writing = self._asking, self.writing
        if isinstance(card, MemberCard):
            who = card.member
            self.session.ask(
                card,
                lambda desk: by_person(desk, who.name, who.kana, who.born),
                card.suggestions.say,
                card.suggestions.failed,
            )
        elif card is not None:
            address = writing.home.address
            self.session.ask(
                card, lambda desk: by_address(desk, address), card.suggestions.say, card.suggestions.failed
            )

    def _join(self, household_id: str) -> None:
        """この世帯の相談にする: the talk goes over to a household that is known, with all that was written."""
        self.session.ask(self, lambda desk: writings.begin_at(desk, household_id), self._carry)

    def _carry(self, known: Ground) -> None:
        before, form, home = self.writing.ground, self.writing.form, known.form.intake
        over = carried(form, home.household, home.members)
        over = msgspec.structs.replace(over, base={**over.base, **known.form.base})
        self.writing.ground = msgspec.structs.replace(before, earlier=known.earlier)
        self._take(over)
        self._came_from = (before, form, over)
        self._show_anew()
        words = _("この世帯の相談にしました。|書いたことは残っています。")
        if over.intake.notes != form.intake.notes:
            words += _("|前の記録とちがう言葉は、|「対応」の覚え書きにあります。")
        self.joined.say(words)
        self.show_top()

    def _part_again(self) -> None:
        if self._came_from is not None:
            self.writing.ground, form, _over = self._came_from
            self._take(form)
            self._show_anew()
            lead_to(self, next(iter(self.cards.values())).name)

    def _let_joined_be(self) -> None:
        """The way back stands as long as nothing else was written."""
        if self._came_from is not None and self.writing.form.intake != self._came_from[2].intake:
            self._came_from = None
            self.joined.hide()

    def _show_anew(self) -> None:
        for key in list(self.cards):
            self._take_out(key)
        self._drop_gone(*self._gone)
        self.home.suggestions.say(())
        self.show_form()

    # The page

    def done(self) -> bool:
        return any(each.name.strip() or each.kana.strip() for each in self.writing.intake.members)

    def first(self) -> QWidget | None:
        return next(iter(self.cards.values())).name

    def jump(self, part: str) -> None:
        kind, _colon, key = part.partition(":")
        if kind == "member" and key in self.cards:
            self.cards[key].lead()
        elif kind == "members":
            next(iter(self.cards.values())).lead()
        else:
            parts = {
                "address": self.home.address,
                "phone": self.home.phone.number,
                "association": self.home.association,
            }
            if kind in parts:
                lead_to(self, parts[kind])
