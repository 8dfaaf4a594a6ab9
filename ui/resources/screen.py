"""連絡先・地域資源: whom to ask and how to reach them, as the city published it; the numbers for the whole country."""

from collections.abc import Iterable

import msgspec
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.japanese import fold
from kyosei_desk.vocabulary import Notice, Number, Office
from ui.look import Look
from ui.navigation import Go, To
from ui.screen import Screen
from ui.session import Session
from ui.widgets.cards import Card, Row, Rows, empty, facts, heading
from ui.widgets.emergency import checked_words, hours_words
from ui.widgets.fields import Field, Line
from ui.widgets.page import Page
from ui.widgets.text import Words, line


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk knows: offices, kinds of agencies by field, numbers, notices of the city."""

    offices: tuple[Office, ...]
    agencies: dict[str, tuple[str, ...]]
    numbers: tuple[Number, ...]
    notices: tuple[Notice, ...]


class ResourcesScreen(Screen):
    title = _("連絡先・地域資源")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self.page = Page(look, aside=380)
        self.box.addWidget(self.page)
        self.words = Line()
        self.words.edited.connect(self._show)
        self.page.main.addWidget(Field(look, _("さがす"), self.words, _("機関の名前、分野、町の名前など")))
        self._found = QWidget()
        self.page.main.addWidget(self._found)
        self._known: Known | None = None
        self._shown: list[QWidget] = []

    def enter(self, to: To) -> None:  # noqa: ARG002 - there is one place here
        self.refresh()

    def refresh(self) -> None:
        self.session.ask(self, known, self._take)

    def _take(self, found: Known) -> None:
        self._known = found
        self._show_aside(found)
        self._show()

    def _show(self) -> None:
        for each in self._shown:
            each.hide()
            each.deleteLater()
        self._shown = []
        if self._known is None:
            return
        words = fold(self.words.text_now()).split()
        for field, kinds in self._known.agencies.items():
            self._show_field(field, kinds, words)
        if not self._shown:
            self._add(Words(_("見つかりませんでした。|短い言葉でもさがせます。")))

    def _show_field(self, field: str, kinds: tuple[str, ...], words: list[str]) -> None:
        known = self._known.offices if self._known else ()
        rows = Rows()
        count = 0
        for kind in kinds:
            offices = [each for each in known if each.kind == kind]
            if all(word in fold(" ".join((field, kind, *texts(offices)))) for word in words):
                rows.add(self._kind(kind, offices))
                count += 1
        if count:
            self._add(heading(field))
            self._add(rows)
        else:
            rows.deleteLater()

    def _add(self, widget: QWidget) -> None:
        self.page.main.addWidget(widget)
        self._shown.append(widget)

    def _kind(self, kind: str, offices: Iterable[Office]) -> QWidget:
        parts: list[QWidget] = [line(kind, "name")]
        on = self.session.now().date()
        there = list(offices)
        for office in there:
            parts.append(line(office.name, "label"))
            checked = _("{day} に確かめました").format(day=office.checked_at)
            checked += _("（1年より前です。市に確かめてください）") if office.stale(on) else ""
            pairs = [
                (_("電話"), office.phone),
                (_("時間"), office.hours or _("時間は未確認")),
                (_("夜・休日"), office.night),
                (_("住所"), office.address),
                (_("メモ"), office.note),
                ("", checked),
            ]
            parts.append(facts(self.look, pairs))
        if not there:
            parts.append(Words(_("この町の窓口は、|まだ市から届いていません。"), "note"))
        return Row(parts)

    def _show_aside(self, found: Known) -> None:
        empty(self.page.aside)
        if found.notices:
            self.page.aside.addWidget(heading(_("市からのお知らせ")))
            for notice in found.notices:
                card = Card()
                card.body.addWidget(Words(notice.title, "name"))
                card.body.addWidget(Words(notice.text))
                self.page.aside.addWidget(card)
        self.page.aside.addWidget(heading(_("全国の番号")))
        on, rows = self.session.now().date(), Rows()
        for number in found.numbers:
            notes = f"{hours_words(number)}・{checked_words(number, on)}"
            rows.add(Row([line(number.number, "number"), Words(number.name), Words(number.use), Words(notes, "note")]))
        self.page.aside.addWidget(rows)

    def first(self) -> QWidget | None:
        return self.words


def known(desk: Desk) -> Known:
    vocabulary = desk.vocabulary
    return Known(
        offices=desk.directory(),
        agencies=dict(vocabulary.agencies),
        numbers=vocabulary.numbers,
        notices=desk.notices(desk.today()),
    )


def texts(offices: Iterable[Office]) -> tuple[str, ...]:
    """What a search looks at, beside the kind and its field."""
    return tuple(word for each in offices for word in (each.name, each.address, each.note, each.phone))
