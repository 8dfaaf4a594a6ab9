"""今日: what waits, each one press from its record."""

from i18n import _
from ui.look import Look
from ui.navigation import Go, Place, To
from ui.screen import Screen
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.page import Page


class TodayScreen(Screen):
    title = _("今日")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        page = Page(look, aside=396)
        self.box.addWidget(page)
        start = Button(look, _("新しい相談をはじめる"), "main", "write", big=True)
        start.clicked.connect(lambda: go(To(place=Place.INTAKE)))
        page.main.addWidget(start)
        find = Button(look, _("世帯をさがす"), "second", "search", big=True)
        page.aside.addWidget(find)
