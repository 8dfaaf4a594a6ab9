"""`kyosei-desk recovery renew`: a new recovery code where the paper was lost or seen by someone else."""

import sys
from pathlib import Path

import click

from i18n import _
from kyosei_desk import disk
from kyosei_desk.commands.asking import at_desk, passphrase_option, person_option, place_option, secret, vault_option
from kyosei_desk.commands.hidden import asked, first_line
from kyosei_desk.commands.plain import PlainGroup, PlainOption
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, FieldError
from kyosei_desk.japanese import shown
from kyosei_desk.recovery import Renewal, Renewed


@click.group(cls=PlainGroup, help=_("回復コードの紙を、新しくする。"))
def recovery() -> None:
    """The group of `recovery …`."""


@recovery.command(
    "renew",
    help=_("新しい回復コードを作ります（責任者がします）。紙に書いて打つまで、いままでの紙が使えます。"),
)
@vault_option
@passphrase_option
@person_option
@place_option("--old-code-file", metavar=_("ファイル"), help=_("いままでの回復コードを1行目に書いたファイル"))
@click.option("--lost", is_flag=True, cls=PlainOption, help=_("いままでの紙がないとき"))
@place_option(
    "--code-file",
    metavar=_("ファイル"),
    help=_("新しい回復コードを書くファイル（なければ、画面に一度だけ出し、打って確かめます）"),
)
def renew(
    *,
    folder: Path,
    passphrase_file: Path | None,
    person: str | None,
    old_code_file: Path | None,
    lost: bool,
    code_file: Path | None,
) -> None:
    """The new code counts once it was typed back, or stands in the file."""
    check_asked(old_code_file, code_file, lost=lost)
    words = secret(passphrase_file, _("合言葉"))
    with at_desk(folder, words, person) as desk:
        desk.recovery.check()
        renewal = desk.recovery.begin(words, old_code(old_code_file, lost=lost))
        done = in_file(desk, renewal, code_file) if code_file else typed_back(desk, renewal)
    click.echo(_("回復コードを新しくしました。いままでの紙では、この机は開けられません。"))
    click.echo(_("いままでの紙は、細かく破って捨ててください。"))
    tell(done)


def check_asked(old_code_file: Path | None, code_file: Path | None, *, lost: bool) -> None:
    """Raises DeskError before anything is asked where two ways are named at once, or nobody is there to be asked."""
    if lost and old_code_file is not None:
        raise DeskError(
            _("--lost と --old-code-file は、いっしょには使えません。"),
            kept(),
            _("いままでの紙があるなら --old-code-file だけを、ないなら --lost だけをつけてください。"),
        )
    if not sys.stdin.isatty() and (code_file is None or not (lost or old_code_file)):
        raise DeskError(
            _("回復コードをたずねる画面がありません。"),
            kept(),
            _("画面で打つか、--code-file と、--old-code-file か --lost をつけてください。"),
        )


def kept() -> str:
    return _("いままでの回復コードは、そのまま使えます。")


def old_code(path: Path | None, *, lost: bool) -> str | None:
    """The code of before; None where its paper is lost."""
    if path is not None:
        return first_line(path)
    if lost or not click.confirm(_("いままでの紙が、手もとにありますか"), err=True):
        return None
    return asked(_("いままでの回復コード"))


def typed_back(desk: Desk, renewal: Renewal) -> Renewed:
    """Shown once, on standard error, and asked for until it is the same."""
    click.echo(_("新しい回復コード（紙に書いて、鍵のかかる場所へ。二度は出しません）:"), err=True)
    click.echo(renewal.code, err=True)
    while True:
        try:
            return desk.recovery.renew(renewal, asked(_("紙を見て、新しい回復コードを打ってください")))
        except FieldError as error:
            click.echo(str(error), err=True)


def in_file(desk: Desk, renewal: Renewal, path: Path) -> Renewed:
    """For scripts: the file stands for the paper, and is there before the code counts. Nothing is written over."""
    if path.exists():
        raise DeskError(_("新しい回復コードを書くファイルが、もうあります。"), kept(), _("ほかの名前にしてください。"))
    disk.write_whole(path, f"{renewal.code}\n".encode())
    try:
        return desk.recovery.renew(renewal, first_line(path))
    except DeskError:
        path.unlink(missing_ok=True)  # a code that is not in force
        raise


def tell(done: Renewed) -> None:
    """What a person should know besides, on standard error."""
    if done.waiting:
        names = "、".join(shown(each) for each in done.waiting)
        click.echo(
            _("{names} さんには、自分の合言葉でこの机を一度あけたあとから、新しい紙が使えます。").format(names=names),
            err=True,
        )
    if not done.tidied:
        click.echo(_("控えの作り直しが、終わっていません。次に開いたときにします。"), err=True)
    click.echo(
        _("USB などに写した前の控えは、いままでの紙でまだ開きます。新しく取り直し、前のものはこわしてください。"),
        err=True,
    )
