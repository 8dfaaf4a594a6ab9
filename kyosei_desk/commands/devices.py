"""`kyosei-desk enrol` and `device …`: which laptops are of the district."""

import sys
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import click
import msgspec

from i18n import _
from kyosei_desk.clock import system_clock
from kyosei_desk.commands.asking import (
    at_desk,
    json_option,
    passphrase_option,
    person_option,
    place_option,
    secret,
    vault_option,
)
from kyosei_desk.commands.plain import PlainCommand, PlainGroup, PlainOption
from kyosei_desk.commands.replaying import announce
from kyosei_desk.desk import Desk
from kyosei_desk.japanese import shown
from kyosei_desk.opening import make_desk, vault_exists
from kyosei_desk.records import DISTRICT_ID, District
from sync import devices
from sync.devices import Enrolment
from sync.enrolling import Application
from sync.errors import SyncError
from sync.protocol import DeviceCard
from sync.reaching import application, client_of, enrolment_of, join
from sync.roster import Roster


class Line(msgspec.Struct, frozen=True):
    """A laptop as `--json` prints it. `check`: its 照合番号 as long as it waits, else ""."""

    id: str
    name: str
    state: str
    this: bool
    check: str = ""


def applying(command: Callable[..., None]) -> Callable[..., None]:
    """The options of an enrolment, gathered into one `application` before anything is opened or made."""

    @click.option("--hub", "url", cls=PlainOption, metavar=_("アドレス"), required=True, help=_("市のハブのアドレス"))
    @click.option("--code", cls=PlainOption, metavar=_("コード"), help=_("市からの登録コード"))
    @place_option("--code-file", metavar=_("ファイル"), help=_("登録コードを1行目に書いたファイル（--code のかわり）"))
    @place_option("--ca", "ca_file", metavar=_("ファイル"), help=_("ハブの認証局の証明書（市から渡されたとき）"))
    @click.option("--name", cls=PlainOption, metavar=_("机の名前"), help=_("ほかの机の一覧に出る名前"))
    @wraps(command)
    def gathered(
        *, url: str, code: str | None, code_file: Path | None, ca_file: Path | None, name: str | None, **rest: Any
    ) -> None:
        typed = code or secret(code_file, _("登録コード"))
        command(application=application(url, typed, name or "", ca_file), **rest)

    return gathered


@click.command(
    "enrol",
    cls=PlainCommand,
    help=_("市の登録コードで、この机を地区に登録します。記録がなければ、新しく作ります。"),
)
@vault_option
@applying
@passphrase_option
@person_option
def enrol_desk(*, folder: Path, application: Application, passphrase_file: Path | None, person: str | None) -> None:
    """A code on the command line stands in a list of processes for a moment; it is used up by then."""
    fresh = not vault_exists(folder)
    words = secret(passphrase_file, _("合言葉"), twice=fresh)
    if fresh:
        announce(make_desk(folder, person or _("責任者"), words, system_clock, District(id=DISTRICT_ID)))
    with at_desk(folder, words, person) as desk:
        click.echo(outcome(desk, join(desk, application, fresh=fresh)))


def outcome(desk: Desk, enrolment: Enrolment) -> str:
    if enrolment.state == devices.ACTIVE:
        return _("この机を、{district}に登録しました。").format(district=enrolment.district_name)
    asked = _(
        "{district}に、この机の登録を申しこみました。地区の責任者に、承認（device approve）を頼んでください。"
    ).format(district=enrolment.district_name)
    number = devices.check_number_of(desk.exchange, enrolment)
    return asked + "\n" + _("照合番号: {number}").format(number=number) if number else asked


@click.group(cls=PlainGroup, help=_("地区の机（パソコン）を、見る・承認する・外す。"))
def device() -> None:
    """The group of `device …`."""


