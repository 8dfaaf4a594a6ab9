"""今日: what waits, each one press from its record. A name and what to do; never the trouble beside it."""

from collections.abc import Mapping
from functools import partial

import msgspec
from PySide6.QtWidgets import QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.day import AnswerLine, CallLine, Day, DraftLine, VisitLine, mark_read, today
from kyosei_desk.desk import Desk
from kyosei_desk.drafting import taken_up
from kyosei_desk.errors import DeskError
from kyosei_desk.japanese import shown
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.screen import Screen
from ui.session import Session
from ui.today.visits import ask_visit
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Row, Rows, StateTag, empty, facts, heading
from ui.widgets.dates import day_words, moment_words, names_words, overdue_words, year_words
from ui.widgets.page import Page
from ui.widgets.text import Icon, Words, beside, line

FIRST, ALL = 8, 50
"""Rows of each list at first, and after 「さらに表示」."""


class Morning(msgspec.Struct, frozen=True, kw_only=True):
    """The day, and for whom each draft was begun."""

    day: Day
    drafts: Mapping[str, str]


def morning(desk: Desk) -> Morning:
    names = {}
    for draft in desk.drafts():
        try:
            members = taken_up(draft.content).intake.members
        except DeskError:  # a newer program wrote it: it is listed all the same
            members = ()
        names[draft.id] = next((each.name for each in members if each.name), "")
    return Morning(day=today(desk), drafts=names)


