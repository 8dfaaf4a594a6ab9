"""`kyosei-desk backup` and `restore`."""

from pathlib import Path

import click

from i18n import _
from kyosei_desk.commands.asking import at_desk, passphrase_option, person_option, place_option, secret, vault_option
from kyosei_desk.commands.plain import PlainCommand
from kyosei_desk.opening import restore_backup

code_option = place_option("--code-file", metavar=_("ファイル"), help=_("回復コードを1行目に書いたファイル"))


@click.command(cls=PlainCommand, help=_("記録の控えを、別の鍵で1つのファイルに取ります。"))
@vault_option
@place_option("--to", "target", metavar=_("ファイル"), required=True, help=_("控えのファイル"))
@passphrase_option
@person_option
def backup(*, folder: Path, target: Path, passphrase_file: Path | None, person: str | None) -> None:
    """The copy is checked before it is said to be there."""
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        desk.backup(target)
    click.echo(_("控えを取り、開けることを確かめました: {file}").format(file=target))


@click.command(cls=PlainCommand, help=_("控えから記録を戻します。回復コードで開けるときは、新しい合言葉を決めます。"))
@vault_option
@place_option("--from", "source", metavar=_("ファイル"), required=True, help=_("控えのファイル"))
@passphrase_option
@code_option
@person_option
def restore(
    *, folder: Path, source: Path, passphrase_file: Path | None, code_file: Path | None, person: str | None
) -> None:
    """Into a folder without a vault: what is there is never overwritten."""
    code = secret(code_file, _("回復コード")) if code_file else None
    words = secret(passphrase_file, _("新しい合言葉") if code else _("控えを取ったときの合言葉"), twice=bool(code))
    restore_backup(source, folder, words, code=code, person=person)
    click.echo(_("控えから戻しました: {folder}").format(folder=folder))