@device.command("list", help=_("地区の机の一覧（つながらないときは、前に聞いたもの）"))
@vault_option
@passphrase_option
@person_option
@json_option
def list_devices(*, folder: Path, passphrase_file: Path | None, person: str | None, as_json: bool) -> None:
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        for line in lines(desk):
            click.echo(msgspec.json.encode(line) if as_json else sentence(line))
        if alarm := devices.alarm(desk.exchange):
            click.echo(alarm, err=True)


def lines(desk: Desk) -> list[Line]:
    """Every laptop, as the hub tells now or as it told last."""
    enrolment = enrolment_of(desk)
    try:
        with client_of(desk, enrolment) as client:
            enrolment, roster, page = devices.refreshed(desk, client, enrolment)
        pending = page.pending
    except SyncError as error:
        click.echo(error.happened + _("前に聞いた一覧を出します。"), err=True)
        roster, pending = devices.roster_of(desk.exchange, enrolment), ()
    return list(listed(desk, enrolment, roster, pending))


def listed(desk: Desk, enrolment: Enrolment, roster: Roster, pending: tuple[DeviceCard, ...]) -> Iterator[Line]:
    own = enrolment.device.id
    for card in roster.ever.values():
        state = devices.ACTIVE if card.id in roster.devices else devices.REVOKED
        yield Line(card.id, card.name, state, card.id == own)
    waiting = {card.id: card for card in (*pending, enrolment.device)}
    for card in waiting.values():
        if card.id not in roster.ever:
            check = devices.check_number_of(desk.exchange, enrolment, card)
            yield Line(card.id, card.name, devices.PENDING, card.id == own, check)


def sentence(line: Line) -> str:
    """One laptop for a person's eye."""
    states = {devices.ACTIVE: _("使用中"), devices.PENDING: _("承認待ち"), devices.REVOKED: _("取り消し")}
    parts = [line.id[:8], shown(line.name), states[line.state]]
    parts += [_("照合番号: {number}").format(number=line.check)] if line.check else []
    parts += [_("（この机）")] if line.this else []
    return "  ".join(parts)


@device.command("approve", help=_("承認を待つ机を、地区に入れます（責任者がします）。照合番号を見くらべてください。"))
@vault_option
@click.argument("device_id", required=False, metavar=_("机"))
@passphrase_option
@person_option
def approve(*, folder: Path, device_id: str | None, passphrase_file: Path | None, person: str | None) -> None:
    """Name and number are shown before anything is signed; at a terminal a person confirms them."""
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        devices.check_manager(desk)
        enrolment = enrolment_of(desk)
        with client_of(desk, enrolment) as client:
            enrolment, _roster, page = devices.refreshed(desk, client, enrolment)
            card = devices.waiting(page.pending, device_id)
            number = devices.check_number_of(desk.exchange, enrolment, card)
            click.echo(_("{name}  照合番号: {number}").format(name=shown(card.name), number=number))
            if sys.stdin.isatty():
                click.confirm(_("新しい机の画面の照合番号と、同じですか"), abort=True, err=True)
            devices.approve(desk, client, enrolment, card)
    click.echo(_("承認しました。新しい机で、同期をしてください。"))


@device.command("revoke", help=_("机を地区から外します（責任者がします）。その机は、次の同期で鍵を消します。"))
@vault_option
@click.argument("device_id", metavar=_("机"))
@click.option("--keep", is_flag=True, cls=PlainOption, help=_("その机の記録は、読めるまま残します"))
@passphrase_option
@person_option
def revoke(*, folder: Path, device_id: str, keep: bool, passphrase_file: Path | None, person: str | None) -> None:
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        devices.check_manager(desk)
        enrolment = enrolment_of(desk)
        with client_of(desk, enrolment) as client:
            enrolment, roster, _page = devices.refreshed(desk, client, enrolment)
            card = devices.member(roster, device_id)
            devices.revoke(desk, client, enrolment, card.id, wipe=not keep)
    click.echo(_("{name} を外し、地区の鍵を新しくしました。").format(name=shown(card.name)))
