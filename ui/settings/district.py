"""The desk's own name and address, as they stand on paper."""

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.field_words import field_words
from kyosei_desk.records import District
from ui.look import Look
from ui.navigation import Place, To
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.fields import Field, Line

if TYPE_CHECKING:
    from ui.settings.screen import Settings, SettingsScreen

FIELDS = ("city", "name", "desk", "place", "postal", "address", "phone", "hours", "manager")


class DistrictCard(Card):
    """Made once: what is being typed stays, whatever a sync brings meanwhile."""

    def __init__(self, look: Look, district: District) -> None:
        super().__init__("card", 20, 10)
        self._shown = district
        self.lines = {name: Line() for name in FIELDS}
        for name, each in self.lines.items():
            each.setText(getattr(district, name))
            self.body.addWidget(Field(look, field_words("district", name), each))

    def take(self, district: District) -> None:
        """The record as it stands now; a field that a person has changed is left to them."""
        for name, each in self.lines.items():
            if each.text_now() == getattr(self._shown, name) != getattr(district, name):
                each.setText(getattr(district, name))
        self._shown = district

    def typed(self) -> District:
        """The record with what stands in the fields, composing words included."""
        return msgspec.structs.replace(self._shown, **{name: each.text_now() for name, each in self.lines.items()})

    def changed(self) -> bool:
        return self.typed() != self._shown


def district(screen: "SettingsScreen", found: "Settings") -> QWidget:
    card = screen.district = DistrictCard(screen.look, found.district)
    save = Button(screen.look, _("保存する"), "second", "check")
    save.clicked.connect(lambda: screen.keep_district(lambda: None))
    card.body.addWidget(save)
    blank = Button(screen.look, _("白紙の相談票"), "plain", "print")
    blank.clicked.connect(lambda: screen.go(To(place=Place.PAPER, part="blank")))
    card.body.addWidget(blank)
    return card
