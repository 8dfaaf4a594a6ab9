"""Households that may be the one being written down: asked while a person types, and only suggested."""

from collections.abc import Iterator, Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.japanese import shown
from kyosei_desk.records import Birth, Consultation, Household, Member
from kyosei_desk.similar import similar
from ui.intake.reading import honoured, joined
from ui.look import Look
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Row, Rows
from ui.widgets.text import Words, beside

AT_MOST, LOOKED_AT = 3, 12
ADDRESS_SIGNS = 5
"""An address shorter than this says nothing."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A household that may be meant: who of it, and in what it is alike. `address` is "" where it is to be hidden."""

    household_id: str
    name: str
    kana: str = ""
    relation: str = ""
    born: str = ""
    address: str = ""
    alike: str = ""


def by_person(desk: Desk, name: str, kana: str, born: Birth) -> tuple[Known, ...]:
    """One for each household, the likeliest first."""
    found: dict[str, Known] = {}
    for match in similar(desk, name, kana, born if born.year else None):
        known = Known(
            household_id=match.household_id,
            name=match.name,
            kana=match.kana,
            relation=match.relation,
            born=match.born.said,
            address=match.address,
            alike="・".join(str(each) for each in match.alike),
        )
        found.setdefault(match.household_id, known)
    return tuple(found.values())[:AT_MOST]


def by_address(desk: Desk, address: str) -> tuple[Known, ...]:
    """Who was written down at this place."""
    if len(address.strip()) < ADDRESS_SIGNS or not any(sign.isdigit() for sign in address):
        return ()
    found: dict[str, Known] = {}
    for home_id in homes(desk, address):
        if home_id not in found and (known := known_home(desk, home_id)) is not None:
            found[home_id] = known
        if len(found) == AT_MOST:
            break
    return tuple(found.values())


def homes(desk: Desk, words: str) -> Iterator[str]:
    for each in desk.search(words, LOOKED_AT):
        if not each.restricted:
            yield desk.postbox.shown(each.record_id, Consultation)[1].household_id


def known_home(desk: Desk, home_id: str) -> Known | None:
    """None where it is hidden where they live: an address must find nobody who hides."""
    records = [each.record for each in desk.postbox.of_household(home_id)]
    home = next((each for each in records if isinstance(each, Household)), None)
    people = sorted((each for each in records if isinstance(each, Member)), key=lambda each: each.position)
    if home is None or home.address_withheld or not people:
        return None
    first = people[0]
    return Known(
        household_id=home_id,
        name=first.name,
        kana=first.kana,
        relation=first.relation,
        born=first.born.said,
        address=home.address,
        alike=_("住所"),
    )


class Suggestions(Card):
    """Hidden while nothing is alike. `chosen` tells a household's id; one that was waved off is not shown again."""

    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__("quiet", 14, 8)
        self._look = look
        self._other: set[str] = set()
        self._shown: tuple[Known, ...] = ()
        self._rows = Rows()
        other = Button(look, _("ちがう方です"), "link")
        other.clicked.connect(self._wave_off)
        self.body.addWidget(beside(Words(_("前に来た方|かもしれません"), "label"), other, stretch=False))
        self.body.addWidget(self._rows)
        self.hide()

    def say(self, found: Sequence[Known]) -> None:
        fresh = tuple(each for each in found if each.household_id not in self._other)
        if fresh == self._shown:
            return
        self._shown = fresh
        self._rows.clear()
        for known in fresh:
            self._rows.add(self._row(known))
        self.setVisible(bool(fresh))

    def failed(self, _error: DeskError) -> None:
        """A suggestion that cannot be made is none."""
        self.say(())

    def _row(self, known: Known) -> QWidget:
        name = honoured(known.name) if known.name.strip() else shown(known.kana) or _("お名前はまだ")
        kana = _("（{kana}）").format(kana=shown(known.kana)) if known.kana and known.name else ""
        words: list[QWidget] = [Words(f"{name}{kana}", "label")]
        words.append(Words(joined(known.relation, known.born, known.address), "note"))
        words.append(Words(_("同じところ：{alike}").format(alike=known.alike), "note"))
        press = Button(self._look, _("この世帯の相談にする"), "second", row=True)
        press.setAccessibleName(_("{name} この世帯の相談にする").format(name=name))
        press.clicked.connect(lambda: self.chosen.emit(known.household_id))
        return Row(words, right=[press])

    def _wave_off(self) -> None:
        self._other |= {each.household_id for each in self._shown}
        self.say(())
