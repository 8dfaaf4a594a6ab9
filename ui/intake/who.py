"""だれが・世帯: the people, where they live, and whether they were here before."""

from functools import partial

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

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
from ui.intake.people import People
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
        self._gone: list[WayBack] = []
        self._came_from: tuple[Ground, Form, Form] | None = None
        self.joined = WayBack(self.look, _("別の世帯にもどす"))
        self.joined.returned.connect(self._part_again)
        self.writing.changed.connect(self._let_joined_be)
        self.main.addWidget(self.joined)
        self.main.addWidget(heading(_("世帯の人")))
        self.people = People(self, self.look, self.writing, self._make_card)
        self.people.completed.connect(self._keep_in_view)
        self._led: MemberCard | None = None
        self.main.addLayout(self.people.box)
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

    @property
    def cards(self) -> dict[str, MemberCard]:
        """Those that are open, in their order."""
        return self.people.cards

    def show_form(self) -> None:
        self.people.show_form()
        self._never_empty()
        self.home.show_home(self.writing.home)

    def _never_empty(self) -> None:
        if self.people.first() is None:
            self.people.put_card(self._fresh(SELF))

    def _fresh(self, relation: str = "") -> Member:
        there = (*self.writing.intake.members, *(each.member for each in self.cards.values()))
        place = 1 + max((each.position for each in there), default=-1)
        return Member(id=new_id(), household_id=self.writing.home.id, relation=relation, position=place)

    def _make_card(self, member: Member) -> MemberCard:
        known = member.id in self.writing.form.known
        lists, on = self.writing.ground.vocabulary, taken_on(self.writing)
        card = MemberCard(self, self.look, lists, member, on, known=known)
        card.edited.connect(partial(self._write, card))
        card.likened.connect(partial(self._ask_soon, card))
        card.risen.connect(partial(self._rise, card))
        card.removed.connect(partial(self._remove, card))
        card.suggestions.chosen.connect(self._join)
        return card

    def _write(self, card: MemberCard) -> None:
        """A member nobody knows anything of is none."""
        here = any(each.id == card.member.id for each in self.writing.intake.members)
        if not card.is_blank() or card.member.id in self.writing.form.known:
            self.writing.put(card.member)
        elif here:
            self.writing.drop(card.member.id)
        self.people.number()

    def _add_person(self) -> None:
        self.people.put_card(self._fresh()).lead()

    def _rise(self, card: MemberCard) -> None:
        self._take(moved(self.writing.form, card.member.id, -1))
        self.show_form()
        lead_to(self, card.rise if card.rise.isVisibleTo(self) else card.name)

    def _take(self, form: Form) -> None:
        self.writing.note(intake=form.intake, known=form.known, base=form.base)

    # Away and back

    def _remove(self, card: MemberCard) -> None:
        before, member = self.writing.form, card.member
        place = self.people.box.indexOf(card)
        self._take(without_member(before, member.id))
        self.people.take_out(member.id)
        if not card.is_blank():
            self._show_gone(before, member, place)
        self._never_empty()
        self.people.number()

    def _show_gone(self, before: Form, member: Member, place: int) -> None:
        name = called(member)
        gone = WayBack(self.look, _("{name}をもどす").format(name=name))
        gone.returned.connect(lambda: self._put_back(gone, before, member.id))
        self._gone.append(gone)
        self.people.box.insertWidget(place, gone)
        gone.say(_("{name}を消しました。|「もどす」で取り消せます。").format(name=name))

    def _put_back(self, gone: WayBack, before: Form, member_id: str) -> None:
        self._drop_gone(gone)
        self._take(with_member_again(self.writing.form, before, member_id))
        self.show_form()
        self._lead(member_id)

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
            self._lead_first()

    def _let_joined_be(self) -> None:
        """The way back stands as long as nothing else was written."""
        if self._came_from is not None and self.writing.form.intake != self._came_from[2].intake:
            self._came_from = None
            self.joined.hide()

    def _show_anew(self) -> None:
        self.people.clear()
        self._drop_gone(*self._gone)
        self.home.suggestions.say(())
        self.show_form()

    # The page

    def done(self) -> bool:
        return any(each.name.strip() or each.kana.strip() for each in self.writing.intake.members)

    def first(self) -> QWidget | None:
        card = self.people.first()
        return card.name if card is not None else None

    def _lead(self, member_id: str) -> None:
        """To somebody's card, made at once; it stays in view though others are still put above it."""
        card = self.people.card(member_id)
        if card is not None:
            self._led = None if self.people.complete else card
            card.lead()

    def _lead_first(self) -> None:
        if (card := self.people.first()) is not None:
            card.lead()

    def _keep_in_view(self) -> None:
        led, self._led = self._led, None
        at = QApplication.focusWidget()
        if led is not None and at is not None and led.isAncestorOf(at):
            lead_to(self, at)

    def jump(self, part: str) -> None:
        kind, _colon, key = part.partition(":")
        if kind == "member":
            self._lead(key)
        elif kind == "members":
            self._lead_first()
        else:
            parts = {
                "address": self.home.address,
                "phone": self.home.phone.number,
                "association": self.home.association,
            }
            if kind in parts:
                lead_to(self, parts[kind])
