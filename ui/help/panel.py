"""Help before the desk is open: a panel, for there is no screen to go to."""

from PySide6.QtWidgets import QWidget

from i18n import _
from ui.help.texts import texts
from ui.look import Look
from ui.widgets.asking import Panel, nothing
from ui.widgets.text import Words


def show_locked_help(look: Look, window: QWidget) -> Panel:
    """What to do at the door."""
    section = texts().locked
    panel = Panel(look, window, section.title)
    for each in section.lines:
        panel.body.addWidget(Words(each))
    panel.press(_("とじる"), "main", nothing).setFocus()
    panel.open()
    return panel