class TodayScreen(Screen):
    title = _("今日")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self.subtitle = year_words(session.now().date())
        self.page = Page(look, aside=396)
        self.box.addWidget(self.page)
        self._start = Button(look, _("新しい相談をはじめる"), "main", "write", big=True)
        self._start.clicked.connect(lambda: go(To(place=Place.INTAKE)))
        self.page.main.addWidget(self._start)
        find = Button(look, _("世帯をさがす"), "second", "search", big=True)
        find.clicked.connect(lambda: go(To(place=Place.SEARCH)))
        self.page.aside.addWidget(find)
        self._most = FIRST
        self._left, self._right = column(self.page.main), column(self.page.aside)

    def enter(self, to: To) -> None:  # noqa: ARG002 - there is one place here
        self._most = FIRST
        self.refresh()

    def refresh(self) -> None:
        self.session.ask(self, morning, self._show)

    def first(self) -> QWidget | None:
        return self._start

    # What is shown

    def _show(self, found: Morning) -> None:
        empty(self._left)
        empty(self._right)
        day = found.day
        if day.shut:
            self._say_shut()
        self._show_calls(day)
        self._show_drafts(found)
        self._show_visits(day)
        self._show_unheard(day)
        self._show_answers(day)
        self._show_conflicts(day)
        self._show_notices(day)
        self._show_counts(day)
        self._offer_more(day)

    def _offer_more(self, day: Day) -> None:
        """The first of each list; the rest is one press away."""
        longest = max(len(each) for each in (day.calls, day.visits, day.unheard, day.answers))
        if longest > self._most:
            more = Button(self.look, _("さらに表示"), "plain", "down")
            more.clicked.connect(self._show_rest)
            self._left.addWidget(more)

    def _show_rest(self) -> None:
        self._most = ALL
        self.refresh()

    def _say_shut(self) -> None:
        card = Card()
        card.body.addWidget(
            Words(_("市のハブと、長いあいだ同期していません。|同期するか、責任者が鍵をあけると、|記録を見られます。"))
        )
        card.body.addWidget(Words(_("新しい相談は、いつものように書けます。")))
        self._left.addWidget(card)

    def _show_calls(self, day: Day) -> None:
        if not day.calls:
            return
        rows = Rows()
        for each in day.calls[: self._most]:
            rows.add(self._call(each))
        self._left.addWidget(heading(_("電話してください"), count(len(day.calls))))
        self._left.addWidget(rows)

    def _call(self, each: CallLine) -> QWidget:
        names = names_words(each.names)
        words: list[QWidget] = [line(names, "name"), Words(_("まだ開かれていない依頼があります。"), "note")]
        press = self._press(_("ひらく"), names, To(place=Place.REFERRALS, record_id=each.id))
        return Row(words, Icon(self.look, "phone"), [press])

    def _show_drafts(self, found: Morning) -> None:
        drafts = found.day.drafts
        if not drafts:
            return
        self._left.addWidget(heading(_("書きかけの相談"), count(len(drafts))))
        rows = Rows()
        for each in drafts:
            rows.add(self._draft(each, found.drafts.get(each.id, "")))
        self._left.addWidget(rows)

    def _draft(self, each: DraftLine, name: str) -> QWidget:
        whom = _("{name}さん").format(name=shown(name)) if name else _("お名前はまだ")
        words: list[QWidget] = [
            beside(StateTag(self.look, "draft"), line(whom, "name")),
            Words(_("{moment} まで|書いてあります").format(moment=moment_words(each.saved_at)), "note"),
        ]
        if not each.mine and each.whose:
            words.append(Words(_("書いた人：{name}").format(name=each.whose), "note"))
        press = self._press(_("つづきから"), whom, To(place=Place.INTAKE, record_id=each.id), "second")
        return Row(words, right=[press])

    def _show_visits(self, day: Day) -> None:
        self._left.addWidget(heading(_("今日の訪問・連絡"), count(day.visits_count)))
        rows = Rows()
        for each in day.visits[: self._most]:
            rows.add(self._visit(each))
        if not day.visits:
            rows.add(Row([Words(_("今日の訪問・連絡はありません。"))]))
        self._left.addWidget(rows)

    def _visit(self, each: VisitLine) -> QWidget:
        names = names_words(each.names)
        left = QWidget()
        when = QVBoxLayout(left)
        when.setContentsMargins(0, 0, 0, 0)
        late = overdue_words(each.overdue)
        if late:
            when.addWidget(line(late, "late"))
        when.addWidget(line(day_words(each.due_on), "note"))
        left.setFixedWidth(self.look.px(116))
        what = "　".join(part for part in (each.way, shown(each.text)) if part) or _("連絡")
        done = Button(self.look, _("すんだ"), "plain", "check", row=True)
        done.setAccessibleName(_("{name}の予定をすませる・日を変える").format(name=names))
        done.clicked.connect(partial(ask_visit, self.look, self.window(), self.session, self, each))
        press = self._press(_("ひらく"), names, To(place=Place.HOUSEHOLD, record_id=each.household_id))
        return Row([line(names, "name"), Words(what)], left, [done, press])

    def _show_unheard(self, day: Day) -> None:
        if not day.unheard:
            return
        self._left.addWidget(heading(_("もう一度聞くこと"), count(day.unheard_count)))
        rows = Rows()
        for each in day.unheard[: self._most]:
            names = names_words(each.names)
            late = overdue_words(each.overdue) or day_words(each.due_on)
            press = self._press(
                _("ひらく"), names, To(place=Place.INTAKE, record_id=each.consultation_id, part=f"4/{each.question}")
            )
            rows.add(Row([line(names, "name"), Words(late, "note")], right=[press]))
        self._left.addWidget(rows)

    def _show_answers(self, day: Day) -> None:
        self._right.addWidget(heading(_("市からの返事"), count(day.answers_count)))
        rows = Rows()
        for each in day.answers[: self._most]:
            names = names_words(each.names)
            words: list[QWidget] = [line(names, "name")]
            if each.at:
                words.append(Words(_("{day}に届きました").format(day=day_words(each.at.date())), "note"))
            press = Button(self.look, _("読む"), "plain", row=True)
            press.setAccessibleName(_("{name}への返事を読む").format(name=names))
            press.clicked.connect(partial(self._read, each))
            rows.add(Row(words, right=[press]))
        if not day.answers:
            rows.add(Row([Words(_("新しい返事はありません。"))]))
        self._right.addWidget(rows)

    def _read(self, each: AnswerLine) -> None:
        panel = Panel(self.look, self.window(), names_words(each.names))
        when = moment_words(each.at) if each.at else ""
        pairs = [
            (_("だれから"), each.agency or each.by),
            (_("返事"), each.words),
            (_("言葉"), each.text),
            (_("日時"), when),
        ]
        panel.body.addWidget(facts(self.look, pairs))
        panel.press(_("読みました"), "main", partial(self._mark_read, each))
        if each.household_id:
            panel.press(
                _("世帯をひらく"), "plain", partial(self.go, To(place=Place.HOUSEHOLD, record_id=each.household_id))
            )
        panel.press(_("あとで"), "plain", lambda: None)
        panel.open()

    def _mark_read(self, each: AnswerLine) -> None:
        self.session.act(self, lambda desk: mark_read(desk, (each.id,)), lambda _count: None)

    def _show_conflicts(self, day: Day) -> None:
        if not day.conflicts_count:
            return
        self._right.addWidget(heading(_("どちらか決めるもの"), count(day.conflicts_count)))
        rows = Rows()
        for each in day.conflicts[:5]:
            names = names_words(each.names)
            press = self._press(_("くらべる"), names, To(place=Place.CONFLICTS, record_id=each.conflict.record_id))
            rows.add(Row([line(names, "name")], Icon(self.look, "versions"), [press]))
        self._right.addWidget(rows)

    def _show_notices(self, day: Day) -> None:
        if not day.notices:
            return
        self._right.addWidget(heading(_("市からのお知らせ")))
        for notice in day.notices:
            card = Card()
            card.body.addWidget(Words(notice.title, "name"))
            card.body.addWidget(Words(notice.text))
            self._right.addWidget(card)

    def _show_counts(self, day: Day) -> None:
        self._right.addWidget(heading(_("記録のようす")))
        rows = Rows()
        for state, number in (("draft", len(day.drafts)), ("closed", day.sending.unsent), ("sent", day.sending.sent)):
            rows.add(Row([StateTag(self.look, state)], right=[line(str(number), "clock")]))
        self._right.addWidget(rows)
        if day.sending.unsent:
            self._right.addWidget(
                Words(_("未送信のものは、|つながったときにまとめて届きます。|いま急ぐ必要はありません。"), "note")
            )

    def _press(self, word: str, whom: str, to: To, role: str = "plain") -> Button:
        press = Button(self.look, word, role, row=True)  # type: ignore[arg-type]
        press.setAccessibleName(f"{whom} {word}")
        press.clicked.connect(partial(self.go, to))
        return press


def column(within: QVBoxLayout) -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(8)
    within.addLayout(made)
    return made


def count(number: int) -> str:
    return _("{count}件").format(count=number)
