"""`kyosei-hub bulletin publish` and `bulletin list`."""

from pathlib import Path

import click
import msgspec

from i18n import _
from kyosei_desk import disk
from kyosei_desk.commands.plain import PlainGroup, PlainOption
from kyosei_desk.errors import DefinitionError, DeskError
from kyosei_desk.japanese import shown
from kyosei_desk.published import LIMIT_BYTES, kind_words, recognised
from sync.hub import bulletins, keys
from sync.hub.commands.asking import at_hub, hub_options, json_option, passphrase
from sync.hub.commands.wording import moment
from sync.protocol import Bulletin, BulletinKind


@click.group(cls=PlainGroup, help=_("机に配るもの（確認シート、番号、窓口、お知らせ）を、配る・見る。"))
def bulletin() -> None:
    """The group of `bulletin …`."""


@bulletin.command("publish", help=_("ファイルを確かめ、署名して、すべての机に配ります。"))
@click.argument("file", type=click.Path(path_type=Path), metavar=_("ファイル"))
@hub_options
@click.option(
    "--kind",
    cls=PlainOption,
    type=click.Choice([str(kind) for kind in BulletinKind]),
    help=_("種類（書かなければ、ファイルの形から決めます）"),
)
def publish(*, file: Path, data: Path, database: str | None, kind: str | None) -> None:
    """Checked before the signing key is asked for, and again under the lock."""
    text = text_of(file)
    found, version = recognised(text, file.name)
    if kind is not None and kind != found:
        raise other_kind(file.name)
    with at_hub(data, database) as hub:
        signing = keys.signing_pair(hub.keys, passphrase())
        done = bulletins.published(hub.store, signing, BulletinKind(found), version, text)
    click.echo(line_of(done))


def text_of(file: Path) -> str:
    """Raises DeskError where it is no text, or too long for one."""
    with disk.in_words(), file.open("rb") as opened:
        content = opened.read(LIMIT_BYTES + 1)
    if len(content) > LIMIT_BYTES:
        raise DefinitionError(file.name, 0, _("ファイルが大きすぎます。"))
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise DefinitionError(file.name, 0, _("UTF-8 の文字になっていません。")) from None


def other_kind(name: str) -> DeskError:
    return DefinitionError(name, 0, _("--kind の種類と、ファイルの形が合いません。"))


@bulletin.command("list", help=_("配ったものの一覧"))
@hub_options
@json_option
def list_bulletins(*, data: Path, database: str | None, as_json: bool) -> None:
    with at_hub(data, database) as hub:
        for each in bulletins.every(hub.store):
            click.echo(msgspec.json.encode(facts(each)) if as_json else line_of(each))


def facts(each: Bulletin) -> dict[str, object]:
    return {
        "number": each.number,
        "kind": each.kind,
        "version": each.version,
        "published_at": moment(each.published_at),
    }


def line_of(each: Bulletin) -> str:
    return _("{number}  {kind}  第{version}版  {at}").format(
        number=each.number, kind=kind_words(each.kind), version=shown(each.version), at=moment(each.published_at)[:16]
    )
