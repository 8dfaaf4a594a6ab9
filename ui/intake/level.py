"""A level set by a person: raised freely; lowered with a written reason, which then waits for the coordinator."""

import msgspec
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.broken_off import broken_off
from kyosei_desk.closing import at_level
from kyosei_desk.errors import FieldError
from kyosei_desk.records import Level, Note, Override, new_id
from ui.intake.writing import Writing
from ui.look import Look
from ui.session import Session
from ui.widgets.asking import Panel, nothing
from ui.widgets.cards import LEVEL_WORDS
from ui.widgets.fields import Area, Field
from ui.widgets.tiles import Choice


def ask_level(look: Look, window: QWidget, session: Session, writing: Writing) -> Panel:
    """Which level, and why."""
    panel = Panel(look, window, _("急ぎの度合いを変える"), _("上げるのは自由です。|下げるときは、理由を書きます。"))
    options = [(str(level), LEVEL_WORDS[level][0]) for level in (5, 4, 3, 2, 1)]
    choice = Choice(look, _("急ぎの度合い"), options, columns=1)
    choice.show_value(str(int(writing.assessment().level)))
    reason = Area(2)
    field = Field(look, _("理由"), reason, _("下げるときに書きます。推進員が読みます。"))
    panel.body.addWidget(choice)
    panel.body.addWidget(field)

    def keep_unfinished() -> None:
        if words := reason.text_now().strip():
            keep_remark(writing, broken_off(words, _("急ぎの度合いを変える理由")))

    panel.keep_at_lock(keep_unfinished)

    def take() -> None:
        if not choice.value:
            return
        now = session.now().isoformat()
        wanted = Override(level=Level(int(choice.value)), reason=reason.text_now(), by=session.desk.me.id, at=now)
        try:
            talk = at_level(writing.talk, writing.assessment(), wanted)
        except FieldError as error:
            field.problem(error.happened)
            reason.setFocus()
            return
        writing.put(talk)
        panel.accept()

    def undo() -> None:
        writing.talks(override=None)

    panel.press(_("この度合いにする"), "main", take, close=False)
    if writing.talk.override is not None:
        panel.press(_("もとにもどす"), "plain", undo)
    panel.press(_("変えない"), "plain", nothing)
    panel.open()
    return panel


def keep_remark(writing: Writing, words: str) -> None:
    """The draft's 覚え書き, after what stands there: the level itself was not decided on."""
    talk = writing.talk
    there = next(iter(writing.intake.notes), None)
    note = there or Note(
        id=new_id(), household_id=talk.household_id, consultation_id=talk.id, at=talk.taken_at, by=talk.taken_by
    )
    writing.put(msgspec.structs.replace(note, text="\n".join(part for part in (note.text, words) if part)))
