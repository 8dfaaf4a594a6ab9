"""The rail as a panel, where the text is large."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from i18n import _
from ui.look import Look
from ui.widgets.asking import Panel, nothing
from ui.widgets.buttons import Button
from ui.widgets.page import Page

Entry = tuple[str, Callable[[], None]]


def show_menu(look: Look, window: QWidget, title: str, entries: Sequence[Entry]) -> Panel:
    """One press an entry; the panel goes with it."""
    panel = Panel(look, window, title)
    page = Page(look)
    page.setMinimumHeight(max(300, window.height() - 320))
    panel.body.addWidget(page)
    for word, act in entries:
        page.main.addWidget(pressed(look, panel, word, act))
    panel.press(_("とじる"), "plain", nothing)
    panel.open()
    return panel


def pressed(look: Look, panel: Panel, word: str, act: Callable[[], None]) -> Button:
    button = Button(look, word, "plain")

    def press() -> None:
        panel.accept()
        act()

    button.clicked.connect(press)
    return button
