"""A visit or call that is due: done, with a word on it, or put off to another day."""

from datetime import date

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.broken_off import keep_outcome
from kyosei_desk.day import finish_follow_up, move_follow_up
from kyosei_desk.errors import FieldError
from kyosei_desk.japanese import format_date, parse_date
from ui.look import Look
from ui.session import Session
from ui.widgets.asking import Panel, nothing
from ui.widgets.fields import Area, Field, Line


class Due(msgspec.Struct, frozen=True):
    """A visit or call: its id, whose it is, and its day where one was written."""

    id: str
    whose: str
    due_on: date | None


def ask_visit(look: Look, window: QWidget, session: Session, owner: QObject, visit: Due) -> Panel:
    """Done or moved."""
    panel = Panel(look, window, visit.whose)
    note, day = Area(2), Line()
    day.setText(format_date(visit.due_on, weekday=False) if visit.due_on else "")
    panel.body.addWidget(Field(look, _("ようす（すんだとき）"), note, _("書かなくてもかまいません。")))
    moved = Field(look, _("日を変えるとき"), day, _("「令和8年11月5日」のように書きます。"))
    panel.body.addWidget(moved)

    def keep_unfinished() -> None:
        text = note.text_now()
        session.act(owner, lambda desk: keep_outcome(desk, visit.id, text), lambda _note: None)

    panel.keep_at_lock(keep_unfinished)

    def done() -> None:
        text = note.text_now()
        session.act(owner, lambda desk: finish_follow_up(desk, visit.id, text), lambda _record: None)

    def move() -> None:
        try:
            on = parse_date(day.text_now())
        except FieldError as error:
            moved.problem(f"{error.happened}{error.todo}")
            day.setFocus()
            return
        panel.accept()
        session.act(owner, lambda desk: move_follow_up(desk, visit.id, on.isoformat()), lambda _record: None)

    panel.press(_("すみました"), "main", done)
    panel.press(_("日を変える"), "plain", move, close=False)
    panel.press(_("とじる"), "plain", nothing)
    panel.open()
    note.setFocus()
    return panel
