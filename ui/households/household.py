"""世帯のページ: what happened, who lives there, how to reach them; a talk is read and a person corrected within it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.day import day_of
from kyosei_desk.errors import DeskError
from kyosei_desk.japanese import shown
from kyosei_desk.records import FollowUp, FromCity, Referral
from kyosei_desk.timeline import Entry, HouseholdPage, What, household
from ui.households import acts
from ui.households.aside import fill_aside
from ui.households.correcting import Correcting
from ui.households.sharing import SharingPage
from ui.households.talk import TalkPage
from ui.households.timeline import Press, entry_row, title_of
from ui.look import Look
from ui.navigation import CORRECT, Go, Place, To
from ui.screen import Footer, Screen
from ui.session import Session
from ui.today.visits import Due, ask_visit
from ui.widgets.buttons import Button
from ui.widgets.cards import Row, Rows, empty, heading
from ui.widgets.dates import day_words, names_words
from ui.widgets.page import Page
from ui.widgets.steady import steady
from ui.widgets.text import Icon, Words, line

AT_ONCE, AT_A_TIME = 20, 7
"""Entries shown at first and with each 「さらに表示」; and built in one turn, so that no key waits for all of them."""


class HouseholdScreen(Screen):
    """`To.record_id`: the household; `part`: a talk to be read at once, or CORRECT and what."""

    title = _("世帯")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self.page = Page(look, aside=372)
        self.talk = TalkPage(self)
        self.sharing = SharingPage(self)
        self.correcting = Correcting(self)
        self._views = QStackedWidget()
        for view in (self.page, self.talk, self.sharing, self.correcting):
            self._views.addWidget(view)
        self.box.addWidget(self._views)
        self.found: HouseholdPage | None = None
        self._id = ""
        self._most = AT_ONCE
        self._start: Button | None = None
        self._rows = QVBoxLayout()
        self._to_build: list[tuple[int, Entry]] = []

    # Coming and going

    def enter(self, to: To) -> None:
        if to.record_id and to.record_id != self._id:
            self._forget()
        self._id, self._most = to.record_id or self._id, AT_ONCE
        self.found = None  # whoever comes finds it as it is now, at its top
        self.show_overview()
        self.refresh()
        if to.part.startswith(CORRECT):
            self.correct(to.part.removeprefix(CORRECT))
        elif to.part:
            self.talk.load(to.part)

    def _forget(self) -> None:
        """Nothing of one household is seen under another's name, not even for a moment."""
        self.found, self._start, self.title = None, None, _("世帯")
        empty(self.page.main)
        empty(self.page.aside)

    def refresh(self) -> None:
        home = self._id
        self.session.ask(self, lambda desk: household(desk, home), partial(self._take, home), self._gone)
        if self._views.currentWidget() is self.talk:
            self.talk.load(self.talk.talk_id)
        elif self._views.currentWidget() is self.sharing:
            self.sharing.refresh()

    def leave(self, then: Callable[[], None]) -> None:
        """What was corrected is durable before the keys are put away, or before another page is shown."""
        if self._views.currentWidget() is self.correcting:
            self.correcting.leave(then)
        else:
            then()

    def retreat(self) -> bool:
        if self._views.currentWidget() is self.correcting:
            self.correcting.keep()
        elif self._views.currentWidget() is self.sharing:
            self.sharing.go_back()
        elif self._views.currentWidget() is self.talk:
            self.show_overview()
        else:
            return False
        return True

    def show_view(self, view: Page) -> None:
        """The talk or the page to correct on, in place of the household."""
        if self._views.currentWidget() is view:
            self._head()
            return
        self._views.setCurrentWidget(view)
        view.show_top()
        self._head()
        first = self.first()
        if first is not None:
            first.setFocus()

    def show_overview(self) -> None:
        if self._views.currentWidget() is not self.page:
            self._views.setCurrentWidget(self.page)
            if self._start is not None:
                self._start.setFocus()
        self._head()

    def _head(self) -> None:
        view = self._views.currentWidget()
        said = _("{moment}の相談").format(moment=self.talk.moment)
        titles: dict[QWidget | None, str] = {
            self.talk: said,
            self.sharing: said,
            self.correcting: self.correcting.title,
        }
        self.subtitle = titles.get(view, "")
        self.headed.emit()

    def first(self) -> QWidget | None:
        view = self._views.currentWidget()
        if isinstance(view, TalkPage | SharingPage | Correcting):
            return view.first()
        return self._start

    def footer(self) -> Footer | None:
        if self._views.currentWidget() is self.correcting:
            return Footer(back=_("やめる"), onward=_("保存する"))
        return None

    def back(self) -> None:
        self.correcting.let_go()

    def onward(self) -> None:
        self.correcting.keep()

    def correct(self, what: str) -> None:
        """`what`: a member's id, or one of `correcting`'s words."""
        self.correcting.load(self._id, what)

    # What is read

    def _gone(self, error: DeskError) -> None:
        """Purged, or restricted meanwhile. What is being written on it stays."""
        if self._views.currentWidget() is self.correcting and self.correcting.say_gone(error):
            return
        self._forget()
        self.page.main.addWidget(Words(str(error)))
        self.show_overview()

    def not_read(self, error: DeskError) -> None:
        """A talk that cannot be read any more."""
        if self._views.currentWidget() is self.talk:
            self.show_overview()
        else:
            self.failed(error)

    def _take(self, asked: str, found: HouseholdPage) -> None:
        """What is the same as before stays as it stands."""
        if asked != self._id or found == self.found:
            return
        fresh, self.found, self._id = self.found is None, found, found.household.id
        names = tuple(each.name for each in found.members if each.name)
        self.title = _("{names}の世帯").format(names=names_words(names[:1]))
        self._head()
        with steady(self.page):
            self._show_timeline(found)
            self._start = fill_aside(self, found)
        if fresh:
            self.page.show_top()
            if self._views.currentWidget() is self.page and self.isVisible():
                self._start.setFocus()

    # The timeline

    def _show_timeline(self, found: HouseholdPage) -> None:
        empty(self.page.main)
        self.page.main.addLayout(self._timeline_head())
        if found.restricted:
            self.page.main.addWidget(self._restricted(found))
        entries = (*found.planned, *found.entries)
        if not entries:
            self.page.main.addWidget(Words(_("まだ、何も書かれていません。")))
        box = QWidget()
        self._rows, self._to_build = QVBoxLayout(box), []
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.page.main.addWidget(box)
        self._add_entries(entries, 0, self._most)

    def _add_entries(self, entries: tuple[Entry, ...], start: int, end: int) -> None:
        self._to_build = [*self._to_build, *enumerate(entries[start:end], start=start)]
        self._build_some(len(entries) - 1)
        if len(entries) > end:
            more = Button(self.look, _("さらに表示"), "plain", "down")
            more.clicked.connect(partial(self._show_more, more, entries))
            self.page.main.addWidget(more)

    def _build_some(self, last: int) -> None:
        """`last`: the place of the very last entry."""
        today = self.session.now().date()
        for place, each in self._to_build[:AT_A_TIME]:
            row = entry_row(self.look, each, self._press(each), today, first=place == 0, last=place == last)
            self._rows.addWidget(row)
        self._to_build = self._to_build[AT_A_TIME:]
        if self._to_build:
            waiting = self._to_build
            QTimer.singleShot(0, self._rows, lambda: self._build_some(last) if self._to_build is waiting else None)

    def _show_more(self, more: Button, entries: tuple[Entry, ...]) -> None:
        """The next ones, under those that stand there; the focus goes to the first of them."""
        start, self._most = self._most, self._most + AT_ONCE
        self.page.main.removeWidget(more)
        more.hide()
        more.deleteLater()
        self._add_entries(entries, start, self._most)
        added = self._rows.itemAt(start)
        row = added.widget() if added else None
        press = row.findChild(Button) if row else None
        if press is not None:
            press.setFocus()

    def _timeline_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(heading(_("これまでの経過")), 1)
        note = Button(self.look, _("メモを書く"), "plain", "write", row=True)
        note.clicked.connect(lambda: acts.ask_note(self.look, self.window(), self.session, self, self._id))
        plan = Button(self.look, _("予定を入れる"), "plain", "clock", row=True)
        plan.clicked.connect(lambda: acts.ask_plan(self.look, self.window(), self.session, self, self._id))
        head.addWidget(note)
        head.addWidget(plan)
        return head

    def _restricted(self, found: HouseholdPage) -> QWidget:
        ask = "・".join(_("{name}さん").format(name=shown(name)) for name in found.ask)
        words: list[QWidget] = [line(found.restricted_words, "label")]
        if ask:
            words.append(Words(_("中身は、{people}に聞いてください。").format(people=ask), "note"))
        rows = Rows()
        rows.add(Row(words, Icon(self.look, "lock")))
        return rows

    def _press(self, each: Entry) -> Press | None:
        """What leads on from an entry: to the talk, the letter, or the plan."""
        day = day_words(each.at.date()) if each.at else ""
        record = each.record
        if each.what is What.TALK:
            return _("ひらく"), _("{day}の相談をひらく").format(day=day), partial(self.talk.load, each.id)
        if isinstance(record, FollowUp) and each.what is What.PLANNED:
            if record.question:
                to = To(place=Place.INTAKE, record_id=record.consultation_id, part=f"4/{record.question}")
                return _("聞いて書く"), _("{what} 聞いて書く").format(what=title_of(each)), partial(self.go, to)
            name = _("{day} {what}を直す").format(day=day, what=title_of(each))
            return _("予定を直す"), name, partial(self._ask_visit, record)
        letter = each.id if isinstance(record, Referral) else self._answered(record)
        if not letter:
            return None
        to = To(place=Place.REFERRALS, record_id=letter)
        return _("ひらく"), _("{day} {what} ひらく").format(day=day, what=title_of(each)), partial(self.go, to)

    def _answered(self, record: object) -> str:
        """The referral that an answer is about; "" where it is about something else."""
        if not isinstance(record, FromCity) or self.found is None:
            return ""
        asked = {each.id for each in self.found.entries if each.what is What.REFERRAL}
        return record.about if record.about in asked else ""

    def _ask_visit(self, visit: FollowUp) -> None:
        ask_visit(self.look, self.window(), self.session, self, Due(visit.id, self.title, day_of(visit.due_on)))
