"""One 資源不足: what is lacking, for whom and where; beside it exactly what the city would read of it."""

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk import half_done
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, FieldError
from kyosei_desk.half_done import Half, What
from kyosei_desk.lacking import words_of
from kyosei_desk.records import Gap
from kyosei_desk.store import Shown
from sync import post, telling
from sync.mailing import NoPost, Sent
from sync.standing import load
from ui.lacking.listing import Standing, answers_of, from_talk, lines_of, state_of, title_of
from ui.navigation import NEW, Place, To
from ui.screen import Screen
from ui.widgets.buttons import Button
from ui.widgets.cards import empty, facts, heading
from ui.widgets.fields import Area, Field, Line
from ui.widgets.keeping import Keeping, Then, Work
from ui.widgets.leaving import Above, Calm, after_the_letter, leaving, tell_sent
from ui.widgets.page import WIDE, Page, column
from ui.widgets.text import Words
from ui.widgets.tiles import Choice, Tick

PAUSE = 200
"""Milliseconds without a key before what would leave is drawn anew: typing must never wait for it."""
SAID = {
    "field": (_("分野"), _("「交通」「買い物」「居場所」のように")),
    "area": (_("圏域"), _("町や学区の名前まで。|番地は書きません。")),
    "audience": (_("だれのため"), _("「高齢の人」のように。|お名前は書きません。")),
}
"""What always goes, but for the kind."""
FREE = {
    "note": (_("補足"), ""),
    "substitute": (_("代わりに使ったもの"), _("なかったので、|かわりにどうしたか")),
    "proposal": (_("提案"), _("こんなものがあれば、|と思うこと")),
}
"""What goes where it was ticked."""


