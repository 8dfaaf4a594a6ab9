"""活動のまとめ as people outside of the district may see it: the tables of the paper, small numbers not told."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from i18n import _
from kyosei_desk.reports import SMALL, Report
from kyosei_desk.sheets.report import few, shown_of, sum_of, summed, tables, words
from ui.look import Look
from ui.reports.parts import counted
from ui.widgets.cards import Card
from ui.widgets.text import Icon, Words, beside, rule


def columns(report: Report, count: int) -> list[list[QWidget]]:
    """In the order of the paper, each under the shortest column; a table without any label is left out."""
    found: list[list[QWidget]] = [[] for _place in range(count)]
    heights = [0] * count
    for heading, counts in tables(report):
        if counts:
            place = heights.index(min(heights))
            found[place].append(card(heading, counts))
            heights[place] += len(counts) + 2
    return found


def card(heading: str, counts: dict[str, int]) -> Card:
    made = Card("card", 0, 0)
    head = QHBoxLayout()
    head.setContentsMargins(16, 14, 16, 6)
    head.addWidget(Words(heading, "label"))
    made.body.addLayout(head)
    for place, (label, count) in enumerate(shown_of(counts, outside=True).items()):
        if place:
            made.body.addWidget(rule())
        made.body.addWidget(counted(label, words(count), "note" if count == 0 else "body"))
    if summed(heading):
        made.body.addWidget(rule())
        made.body.addWidget(counted(_("計"), words(sum_of(counts, outside=True)), "body"))
    made.body.addSpacing(10)
    return made


def note(look: Look) -> QWidget:
    said = _("{small}件より少ない数と、|そこから計算で分かる数は、|「{few}」と書いています。")
    return beside(Icon(look, "info"), Words(said.format(small=SMALL, few=few()), "note"), stretch=False)
