"""つなぎ: what was asked of whom, by state; those to telephone about first."""

from functools import partial

from PySide6.QtWidgets import QStackedWidget, QWidget

from i18n import _
from kyosei_desk.errors import DeskError
from ui.look import Look
from ui.navigation import Go, To
from ui.referrals.listing import Group, Named, One, grouped, one
from ui.referrals.one import OneReferral
from ui.referrals.words import late, row_words
from ui.screen import Screen
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Row, Rows, empty, heading
from ui.widgets.dates import names_words
from ui.widgets.page import Page
from ui.widgets.text import Icon, Words

FIRST = 25
"""How many rows are built at once."""


class ReferralsScreen(Screen):
    """`To.record_id`: a referral to open at once."""

    title = _("つなぎ")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self.page = Page(look)
        self.detail = OneReferral(look, session, go)
        self.detail.closed.connect(self.retreat)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.page)
        self.stack.addWidget(self.detail)
        self.box.addWidget(self.stack)
        self.groups: tuple[Group, ...] = ()
        self._limit = FIRST
        self._at = ""
        self._fresh = True
        self._presses: dict[str, Button] = {}

    def enter(self, to: To) -> None:
        self._at, self._limit, self._fresh = to.record_id, FIRST, True
        self.stack.setCurrentWidget(self.page)
        self.refresh()

    def refresh(self) -> None:
        wanted, limit = self._at, self._limit
        self.session.ask(self, lambda desk: grouped(desk, limit), self._show)
        if wanted:
            self.session.ask(self, lambda desk: one(desk, wanted), self._show_one, self._not_there)

    def retreat(self) -> bool:
        """From one of them back to the list, to where it was opened."""
        if not self._at:
            return False
        press = self._presses.get(self._at)
        self._at = ""
        self.stack.setCurrentWidget(self.page)
        if press is not None:
            press.setFocus()
        return True

    # The list

    def _show(self, groups: tuple[Group, ...]) -> None:
        self.groups = groups
        focused = next((key for key, press in self._presses.items() if press.hasFocus()), "")
        empty(self.page.main)
        self._presses = {}
        for group in groups:
            self._group(group)
        if any(len(group.found) < group.count for group in groups) or len(self._presses) == self._limit:
            self._offer_more()
        if not groups:
            self.page.main.addWidget(Words(_("頼んだ協力は、まだありません。"), "big"))
            self.page.main.addWidget(Words(_("相談の「同意・つなぎ先」から頼めます。"), "note"))
        self._focus(focused)

    def _focus(self, focused: str) -> None:
        if not self._at and (self._fresh or focused):
            self._fresh = False
            press = self._presses.get(focused) or next(iter(self._presses.values()), None)
            if press is not None:
                press.setFocus()

    def _group(self, group: Group) -> None:
        title = str(group.state) if group.state else _("電話してください")
        self.page.main.addWidget(heading(title, _("{count}件").format(count=group.count)))
        rows = Rows()
        for each in group.found:
            rows.add(self._row(each))
        self.page.main.addWidget(rows)

    def _row(self, each: Named) -> QWidget:
        followed, names = each.followed, names_words(each.names)
        now = self.session.now()
        words: list[QWidget] = [Words(names, "name")]
        if said := row_words(followed, now):
            words.append(Words(said, "late" if late(followed, now) else "note"))
        press = Button(self.look, _("ひらく"), "plain", row=True)
        press.setAccessibleName(_("{name}の依頼をひらく").format(name=names))
        press.clicked.connect(partial(self.open_one, followed.referral.id))
        self._presses[followed.referral.id] = press
        return Row(words, Icon(self.look, "phone" if followed.call else "join"), [press])

    def _offer_more(self) -> None:
        more = Button(self.look, _("さらに表示"), "plain", "down")
        more.clicked.connect(self._more)
        self.page.main.addWidget(more)

    def _more(self) -> None:
        self._limit += FIRST
        self.refresh()

    # One of them

    def open_one(self, referral_id: str) -> None:
        self._at = referral_id
        self.session.ask(self, lambda desk: one(desk, referral_id), self._show_one, self._not_there)

    def _show_one(self, found: One) -> None:
        if found.named.followed.referral.id != self._at:
            return  # gone back meanwhile
        fresh = self.stack.currentWidget() is not self.detail
        self.detail.show_one(found)
        self.stack.setCurrentWidget(self.detail)
        if fresh:
            self.detail.show_top()
            self.detail.first().setFocus()

    def _not_there(self, error: DeskError) -> None:
        self._at = ""
        self.stack.setCurrentWidget(self.page)
        self.failed(error)
