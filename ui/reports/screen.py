"""活動のまとめ: what a month came to, as the official form counts it, and what the households carry."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk import disk
from kyosei_desk.checklist import level_words
from kyosei_desk.desk import Desk
from kyosei_desk.monthly import Month, month_of
from kyosei_desk.reports import SMALL, Report
from kyosei_desk.reports.making import monthly_report
from kyosei_desk.reports.spreadsheet import as_csv, as_csv_outside
from kyosei_desk.vocabulary import UNKNOWN_ISSUE
from sync.reporting import figures_of
from ui.look import Look
from ui.navigation import FIGURES, Go, Place, To
from ui.paper.making import OUTSIDE, REPORT
from ui.reports import outside
from ui.reports.bars import Bars
from ui.reports.handing_in import HandingIn
from ui.reports.parts import TALKS, brief, done, month_words, several, stacked, table, titled
from ui.screen import Screen
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, empty
from ui.widgets.page import WIDE, Page
from ui.widgets.text import Words, line
from ui.widgets.tiles import Tick

MOST = 8
"""How many 課題の特性 stand on the page before the whole table is asked for."""


class ReportsScreen(Screen):
    """`To.record_id`: a month ("2026-10"), else the one that was shown last, or this one; `part` FIGURES:
    those of it that no record tells go on being written."""

    title = _("活動のまとめ")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        now = session.now()
        self.month = Month(now.year, now.month)
        self.page, self.handing = Page(look), HandingIn(self, self.show_overview)
        self._stack = QStackedWidget()
        for view in (self.page, self.handing):
            self._stack.addWidget(view)
        self.box.addWidget(self._stack)
        self._all = False
        self._report: Report | None = None
        self._more: Button | None = None
        self._build_head()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(20)
        self.page.main.addLayout(self._columns)
        self.page.reflowed.connect(self._reflow)

    def _build_head(self) -> None:
        """One row; two where the text is large."""
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(12)
        months, presses = (QBoxLayout(QBoxLayout.Direction.LeftToRight) for _place in range(2))
        self._before = Button(self.look, _("前の月"), "plain", "back", row=True)
        self._after = Button(self.look, _("次の月"), "plain", "next", row=True)
        self._name = line("", "heading")
        self._before.clicked.connect(lambda: self._move(-1))
        self._after.clicked.connect(lambda: self._move(1))
        months.addWidget(self._before)
        months.addWidget(self._name, 1, Qt.AlignmentFlag.AlignCenter)
        months.addWidget(self._after)
        self._report_press = Button(self.look, _("市に報告する"), "plain", "send", row=True)
        self._report_press.clicked.connect(lambda: self.handing.load(self.month))
        out = Button(self.look, _("表計算に出す"), "plain", "doc", row=True)
        out.clicked.connect(self._save)
        printed = Button(self.look, _("印刷する"), "main", "print", row=True)
        printed.clicked.connect(self._print)
        presses.addWidget(self._report_press)
        presses.addWidget(out)
        presses.addWidget(printed)
        for layout in (months, presses):
            layout.setSpacing(12)
        self._head.addLayout(months, 3)
        self._head.addStretch(2)
        self._head.addLayout(presses, 0)
        self.page.main.addLayout(self._head)
        words = _("地区の外に見せる（{small}件より少ない数はふせる）").format(small=SMALL)
        self.outside = Tick(self.look, words, framed=False)
        self.outside.toggled.connect(lambda _on: self._show(self._report) if self._report else None)
        self._outside_note = outside.note(self.look)
        self._outside_note.hide()
        self.page.main.addWidget(self.outside)
        self.page.main.addWidget(self._outside_note)

    def _move(self, months: int) -> None:
        place = self.month.year * 12 + self.month.number - 1 + months
        self.month = Month(place // 12, place % 12 + 1)
        self.refresh()

    def enter(self, to: To) -> None:
        if to.record_id:
            self.month = month_of(to.record_id)
            self.outside.setChecked(to.part == OUTSIDE)
        self._stack.setCurrentWidget(self.page)
        self.refresh()
        if to.part == FIGURES:
            self.handing.load(self.month)

    def refresh(self) -> None:
        month = self.month
        self._name.setText(month_words(month))
        self.session.ask(self, lambda desk: read(desk, month), self._take, self.failed)
        if self._stack.currentWidget() is self.handing:
            self.handing.refresh()

    def leave(self, then: Callable[[], None]) -> None:
        """Figures that were entered are kept; they are durable before the keys are put away."""
        if self._stack.currentWidget() is self.handing:
            self.handing.keep(then)
        else:
            then()

    def retreat(self) -> bool:
        there = self._stack.currentWidget() is self.handing
        if there:
            self.show_overview()
        return there

    def show_view(self, view: Page) -> None:
        """What is to be handed in, in place of the month."""
        self._stack.setCurrentWidget(view)
        view.show_top()
        self.handing.first().setFocus()

    def show_overview(self) -> None:
        self.handing.keep(self._show_overview)

    def _show_overview(self) -> None:
        self._stack.setCurrentWidget(self.page)
        self._report_press.setFocus()

    def _take(self, report: Report) -> None:
        if report.month == self.month:
            self._report = report
            self._show(report)

    def first(self) -> QWidget | None:
        return self.handing.first() if self._stack.currentWidget() is self.handing else self._before

    # What is shown

    def _show(self, report: Report) -> None:
        empty(self._columns)  # type: ignore[arg-type]
        stranger = self.outside.isChecked()
        self._outside_note.setVisible(stranger)
        if stranger:
            for cards in outside.columns(report, 3):
                self._columns.addLayout(stacked(*cards), 1)
        else:
            self._columns.addLayout(self._first(report), 3)
            self._columns.addLayout(self._second(report), 4)
            self._columns.addLayout(self._third(report), 3)
        self._reflow(self.page.em)

    def _reflow(self, em: float) -> None:
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        direction = across if em >= WIDE else down
        self._columns.setDirection(direction)
        self._head.setDirection(direction)

    def _first(self, report: Report) -> QVBoxLayout:
        official = report.official
        cards: list[QWidget] = [table(self.look, _("内容別の相談・支援"), official.consultations, TALKS)]
        if official.unlabelled:
            words = _("内容か分野が空の相談が、|{count}件あります。|どちらの合計にも|入っていません。")
            cards.append(Words(words.format(count=official.unlabelled), "note"))
        referrals = {str(state): count for state, count in report.referrals.items()}
        return stacked(*cards, table(self.look, _("協力の依頼"), referrals, TALKS))

    def _second(self, report: Report) -> QVBoxLayout:
        topics = titled(_("相談の内容"), _("○のついた数です。|1件にいくつも数えます。"))
        topics.body.addWidget(Bars(self.look, _("相談の内容"), list(report.topics.items())))
        return stacked(self._issues(report), done(report), topics)

    def _issues(self, report: Report) -> Card:
        """The most frequent ones, and those about whom nothing was written down."""
        card = titled(_("課題の特性"), _("多い順です。|1世帯にいくつも数えます。"))
        named = {label: count for label, count in report.issues.items() if label != UNKNOWN_ISSUE}
        shown = sorted(named.items(), key=lambda pair: -pair[1])[: None if self._all else MOST]
        short = brief(list(report.issues))
        last = (UNKNOWN_ISSUE, report.issues.get(UNKNOWN_ISSUE, 0))
        counts = [(short[label], count) for label, count in (*shown, last)]
        card.body.addWidget(Bars(self.look, _("課題の特性"), counts, frozenset({short[UNKNOWN_ISSUE]})))
        words = _("多いものだけ見る") if self._all else _("{count}項目をぜんぶ見る").format(count=len(named))
        self._more = Button(self.look, words, "link")
        self._more.clicked.connect(self._toggle)
        card.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _third(self, report: Report) -> QVBoxLayout:
        official = report.official
        same = sum(official.consultations.values()) == sum(official.client_groups.values())
        note = _("内容別と同じ") if same else ""
        levels = {level_words(level): count for level, count in report.levels.items()}
        cards: list[QWidget] = [
            several(self.look, report),
            table(self.look, _("分野別"), official.client_groups, TALKS, note),
            table(self.look, _("急ぎの度合い"), levels),
        ]
        if report.hidden:
            cards.append(Words(_("閲覧制限で見られない相談は、|数に入っていないことがあります。"), "note"))
        return stacked(*cards)

    def _toggle(self) -> None:
        self._all = not self._all
        if self._report is not None:
            self._show(self._report)
        if self._more is not None:
            self._more.setFocus()

    # Out

    def _print(self) -> None:
        end = f":{OUTSIDE}" if self.outside.isChecked() else ""
        self.go(To(place=Place.PAPER, part=f"{REPORT}:{self.month}{end}"))

    def _save(self) -> None:
        name = str(Path.home() / f"{self.month}.csv")
        chosen, _kind = QFileDialog.getSaveFileName(self, _("表計算に出す"), name, _("表のファイル (*.csv)"))
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Numbers alone leave; where the person says."""
        if self._report is None:
            return
        content = as_csv_outside(self._report) if self.outside.isChecked() else as_csv(self._report)
        write = partial(disk.write_whole, path, content)
        said = partial(self.saved_note.emit, _("表計算のファイルに出しました"))
        self.session.ask(self, lambda _desk: write(), lambda _none: said(), self.failed)


def read(desk: Desk, month: Month) -> Report:
    """With the figures that a person entered for it."""
    return monthly_report(desk, month, figures_of(desk, month))
