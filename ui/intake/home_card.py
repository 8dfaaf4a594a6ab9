"""Where a household lives and how it is reached, as a card of fields."""

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.records import Household
from ui.intake.alike import Suggestions
from ui.intake.controls import Notice, PhoneFields, Side, fill, show_tick
from ui.intake.signs import warning
from ui.intake.towns import Towns
from ui.look import Look
from ui.session import Session
from ui.widgets.cards import Card
from ui.widgets.fields import Field, Line
from ui.widgets.page import Page
from ui.widgets.tiles import Tick


class HomeCard(Card):
    """`edited`: something is written; `likened`: the address is another."""

    edited = Signal()
    likened = Signal()

    def __init__(self, page: Page, look: Look, session: Session) -> None:
        super().__init__("card", 20, 12)
        self._look = look
        self.postal, self.address, self.building, self.association = Line(), Line(), Line(), Line()
        for field in (self.postal, self.building, self.association):
            field.edited.connect(self.edited.emit)
        self.address.edited.connect(self._take_address)
        postal = Field(look, _("郵便番号"), self.postal)
        address = Field(look, _("住所"), self.address)
        self.body.addWidget(Side(page, [postal, address], (1, 3)))
        self.rare = Notice(look, "warn", "body")
        self.suggestions = Suggestions(look)
        self.towns = Towns(look, session, self.postal, self.address)
        self.body.addWidget(self.towns)
        self.body.addWidget(self.rare)
        self.body.addWidget(self.suggestions)
        building = Field(look, _("建物・部屋"), self.building)
        association = Field(look, _("自治会・町会"), self.association)
        self.body.addWidget(Side(page, [building, association]))
        self.withheld = Tick(look, _("住所をかくす（居場所を知られてはいけない）"), framed=False)
        self.no_abode = Tick(look, _("決まった住まいがない"), framed=False)
        ticks: list[QWidget] = [self.withheld, self.no_abode]
        for tick in (self.withheld, self.no_abode):
            tick.toggled.connect(lambda _on: self.edited.emit())
        self.body.addWidget(Side(page, ticks))
        self.phone = PhoneFields(page, look, _("世帯の電話"), self.edited.emit)
        self.body.addWidget(self.phone)

    def home_now(self, home: Household) -> Household:
        return msgspec.structs.replace(
            home,
            postal=self.postal.text_now(),
            address=self.address.text_now(),
            building=self.building.text_now(),
            association=self.association.text_now(),
            phone=self.phone.value_now(),
            address_withheld=self.withheld.isChecked(),
            no_fixed_abode=self.no_abode.isChecked(),
        )

    def show_home(self, home: Household) -> None:
        if home.postal != self.postal.text_now():
            self.towns.forget()
        fill(self.postal, home.postal)
        fill(self.address, home.address)
        fill(self.building, home.building)
        fill(self.association, home.association)
        self.phone.show_value(home.phone)
        show_tick(self.withheld, on=home.address_withheld)
        show_tick(self.no_abode, on=home.no_fixed_abode)
        self._say_rare()

    def _take_address(self) -> None:
        self._say_rare()
        self.edited.emit()
        self.likened.emit()

    def _say_rare(self) -> None:
        self.rare.say(warning(self._look.font(), _("住所"), self.address.text_now()))
