"""直した履歴: who wrote what into which field, and over what."""

from collections.abc import Sequence
from functools import partial

import msgspec
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.field_words import field_words, value_words
from kyosei_desk.japanese import shown
from kyosei_desk.timeline import Alteration, history
from ui.screen import Screen
from ui.widgets.asking import Panel, nothing
from ui.widgets.buttons import Button
from ui.widgets.cards import Row, Rows, empty, facts
from ui.widgets.dates import near_words
from ui.widgets.page import Page
from ui.widgets.text import Words

FIRST = 60
"""Entries at a time: a long life has hundreds."""

Named = tuple[str, str]
"""A record's id, and whose or what it is."""


class Written(msgspec.Struct, frozen=True):
    """One alteration, and of which record. `begun`: not one field, but all that was written at first."""

    of: str
    kind: str
    said: Alteration
    begun: bool = False


def show_history(screen: Screen, records: Sequence[Named]) -> None:
    """Of these records together, the newest first."""
    screen.session.ask(screen, lambda desk: gathered(desk, records), partial(show, screen), screen.failed)


def gathered(desk: Desk, records: Sequence[Named]) -> list[Written]:
    found: list[Written] = []
    for record_id, of in records:
        there = desk.shown(record_id)
        found += of_record(of, there.kind if there else "", history(desk, record_id))
    found.sort(key=lambda each: each.said.at)
    found.reverse()  # of one moment, the later one first
    return found


def of_record(of: str, kind: str, told: Sequence[Alteration]) -> list[Written]:
    """What was written at first is one entry: nobody looks for it field by field. Pure."""
    first = [each for each in told if each.at == told[0].at and each.by == told[0].by and each.old is None]
    later = [Written(of, kind, each) for each in told if each not in first]
    return [Written(of, kind, first[0], begun=True), *later] if first else later


def show(screen: Screen, found: list[Written]) -> None:
    panel = Panel(screen.look, screen.window(), _("直した履歴"))
    page = tall(screen, panel)
    fill(screen, page, found, FIRST)
    panel.press(_("とじる"), "main", nothing).setFocus()
    panel.open()


def fill(screen: Screen, page: Page, found: list[Written], most: int) -> None:
    empty(page.main)
    rows = Rows()
    for each in found[:most]:
        rows.add(alteration(screen, each))
    page.main.addWidget(rows)
    if not found:
        page.main.addWidget(Words(_("まだ、何も直していません。")))
    if len(found) > most:
        more = Button(screen.look, _("さらに表示"), "plain", "down")
        more.clicked.connect(lambda: fill(screen, page, found, most + FIRST))
        page.main.addWidget(more)


def alteration(screen: Screen, each: Written) -> Row:
    said, named = each.said, screen.session.desk.keys.named
    day = near_words(said.at.date(), screen.session.now().date())
    by = shown(said.by) or _("ここにいない人")
    field = f"{said.field}/{said.key}" if said.key else said.field
    what = _("はじめに書きました") if each.begun else field_words(each.kind, field)
    words: list[QWidget] = [Words(f"{day} {said.at:%H:%M}　{by}", "note")]
    words.append(Words("　".join(part for part in (each.of, what) if part), "label"))
    if not each.begun:
        pairs = [(_("前"), value_words(said.old, named)), (_("後"), value_words(said.new, named))]
        words.append(facts(screen.look, pairs, 40))
    return Row(words)


def tall(screen: Screen, panel: Panel, lines: int = 1, controls: int = 1) -> Page:
    """A part of a panel that scrolls by itself, as high as the window leaves it beside so many lines and controls."""
    look, window = screen.look, screen.window()
    page = Page(look)
    room = window.height() - 120 - lines * look.px(30) - controls * look.control(52)
    page.setFixedHeight(max(look.px(100), room))
    panel.setMinimumWidth(min(look.px(820), window.width() - 40))
    panel.body.addWidget(page, 1)
    return page
