"""設定: people, this desk, how it looks, when it locks, copies, laptops, a diagnosis without a person in it."""

from collections.abc import Callable

import msgspec
from PySide6.QtWidgets import QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.backup_check import LastBackup, last_backup
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.lease import Lease
from kyosei_desk.records import District
from kyosei_desk.vault import Person
from sync.devices import Enrolment, alarm, load
from ui.look import Look
from ui.navigation import Go, To
from ui.screen import Screen
from ui.session import Session
from ui.settings.copies import copies
from ui.settings.devices import Laptop, devices
from ui.settings.diagnosis import diagnosis
from ui.settings.district import DistrictCard, district
from ui.settings.guidance import guidance
from ui.settings.looks import looks
from ui.settings.people import people
from ui.widgets.cards import empty, heading
from ui.widgets.page import Page, column


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the sections show. `waiting`: the names of those whom the recovery code does not bring back yet; `laptops`:
    as the hub told when it was asked, None before."""

    people: tuple[Person, ...]
    district: District
    backup: LastBackup | None
    enrolment: Enrolment | None
    lease: Lease | None
    alarm: str
    waiting: tuple[str, ...] = ()
    laptops: tuple[Laptop, ...] | None = None


def read(desk: Desk) -> Settings:
    return Settings(
        people=desk.people,
        district=desk.district(),
        backup=last_backup(desk),
        enrolment=load(desk.exchange),
        lease=desk.belonging.lease,
        alarm=alarm(desk.exchange),
        waiting=desk.recovery.waiting(),
    )


class Section(msgspec.Struct, frozen=True):
    """`sees`: what it shows of the settings; only where that is another it is made anew, and keeps the focus else."""

    name: str
    title: str
    make: Callable[["SettingsScreen", Settings], QWidget]
    sees: Callable[[Settings], object]


SECTIONS = (
    Section("looks", _("見え方と、席をはなれるとき"), looks, lambda _found: ()),
    Section("people", _("使う人と合言葉"), people, lambda found: (found.people, found.waiting)),
    Section("copies", _("控え（バックアップ）"), copies, lambda found: found.backup),
    Section(
        "devices",
        _("市のハブと、地区の机"),
        devices,
        lambda found: (found.enrolment, found.lease, found.alarm, found.laptops),
    ),
    Section("district", _("この机のこと"), district, lambda _found: ()),
    Section("guidance", _("手引きとヘルプ"), guidance, lambda _found: ()),
    Section("diagnosis", _("診断"), diagnosis, lambda _found: ()),
)


class SettingsScreen(Screen):
    """`To.part`: the section to show first."""

    title = _("設定")

    def __init__(self, look: Look, session: Session, go: Go) -> None:
        super().__init__(look, session, go)
        self.page = Page(look)
        self.box.addWidget(self.page)
        self._part = ""
        self._seen: dict[str, object] = {}
        self._bodies: dict[str, QVBoxLayout] = {}
        self.sections: dict[str, QWidget] = {}
        self.district: DistrictCard | None = None
        self.laptops: tuple[Laptop, ...] | None = None
        for section in SECTIONS:
            head, (self._bodies[section.name], body) = heading(section.title), column()
            self.page.main.addWidget(head)
            self.page.main.addWidget(body)
            self.sections[section.name] = head

    def enter(self, to: To) -> None:
        self._part, self.laptops = to.part, None
        self.refresh()

    def refresh(self) -> None:
        self.session.ask(self, read, self._show)

    def _show(self, read_now: Settings) -> None:
        found = msgspec.structs.replace(read_now, laptops=self.laptops)
        if self.district is not None:
            self.district.take(found.district)
        for section in SECTIONS:
            seen = section.sees(found)
            if section.name not in self._seen or self._seen[section.name] != seen:
                self._seen[section.name] = seen
                empty(self._bodies[section.name])
                self._bodies[section.name].addWidget(section.make(self, found))
        if self._part in self.sections:
            self.page.widget().adjustSize()  # type: ignore[union-attr]
            self.page.reveal(self.sections[self._part])
        self._part = ""

    def show_laptops(self, found: tuple[Laptop, ...]) -> None:
        """They stay as long as one is here: reading anew must not take them away."""
        self.laptops = found
        self.refresh()

    def leave(self, then: Callable[[], None]) -> None:
        """What was typed of the desk is kept, asked or not: its former wording stays in the history."""
        self.keep_district(then)

    def keep_district(self, then: Callable[[], None]) -> None:
        if self.district is None or not self.district.changed():
            then()
            return
        typed = self.district.typed()

        def refused(error: DeskError) -> None:
            self.failed(error)
            then()

        self.session.act(self, lambda desk: desk.set_district(typed), lambda _none: then(), refused)
