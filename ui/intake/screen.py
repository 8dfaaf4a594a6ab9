"""新しい相談: the nine pages, free to move between, kept all the while."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtWidgets import QStackedWidget, QWidget

from i18n import _
from kyosei_desk.clock import parse_moment
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.japanese import shown
from ui.intake import writing as writings
from ui.intake.asking import ask_which, say_bereft
from ui.intake.checking import CheckingPage
from ui.intake.page import IntakePage
from ui.intake.pages import PAGES
from ui.intake.writing import Ground, Writing
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.screen import Footer, Screen, Step
from ui.session import Session
from ui.warming import settle
from ui.widgets.text import Words

HOUSEHOLD = "household:"
CHECK, DONE = 7, 8
"""The places of 確かめる and 完了・印刷 among the pages."""


class IntakeScreen(Screen):
    """`To.record_id`: a draft, or a talk to be corrected; `part` "household:…": a new talk there; else a blank form."""

    title = _("新しい相談")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self.writing: Writing | None = None
        self.pages: dict[int, IntakePage] = {}
        self.at = 0
        self._wanted: To | None = None
        self._said: object = None
        self._away = False
        self._pages = QStackedWidget()
        self.box.addWidget(self._pages)
        session.leaving.connect(self._shut)

    # Coming and going

    def enter(self, to: To) -> None:
        self._away = False
        if self.writing and self.writing.touched and self._is_here(to):
            self.writing.look_again()
            self._jump(to.part)
        elif self.writing and not to.record_id and not to.part and self.writing.touched and not self.writing.ended:
            kept = not self.writing.waits
            ask_which(self.look, self.window(), self.subtitle, lambda: self._load(to), kept=kept)
        else:
            self._load(to)

    def refresh(self) -> None:
        if self.writing is not None:
            self.writing.look_again()

    def _is_here(self, to: To) -> bool:
        writing = self.writing
        return bool(writing and not writing.ended and to.record_id and to.record_id == writing.form.id)

    def _load(self, to: To) -> None:
        self._drop()
        self._wanted = to

        def work(desk: Desk) -> Ground:
            if to.part.startswith(HOUSEHOLD):
                return writings.begin_at(desk, to.part.removeprefix(HOUSEHOLD))
            return writings.go_on(desk, to.record_id) if to.record_id else writings.begin(desk)

        self.session.ask(self, work, lambda ground: self._begin(ground, to), self._not_loaded)

    def _not_loaded(self, error: DeskError) -> None:
        self.failed(error)
        self.go(To(place=Place.TODAY))

    def _begin(self, ground: Ground, to: To) -> None:
        if to is not self._wanted:
            return  # the person went on meanwhile
        self.writing = Writing(self.session, ground, self)
        self.writing.changed.connect(self._head)
        self.writing.kept.connect(self._note_kept)
        self.writing.troubled.connect(self._note_trouble)
        self.writing.overtaken.connect(self._take_up_anew)
        self.writing.lost.connect(self._lose)
        self.at = 0 if self.writing.corrects else min(ground.form.page, CHECK)
        self._show_page()
        self._jump(to.part)
        if ground.form.bereft:
            say_bereft(self.look, self.window())
        self.session.ahead(self._pieces(self.writing))

    def _take_up_anew(self, draft_id: str) -> None:
        """What it builds on was purged or restricted while it was written: the pages show what there is of it now."""
        if self._away:
            self._drop()  # it is a draft as any other
            return
        self._load(To(place=Place.INTAKE, record_id=draft_id, part=str(self.at)))
        self.saved_note.emit(_("前の記録が変わったので、|開きなおしました。"))

    def _lose(self, error: DeskError) -> None:
        self.failed(error)
        self._drop()
        if not self._away:
            self.go(To(place=Place.TODAY))

    def _pieces(self, writing: Writing) -> Iterator[Callable[[], None]]:
        """What makes the other pages ready while the first is filled in."""
        for place in range(DONE):
            for act in (self._ready, self._dress, self._settle):
                yield partial(act, place, writing)

    def _ready(self, place: int, writing: Writing) -> None:
        if writing is self.writing and not writing.ended and place not in self.pages:
            self._make_page(place, writing)

    def _dress(self, place: int, writing: Writing) -> None:
        if writing is self.writing and place in self.pages and self.pages[place].parent() is None:
            self.pages[place].setParent(self._pages)

    def _settle(self, place: int, writing: Writing) -> None:
        if writing is self.writing and place in self.pages and place != self.at:
            settle(self.pages[place], self._pages.size())
            self._pages.addWidget(self.pages[place])

    def _drop(self) -> None:
        for page in self.pages.values():
            page.deleteLater()
        if self.writing is not None:
            self.writing.leave()
        self.writing, self.pages = None, {}
        while old := self._pages.widget(0):
            self._pages.removeWidget(old)
            old.deleteLater()
        loading = Words("", "note")
        self._pages.addWidget(loading)

    def _shut(self) -> None:
        """The desk is locked: no word of the talk stays in memory."""
        if self.writing is not None:
            self.writing.shut()
        self._drop()
        self.subtitle, self._said = "", None

    def _jump(self, part: str) -> None:
        """ "page" or "page/part": 「直す」 leads there."""
        page, _slash, place = part.partition("/")
        if page.isdigit() and int(page) < len(PAGES):
            self.go_step(int(page))
            self.pages[self.at].jump(place)

    def leave(self, then: Callable[[], None]) -> None:
        self._away = True
        if self.writing is not None:
            self.writing.put_aside()
        then()

    def part(self, then: Callable[[], None]) -> None:
        """Also those that nobody shows any more, and that no disk took yet."""
        waiting = self.findChildren(Writing)

        def next_one() -> None:
            if waiting:
                waiting.pop().hand_over(next_one)
            else:
                then()

        next_one()

    # The flow

    def steps(self) -> tuple[Sequence[Step], int]:
        if self.writing is None:
            return (), 0
        done = [number < len(PAGES) - 1 and self._done(number) for number in range(len(PAGES))]
        return [Step(title=each.title, done=ticked) for each, ticked in zip(PAGES, done, strict=True)], self.at

    def _done(self, number: int) -> bool:
        page = self.pages.get(number)
        return page is not None and page.done()

    def go_step(self, place: int) -> None:
        if self.writing is None or (self.at == DONE and self.writing.ended):
            return
        self.at = min(place, CHECK)
        self.writing.note(page=self.at)
        self.writing.keep()
        self._show_page()

    def show_done(self) -> None:
        """The form is a record now."""
        self.at = DONE
        self._show_page()

    def _show_page(self) -> None:
        if self.writing is None:
            return
        page = self.pages.get(self.at)
        if page is None:
            page = self._make_page(self.at, self.writing)
        else:
            page.show_form()
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        page.show_top()
        self._head()
        first = page.first()
        if first is not None:
            first.setFocus()

    def _make_page(self, place: int, writing: Writing) -> IntakePage:
        page = self.pages[place] = PAGES[place](self.look, self.session, self.go, writing)
        page.setProperty("screen", self)
        if isinstance(page, CheckingPage):
            page.ended.connect(self.show_done)
            page.wanted.connect(self._jump)
            page.uncovered.connect(self._head)
        return page

    def footer(self) -> Footer | None:
        checking = self.pages.get(CHECK)
        if self.writing is None or self.at == DONE or (self.at == CHECK and checking and checking.covered):
            return None
        onward = _("記入を終える") if self.at == CHECK else _("つぎへ：{page}").format(page=PAGES[self.at + 1].title)
        page = self.pages.get(self.at)
        return Footer(back=_("もどる"), onward=onward, note=page.note() if page else "")

    def back(self) -> None:
        if self.at == 0:
            self.go(To(place=Place.TODAY))
        else:
            self.go_step(self.at - 1)

    def onward(self) -> None:
        if self.at == CHECK:
            self.pages[CHECK].finish()  # type: ignore[attr-defined]
        else:
            self.go_step(self.at + 1)

    def first(self) -> QWidget | None:
        page = self.pages.get(self.at)
        return page.first() if page else None

    # What the band and the strip say

    def _head(self) -> None:
        """Tell the frame; only where something it shows is another now, for this follows every key."""
        if self.writing is not None:
            self.title = PAGES[self.at].title
            self.subtitle = whom(self.writing)
        said = (self.title, self.subtitle, self.steps(), self.footer())
        if said != self._said:
            self._said = said
            self.headed.emit()

    def _note_kept(self) -> None:
        self.saved_note.emit(_("保存しました {time}").format(time=f"{self.session.now():%H:%M}"))

    def _note_trouble(self, error: DeskError) -> None:
        self.saved_note.emit(_("まだ保存できていません。{todo}").format(todo=error.todo))


def whom(writing: Writing) -> str:
    """「見本 由美子さん 10月5日(月)10:20 来所」 as far as it is known."""
    talk, members = writing.talk, writing.intake.members
    name = next((each.name for each in members if each.name), "")
    at = parse_moment(talk.taken_at)
    when = _("{month}月{day}日 {time}").format(month=at.month, day=at.day, time=f"{at:%H:%M}")
    return "  ".join(
        part for part in (_("{name}さん").format(name=shown(name)) if name else "", when, talk.channel) if part
    )
