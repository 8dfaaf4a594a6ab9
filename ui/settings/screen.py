"""設定: people, this desk, how it looks, when it locks, copies, laptops, a diagnosis without a person in it."""

from collections.abc import Callable

import msgspec
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.backup_check import LastBackup, last_backup
from kyosei_desk.desk import Desk
from kyosei_desk.lease import Lease
from kyosei_desk.records import District
from kyosei_desk.vault import Person
from sync.devices import Enrolment, alarm, load
from ui.look import Look
from ui.navigation import Go, To
from ui.screen import Screen
from ui.session import Session
from ui.settings.copies import copies
from ui.settings.devices import devices
from ui.settings.diagnosis import diagnosis
from ui.settings.district import district
from ui.settings.looks import looks
from ui.settings.people import people
from ui.widgets.cards import empty, heading
from ui.widgets.page import Page


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the sections show."""

    people: tuple[Person, ...]
    district: District
    backup: LastBackup | None
    enrolment: Enrolment | None
    lease: Lease | None
    alarm: str


def read(desk: Desk) -> Settings:
    return Settings(
        people=desk.people,
        district=desk.district(),
        backup=last_backup(desk),
        enrolment=load(desk.exchange),
        lease=desk.belonging.lease,
        alarm=alarm(desk.exchange),
    )


Section = Callable[["SettingsScreen", Settings], QWidget]
SECTIONS: tuple[tuple[str, str, Section], ...] = (
    ("looks", _("見え方と、席をはなれるとき"), looks),
    ("people", _("使う人と合言葉"), people),
    ("copies", _("控え（バックアップ）"), copies),
    ("devices", _("市のハブと、地区の机"), devices),
    ("district", _("この机のこと"), district),
    ("diagnosis", _("診断"), diagnosis),
)


class SettingsScreen(Screen):
    """`To.part`: the section to show first."""

    title = _("設定")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self.page = Page(look)
        self.box.addWidget(self.page)
        self._part = ""
        self.sections: dict[str, QWidget] = {}

    def enter(self, to: To) -> None:
        self._part = to.part
        self.refresh()

    def refresh(self) -> None:
        self.session.ask(self, read, self._show)

    def _show(self, found: Settings) -> None:
        empty(self.page.main)
        self.sections = {}
        for name, title, section in SECTIONS:
            head, made = heading(title), section(self, found)
            self.page.main.addWidget(head)
            self.page.main.addWidget(made)
            self.sections[name] = head
        if self._part in self.sections:
            self.page.widget().adjustSize()  # type: ignore[union-attr]
            self.page.reveal(self.sections[self._part])
        self._part = ""
