"""地域に足りないもの: what the town lacks, written down in talks or by itself, and how far the city has been told."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from ui.lacking import listing
from ui.lacking.form import LackForm
from ui.lacking.listing import Standing, Written, answers_of, from_talk, state_of, title_of, whom_of
from ui.look import Look
from ui.navigation import NEW, OF_TALK, Go, Place, To
from ui.screen import Screen
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Row, Rows, empty, heading
from ui.widgets.page import Page
from ui.widgets.steady import steady
from ui.widgets.text import Icon, Words

FIRST = 50
"""Rows at a time: a town lacks much over the years."""


class LackingScreen(Screen):
    """`To.record_id`: one of them, or with `part` OF_TALK a talk; `part` NEW: a new one, of a talk or of the town."""

    title = _("地域に足りないもの")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self.page, self.form = Page(look), LackForm(self, self.go_back)
        self._stack = QStackedWidget()
        for view in (self.page, self.form):
            self._stack.addWidget(view)
        self.box.addWidget(self._stack)
        self._to = To(place=Place.LACKING)
        self._listed: tuple[Written, ...] | None = None
        self._most = FIRST
        self._presses: dict[str, Button] = {}
        self._write = Button(look, "")

    # Coming and going

    def enter(self, to: To) -> None:
        self._to, self._listed, self._most = to, None, FIRST
        self._stack.setCurrentWidget(self.page)
        self.refresh()
        if to.record_id or to.part:
            self.open_one(to)

    def refresh(self) -> None:
        """The list; what is being written is left alone."""
        self.session.ask(self, listing.listed, self._take, self.failed)

    def leave(self, then: Callable[[], None]) -> None:
        """What was written is kept; it is durable before the keys are put away."""
        self.form.keep(then)

    def retreat(self) -> bool:
        self.go_back()
        return True

    def go_back(self) -> None:
        """From the form to the list or the talk it was opened from; from the list to 連絡先・地域資源."""
        self.form.keep(self._go_back)

    def _go_back(self) -> None:
        if self._stack.currentWidget() is self.page:
            self.go(To(place=Place.RESOURCES))
        elif self._to.part == OF_TALK:
            talk = self._to.record_id
            self.session.ask(self, lambda desk: listing.home_of(desk, talk), partial(self._to_talk, talk), self.failed)
        else:
            self._show_list()

    def _to_talk(self, talk: str, home: str) -> None:
        self.go(To(place=Place.HOUSEHOLD, record_id=home, part=talk) if home else To(place=Place.TODAY))

    def _show_list(self) -> None:
        self._stack.setCurrentWidget(self.page)
        first = self._presses.get(self._to.record_id, self._write)
        self._to = To(place=Place.LACKING)
        self._head("")
        self.refresh()
        first.setFocus()

    def _head(self, subtitle: str) -> None:
        self.subtitle = subtitle
        self.headed.emit()

    def first(self) -> QWidget | None:
        return self.form.first() if self._stack.currentWidget() is self.form else self._write

    # One of them

    def open_one(self, to: To) -> None:
        self.form.keep(partial(self._open_one, to))

    def _open_one(self, to: To) -> None:
        self._to = to
        self.session.ask(self, partial(opened, to=to), partial(self._show_one, to), self._not_there)

    def _show_one(self, to: To, found: Standing) -> None:
        if to is not self._to:
            return  # another was opened meanwhile
        self.form.show_one(found, _("相談にもどる") if to.part == OF_TALK else _("一覧にもどる"))
        self.form.another.clicked.connect(lambda: self._open_another(found.written.gap.consultation_id))
        self._stack.setCurrentWidget(self.form)
        self._head(from_talk(found.written, self.session.now().date()))
        self.form.first().setFocus()

    def _open_another(self, talk: str) -> None:
        to = self._to
        ask = partial(listing.another, talk=talk)
        self.form.keep(lambda: self.session.ask(self, ask, partial(self._show_one, to), self._not_there))

    def _not_there(self, error: DeskError) -> None:
        self._show_list()
        self.failed(error)

    # The list

    def _take(self, found: tuple[Written, ...]) -> None:
        if found == self._listed:
            return
        fresh, self._listed = self._listed is None, found
        with steady(self.page):
            self._show(found)
        if fresh and self._stack.currentWidget() is self.page and self.isVisible():
            self._write.setFocus()

    def _show(self, found: tuple[Written, ...]) -> None:
        main = self.page.main
        empty(main)
        self._presses = {}
        back = Button(self.look, _("連絡先・地域資源にもどる"), "plain", "back", row=True)
        back.clicked.connect(self.go_back)
        main.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        main.addWidget(
            Words(_("「こんな助けが町にない」と|気づいたことを、市に知らせます。|だれのことかは、送りません。"))
        )
        self._write = Button(self.look, _("足りないものを書く"), "main", "write", big=True)
        self._write.clicked.connect(lambda: self.open_one(To(place=Place.LACKING, part=NEW)))
        main.addWidget(self._write, 0, Qt.AlignmentFlag.AlignLeft)
        main.addWidget(heading(_("書いてあるもの"), _("{count}件").format(count=len(found))))
        rows = Rows()
        for each in found[: self._most]:
            rows.add(self._row(each))
        main.addWidget(rows if found else Words(_("まだ、何も書かれていません。")))
        if len(found) > self._most:
            more = Button(self.look, _("さらに表示"), "plain", "down")
            more.clicked.connect(self._more)
            main.addWidget(more)

    def _more(self) -> None:
        self._most, found = self._most + FIRST, self._listed or ()
        self._show(found)
        self._presses[found[self._most - FIRST].gap.id].setFocus()

    def _row(self, each: Written) -> QWidget:
        today, title = self.session.now().date(), title_of(each.gap)
        words: list[QWidget] = [Words(title, "name")]
        if whom := whom_of(each.gap):
            words.append(Words(whom))
        words.append(Words(f"{from_talk(each, today)}・{state_of(each, today)}", "note"))
        words += [Words(f"{who}　{what}") for who, what in answers_of(each)]
        press = Button(self.look, _("ひらく"), "plain", row=True)
        press.setAccessibleName(_("{title}（{from_}）をひらく").format(title=title, from_=from_talk(each, today)))
        press.clicked.connect(lambda: self.open_one(To(place=Place.LACKING, record_id=each.gap.id)))
        self._presses[each.gap.id] = press
        return Row(words, Icon(self.look, "check" if each.told_at else "gap"), [press])


def opened(desk: Desk, to: To) -> Standing:
    if to.part == NEW:
        return listing.another(desk, to.record_id)
    return listing.of_talk(desk, to.record_id) if to.part == OF_TALK else listing.of_gap(desk, to.record_id)
