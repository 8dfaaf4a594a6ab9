"""The city's hub and the laptops of the district: joined, let in with a compared number, taken out."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.japanese import shown
from sync import devices as laptops
from sync.client import HubClient
from sync.protocol import DeviceCard
from sync.reaching import client_of, enrolment_of, join
from ui.first_run.hub_form import HubForm
from ui.widgets.asking import Panel, ask, nothing, tell
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Row, Rows, facts
from ui.widgets.dates import day_words
from ui.widgets.once import Once
from ui.widgets.text import Words, line

if TYPE_CHECKING:
    from ui.settings.screen import Settings, SettingsScreen


class Laptop(msgspec.Struct, frozen=True, kw_only=True):
    """One of the district. `number`: its 照合番号 as long as it waits."""

    card: DeviceCard
    state: str
    here: bool
    number: str = ""


def devices(screen: "SettingsScreen", found: "Settings") -> QWidget:
    card, enrolment = Card("card", 20, 12), found.enrolment
    if screen.session.practice:
        card.body.addWidget(Words(_("練習の場は、市のハブにつながりません。")))
        return card
    if enrolment is None:
        card.body.addWidget(Words(_("この机は、まだ市のハブに登録されていません。")))
        join = Button(screen.look, _("登録コードで入る"), "second", "sync")
        join.clicked.connect(partial(ask_join, screen))
        card.body.addWidget(join)
        return card
    pairs = [(_("地区"), enrolment.district_name), (_("ハブ"), enrolment.hub), (_("この机"), enrolment.device.name)]
    if found.lease is not None:
        day = screen.session.now().fromtimestamp(
            found.lease.met_at + found.lease.days * 86400, screen.session.now().tzinfo
        )
        pairs.append((_("期限"), _("{day}までに、1度は同期してください").format(day=day_words(day.date()))))
    card.body.addWidget(facts(screen.look, pairs, 90))
    if found.alarm:
        card.body.addWidget(Words(found.alarm, "label"))
    rows = Rows()
    if found.laptops is None:
        rows.add(Row([Words(_("「机を見る」で、地区の机の一覧を聞きます。"), "note")]))
    for each in found.laptops or ():
        rows.add(row_of(screen, each))
    card.body.addWidget(rows)
    see = Button(screen.look, _("机を見る"), "second", "people")
    see.clicked.connect(partial(ask_list, screen))
    card.body.addWidget(see)
    return card


def ask_list(screen: "SettingsScreen") -> None:
    screen.session.act_long(screen, listed, screen.show_laptops, screen.failed)


def listed(desk: Desk) -> tuple[Laptop, ...]:
    """As the hub tells now. Raises SyncError."""
    enrolment = enrolment_of(desk)
    with client_of(desk, enrolment) as client:
        enrolment, roster, page = laptops.refreshed(desk, client, enrolment)
    own = enrolment.device.id
    known = [Laptop(card=each, state=laptops.ACTIVE, here=each.id == own) for each in roster.devices.values()]
    for each in page.pending:
        if each.id not in roster.ever:
            number = laptops.check_number_of(desk.exchange, enrolment, each)
            known.append(Laptop(card=each, state=laptops.PENDING, here=each.id == own, number=number))
    return tuple(known)


def row_of(screen: "SettingsScreen", each: Laptop) -> Row:
    name = shown(each.card.name)
    words: list[QWidget] = [line(name, "name")]
    right: list[QWidget] = []
    if each.here:
        words.append(Words(_("この机"), "note"))
    if each.state == laptops.PENDING:
        words.append(Words(_("承認を待っています。照合番号：{number}").format(number=each.number), "note"))
        press = Button(screen.look, _("承認する"), "second", row=True)
        press.setAccessibleName(_("{name}を承認する").format(name=name))
        press.clicked.connect(partial(ask_approve, screen, each))
        right = [press]
    elif not each.here:
        press = Button(screen.look, _("外す"), "link")
        press.setAccessibleName(_("{name}を外す").format(name=name))
        press.clicked.connect(partial(ask_revoke, screen, each))
        right = [press]
    return Row(words, right=right)


def acted(screen: "SettingsScreen", act: Callable[[Desk, HubClient], object]) -> None:
    """One act at the hub, and the list anew."""

    def work(desk: Desk) -> tuple[Laptop, ...]:
        enrolment = enrolment_of(desk)
        with client_of(desk, enrolment) as client:
            act(desk, client)
        return listed(desk)

    screen.session.act_long(screen, work, screen.show_laptops, screen.failed)


def ask_approve(screen: "SettingsScreen", each: Laptop) -> None:
    """The number is read on both screens before anything is signed."""

    def act(desk: Desk, client: HubClient) -> None:
        laptops.approve(desk, client, enrolment_of(desk), each.card)

    ask(
        screen.look,
        screen.window(),
        _("照合番号をくらべてください"),
        _("新しい机の画面の番号と、同じですか。\n{number}").format(number=each.number),
        [(_("同じなので承認する"), "main", partial(acted, screen, act)), (_("承認しない"), "plain", nothing)],
    )


def ask_revoke(screen: "SettingsScreen", each: Laptop) -> None:
    def act(desk: Desk, client: HubClient) -> None:
        laptops.revoke(desk, client, enrolment_of(desk), each.card.id, wipe=True)

    ask(
        screen.look,
        screen.window(),
        _("{name}を地区から外しますか").format(name=shown(each.card.name)),
        _("その机は、次の同期で鍵を消します。|まだ送っていない分は、束に残ります。"),
        [(_("外す"), "second", partial(acted, screen, act)), (_("やめる"), "main", nothing)],
    )


def ask_join(screen: "SettingsScreen") -> None:
    """A laptop that stood alone asks to be of a district; its records stay and are sent once it is in."""
    look = screen.look
    panel = Panel(look, screen.window(), _("市のハブに入る"), _("市からもらった紙を見て、打ってください。"))
    form = HubForm(look)
    panel.body.addWidget(form)

    def act() -> None:
        asked = form.asked()
        if asked is not None and once.begun():
            screen.session.act_long(panel, lambda desk: join(desk, asked, fresh=False).state, done, refused)

    def refused(error: DeskError) -> None:
        once.over()
        form.problem(str(error))

    def done(state: str) -> None:
        panel.accept()
        active = state == laptops.ACTIVE
        words = _("地区に入りました。") if active else _("申しこみました。|地区の責任者に、承認を頼んでください。")
        tell(look, screen.window(), _("市のハブ"), words)

    once = Once(panel.press(_("申しこむ"), "main", act, close=False), _("申しこむ"), _("申しこんでいます"))
    panel.press(_("やめる"), "plain", nothing)
    panel.open()
    form.first().setFocus()
