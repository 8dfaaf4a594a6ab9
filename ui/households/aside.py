"""Beside the timeline: who lives there, how to reach them, what they agreed to, and what is done rarely."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.japanese import shown
from kyosei_desk.japanese.dates import age_words
from kyosei_desk.records import Consent, ConsentState, Household, Member, Phone
from kyosei_desk.timeline import HouseholdPage
from ui.households import acts, merging, purging, relating
from ui.households.correcting import HOME, NEW
from ui.households.history import show_history
from ui.households.same_person import ask_same
from ui.navigation import Place, To
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Row, Rows, empty, facts, heading
from ui.widgets.dates import near_words
from ui.widgets.text import Words, beside

if TYPE_CHECKING:
    from ui.households.household import HouseholdScreen


def fill_aside(screen: "HouseholdScreen", found: HouseholdPage) -> Button:
    """Returns the press that begins a talk."""
    aside = screen.page.aside
    empty(aside)
    start = Button(screen.look, _("この世帯の相談を書く"), "main", "write", big=True)
    start.clicked.connect(lambda: screen.go(To(place=Place.INTAKE, part=f"household:{found.household.id}")))
    aside.addWidget(start)
    show_people(screen, found)
    show_contact(screen, found.household)
    show_kin(screen, found)
    show_consents(screen, found)
    show_rare(screen, found)
    return start


def link(
    screen: "HouseholdScreen", within: QVBoxLayout, word: str, icon: str, act: Callable[[], object], name: str = ""
) -> None:
    press = Button(screen.look, word, "link", icon)
    press.setAccessibleName(name or word)
    press.clicked.connect(lambda _on=False: act())
    within.addWidget(press, 0, Qt.AlignmentFlag.AlignLeft)


def show_people(screen: "HouseholdScreen", found: HouseholdPage) -> None:
    aside, rows = screen.page.aside, Rows()
    for member in found.members:
        rows.add(person(screen, member, found.household.id))
    if not found.members:
        rows.add(Row([Words(_("まだ、だれも書かれていません。"))]))
    aside.addWidget(heading(_("世帯の人")))
    aside.addWidget(rows)
    link(screen, aside, _("世帯の人を足す"), "plus", partial(screen.correct, NEW))


def person(screen: "HouseholdScreen", member: Member, household_id: str) -> QWidget:
    on = screen.session.now().date()
    name = _("{name}さん").format(name=shown(member.name)) if member.name else _("お名前はまだ")
    age = age_words(member.born, on).strip("（）") or shown(member.born.said)
    said = (shown(member.kana), shown(member.relation), age, member.living)
    mend, paper = Button(screen.look, _("直す"), "link"), Button(screen.look, _("開示請求の紙"), "link")
    mend.setAccessibleName(_("{name}を直す").format(name=name))
    mend.clicked.connect(partial(screen.correct, member.id))
    paper.setAccessibleName(_("{name}の開示請求の紙").format(name=name))
    paper.clicked.connect(lambda: screen.go(To(place=Place.PAPER, record_id=household_id, part=f"person:{member.id}")))
    words: list[QWidget] = [Words(name, "name")]
    words.append(Words("・".join(part for part in said if part), "note"))
    return Row([*words, beside(mend, paper, spacing=4)])


def show_contact(screen: "HouseholdScreen", home: Household) -> None:
    aside, pairs = screen.page.aside, contact_of(home)
    card = Card()
    card.body.addWidget(facts(screen.look, pairs, 64))
    if not any(value for _label, value in pairs):
        card.body.addWidget(Words(_("まだ、何も書かれていません。")))
    aside.addWidget(heading(_("連絡のしかた")))
    aside.addWidget(card)
    link(screen, aside, _("住所・電話を直す"), "write", partial(screen.correct, HOME))


def show_kin(screen: "HouseholdScreen", found: HouseholdPage) -> None:
    """Nothing where only some may open the household: a tie to it would tell."""
    if not found.may_relate:
        return
    aside, rows = screen.page.aside, Rows()
    for kin in found.kin:
        rows.add(relating.Kinship(screen, found, kin))
    if not found.kin:
        rows.add(Row([Words(_("まだ、何も書かれていません。"))]))
    aside.addWidget(heading(_("つながりのある世帯")))
    aside.addWidget(rows)
    link(screen, aside, _("つながりを書く"), "plus", lambda: relating.ask_other(screen, found))


def show_consents(screen: "HouseholdScreen", found: HouseholdPage) -> None:
    given = [each for each in found.consents if each.state is ConsentState.GIVEN and not each.withdrawn_on]
    if not given:
        return
    rows = Rows()
    for each in given:
        whom, asked = whose(each, found.members), asked_words(each, screen.session.now().date())
        press = Button(screen.look, _("取り消す"), "link")
        press.setAccessibleName(_("{whom} {day}の同意を取り消す").format(whom=whom, day=asked))
        press.clicked.connect(partial(acts.ask_withdraw, screen.look, screen.window(), screen.session, screen, each.id))
        words: list[QWidget] = [Words(whom), Words("　".join(part for part in (asked, each.way) if part), "note")]
        rows.add(Row(words, right=[press]))
    screen.page.aside.addWidget(heading(_("同意")))
    screen.page.aside.addWidget(rows)


def show_rare(screen: "HouseholdScreen", found: HouseholdPage) -> None:
    aside = screen.page.aside
    aside.addWidget(heading(_("ほかのこと")))
    link(screen, aside, _("直した履歴を見る"), "undo", lambda: show_history(screen, told_of(found)))
    link(screen, aside, _("同じ世帯をまとめる"), "join", lambda: merging.ask_merge(screen, found))
    if len(found.members) > 1:
        link(screen, aside, _("同じ人をまとめる"), "people", lambda: ask_same(screen, found))
    for merge in found.merges:
        link(screen, aside, merging.undo_words(merge, found), "undo", partial(merging.ask_undo, screen, merge))
    erase = purging.household(found.household.id)
    link(screen, aside, _("この世帯を消す"), "close", lambda: purging.ask_purge(screen, erase))


def told_of(found: HouseholdPage) -> list[tuple[str, str]]:
    """The records that the page itself shows: the home and its people."""
    people = [(each.id, _("{name}さん").format(name=shown(each.name)) if each.name else "") for each in found.members]
    return [(found.household.id, ""), *people]


def contact_of(home: Household) -> list[tuple[str, str]]:
    address = " ".join(part for part in (home.postal and f"〒{home.postal}", home.address, home.building) if part)
    if home.address_withheld:
        address = _("（かくしています）") + address
    if home.no_fixed_abode:
        address = _("住所不定") + ("　" + address if address else "")
    return [(_("住所"), shown(address)), (_("自治会"), shown(home.association)), (_("電話"), phone_words(home.phone))]


def phone_words(phone: Phone) -> str:
    left = {True: _("留守番電話に入れてよい"), False: _("留守番電話には入れない"), None: ""}[phone.message_allowed]
    return "\n".join(shown(part) for part in (phone.number, phone.safe_hours, left) if part)


def whose(consent: Consent, members: tuple[Member, ...]) -> str:
    name = next((each.name for each in members if each.id == consent.member_id), "")
    return _("{name}さん").format(name=shown(name)) if name else _("ご本人")


def asked_words(consent: Consent, today: date) -> str:
    """When they were asked; with the year where it is another."""
    if not consent.asked_on:
        return ""
    return near_words(date.fromisoformat(consent.asked_on), today)
