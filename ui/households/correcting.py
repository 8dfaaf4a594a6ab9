"""One person or the home itself, corrected in place; also somebody new. Leaving keeps what was written."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotFound
from kyosei_desk.records import Household, Member, Record, new_id
from kyosei_desk.store import Shown
from kyosei_desk.vocabulary import Vocabulary
from ui.intake.home_card import HomeCard
from ui.intake.member_card import MemberCard, is_blank
from ui.widgets.cards import empty
from ui.widgets.page import Page
from ui.widgets.text import Words

if TYPE_CHECKING:
    from ui.households.household import HouseholdScreen

HOME, NEW = "home", "new"
"""What is corrected, where it is not a member (id)."""


class Standing(msgspec.Struct, frozen=True):
    """A record as it stands; `before` is None for somebody new."""

    before: Shown | None
    record: Household | Member
    lists: Vocabulary


def standing(desk: Desk, household_id: str, what: str) -> Standing:
    """Raises NotFound where it went meanwhile, NotAllowed naming whom to ask."""
    around = {each.record_id: each for each in desk.postbox.of_household(household_id)}
    if what == NEW:
        places = [each.record.position for each in around.values() if isinstance(each.record, Member)]
        fresh = Member(id=new_id(), household_id=household_id, position=1 + max(places, default=-1))
        return Standing(None, fresh, desk.vocabulary)
    before = around.get(household_id if what == HOME else what)
    record = before.record if before else None
    if not isinstance(record, Household | Member):
        raise NotFound(_("この記録は見つかりません。"), _("ほかの記録はそのままです。"), _("開き直してください。"))
    return Standing(before, record, desk.vocabulary)


class Correcting(Page):
    """A view of the household's screen; its two presses stand in the footer."""

    def __init__(self, screen: "HouseholdScreen") -> None:
        super().__init__(screen.look)
        self._screen, self._look = screen, screen.look
        self._found: Standing | None = None
        self._now: Callable[[], Record] | None = None
        self.card: HomeCard | MemberCard | None = None
        self.title = ""

    def load(self, household_id: str, what: str) -> None:
        session = self._screen.session
        session.ask(self, lambda desk: standing(desk, household_id, what), self._take, self._screen.failed)

    def _take(self, found: Standing) -> None:
        empty(self.main)
        self._found = found
        record = found.record
        self.main.addWidget(Words(_("直す前の言葉も、|履歴に残ります。"), "note"))
        if isinstance(record, Household):
            self.title = _("住所と連絡のしかた")
            self._show_home(record)
        else:
            self.title = _("世帯の人を直す") if found.before else _("世帯の人を足す")
            self._show_member(record, found.lists, self._screen.session.now().date())
        self.show_top()
        self._screen.show_view(self)

    def _show_home(self, home: Household) -> None:
        card = HomeCard(self, self._look, self._screen.session)
        card.show_home(home)
        self.card, self._now = card, lambda: card.home_now(home)
        self.main.addWidget(card)

    def _show_member(self, member: Member, lists: Vocabulary, on: date) -> None:
        card = MemberCard(self, self._look, lists, member, on, known=True)
        card.rise.hide()
        self.card, self._now = card, card.member_now
        self.main.addWidget(card)

    def first(self) -> QWidget | None:
        return self.card.name if isinstance(self.card, MemberCard) else self.card.address if self.card else None

    # Keeping

    def keep(self) -> None:
        """Write down what is another now, and go back to the household once it is durable."""
        found, now = self._found, self._now
        if found is None or now is None:
            return
        after = now()
        if after == found.record or (isinstance(after, Member) and found.before is None and is_blank(after)):
            self.drop()
            return
        before = found.before
        self._screen.session.act(self, lambda desk: desk.save(before, after), self._kept, self._screen.failed)

    def _kept(self, _none: None) -> None:
        self.drop()

    def drop(self) -> None:
        """Nothing more is kept of this page."""
        self._found = self._now = None
        self._screen.show_overview()
