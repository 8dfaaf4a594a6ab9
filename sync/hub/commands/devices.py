"""`kyosei-hub device list` and `device revoke`; `alarms`."""

from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from i18n import _
from kyosei_desk.commands.plain import PlainCommand, PlainGroup, PlainOption
from kyosei_desk.errors import DeskError
from kyosei_desk.japanese import shown
from sync.hub import keys
from sync.hub.commands.asking import Hub, at_hub, district_option, hub_options, json_option, passphrase
from sync.hub.commands.wording import moment
from sync.hub.store.refusals import RosterMoved
from sync.hub.store.rows import Alarm, AlarmKind, Device, State
from sync.protocol import CITY, Step
from sync.roster import following, signed

TRIES = 10
SHOWN_SIGNS = 8


@click.group(cls=PlainGroup, help=_("登録された机を、見る・取り消す。"))
def device() -> None:
    """The group of `device …`."""


@device.command("list", help=_("登録された机の一覧"))
@hub_options
@district_option
@json_option
def list_devices(*, data: Path, database: str | None, district: str | None, as_json: bool) -> None:
    with at_hub(data, database) as hub:
        for name, each in devices_of(hub, district):
            click.echo(msgspec.json.encode(facts(name, each)) if as_json else line_of(name, each))


def devices_of(hub: Hub, district: str | None) -> Iterator[tuple[str, Device]]:
    """District name and device, of one district or of all."""
    for each in hub.districts(district):
        for found in hub.store.devices(each.id):
            yield each.name, found


def facts(district_name: str, each: Device) -> dict[str, object]:
    return {
        "id": each.card.id,
        "name": each.card.name,
        "district": each.district,
        "district_name": district_name,
        "state": each.state,
        "enrolled_at": moment(each.enrolled_at),
        "last_seen": moment(each.last_seen) if each.last_seen else "",
        "changes": each.head.seq,
        "bytes": each.bytes,
    }


def line_of(district_name: str, each: Device) -> str:
    words = {
        State.PENDING: _("承認待ち"),
        State.APPROVED: _("コード待ち"),
        State.ACTIVE: _("使用中"),
        State.REVOKED: _("取り消し済み"),
    }
    seen = moment(each.last_seen)[:16] if each.last_seen else _("まだ来ていません")
    return "  ".join((each.card.id, words[each.state], shown(district_name), shown(each.card.name), seen))


@device.command("revoke", help=_("机の登録を取り消します。その机は、次につながったときに中身を消します。"))
@click.argument("device_id", metavar=_("机の番号"))
@hub_options
@click.option("--keep", is_flag=True, cls=PlainOption, help=_("取り消すだけで、机の中身は消させません"))
def revoke(*, device_id: str, data: Path, database: str | None, keep: bool) -> None:
    """The order is signed with the city's signing key; one that was never approved is only forgotten."""
    with at_hub(data, database) as hub:
        found = known(hub, device_id)
        if found.state is State.PENDING and hub.store.dismiss_device(found.card.id):
            click.echo(_("承認を待っていた机の登録を取り消しました。"), err=True)
            return
        private = keys.signing_pair(hub.keys, passphrase()).private
        order(hub, found, private, wipe=not keep)
    click.echo(done(wipe=not keep), err=True)


def known(hub: Hub, device_id: str) -> Device:
    """By its id, or the eight signs that a desk shows of it. Raises DeskError where it is none, or revoked."""
    here = (each for _name, each in devices_of(hub, None) if each.card.id.startswith(device_id))
    match list(here) if len(device_id) >= SHOWN_SIGNS else []:
        case [found] if found.state is State.REVOKED:
            raise DeskError(_("その机の登録は、もう取り消されています。"), _("何も変えていません。"), "")
        case [found]:
            return found
    raise DeskError(
        _("その机は、このハブに登録されていません。"),
        _("何も変えていません。"),
        _("kyosei-hub device list で、番号を確かめてください。"),
    )


def order(hub: Hub, found: Device, private: bytes, *, wipe: bool) -> None:
    """The signed entry, made anew where the district's roster moved meanwhile."""
    for _try in range(TRIES):
        roster = hub.store.roster(found.district)
        bare = following(roster, Step.REVOKE, hub.store.now(), CITY)
        entry = msgspec.structs.replace(bare, device_id=found.card.id, wipe=wipe)
        try:
            return hub.store.append_entry(found.district, signed(private, found.district, entry))
        except RosterMoved:
            continue
    raise DeskError(
        _("地区の名簿が動きつづけていて、取り消せませんでした。"), _("何も変えていません。"), _("もう一度どうぞ。")
    )


def done(*, wipe: bool) -> str:
    if wipe:
        return _(
            "登録を取り消しました。その机は、次につながったときに、送っていない分を束に残してから、中身を消します。"
        )
    return _("登録を取り消しました。その机の中身はそのままです。")


@click.command(cls=PlainCommand, help=_("人が確かめることの一覧（写された机、二重の手紙など）"))
@hub_options
@district_option
@json_option
def alarms(*, data: Path, database: str | None, district: str | None, as_json: bool) -> None:
    with at_hub(data, database) as hub:
        names = {each.id: each.name for each in hub.districts(district)}
        found = hub.store.alarms(hub.district(district).id if district else None)
    for each in found:
        click.echo(msgspec.json.encode(alarm_facts(each)) if as_json else alarm_line(names[each.district], each))
    if not found:
        click.echo(_("確かめることはありません。"), err=True)


def alarm_facts(each: Alarm) -> dict[str, object]:
    times = {"first_at": moment(each.first_at), "last_at": moment(each.last_at)}
    return {**msgspec.structs.asdict(each), **times}


def alarm_line(district_name: str, each: Alarm) -> str:
    more = str(each.times) if each.kind is AlarmKind.MORE else ""
    parts = (moment(each.last_at)[:16], shown(district_name), words_of(each.kind), each.device, each.about, more)
    return "  ".join(part for part in parts if part)


def words_of(kind: AlarmKind) -> str:
    words = {
        AlarmKind.FORK: _("同じ番号に、違う中身が2つあります（机が写されたか、古い控えで動いています）"),
        AlarmKind.REPLAY: _("同じ署名の要求が、2度来ました"),
        AlarmKind.LETTER_FORK: _("同じ番号の手紙に、違う中身が2つあります"),
        AlarmKind.MORE: _("これより前の分は、件数だけ残しています"),
    }
    return words[kind]
