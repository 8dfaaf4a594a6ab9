"""Where help is found: the keys, what each screen is for, and the guide on one page."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from i18n import _
from ui.navigation import Place, To
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.text import Words

if TYPE_CHECKING:
    from ui.settings.screen import Settings, SettingsScreen


def guidance(screen: "SettingsScreen", _found: "Settings") -> QWidget:
    card = Card("card", 20, 12)
    card.body.addWidget(Words(_("どの画面でも、F1 を押すとヘルプが出ます。")))
    for word, icon, to in (
        (_("近道とヘルプを見る"), "info", To(place=Place.HELP, part=str(Place.SETTINGS))),
        (_("1枚の手引き"), "print", To(place=Place.PAPER, part="guide")),
    ):
        press = Button(screen.look, word, "plain", icon)
        press.clicked.connect(lambda _checked=False, to=to: screen.go(to))
        card.body.addWidget(press)
    return card
