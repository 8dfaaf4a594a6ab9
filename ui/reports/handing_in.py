"""市に報告する: the figures that no record tells, everything that would be handed in, and the press of the 責任者."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk import half_done
from kyosei_desk.clock import JAPAN, parse_moment
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.half_done import Half, What
from kyosei_desk.monthly import MEMBERS, Month, lines_of
from kyosei_desk.store import Shown
from sync import reporting
from sync.mailing import NoPost, Sent
from sync.reporting import Report
from sync.standing import load
from ui.navigation import Place, To
from ui.reports.parts import counted, month_words
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, empty, heading
from ui.widgets.dates import near_words
from ui.widgets.fields import Field, Line
from ui.widgets.keeping import Keeping, Then, Work
from ui.widgets.leaving import Calm, after_the_letter, tell_sent
from ui.widgets.page import Page, column
from ui.widgets.text import Icon, Words, beside, rule

if TYPE_CHECKING:
    from ui.reports.screen import ReportsScreen

PAUSE = 200
"""Milliseconds without a key before the table is drawn anew."""
Figures = dict[str, int]


class Ready(msgspec.Struct, frozen=True):
    """What would be handed in, which figures there are, why it may not be (None: it may), and when it was (ISO, "").

    `half`: figures that were typed and not written down yet.
    """

    report: Report
    names: tuple[str, ...]
    why: DeskError | None
    before: str
    half: Half | None = None


def ready(desk: Desk, month: Month, figures: Figures) -> Ready:
    report = reporting.preview(desk, month, figures)
    at = [sent.at for _shown, each in reporting.told_of(desk, month) for sent in each.letters.values()]
    why = None
    try:
        reporting.check_due(desk, month)
    except DeskError as error:
        why = error
    return Ready(report, (*desk.vocabulary.other_activities, MEMBERS), why, max(at, default=""), half_of(desk, month))


def half_of(desk: Desk, month: Month) -> Half | None:
    return half_done.find(desk, What.FIGURES, str(month))


class HandingIn(Page):
    """A view of 活動のまとめ. The figures are a draft within a second; `keep()` writes them down."""

    def __init__(self, screen: "ReportsScreen", leave: Callable[[], None]) -> None:
        super().__init__(screen.look, aside=480)
        self._screen, self._look = screen, screen.look
        self.month = screen.month
        self._found: Ready | None = None
        self._known: Figures = {}
        self._sending = False
        self._after: list[Then] = []
        self.keeping = Keeping(screen, self._half, self._work, self._adopt)
        self.fields: dict[str, Field] = {}
        self.lines: dict[str, Line] = {}
        self.back = Button(self._look, _("活動のまとめにもどる"), "plain", "back", row=True)
        self.back.clicked.connect(leave)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.refresh)
        self._build()

    def _build(self) -> None:
        self.main.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self._title, self._before = Words("", "heading"), Words("", "note")
        self.main.addWidget(self._title)
        self.main.addWidget(self._before)
        self.main.addWidget(heading(_("記録からは数えられない件数")))
        self.main.addWidget(
            Words(_("分かるものだけ、|数字で書いてください。|書いた件数は、|この画面を出ても残ります。"))
        )
        self._box = Card("plain", 0, 12)
        self.main.addWidget(self._box)
        self._table, table = column()
        self.aside.addWidget(table)
        self.calm = Calm(self._look)
        self.send = Button(self._look, _("市に報告する"), "main", "send", big=True)
        self.send.clicked.connect(self._hand_in)
        presses, ending = column()
        presses.addWidget(self.calm)
        presses.addWidget(self.send, 0, Qt.AlignmentFlag.AlignLeft)
        self.main.addWidget(ending)
        self.reflowed.connect(partial(after_the_letter, self, ending))

    def load(self, month: Month) -> None:
        self.month, self._found, self._sending = month, None, False
        self._known, self.lines = {}, {}
        self.refresh()

    def refresh(self) -> None:
        """What came with a sync is counted too; what is being written stays."""
        figures = self._figures()
        if figures is not None:
            month = self.month
            self._screen.session.ask(
                self, lambda desk: ready(desk, month, figures), partial(self._take, month), self._screen.failed
            )

    def first(self) -> QWidget:
        return next(iter(self.lines.values()), self.back)

    # Showing

    def _take(self, month: Month, found: Ready) -> None:
        if month != self.month:
            return
        fresh, self._found = not self.lines, found
        if fresh:
            self._show_fields(found)
            self.keeping.begin(found.half)
        self._title.say(_("{month}の|活動の報告").format(month=month_words(month)))
        self._show_before(found.before)
        self.send.setVisible(found.why is None)
        self.calm.say(found.why)
        self._show_table(found.report)
        if fresh:
            self._screen.show_view(self)

    def _show_before(self, at: str) -> None:
        self._before.setVisible(bool(at))
        if at:
            day = near_words(parse_moment(at).astimezone(JAPAN).date(), self._screen.session.now().date())
            self._before.say(_("{day}に報告しました。|もう一度出すと、|前の報告のかわりになります。").format(day=day))

    def _show_fields(self, found: Ready) -> None:
        empty(self._box.body)
        self._known = dict(found.report.figures)
        typed = self._taken_up(found.half) if found.half else {}
        for name in found.names:
            line = Line()
            line.setText(typed.get(name, self._known_words(name)))
            line.edited.connect(self._note)
            label = _("連絡調整（委員相互）") if name == MEMBERS else name
            self.lines[name], self.fields[name] = line, Field(self._look, label, line)
            self._box.body.addWidget(self.fields[name])

    def _taken_up(self, half: Half) -> dict[str, str]:
        """What goes on being written. Where another desk wrote a figure meanwhile, that one stands; both are said."""
        self._box.body.addWidget(Words(_("前に書いたところから、|つづけられます。")))
        going_on = {}
        for name, text in half.figures.items():
            if half.figures_before.get(name, "") == self._known_words(name):
                going_on[name] = text
            elif text.strip() != self._known_words(name):
                words = _("{name}：|ほかの机で、「{now}」と書かれました。|前に「{typed}」と書きかけていました。")
                now = self._known_words(name) or _("なし")
                self._box.body.addWidget(Words(words.format(name=name, now=now, typed=text)))
        return going_on

    def _show_table(self, report: Report) -> None:
        empty(self._table)
        self._table.addWidget(heading(_("市に出る内容")))
        card = Card("card", 0, 0)
        card.body.setContentsMargins(0, 8, 0, 8)
        for place, (label, number) in enumerate(lines_of(report.counts)):
            if place:
                card.body.addWidget(rule())
            card.body.addWidget(counted(label, str(number), "body" if number else "note"))
        self._table.addWidget(card)
        for words in remarks(report):
            self._table.addWidget(beside(Icon(self._look, "info"), Words(words, "note"), stretch=False))

    # What stands there

    def _figures(self) -> Figures | None:
        """What was entered; None where something is no number, which is said under its field."""
        found: Figures = {}
        wrong = []
        for name, line in self.lines.items():
            number = figure_of(line.text_now())
            self.fields[name].problem("" if number is not None else _("0から999999までの数字で書いてください。"))
            if number is None:
                wrong.append(line)
            elif number or name in self._known:
                found[name] = number
        return None if wrong else found

    def _known_words(self, name: str) -> str:
        return str(self._known[name]) if name in self._known else ""

    def _note(self) -> None:
        self._pause.start()
        self.keeping.note()

    def _half(self) -> Half | None:
        """Every word that is another than what is written down; what is no number can be a draft alone."""
        words = {name: line.text_now() for name, line in self.lines.items()}
        numbers = {name: figure_of(text) for name, text in words.items()}
        if all(number == self._known.get(name, 0) for name, number in numbers.items()):
            return None
        return Half(
            id=half_done.id_of(self._screen.session.desk, What.FIGURES, str(self.month)),
            what=What.FIGURES,
            about=(str(self.month),),
            name=_("{month}の件数").format(month=month_words(self.month)),
            rest=None in numbers.values(),
            figures={name: text for name, text in words.items() if text.strip() != self._known_words(name)},
            figures_before={name: self._known_words(name) for name in words},
        )

    def _work(self) -> Work:
        entered = {name: figure_of(line.text_now()) for name, line in self.lines.items()}
        known = self._known
        figures = {
            name: number for name, number in entered.items() if number is not None and number != known.get(name, 0)
        }
        month = self.month
        return lambda desk: reporting.keep_figures(desk, month, figures)

    def _adopt(self, half: Half, _shown: Shown | None) -> None:
        numbers = {name: figure_of(words) for name, words in half.figures.items()}
        self._known.update({name: number for name, number in numbers.items() if number is not None})

    def keep(self, then: Then) -> None:
        """The figures are written down, then `then`; what is being handed in comes before."""
        if self._sending:
            self._after.append(then)
            return
        self._pause.stop()
        self.keeping.write(then)

    # Handing in

    def _hand_in(self) -> None:
        figures = self._figures()
        if figures is None:
            wrong = next(line for line in self.lines.values() if figure_of(line.text_now()) is None)
            wrong.setFocus()
            self.reveal(wrong)
        elif not self._sending:
            self._sending = True
            month = self.month
            work, done = partial(handed_in, month=month, figures=figures), partial(self._sent, figures)
            self._screen.session.act(self, work, done, self._not_sent)

    def _sent(self, figures: Figures, sent: Sent) -> None:
        self._sending = False
        self._known = dict(figures)
        if self._half() is None:
            self.keeping.end()
        else:
            self.keeping.note()  # typed while it was handed in
        if self._after:
            self._go_on()
        elif self.isVisible():
            tell_sent(self._look, self._screen.window(), sent.fresh, "", self.back.click)

    def _not_sent(self, error: DeskError) -> None:
        self._sending = False
        if self._after:
            self.keep(self._go_on)
            return
        lead = (_("同期の画面をひらく"), lambda: self._screen.go(To(place=Place.SYNC)))
        self.calm.say(error, lead if isinstance(error, NoPost) else None, focus=True)
        self.reveal(self.calm)

    def _go_on(self) -> None:
        """Whoever wanted to leave while it was handed in."""
        waiting, self._after = self._after, []
        for then in waiting:
            then()


def handed_in(desk: Desk, month: Month, figures: Figures) -> Sent:
    """What the desk holds at this moment, with these figures."""
    return reporting.hand_in(desk, load(desk.exchange), reporting.preview(desk, month, figures))


def figure_of(text: str) -> int | None:
    """ "１２" too; 0 where nothing is written, None for what is no number."""
    words = text.strip()
    return 0 if not words else int(words) if words.isdecimal() and len(words) < 7 else None


def remarks(report: Report) -> list[str]:
    """What is in no sum."""
    found = []
    if report.counts.unlabelled:
        words = _(
            "内容か分野が空の相談が{count}件あり、|内容別と分野別の件数に|入っていません。|相談の「直す」で書けます。"
        )
        found.append(words.format(count=report.counts.unlabelled))
    if report.hidden:
        words = _("閲覧制限で見られない相談が{count}件あり、|この月のものか分からないので、|入っていません。")
        found.append(words.format(count=report.hidden))
    return found
