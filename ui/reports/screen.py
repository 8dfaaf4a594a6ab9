"""活動のまとめ: what a month came to, as the official form counts it, and what the households carry."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.checklist import level_words
from kyosei_desk.japanese import format_date
from kyosei_desk.monthly import Month, month_of
from kyosei_desk.reports import Report
from kyosei_desk.reports.making import monthly_report
from kyosei_desk.vocabulary import UNKNOWN_ISSUE
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.reports.bars import Bars
from ui.screen import Screen
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, empty
from ui.widgets.page import WIDE, Page
from ui.widgets.text import Words, line, rule

MOST = 8
"""How many 課題の特性 stand on the page before the whole table is asked for."""


class ReportsScreen(Screen):
    """`To.record_id`: a month ("2026-10"), else this one."""

    title = _("活動のまとめ")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self.page = Page(look)
        self.box.addWidget(self.page)
        now = session.now()
        self.month = Month(now.year, now.month)
        self._all = False
        self._report: Report | None = None
        self._head()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(20)
        self.page.main.addLayout(self._columns)
        self.page.reflowed.connect(self._reflow)

    def _head(self) -> None:
        row = QHBoxLayout()
        self._before = Button(self.look, _("前の月"), "plain", "back", row=True)
        self._after = Button(self.look, _("次の月"), "plain", "next", row=True)
        self._name = Words("", "heading")
        printed = Button(self.look, _("印刷する"), "main", "print", row=True)
        self._before.clicked.connect(lambda: self._move(-1))
        self._after.clicked.connect(lambda: self._move(1))
        printed.clicked.connect(lambda: self.go(To(place=Place.PAPER, part=f"report:{self.month}")))
        row.addWidget(self._before)
        row.addWidget(self._name, 1)
        row.addWidget(self._after)
        row.addSpacing(20)
        row.addWidget(printed)
        self.page.main.addLayout(row)

    def _move(self, months: int) -> None:
        place = self.month.year * 12 + self.month.number - 1 + months
        self.month = Month(place // 12, place % 12 + 1)
        self.refresh()

    def enter(self, to: To) -> None:
        if to.record_id:
            self.month = month_of(to.record_id)
        self.refresh()

    def refresh(self) -> None:
        month = self.month
        self.session.ask(self, lambda desk: monthly_report(desk, month), self._take, self.failed)

    def _take(self, report: Report) -> None:
        if report.month == self.month:
            self._report = report
            self._show()

    def _show(self) -> None:
        report = self._report
        if report is None:
            return
        self._name.say(month_words(report.month))
        empty(self._columns)  # type: ignore[arg-type]
        self._columns.addLayout(self._first(report), 3)
        self._columns.addLayout(self._second(report), 4)
        self._columns.addLayout(self._third(report), 3)
        self._reflow(self.page.em)

    def _reflow(self, em: float) -> None:
        wide = em >= WIDE
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _first(self, report: Report) -> QVBoxLayout:
        column = stacked(table(_("内容別の相談・支援"), report.official.consultations))
        if report.official.unlabelled:
            words = _("内容か分野が空の相談が、{count}件あります。|どちらの合計にも入っていません。")
            column.insertWidget(column.count() - 1, Words(words.format(count=report.official.unlabelled), "note"))
        return column

    def _second(self, report: Report) -> QVBoxLayout:
        card = Card()
        card.body.addWidget(line(_("課題の特性"), "label"))
        card.body.addWidget(Words(_("多い順です。|1世帯にいくつも数えます。"), "note"))
        counts = sorted(report.issues.items(), key=lambda pair: -pair[1])
        shown = [(brief(label), count) for label, count in (counts if self._all else counts[:MOST])]
        card.body.addWidget(Bars(self.look, _("課題の特性"), shown, frozenset({brief(UNKNOWN_ISSUE)})))
        more = Button(self.look, _("多いものだけ見る") if self._all else _("ぜんぶ見る"), "link")
        more.clicked.connect(self._toggle)
        card.body.addWidget(more)
        counts_card = Card()
        counts_card.body.addWidget(pairs(((_("相談"), report.talks), (_("世帯"), report.households))))
        counts_card.body.addWidget(pairs(((_("訪問"), report.visits), (_("活動した日"), report.official.days))))
        topics = Card()
        topics.body.addWidget(line(_("相談の内容（○の数）"), "label"))
        topics.body.addWidget(Bars(self.look, _("相談の内容"), list(report.topics.items())))
        return stacked(card, counts_card, topics)

    def _third(self, report: Report) -> QVBoxLayout:
        each = Card()
        each.body.addWidget(line(_("該当個数"), "label"))
        each.body.addWidget(Words(_("1つの世帯にある課題の数"), "note"))
        counts = [(number_words(number), count) for number, count in sorted(report.issues_each.items())]
        each.body.addWidget(Bars(self.look, _("該当個数"), counts))
        several = sum(count for number, count in report.issues_each.items() if number >= 2)
        words = _("{all}世帯のうち{count}世帯に、|課題が2つ以上あります。")
        each.body.addWidget(Words(words.format(all=report.households, count=several)))
        same = sum(report.official.consultations.values()) == sum(report.official.client_groups.values())
        groups = table(_("分野別"), report.official.client_groups, _("内容別と同じ") if same else "")
        levels = {level_words(level): count for level, count in report.levels.items()}
        referrals = {str(state): count for state, count in report.referrals.items()}
        cards = [each, groups, table(_("急ぎの度合い"), levels), table(_("協力の依頼"), referrals)]
        if report.hidden:
            hidden = Words(_("閲覧制限で見られない相談は、|数に入っていないことがあります。"), "note")
            return stacked(*cards, hidden)
        return stacked(*cards)

    def _toggle(self) -> None:
        self._all = not self._all
        self._show()

    def first(self) -> QWidget | None:
        return self._before


def month_words(month: Month) -> str:
    """「令和8年10月」."""
    return format_date(month.first, weekday=False).partition("月")[0] + "月"


def brief(label: str) -> str:
    """A label without what stands in brackets at its end: beside a bar there is room for few words."""
    return label.rpartition("（")[0] or label


def number_words(number: int) -> str:
    return _("なし") if number == 0 else _("{count}つ").format(count=number)


def stacked(*widgets: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(16)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return column


def table(title: str, counts: Mapping[str, int], note: str = "") -> Card:
    """Every label with its count, zeros too, and the sum."""
    card = Card("card", 16, 4)
    card.body.addWidget(line(title, "label"))
    for label, count in counts.items():
        card.body.addLayout(counted(label, str(count), "body" if count else "note"))
        card.body.addWidget(rule())
    foot = QFrame()
    foot.setProperty("box", "quiet")
    words = "　".join(each for each in (_("合計"), note) if each)
    foot.setLayout(counted(words, _("{count}件").format(count=sum(counts.values())), "label"))
    card.body.addWidget(foot)
    return card


def counted(label: str, count: str, kind: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(Words(label, kind), 1)
    row.addWidget(line(count, "label"))
    return row


def pairs(found: Sequence[tuple[str, int]]) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    for label, count in found:
        column = QVBoxLayout()
        column.addWidget(line(label))
        column.addWidget(line(str(count), "number"))
        row.addLayout(column, 1)
    return box
