"""One person or the home itself, corrected in place; also somebody new. Leaving keeps what was written."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk import half_done
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, NotFound
from kyosei_desk.half_done import Half, What
from kyosei_desk.records import Household, Member, Record, new_id
from kyosei_desk.store import Shown
from kyosei_desk.vocabulary import Vocabulary
from ui.intake.home_card import HomeCard
from ui.intake.member_card import MemberCard, is_blank
from ui.widgets.asking import ask, nothing
from ui.widgets.cards import empty
from ui.widgets.keeping import Keeping, Then, Work
from ui.widgets.leaving import Calm
from ui.widgets.page import Page
from ui.widgets.text import Words

if TYPE_CHECKING:
    from ui.households.household import HouseholdScreen

HOME, NEW = "home", "new"
"""What is corrected, where it is not a member (id)."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A record as it stands; `before` is None for somebody new. `half`: what was typed and not written down yet.

    `gone`: why the record cannot be corrected any more; only its half is left.
    """

    before: Shown | None
    record: Household | Member
    lists: Vocabulary
    draft_id: str
    half: Half | None = None
    gone: DeskError | None = None

    @property
    def shown(self) -> Record:
        """What the fields say at first."""
        return self.record if self.half is None else self.half.member or self.half.home or self.record


def standing(desk: Desk, household_id: str, what: str) -> Standing:
    """Raises NotFound where it went meanwhile, NotAllowed naming whom to ask; not where a half of it is left."""
    half = half_done.find(desk, What.HOUSEHOLD, household_id, what)
    draft_id = half.id if half else half_done.id_of(desk, What.HOUSEHOLD, household_id, what)
    try:
        found = as_it_stands(desk, household_id, what, draft_id)
    except DeskError as error:
        record = half.member or half.home if half else None
        if half is None or record is None:
            raise
        return taken_up(
            Standing(before=None, record=record, lists=desk.vocabulary, draft_id=draft_id, gone=error), half
        )
    if half is None:
        return found
    if said_already(desk, found, half):
        half_done.drop(desk, draft_id)  # it was cut short between its saving and the end of its draft
        return found
    return taken_up(found, half)


def as_it_stands(desk: Desk, household_id: str, what: str, draft_id: str) -> Standing:
    around = {each.record_id: each for each in desk.postbox.of_household(household_id)}
    if what == NEW:
        places = [each.record.position for each in around.values() if isinstance(each.record, Member)]
        fresh = Member(id=new_id(), household_id=household_id, position=1 + max(places, default=-1))
        return Standing(before=None, record=fresh, lists=desk.vocabulary, draft_id=draft_id)
    before = around.get(household_id if what == HOME else what)
    record = before.record if before else None
    if not isinstance(record, Household | Member):
        raise NotFound(_("この記録は見つかりません。"), _("ほかの記録はそのままです。"), _("開き直してください。"))
    return Standing(before=before, record=record, lists=desk.vocabulary, draft_id=draft_id)


def said_already(desk: Desk, found: Standing, half: Half) -> bool:
    """Whether what stands there says all that the half says."""
    if found.before is None and half.member is not None:
        return desk.shown(half.member.id) is not None
    return found.record == (half.member or half.home)


def taken_up(found: Standing, half: Half) -> Standing:
    """It builds on what was on the screen when it was begun: what came meanwhile is not written over."""
    before = half.before()
    record = before.record if before else None
    if not isinstance(record, Household | Member):
        record = msgspec.structs.replace(found.record, id=half.member.id) if half.member else found.record
    return msgspec.structs.replace(found, before=before, record=record, half=half)


class Correcting(Page):
    """A view of the household's screen; its two presses stand in the footer."""

    def __init__(self, screen: "HouseholdScreen") -> None:
        super().__init__(screen.look)
        self._screen, self._look = screen, screen.look
        self._household = self._what = ""
        self._found: Standing | None = None
        self._now: Callable[[], Household | Member] | None = None
        self._gone = Calm(self._look)
        self.keeping = Keeping(screen, self._half, self._work, self._adopt)
        self.card: HomeCard | MemberCard | None = None
        self.title = ""

    def load(self, household_id: str, what: str) -> None:
        session = self._screen.session
        take = partial(self._take, household_id, what)
        session.ask(self, lambda desk: standing(desk, household_id, what), take, self._screen.failed)

    def _take(self, household_id: str, what: str, found: Standing) -> None:
        empty(self.main)
        self._household, self._what, self._found = household_id, what, found
        self._gone = Calm(self._look)
        self.main.addWidget(self._gone)
        if found.half is not None:
            self.main.addWidget(Words(_("前に書いたところから、|つづけられます。")))
        self.main.addWidget(Words(_("直す前の言葉も、|履歴に残ります。"), "note"))
        if isinstance(found.record, Household):
            self.title = _("住所と連絡のしかた")
            self._show_home(found, found.record)
        else:
            self.title = _("世帯の人を直す") if found.before else _("世帯の人を足す")
            self._show_member(found, found.record)
        self.keeping.begin(found.half)
        self._gone.say(found.gone)
        self.show_top()
        self._screen.show_view(self)

    def _show_home(self, found: Standing, home: Household) -> None:
        card = HomeCard(self, self._look, self._screen.session)
        card.show_home(found.shown if isinstance(found.shown, Household) else home)
        self.card, self._now = card, lambda: card.home_now(home)
        card.edited.connect(self.keeping.note)
        self.main.addWidget(card)

    def _show_member(self, found: Standing, member: Member) -> None:
        on = self._screen.session.now().date()
        card = MemberCard(self, self._look, found.lists, member, on, known=True)
        if isinstance(found.shown, Member):
            card.show_member(found.shown)
        card.rise.hide()
        self.card, self._now = card, card.member_now
        card.edited.connect(self.keeping.note)
        self.main.addWidget(card)

    def first(self) -> QWidget | None:
        return self.card.name if isinstance(self.card, MemberCard) else self.card.address if self.card else None

    # Keeping

    def _after(self) -> Household | Member | None:
        """What is another now; None where nothing is."""
        found, now = self._found, self._now
        if found is None or now is None:
            return None
        after = now()
        if after == found.record and found.gone is None:
            return None
        return None if found.before is None and isinstance(after, Member) and is_blank(after) else after

    def _half(self) -> Half | None:
        found, after = self._found, self._after()
        if found is None or after is None:
            return None
        return Half(
            id=found.draft_id,
            what=What.HOUSEHOLD,
            about=(self._household, self._what),
            name=f"{self._screen.title}　{self.title}",
            base=half_done.base_of(found.before),
            member=after if isinstance(after, Member) else None,
            home=after if isinstance(after, Household) else None,
        )

    def _work(self) -> Work:
        found, after = self._found, self._after()
        before = found.before if found else None

        def save(desk: Desk) -> None:
            if after is not None:
                desk.save(before, after)

        return save

    def _adopt(self, _half: Half, shown: Shown | None) -> None:
        if self._found is not None and shown is not None and isinstance(shown.record, Household | Member):
            self._found = msgspec.structs.replace(self._found, before=shown, record=shown.record)

    def keep(self) -> None:
        """Write down what is another now, and go back to the household once it is durable."""
        self.keeping.write(self._back, here=True)

    def leave(self, then: Then) -> None:
        """The same, and on to somewhere else."""
        self.keeping.write(then)

    def let_go(self) -> None:
        """やめる: what was typed goes only where its writer says so."""
        if self._after() is None:
            self.drop()
            return
        ask(
            self._look,
            self._screen.window(),
            _("書いたことを|消しますか"),
            _("消すと、|書く前のままになります。"),
            [(_("消す"), "plain", self.drop), (_("つづきを書く"), "main", nothing)],
        )

    def drop(self) -> None:
        """Nothing more is kept of this page."""
        self.keeping.end()
        self._back()

    def _back(self) -> None:
        self._found = self._now = None
        self._screen.show_overview()

    def say_gone(self, error: DeskError) -> bool:
        """The household cannot be read any more: whether something is written here, which stays as it stands."""
        if self._after() is None:
            return False
        self._gone.say(error)
        self.show_top()
        self.keeping.note()
        return True
