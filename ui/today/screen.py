"""今日: what waits, each one press from its record. A name and what to do; never the trouble beside it."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.day import CallLine, Day, VisitLine
from kyosei_desk.japanese import shown
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.screen import Screen
from ui.session import Session
from ui.today.answers import read_answer
from ui.today.drafts import CutShort, Morning, draft_row, half_row, morning
from ui.today.visits import Due, ask_visit
from ui.widgets.buttons import Button, Role
from ui.widgets.cards import Card, Row, Rows, StateTag, empty, heading
from ui.widgets.dates import day_words, names_words, overdue_words, year_words
from ui.widgets.page import Page
from ui.widgets.steady import steady
from ui.widgets.text import Icon, Words, line

FIRST, ALL = 8, 50
"""Rows of each list at first, and after 「さらに表示」."""


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
        self._fresh = True
        self._found: Morning | None = None
        self._left, self._right = column(self.page.main), column(self.page.aside)

    def enter(self, to: To) -> None:  # noqa: ARG002 - there is one place here
        if self._most != FIRST:
            self._most, self._found = FIRST, None
        self._fresh, self.subtitle = True, year_words(self.session.now().date())
        self.refresh()

    def refresh(self) -> None:
        self.session.ask(self, morning, self._take)

    def first(self) -> QWidget | None:
        return self._start

    def _take(self, found: Morning) -> None:
        """What is the same as before stays as it stands."""
        if found != self._found:
            self._found = found
            with steady(self.page):
                self._show(found)
        if self._fresh:
            self._fresh = False
            self.page.show_top()

    # What is shown

    def _show(self, found: Morning) -> None:
        empty(self._left)
        empty(self._right)
        day = found.day
        self._ask_on(found)
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
        self._remind(found.remind)
        self._offer_more(found)

    def _offer_more(self, found: Morning) -> None:
        """The first of each list; the rest is one press away."""
        day = found.day
        lists = (day.drafts, found.halves, day.calls, day.visits, day.unheard, day.answers)
        longest = max(len(each) for each in lists)
        if longest > self._most:
            more = Button(self.look, _("さらに表示"), "plain", "down")
            more.clicked.connect(self._show_rest)
            self._left.addWidget(more)

    def _show_rest(self) -> None:
        self._most = ALL
        if self._found is not None:
            self._show(self._found)

    def _ask_on(self, found: Morning) -> None:
        """After a power cut: nothing by itself, one question, on top."""
        draft = found.cut
        self._start.play("second" if draft else "main")
        if draft is not None:
            card = CutShort(self.look, self.go, draft, found.of(draft).name)
            self._left.addWidget(card)
            if self._start.hasFocus():
                QTimer.singleShot(0, card.press, card.press.setFocus)  # once it is shown

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
        words: list[QWidget] = [Words(names, "name"), Words(_("まだ開かれていない依頼があります。"), "note")]
        press = self._press(_("ひらく"), names, To(place=Place.REFERRALS, record_id=each.id))
        return Row(words, Icon(self.look, "phone"), [press])

    def _show_drafts(self, found: Morning) -> None:
        drafts = [each for each in found.day.drafts if each is not found.cut]
        if drafts:
            self._left.addWidget(heading(_("書きかけの相談"), count(len(drafts))))
            rows = Rows()
            for each in drafts[: self._most]:
                rows.add(draft_row(self.look, self.go, each, found.of(each).name))
            self._left.addWidget(rows)
        if found.halves:
            self._left.addWidget(heading(_("直しかけ"), count(len(found.halves))))
            rows = Rows()
            for half in found.halves[: self._most]:
                rows.add(half_row(self.look, self.go, half))
            self._left.addWidget(rows)

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
        self.look.follow(left, lambda: left.setFixedWidth(self.look.px(120)))
        what = "　".join(part for part in (each.way, shown(each.text)) if part) or _("連絡")
        done = Button(self.look, _("すんだ"), "plain", "check", row=True)
        done.setAccessibleName(_("{name}の予定をすませる・日を変える").format(name=names))
        due = Due(each.id, names, each.due_on)
        done.clicked.connect(lambda: ask_visit(self.look, self.window(), self.session, self, due))
        press = self._press(_("ひらく"), names, To(place=Place.HOUSEHOLD, record_id=each.household_id))
        return Row([Words(names, "name"), Words(what)], left, [done, press])

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
            rows.add(Row([Words(names, "name"), Words(late, "note")], right=[press]))
        self._left.addWidget(rows)

    def _show_answers(self, day: Day) -> None:
        self._right.addWidget(heading(_("市からの返事"), count(day.answers_count)))
        rows = Rows()
        for each in day.answers[: self._most]:
            names = names_words(each.names)
            words: list[QWidget] = [Words(names, "name")]
            if each.at:
                words.append(Words(_("{day}に届きました").format(day=day_words(each.at.date())), "note"))
            press = Button(self.look, _("読む"), "plain", row=True)
            press.setAccessibleName(_("{name}への返事を読む").format(name=names))
            press.clicked.connect(partial(read_answer, self, each))
            rows.add(Row(words, right=[press]))
        if not day.answers:
            rows.add(Row([Words(_("新しい返事はありません。"))]))
        self._right.addWidget(rows)

    def _show_conflicts(self, day: Day) -> None:
        if not day.conflicts_count:
            return
        self._right.addWidget(heading(_("どちらか決めるもの"), count(day.conflicts_count)))
        rows = Rows()
        for each in day.conflicts[:5]:
            names = names_words(each.names)
            press = self._press(_("くらべる"), names, To(place=Place.CONFLICTS, record_id=each.conflict.record_id))
            rows.add(Row([Words(names, "name")], Icon(self.look, "versions"), [press]))
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
                Words(
                    _("未送信の{count}件は、|つながったときにまとめて届きます。|いま急ぐ必要はありません。").format(
                        count=day.sending.unsent
                    ),
                    "note",
                )
            )

    def _remind(self, words: str) -> None:
        """Of the copy; what is practised needs none."""
        if not words or self.session.practice:
            return
        card = Card()
        card.body.addWidget(Words(words))
        press = Button(self.look, _("控えを取る"), "plain", "book")
        press.clicked.connect(partial(self.go, To(place=Place.SETTINGS, part="copies")))
        card.body.addWidget(press)
        self._right.addWidget(card)

    def _press(self, word: str, whom: str, to: To, role: Role = "plain") -> Button:
        press = Button(self.look, word, role, row=True)
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
