"""`kyosei-hub district` and `enrol-code`."""

from pathlib import Path

import click

from i18n import _
from kyosei_desk.commands.plain import PlainCommand, PlainGroup
from kyosei_desk.errors import DeskError, FieldError
from kyosei_desk.japanese import clean, shown
from sync import codes
from sync.hub.commands.asking import Hub, at_hub, hub_options
from sync.hub.store import HubStore
from sync.hub.store.refusals import CodeTaken, NameTaken
from sync.protocol import CODE_SECONDS, HubCard

LONGEST_NAME = 100
TRIES = 100


@click.group(cls=PlainGroup, help=_("地区を、足す・見る。"))
def district() -> None:
    """The group of `district …`."""


@district.command("add", help=_("地区を足し、その番号を出します。"))
@click.argument("name", metavar=_("名前"))
@hub_options
def add(*, name: str, data: Path, database: str | None) -> None:
    with at_hub(data, database) as hub:
        click.echo(added(hub, checked_name(name)))


def added(hub: Hub, name: str) -> str:
    """The id of the new district."""
    try:
        return hub.store.add_district(name)
    except NameTaken:
        raise DeskError(
            _("同じ名前の地区が、もうあります。"),
            _("その地区はそのままです。"),
            _("見分けられる名前にしてください。"),
        ) from None


def checked_name(name: str) -> str:
    """Raises FieldError for a name that cannot stand on one line."""
    words = clean(_("地区の名前"), name.strip(), LONGEST_NAME)
    if not words or "\n" in words:
        raise FieldError(
            "name",
            _("地区の名前がまだ書かれていません。"),
            _("1行で書いてください。"),
            _("ハブの記録はそのままです。"),
        )
    return words


@district.command("list", help=_("地区の一覧（番号と名前）"))
@hub_options
def list_districts(*, data: Path, database: str | None) -> None:
    with at_hub(data, database) as hub:
        for each in hub.store.districts():
            click.echo(f"{each.id}  {shown(each.name)}")


@click.command("enrol-code", cls=PlainCommand, help=_("机を1台登録するためのコードを作ります。"))
@click.argument("district", metavar=_("地区の名前か番号"))
@hub_options
def enrol_code(*, district: str, data: Path, database: str | None) -> None:
    """The code alone on standard output."""
    with at_hub(data, database) as hub:
        code = new_code(hub.store, hub.keys.card, hub.district(district).id)
    click.echo(code)
    minutes = CODE_SECONDS // 60
    click.echo(_("このコードは{minutes}分のあいだ、1台に1回だけ使えます。").format(minutes=minutes), err=True)


def new_code(store: HubStore, card: HubCard, district: str) -> str:
    """A code nobody else is using just now; the hub keeps only what checks its proof.

    For a district that has begun it names the founding entry: the new laptop takes no other district for it.
    """
    founding = store.roster(district).founding
    for _try in range(TRIES):
        code = codes.new_code(card.sign_public, founding)
        try:
            store.add_code(district, code.id, codes.secret_key(code), store.now() + CODE_SECONDS)
        except CodeTaken:
            continue
        return codes.written(code)
    raise DeskError(
        _("いま使われているコードが多すぎて、作れませんでした。"),
        _("ハブの記録はそのままです。"),
        _("しばらくしてから、もう一度どうぞ。"),
    )
