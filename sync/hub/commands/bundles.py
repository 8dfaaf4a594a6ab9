"""`kyosei-hub bundle import` and `bundle export`: for a centre with no line at all."""

from pathlib import Path

import click
import msgspec

from i18n import _
from kyosei_desk.commands.plain import PlainGroup, PlainOption
from sync import bundle as file_of
from sync.hub import bundle as by_hand
from sync.hub import keys
from sync.hub.bundle import Taken
from sync.hub.commands.asking import at_hub, hub_options, json_option, passphrase

path_argument = click.argument("path", type=click.Path(path_type=Path), metavar=_("ファイル"))


@click.group(cls=PlainGroup, help=_("線のない所の机と、USB などの束で同期します。"))
def bundle() -> None:
    """The group of `bundle …`."""


@bundle.command("import", help=_("机が書き出した束を取りこみます。"))
@path_argument
@hub_options
@click.option("--revoked", is_flag=True, cls=PlainOption, help=_("登録を取り消した机の記録も取りこみます"))
@json_option
def import_bundle(*, path: Path, data: Path, database: str | None, revoked: bool, as_json: bool) -> int:
    """Exit status 1 where something of it was not taken; a sentence says what."""
    found = file_of.read(path)
    with at_hub(data, database) as hub:
        if hub.store.find_district(found.district) is None:
            raise file_of.of_other_district()
        held = keys.serving_keys(hub.keys, passphrase())
        taken = by_hand.take(hub.store, held, found, revoked=revoked)
    for remark in taken.remarks:
        click.echo(remark, err=True)
    click.echo(msgspec.json.encode(taken) if as_json else sentence(taken))
    return 1 if taken.remarks else 0


def sentence(taken: Taken) -> str:
    return _("束を取りこみました: 新しい記録 {changes}件・手紙 {letters}通").format(
        changes=taken.changes, letters=taken.letters
    )


@bundle.command("export", help=_("地区の机に渡す束を書き出します。"))
@click.argument("district", metavar=_("地区の名前か番号"))
@path_argument
@hub_options
def export_bundle(*, district: str, path: Path, data: Path, database: str | None) -> None:
    """The same for every desk of the district; each takes what it does not have."""
    with at_hub(data, database) as hub:
        chosen = hub.district(district).id
        held = keys.serving_keys(hub.keys, passphrase())
        written = by_hand.written(hub.store, held, chosen)
    file_of.write(path, written)
    click.echo(
        _("束を書き出しました: {file}（記録 {changes}件・答え {replies}通）").format(
            file=path, changes=file_of.counted(written.batches), replies=len(written.replies)
        )
    )
