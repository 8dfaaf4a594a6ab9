"""Cards of 活動のまとめ: a table with its sum, numbers in large type; and the words of months and labels."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.japanese import format_date
from kyosei_desk.monthly import Month
from kyosei_desk.reports import Report
from ui.look import Look
from ui.reports.bars import Bars
from ui.widgets.cards import Card
from ui.widgets.text import Icon, Words, line, rule

TALKS = _("件")
SEVERAL = 4
"""From so many on, households are counted together."""


def month_words(month: Month) -> str:
    """「令和8年10月」."""
    return format_date(month.first, weekday=False).partition("月")[0] + "月"


def brief(labels: Sequence[str]) -> dict[str, str]:
    """Label → what stands beside its bar: without what is in brackets at its end, where it is then still the only one.

    The table has them whole.
    """
    short = {label: label.rpartition("（")[0] or label for label in labels}
    common = {each for each in short.values() if list(short.values()).count(each) > 1}
    return {label: label if words in common else words for label, words in short.items()}


def per_household(found: Mapping[int, int]) -> dict[str, int]:
    """How many households have none, one, two … of them; none left out."""
    counts = {number_words(number): found.get(number, 0) for number in range(SEVERAL)}
    more = sum(count for number, count in found.items() if number >= SEVERAL)
    return {**counts, _("{count}つ以上").format(count=SEVERAL): more}


def number_words(number: int) -> str:
    return _("なし") if number == 0 else _("{count}つ").format(count=number)


def stacked(*widgets: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(16)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return column


def titled(title: str, note: str = "") -> Card:
    card = Card("card", 16, 8)
    card.body.addWidget(line(title, "label"))
    if note:
        card.body.addWidget(Words(note, "note"))
    return card


def table(look: Look, title: str, counts: Mapping[str, int], unit: str = "", note: str = "") -> Card:
    """Every label with its count, zeros too; with a unit, the sum under them."""
    card = Card("card", 0, 0)
    head = line(title, "label")
    head.setContentsMargins(16, 14, 16, 6)
    card.body.addWidget(head)
    for place, (label, count) in enumerate(counts.items()):
        if place:
            card.body.addWidget(rule())
        card.body.addWidget(counted(label, str(count), "body" if count else "note"))
    if unit:
        card.body.addWidget(foot(look, f"{sum(counts.values())}{unit}", note))
    else:
        card.body.addSpacing(10)
    return card


def counted(label: str, count: str, kind: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(16, 4, 16, 4)
    row.addWidget(Words(label, kind), 1)
    row.addWidget(line(count, "label" if kind == "body" else kind))
    return made


def foot(look: Look, total: str, note: str) -> QFrame:
    made = QFrame()
    made.setProperty("box", "quiet")
    row = QHBoxLayout(made)
    row.setContentsMargins(16, 8, 16, 8)
    row.addWidget(line(_("合計"), "label"))
    if note:
        row.addWidget(Icon(look, "check", "link"))
        row.addWidget(Words(note, "note"), 1)
    else:
        row.addStretch(1)
    row.addWidget(line(total, "label"))
    return made


def numbers(found: Sequence[tuple[str, int, str]], columns: int = 3) -> Card:
    """Label, number, unit."""
    card = Card("card", 16, 8)
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(12)
    for place, (label, number, unit) in enumerate(found):
        cell = QVBoxLayout()
        cell.setSpacing(2)
        cell.addWidget(Words(label))
        value = QHBoxLayout()
        value.setSpacing(6)
        value.addWidget(line(str(number), "number"))
        value.addWidget(line(unit), 0, Qt.AlignmentFlag.AlignBottom)
        value.addStretch(1)
        cell.addLayout(value)
        grid.addLayout(cell, place // columns, place % columns)
    card.body.addLayout(grid)
    return card


def done(report: Report) -> Card:
    """What was done in the month, in large type."""
    official = report.official
    return numbers(
        (
            (_("訪問"), report.visits, _("回")),
            (_("連絡調整"), official.contacts_members + official.contacts_agencies, _("回")),
            (_("活動日数"), official.days, _("日")),
            (_("相談"), report.talks, TALKS),
            (_("世帯"), report.households, _("世帯")),
            (_("後から入力"), report.late, TALKS),
        )
    )


def several(look: Look, report: Report) -> Card:
    """How many households carry how much."""
    card = titled(_("該当個数"), _("1つの世帯にある|課題の数です。"))
    few = frozenset({number_words(0), number_words(1)})
    card.body.addWidget(Bars(look, _("該当個数"), list(per_household(report.issues_each).items()), few))
    count = sum(count for number, count in report.issues_each.items() if number > 1)
    words = _("{all}世帯のうち|{count}世帯に、|課題が2つ以上あります。")
    card.body.addWidget(Words(words.format(all=report.households, count=count)))
    return card
