"""`kyosei-desk search` and `verify`: looking, without changing a record."""

from pathlib import Path

import click
import msgspec

from i18n import _
from kyosei_desk.commands.asking import (
    at_desk,
    finish_wipe,
    json_option,
    passphrase_option,
    person_option,
    secret,
    vault_option,
)
from kyosei_desk.commands.plain import PlainCommand, PlainOption
from kyosei_desk.japanese import shown
from kyosei_desk.opening import open_desk
from kyosei_desk.store import Found, searchable


@click.command(cls=PlainCommand, help=_("名前・かな・住所・電話・話した言葉から、1文字以上で記録をさがします。"))
@vault_option
@click.argument("words", nargs=-1, required=True, metavar=_("言葉 …"))
@passphrase_option
@person_option
@json_option
@click.option(
    "--limit",
    cls=PlainOption,
    type=click.IntRange(1, 1000),
    default=50,
    metavar=_("件数"),
    help=_("出す件数（1から1000まで、書かなければ50）"),
)
def search(
    *, folder: Path, words: tuple[str, ...], passphrase_file: Path | None, person: str | None, as_json: bool, limit: int
) -> None:
    """The best first, the newest first among equals."""
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        found = desk.search(" ".join(words), limit)
    for each in found:
        click.echo(msgspec.json.encode(each) if as_json else line_of(each))
    if not found:
        click.echo(nothing(words), err=True)


def nothing(words: tuple[str, ...]) -> str:
    """Why there is no line."""
    if not searchable(" ".join(words)):
        return _("さがす言葉が記号だけです。文字か数字を1つ以上入れてください。")
    return _("見つかりませんでした。ひらがなや電話番号でもさがせます。")


def line_of(found: Found) -> str:
    """One finding for a person's eye: one line, and no sign in it that could deceive."""
    parts = (found.taken_at[:10], found.id, "・".join(found.names), found.title)
    return "  ".join(shown(" ".join(part.split())) for part in parts if part)


@click.command(cls=PlainCommand, help=_("記録がこわれていないかを確かめます。"))
@vault_option
@passphrase_option
@person_option
@click.option("--seen", is_flag=True, cls=PlainOption, help=_("失われた操作の知らせを、見たことにします"))
def verify(*, folder: Path, passphrase_file: Path | None, person: str | None, seen: bool) -> int:
    """Exit status 1 and plain words on damage."""
    with open_desk(folder, secret(passphrase_file, _("合言葉")), person=person) as desk:
        finish_wipe(desk)
        if seen:
            desk.note_seen()
        damages = desk.verify()
    if damages:
        click.echo(_("記録に、確かめのいるところがあります。"), err=True)
    for damage in damages:
        click.echo(damage, err=True)
    if damages:
        click.echo(_("控え（バックアップ）から戻せます。いまの記録は消さずに、そのまま残してください。"), err=True)
        return 1
    click.echo(_("こわれたところは見つかりませんでした。"))
    return 0
