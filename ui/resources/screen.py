"""連絡先・地域資源: whom to ask and how to reach them, as the city published it; the numbers for the whole country."""

from collections.abc import Iterator
from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.vocabulary import Notice, Number, Office
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.resources.listing import Field as AgencyField
from ui.resources.listing import Kind, Known, fields_of, known, numbers_of
from ui.screen import Screen
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Row, Rows, empty, facts, heading
from ui.widgets.dates import year_words
from ui.widgets.emergency import checked_words, hours_words
from ui.widgets.fields import Field, Line
from ui.widgets.page import Page
from ui.widgets.text import Icon, Words, beside, line

PAUSE = 150
"""Milliseconds without a key before the list is drawn anew: typing must never wait for it."""


class ResourcesScreen(Screen):
    title = _("連絡先・地域資源")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self.page = Page(look, aside=380)
        self.box.addWidget(self.page)
        self.words = Line()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.search)
        self.words.edited.connect(self._pause.start)
        self.words.returnPressed.connect(self.search)
        self.page.main.addWidget(Field(look, _("さがす"), self.words, _("機関や分野の名前、町の名前、電話番号など")))
        lacking = Button(look, _("地域に足りないもの"), "plain", "gap")
        lacking.clicked.connect(lambda: self.go(To(place=Place.LACKING)))
        self.page.aside.addWidget(lacking)
        self._agencies, self._numbers, self._notices = (Card("plain", 0, 10) for _place in range(3))
        self.page.main.addWidget(self._agencies)
        self.page.aside.addWidget(self._notices)
        self.page.aside.addWidget(self._numbers)
        self._known: Known | None = None
        self._rest: Iterator[AgencyField] = iter(())
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._add_field)

    def enter(self, to: To) -> None:  # noqa: ARG002 - there is one place here
        self.refresh()

    def refresh(self) -> None:
        self.session.ask(self, known, self._take)

    def first(self) -> QWidget | None:
        return self.words

    def _take(self, found: Known) -> None:
        if found != self._known:
            self._known = found
            self._show_notices(found.notices)
            self.search()

    def search(self) -> None:
        """Show what fits what stands in the field, composed words too."""
        self._pause.stop()
        if self._known is None:
            return
        query = self.words.text_now()
        numbers = numbers_of(self._known, query)
        self._show_agencies(fields_of(self._known, query), self._known, others=bool(numbers))
        self._show_numbers(numbers)

    # The town's

    def _show_agencies(self, fields: tuple[AgencyField, ...], found: Known, *, others: bool) -> None:
        body = self._agencies.body
        empty(body)
        if not found.offices:
            words = _("この町の窓口は、|市からまだ届いていません。|機関の種類だけを、出しています。")
            body.addWidget(beside(Icon(self.look, "info"), Words(words), stretch=False))
        if not fields:
            words = _("町の窓口には、見つかりませんでした。") if others else _("見つかりませんでした。")
            body.addWidget(Words(words + _("|短い言葉でもさがせます。")))
        self._rest = iter(fields)
        self._add_field()
        self._next.start()

    def _add_field(self) -> None:
        """One after the other, so that a long list never holds up a key."""
        field = next(self._rest, None)
        if field is None:
            self._next.stop()
            return
        rows, bare = Rows(), self._known is not None and not self._known.offices
        for kind in field.kinds:
            rows.add(self._kind(kind, bare=bare))
        self._agencies.body.addWidget(heading(field.name))
        self._agencies.body.addWidget(rows)

    def _kind(self, kind: Kind, *, bare: bool) -> QWidget:
        parts: list[QWidget] = [Words(kind.name, "name")]
        for office in kind.offices:
            parts += self._office(office, self.session.now().date())
        if not kind.offices and not bare:
            parts.append(Words(_("この町の窓口は、|市から届いていません。"), "note"))
        return Row(parts)

    def _office(self, office: Office, on: date) -> list[QWidget]:
        pairs = [
            (_("時間"), office.hours or _("時間は未確認")),
            (_("夜・休日"), office.night),
            (_("住所"), office.address),
            (_("メモ"), office.note),
        ]
        checked = _("{day}に確かめました").format(day=year_words(date.fromisoformat(office.checked_at)))
        parts: list[QWidget] = [
            Words(office.name, "label"),
            line(office.phone, "number"),
            facts(self.look, pairs, 100),
            Words(checked, "note"),
        ]
        if office.stale(on):
            parts.append(self._stale())
        return parts

    def _stale(self) -> QWidget:
        """By shape and by words: a number that may be another one by now."""
        words = Words(_("1年より前の確認です。|市に確かめてください。"), "late")
        return beside(Icon(self.look, "warn", "l3", 20), words, stretch=False)

    # The country's, and the city's

    def _show_numbers(self, numbers: tuple[Number, ...]) -> None:
        empty(self._numbers.body)
        if not numbers:
            return
        self._numbers.body.addWidget(heading(_("全国の番号")))
        on, rows = self.session.now().date(), Rows()
        for number in numbers:
            parts: list[QWidget] = [line(number.number, "number"), Words(number.name, "label"), Words(number.use)]
            notes = f"{hours_words(number)}・{checked_words(number, on)}"
            sign = [Icon(self.look, "warn", "l3", 20)] if number.stale(on) else []
            parts.append(beside(*sign, Words(notes, "late" if sign else "note"), stretch=False))
            rows.add(Row(parts))
        self._numbers.body.addWidget(rows)

    def _show_notices(self, notices: tuple[Notice, ...]) -> None:
        empty(self._notices.body)
        if notices:
            self._notices.body.addWidget(heading(_("市からのお知らせ")))
        for notice in notices:
            card = Card()
            card.body.addWidget(Words(notice.title, "name"))
            card.body.addWidget(Words(notice.text.strip()))
            until = year_words(date.fromisoformat(notice.until))
            card.body.addWidget(Words(_("{day}まで").format(day=until), "note"))
            self._notices.body.addWidget(card)
