"""The desk's own name and address, as they stand on paper."""

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.field_words import field_words
from ui.navigation import Place, To
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.fields import Field, Line

if TYPE_CHECKING:
    from ui.settings.screen import Settings, SettingsScreen

FIELDS = ("city", "name", "desk", "place", "postal", "address", "phone", "hours", "manager")


def district(screen: "SettingsScreen", found: "Settings") -> QWidget:
    card, lines = Card("card", 20, 10), {}
    for name in FIELDS:
        lines[name] = Line()
        lines[name].setText(getattr(found.district, name))
        card.body.addWidget(Field(screen.look, field_words("district", name), lines[name]))

    def keep() -> None:
        said = {name: each.text_now() for name, each in lines.items()}
        changed = msgspec.structs.replace(found.district, **said)
        screen.session.act(screen, lambda desk: desk.set_district(changed), lambda _none: None, screen.failed)

    save = Button(screen.look, _("保存する"), "second", "check")
    save.clicked.connect(keep)
    card.body.addWidget(save)
    blank = Button(screen.look, _("白紙の相談票"), "plain", "print")
    blank.clicked.connect(lambda: screen.go(To(place=Place.PAPER, part="blank")))
    card.body.addWidget(blank)
    return card