class LackForm(Page):
    """A view of `LackingScreen`. What was typed is a draft within a second, and written down by `keep()`."""

    def __init__(self, screen: Screen, leave: Callable[[], None]) -> None:
        super().__init__(screen.look, aside=440)
        self._screen, self._look, self._leave = screen, screen.look, leave
        self._found: Standing | None = None
        self._sending = False
        self._after: list[Then] = []
        self.keeping = Keeping(screen, self._half, self._work, self._adopt)
        self._letter, self._ending = column()
        self.lines: dict[str, Line | Area] = {}
        self.ticks: dict[str, Tick] = {}
        self.fields: dict[str, Field] = {}
        self.kind = Choice(self._look, _("種類"), ())
        self._columns_of_kind = 3
        self.back, self.another = Button(self._look, "", "plain", "back", row=True), self._built_another()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.preview)
        self.reflowed.connect(self._lay_out)

    def _built_another(self) -> Button:
        return Button(self._look, _("べつの足りないものを書く"), "link", "plus")

    def first(self) -> QWidget:
        return self.lines["field"] if self.lines else self.back

    # Showing

    def show_one(self, found: Standing, back: str) -> None:
        """`back`: the word of the press that leads away."""
        self._found, self._sending = found, False
        empty(self.main)
        empty(self.aside)
        self._show_head(found, back)
        self._show_said(found)
        self._show_free(found)
        self._show_presses()
        self.keeping.begin(found.half)
        self.preview()
        self.show_top()

    def _show_head(self, found: Standing, back: str) -> None:
        self.back = Button(self._look, back, "plain", "back", row=True)
        self.back.clicked.connect(self._leave)
        self.main.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self.main.addWidget(heading(_("足りないもの")))
        if found.half is not None:
            self.main.addWidget(Words(_("前に書いたところから、|つづけられます。")))
        today = self._screen.session.now().date()
        self.main.addWidget(Words(f"{from_talk(found.written, today)}・{state_of(found.written, today)}", "note"))
        if answers := answers_of(found.written):
            self.main.addWidget(facts(self._look, answers, 160))
        self.another = self._built_another()
        self.another.setVisible(bool(words_of(found.written.gap)))
        self.main.addWidget(self.another, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_said(self, found: Standing) -> None:
        for name, (label, hint) in SAID.items():
            self._field(name, label, hint, Line(), str(getattr(found.shown, name)))
        kind = found.shown.kind
        kinds = found.kinds if kind in {"", *found.kinds} else (*found.kinds, kind)
        self.kind = Choice(self._look, _("種類"), kinds, self._columns_of_kind)
        self.kind.show_value(kind)
        self.kind.chosen.connect(self._note)
        self.fields["kind"] = Field(self._look, _("種類"), self.kind, _("どう足りないか"))
        self.main.addWidget(self.fields["kind"])

    def _show_free(self, found: Standing) -> None:
        self.main.addWidget(heading(_("くわしいこと")))
        why = _("文には、だれのことか分かる言葉が|入ることがあります。|しるしをつけた文だけを、|市に送ります。")
        self.main.addWidget(Words(why))
        for name, (label, hint) in FREE.items():
            self._field(name, label, hint, Area(2), str(getattr(found.shown, name)))
            tick = Tick(self._look, _("市にも伝える"), framed=False)
            tick.setAccessibleName(_("{label}を市にも伝える").format(label=label))
            tick.setChecked(name in found.told)
            tick.toggled.connect(self._note)
            self.ticks[name] = tick
            self.main.addWidget(tick)

    def _field(self, name: str, label: str, hint: str, line: Line | Area, text: str) -> None:
        line.setText(text)
        line.edited.connect(self._note)
        self.lines[name] = line
        self.fields[name] = Field(self._look, label, line, hint)
        self.main.addWidget(self.fields[name])

    def _show_presses(self) -> None:
        self._letter, letter = column()
        self.aside.addWidget(Above(self, letter))
        self.aside.addWidget(letter)
        presses, self._ending = column()
        self.calm = Calm(self._look)
        presses.addWidget(self.calm)
        send = Button(self._look, _("記録して市に知らせる"), "main", "send", big=True)
        send.clicked.connect(self._send)
        only = Button(self._look, _("記録だけしておく"), "plain", "doc")
        only.clicked.connect(self._leave)
        presses.addWidget(send, 0, Qt.AlignmentFlag.AlignLeft)
        presses.addWidget(only, 0, Qt.AlignmentFlag.AlignLeft)
        after_the_letter(self, self._ending, self.em)

    def _lay_out(self, em: float) -> None:
        self._columns_of_kind = 3 if em >= WIDE / 2 else 1
        self.kind.lay_out(self._columns_of_kind)
        if self._found is not None:
            after_the_letter(self, self._ending, em)

    # What stands there

    def gap_now(self, found: Standing) -> Gap:
        """With what is being composed, too."""
        words = {name: line.text_now().strip() for name, line in self.lines.items()}
        return msgspec.structs.replace(found.written.gap, **words, kind=self.kind.value)

    def told_now(self) -> frozenset[str]:
        return frozenset(name for name, tick in self.ticks.items() if tick.isChecked())

    def preview(self) -> None:
        found = self._found
        if found is None:
            return
        gap, told = self.gap_now(found), self.told_now()
        self._screen.session.ask(
            self,
            lambda desk: telling.lack_preview(desk, gap, told),
            partial(self._show_letter, found),
            partial(self._show_none, found),
        )

    def _show_letter(self, found: Standing, letter: post.Gap) -> None:
        if found is self._found:
            empty(self._letter)
            self._letter.addWidget(heading(_("市が読む内容")))
            self._letter.addWidget(leaving(self._look, lines_of(letter)))
            name = _("世帯の名前や相談の内容は、|いっしょに送りません。")
            self._letter.addWidget(Words(name, "note"))

    def _show_none(self, found: Standing, error: DeskError) -> None:
        if found is self._found:
            empty(self._letter)
            self._letter.addWidget(heading(_("市が読む内容")))
            self._letter.addWidget(Words(error.happened))
            self._letter.addWidget(Words(error.todo, "note"))

    # Keeping and sending

    def _note(self, *_value: object) -> None:
        self._pause.start()
        self.keeping.note()

    def _half(self) -> Half | None:
        """None where nothing is another; nothing is kept of a blank one."""
        found = self._found
        if found is None:
            return None
        after = self.gap_now(found)
        if after == found.written.gap or not (found.base is not None or words_of(after)):
            return None
        return Half(
            id=found.draft_id,
            what=What.LACKING,
            about=(after.consultation_id, after.id if found.base else NEW),
            name=f"{_('足りないもの')}　{title_of(after)}",
            base=half_done.base_of(found.base),
            gap=after,
            told=self.told_now(),
        )

    def _work(self) -> Work:
        found = self._found
        if found is None:
            return lambda _desk: None
        after, before = self.gap_now(found), found.base
        return lambda desk: kept(desk, before, after)

    def _adopt(self, _half: Half, shown: Shown | None) -> None:
        found = self._found
        if found is not None and shown is not None and isinstance(shown.record, Gap):
            written = msgspec.structs.replace(found.written, gap=shown.record)
            self._found = msgspec.structs.replace(found, written=written, base=shown)

    def keep(self, then: Then) -> None:
        """What is another now is written down, told or not, then `then`; what is being sent comes before."""
        if self._sending:
            self._after.append(then)
            return
        self._pause.stop()
        self.keeping.write(partial(self._left, then))

    def _left(self, then: Then) -> None:
        self._found = None
        then()

    def _send(self) -> None:
        found = self._found
        if found is None or self._sending:
            return
        self._sending = True
        gap, told, fresh = self.gap_now(found), self.told_now(), found.base is None
        self._screen.session.act(self, lambda desk: told_of(desk, gap, told, fresh=fresh), self._sent, self._not_sent)

    def _sent(self, sent: Sent) -> None:
        self._found, self._sending = None, False
        self.keeping.end()
        if self._after:
            self._go_on()
        elif self.isVisible():
            tell_sent(self._look, self._screen.window(), sent.fresh, sent.number, self._leave)

    def _not_sent(self, error: DeskError) -> None:
        """Nothing was written: what stands on the page stays there, and is kept where it was left meanwhile."""
        self._sending = False
        if self._after:
            self.keep(self._go_on)
            return
        if isinstance(error, FieldError):
            self.calm.say(None)
            field = self.fields.get(error.field.removeprefix("gap."), self.fields["field"])
            field.problem(f"{error.happened}{error.todo}")
            self.first().setFocus() if field is self.fields["field"] else field.control.setFocus()
            self.reveal(field)
            return
        lead = (_("同期の画面をひらく"), lambda: self._screen.go(To(place=Place.SYNC)))
        self.calm.say(error, lead if isinstance(error, NoPost) else None, focus=True)
        self.reveal(self.calm)

    def _go_on(self) -> None:
        """Whoever wanted to leave while it was sent."""
        waiting, self._after = self._after, []
        for then in waiting:
            then()


def kept(desk: Desk, before: Shown | None, after: Gap) -> None:
    """A new one of the town that says the same as one that is there is that one."""
    fresh = before is None and not after.consultation_id
    if not fresh or telling.lack_of(desk, after).id == after.id:
        desk.save(before, after)


def told_of(desk: Desk, gap: Gap, told: frozenset[str], *, fresh: bool) -> Sent:
    wanted = telling.lack_of(desk, gap) if fresh and not gap.consultation_id else gap
    return telling.lack(desk, load(desk.exchange), wanted, told)
