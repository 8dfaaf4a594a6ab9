"""書きかけの相談: what each was begun about, and whether its writing was cut short."""

from collections.abc import Mapping
from functools import partial

import msgspec
from PySide6.QtWidgets import QWidget

from i18n import BREAK, _
from kyosei_desk import half_done
from kyosei_desk.backup_check import last_backup, reminder
from kyosei_desk.day import Day, DraftLine, today
from kyosei_desk.desk import Desk
from kyosei_desk.drafting import taken_up
from kyosei_desk.errors import DeskError
from kyosei_desk.half_done import Half
from kyosei_desk.japanese import shown
from kyosei_desk.vault import Role
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Row, StateTag
from ui.widgets.dates import moment_words
from ui.widgets.keeping import place_of
from ui.widgets.text import Words, beside

SPACE = "　"
"""Between whose it is and what is done; a line may break there."""


class Begun(msgspec.Struct, frozen=True):
    """For whom, as far as it is known; `cut`: nobody put it aside, the power or the program went."""

    name: str = ""
    cut: bool = False


class Morning(msgspec.Struct, frozen=True, kw_only=True):
    """The day, and what its drafts were begun about. `halves`: what else is half written (直しかけ).
    `remind`: to take a copy, where it is time for one."""

    day: Day
    begun: Mapping[str, Begun]
    halves: tuple[Half, ...] = ()
    remind: str = ""

    def of(self, draft: DraftLine) -> Begun:
        return self.begun.get(draft.id, Begun())

    @property
    def cut(self) -> DraftLine | None:
        """One's own form that was cut short, the latest; it is asked about, and never taken up by itself."""
        return next((each for each in self.day.drafts if each.mine and self.of(each).cut), None)


def morning(desk: Desk) -> Morning:
    day = today(desk)
    talks = {each.id: begun(each.content) for each in desk.drafts() if not half_done.is_half(each.id)}
    halves = () if day.shut else half_done.own(desk)
    return Morning(day=day, begun=talks, halves=halves, remind=remind(desk, day))


def remind(desk: Desk, day: Day) -> str:
    """It is the 責任者 who keeps copies; a desk without a talk has nothing to keep yet."""
    if desk.me.role is not Role.MANAGER or not day.sending.unsent + day.sending.sent:
        return ""
    return reminder(last_backup(desk))


def begun(content: bytes) -> Begun:
    try:
        form = taken_up(content)
    except DeskError:  # a newer program wrote it: it is listed all the same
        return Begun()
    return Begun(next((each.name for each in form.intake.members if each.name), ""), form.under_way)


def whom(name: str) -> str:
    return _("{name}さん").format(name=shown(name)) if name else _("お名前はまだ")


def draft_row(look: Look, go: Go, each: DraftLine, name: str) -> QWidget:
    """One to go on with."""
    words: list[QWidget] = [
        beside(StateTag(look, "draft"), Words(whom(name), "name"), stretch=False),
        Words(_("{moment} まで|書いてあります").format(moment=moment_words(each.saved_at)), "note"),
    ]
    if not each.mine and each.whose:
        words.append(Words(_("書いた人：{name}").format(name=each.whose), "note"))
    press = Button(look, _("つづきから"), "second", row=True)
    press.setAccessibleName(_("{name} つづきから").format(name=whom(name)))
    press.clicked.connect(partial(go, To(place=Place.INTAKE, record_id=each.id)))
    return Row(words, right=[press])


def half_row(look: Look, go: Go, each: Half) -> QWidget:
    """Something half written, and not a talk: back to where it was typed."""
    name = shown(each.name)
    press = Button(look, _("つづきから"), "second", row=True)
    press.setAccessibleName(_("{name} つづきから").format(name=name))
    press.clicked.connect(partial(go, place_of(each)))
    words = Words(name.replace(SPACE, SPACE + BREAK), "name")
    return Row([beside(StateTag(look, "draft"), words, stretch=False)], right=[press])


class CutShort(Card):
    """The question after a power cut. `press` is the main one of the screen as long as this stands there."""

    def __init__(self, look: Look, go: Go, draft: DraftLine, name: str) -> None:
        super().__init__()
        said = _("{moment} まで書いた|相談があります。|つづきから書きますか。")
        self.body.addWidget(Words(said.format(moment=moment_words(draft.saved_at)), "name"))
        self.body.addWidget(beside(StateTag(look, "draft"), Words(whom(name)), stretch=False))
        self.press = Button(look, _("つづきから"), "main", "write", big=True)
        self.press.setAccessibleName(_("{name} つづきから").format(name=whom(name)))
        self.press.clicked.connect(partial(go, To(place=Place.INTAKE, record_id=draft.id)))
        self.body.addWidget(self.press)
