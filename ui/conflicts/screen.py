"""2つの記録をくらべる: both values side by side, who and when; choose one, or join them. The choice can be undone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from i18n import BREAK, _
from kyosei_desk import half_done
from kyosei_desk.clock import JAPAN
from kyosei_desk.day import ConflictLine, today
from kyosei_desk.desk import Desk
from kyosei_desk.field_words import field_words, kind_words, value_words
from kyosei_desk.half_done import Half, What
from kyosei_desk.japanese import shown
from kyosei_desk.store import Conflict
from ui.conflicts.compared import ChoiceCard, Compared
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.screen import Footer, Screen
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, empty, heading
from ui.widgets.dates import moment_words, names_words
from ui.widgets.fields import Area, Field
from ui.widgets.keeping import Keeping, place_of
from ui.widgets.page import WIDE, Page
from ui.widgets.text import Icon, Words, beside, line

JOINED = "joined"
FREE = frozenset({
    "postal", "address", "building", "association", "beat", "name", "kana", "other_name", "relation", "language",
    "place", "wish", "close_reason", "title", "case_id", "matters", "text", "outcome", "note", "substitute", "proposal",
    "desk", "phone", "hours", "manager", "city",
})  # fmt: skip
"""Fields that hold free words."""


class Chosen(msgspec.Struct, frozen=True):
    """A decision just made, and the values there were: to be undone as long as the screen is open."""

    conflict: Conflict
    names: tuple[str, ...]


class Listed(msgspec.Struct, frozen=True):
    """Every conflict this person can see, and what they began to write in place of both values (直しかけ)."""

    lines: list[ConflictLine]
    halves: Mapping[tuple[str, ...], Half]

    @property
    def places(self) -> list[tuple[str, str]]:
        return [each.conflict.place for each in self.lines]


class ConflictsScreen(Screen):
    """One after the other; those left for later come round again. `To.record_id`, `part`: which record and field."""

    title = _("2つの記録をくらべる")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self.page = Page(look)
        self.box.addWidget(self.page)
        self._lines: list[ConflictLine] = []
        self._halves: Mapping[tuple[str, ...], Half] = {}
        self._wanted = To(place=Place.CONFLICTS)
        self.keeping = Keeping(self, self._half)
        self._at = 0
        self._choice = ""
        self._cards: dict[str, ChoiceCard] = {}
        self._last: Chosen | None = None
        self.text = Area(3)
        self._joins: Conflict | None = None
        """Whose values the text below may take the place of."""
        self._settled = False
        """It was decided elsewhere, while a text was written here."""
        self._values: QBoxLayout | None = None
        self.page.reflowed.connect(self._reflow)

    def enter(self, to: To) -> None:
        self._last = None
        self._go_to(to)

    def _go_to(self, to: To) -> None:
        """What stood here is kept; the page is made anew."""
        self._wanted, self._joins, self._settled = to, None, False
        self.refresh()

    def refresh(self) -> None:
        self.session.ask(self, listed, self._show_all)

    def leave(self, then: Callable[[], None]) -> None:
        """What was written in place of both values stays a draft: leaving decides nothing."""
        self.keeping.write(then)

    def _show_all(self, found: Listed) -> None:
        """What came with a sync takes nothing away that is being written."""
        writing, wanted = self._half(), self._wanted
        if writing is not None:
            wanted = place_of(writing)
            if writing.about not in found.places:
                self._settled = True
                self.saved_note.emit(_("これは、もう決まっています。|書いた言葉は残っています。"))
                return
        fresh, self._lines, self._wanted = self._lines, found.lines, To(place=Place.CONFLICTS)
        self._at = place_in(found.places, wanted, min(self._at, max(0, len(found.lines) - 1)))
        if writing is None:
            self._halves = found.halves
            self._show()
        elif self._lines[self._at].conflict != self._joins or len(fresh) != len(found.lines):
            self._halves = {**found.halves, writing.about: writing}
            self._show()
            self.keeping.note()

    # One of them

    def _show(self) -> None:
        empty(self.page.main)
        self._cards, self._choice, self._values = {}, "", None
        self._joins = None
        self._settled = False
        self.keeping.begin(None)
        self._offer_undo()
        if not self._lines:
            self.subtitle = ""
            self.page.main.addWidget(Words(_("えらぶものは、ありません。"), "big"))
        else:
            self._show_one(self._lines[self._at])
        places = [each.conflict.place for each in self._lines]
        for half in self._halves.values():
            if half.about not in places:
                self._show_left(half)
        self.headed.emit()
        self.page.show_top()

    def _show_one(self, found: ConflictLine) -> None:
        conflict = found.conflict
        self.subtitle = names_words(found.names) if found.names else kind_words(conflict.kind)
        words = field_words(conflict.kind, conflict.field)
        count = _("{all}つのうち {at}つめ").format(all=len(self._lines), at=self._at + 1)
        self.page.main.addWidget(heading(_("「{field}」が、別々に書かれています").format(field=words), count))
        self.page.main.addWidget(Words(_("どちらも残っています。|決めるまでは、|あとに書かれたほうを表示します。")))
        row = QWidget()
        self._values = QBoxLayout(QBoxLayout.Direction.LeftToRight, row)
        self._values.setContentsMargins(0, 8, 0, 8)
        self._values.setSpacing(20)
        newest = max(each.stamp for each in conflict.versions)
        for place, version in enumerate(conflict.versions):
            card = self._value(conflict, place, now=version.stamp == newest)
            self._values.addWidget(card, 1)
        self.page.main.addWidget(row)
        if can_be_joined(conflict):
            self._offer_joining(conflict)
        self.page.main.addWidget(
            beside(Icon(self.look, "undo"), Words(_("えらばなかったほうも|履歴に残り、あとで見られます。"), "note"))
        )
        self._reflow(self.page.em)

    def _value(self, conflict: Conflict, place: int, *, now: bool) -> QWidget:
        version = conflict.versions[place]
        here = version.device == self.session.desk.exchange.device
        said = [self._said(each.value) for each in conflict.versions]
        name = _("{who}の「{value}」にする").format(who=self._who(version.author), value=said[place])
        card = ChoiceCard(self.look, _("このパソコンで書いた記録") if here else _("ほかのパソコンで書いた記録"), name)
        card.chosen.connect(partial(self._choose, str(place)))
        self._cards[str(place)] = card
        when = datetime.fromtimestamp((version.stamp >> 16) / 1000, UTC).astimezone(JAPAN)
        card.inside.body.addWidget(Words(f"{self._who(version.author)}　{moment_words(when)}", "note"))
        card.inside.body.addWidget(Compared(self.look, said[place], [*said[:place], *said[place + 1 :]]))
        if now:
            shown_now = beside(Icon(self.look, "eye"), line(_("いま表示中"), "label"))
            card.inside.body.addWidget(shown_now)
        return card

    def _said(self, value: object) -> str:
        return value_words(value, self.session.desk.keys.named)

    def _who(self, person_id: str) -> str:
        return shown(self.session.desk.keys.named(person_id)) or _("ほかの人")

    def _offer_joining(self, conflict: Conflict) -> None:
        card = ChoiceCard(self.look, _("両方をいかして書きなおす"))
        card.chosen.connect(partial(self._choose, JOINED))
        self._cards[JOINED] = card
        self.text = Area(3)
        half = self._halves.get(conflict.place)
        self.text.setText(half.joined if half else both(conflict))
        self.text.edited.connect(self._write)
        self._joins = conflict
        if half is not None:
            card.inside.body.addWidget(Words(_("前に書いたところから、|つづけられます。")))
            self._choose(JOINED)
        self.keeping.begin(half)
        card.inside.body.addWidget(Field(self.look, _("書きなおした内容"), self.text))
        self.page.main.addWidget(card)

    def _write(self) -> None:
        self._choose(JOINED)
        self.keeping.note()

    def _half(self) -> Half | None:
        conflict = self._joins
        if conflict is None or self.text.text_now() == both(conflict):
            return None
        about = conflict.place
        name = _("{who}　「{field}」の書きなおし")
        return Half(
            id=half_done.id_of(self.session.desk, What.JOINING, *about),
            what=What.JOINING,
            about=about,
            name=name.format(who=self.subtitle, field=field_words(conflict.kind, conflict.field)),
            rest=True,
            joined=self.text.text_now(),
        )

    def _show_left(self, half: Half) -> None:
        """What was written about something that is decided by now: to be read, and let go."""
        card = Card("quiet")
        card.body.addWidget(Words(half.name.replace("　", f"　{BREAK}"), "name"))
        card.body.addWidget(Words(_("これは、もう決まっています。|書いた言葉は残っています。"), "note"))
        card.body.addWidget(Words(half.joined))
        press = Button(self.look, _("この言葉を消す"), "link")
        press.setAccessibleName(_("{name}を消す").format(name=half.name))
        press.clicked.connect(partial(self._let_go, half.id))
        card.body.addWidget(press, 0, Qt.AlignmentFlag.AlignLeft)
        self.page.main.addWidget(card)

    def _let_go(self, draft_id: str) -> None:
        self.session.ask(self, lambda desk: half_done.drop(desk, draft_id), lambda _none: self.refresh())

    def _choose(self, value: str) -> None:
        self._choice = value
        for each, card in self._cards.items():
            card.mark(chosen=each == value)

    def _reflow(self, em: float) -> None:
        if self._values is not None:
            wide = em >= WIDE
            self._values.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    # Deciding

    def footer(self) -> Footer | None:
        if not self._lines:
            return None
        return Footer(back=_("あとで決める"), onward=_("この内容に決める"))

    def back(self) -> None:
        following = self._lines[self._at + 1 :]
        if following:
            self.keeping.write(partial(self._go_to, place_of_line(following[0])))
        else:
            self.go(To(place=Place.TODAY))

    def onward(self) -> None:
        if self._settled:
            self.keeping.write(partial(self._go_to, To(place=Place.CONFLICTS)))
            return
        if not self._choice:
            self.saved_note.emit(_("どちらにするか、えらんでください。"))
            return
        found = self._lines[self._at]
        conflict, joined = found.conflict, self._choice == JOINED
        value = self.text.text_now() if joined else conflict.versions[int(self._choice)].value
        self._last = Chosen(conflict, found.names)
        self._resolve(conflict, value)

    def _resolve(self, conflict: Conflict, value: object) -> None:
        def decided(_none: None) -> None:
            if self._joins == conflict:  # not where another is being written, and this one chosen anew
                self._joins = None
                self.keeping.end()

        def resolve(desk: Desk) -> None:
            desk.resolve(conflict.record_id, conflict.field, value)

        self.session.act(self, resolve, decided, self.failed)

    def _offer_undo(self) -> None:
        """Until the screen is left, another of the values can be taken after all."""
        last = self._last
        if last is None:
            return
        card = Card("quiet")
        words = field_words(last.conflict.kind, last.conflict.field)
        card.body.addWidget(Words(_("「{field}」を決めました。|えらび直せます。").format(field=words)))
        for version in last.conflict.versions:
            text = self._said(version.value).replace("\n", " ")
            press = Button(self.look, _("こちらにする"), "link", "undo")
            press.setAccessibleName(_("「{value}」にえらび直す").format(value=text))
            press.clicked.connect(partial(self._resolve, last.conflict, version.value))
            card.body.addWidget(beside(Words(text), press, stretch=False))
        self.page.main.addWidget(card)

    def first(self) -> QWidget | None:
        first = next(iter(self._cards.values()), None)
        return first.tile if first else None


def can_be_joined(conflict: Conflict) -> bool:
    """Words a person wrote: not a day, a person, or a choice from a list."""
    values = [each.value for each in conflict.versions]
    return conflict.field.partition("/")[0] in FREE and all(isinstance(each, str) for each in values)


def both(conflict: Conflict) -> str:
    """The values one below the other: what a joined text begins with."""
    return "\n".join(dict.fromkeys(str(each.value) for each in conflict.versions if each.value))


def place_of_line(found: ConflictLine) -> To:
    return To(place=Place.CONFLICTS, record_id=found.conflict.record_id, part=found.conflict.field)


def place_in(places: Sequence[tuple[str, str]], wanted: To, otherwise: int) -> int:
    """Of the field that is wanted, else of its record."""
    if (wanted.record_id, wanted.part) in places:
        return places.index((wanted.record_id, wanted.part))
    return next((at for at, (record, _field) in enumerate(places) if record == wanted.record_id), otherwise)


def listed(desk: Desk) -> Listed:
    halves = {each.about: each for each in half_done.own(desk) if each.what is What.JOINING}
    return Listed(list(today(desk).conflicts), halves)
