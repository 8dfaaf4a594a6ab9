"""Options and questions that the commands share."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from i18n import _
from kyosei_desk.clock import Clock, fixed_clock, system_clock
from kyosei_desk.errors import DeskError

Command = TypeVar("Command", bound=Callable[..., Any])

MAX_SECRET_BYTES = 4096

vault_option = click.option(
    "--vault", "folder", type=click.Path(path_type=Path), required=True, help=_("記録のフォルダー")
)
passphrase_option = click.option(
    "--passphrase-file", type=click.Path(path_type=Path), help=_("合言葉を書いたファイル（なければ、たずねます）")
)
new_passphrase_option = click.option(
    "--new-passphrase-file", type=click.Path(path_type=Path), help=_("新しい合言葉を書いたファイル")
)
person_option = click.option("--person", help=_("開ける人の名前（なければ、合言葉の合う人）"))
json_option = click.option("--json", "as_json", is_flag=True, help=_("1件を1行の JSON で"))


def secret(path: Path | None, question: str, *, twice: bool = False) -> str:
    """A passphrase or code from the file's first line, or asked for on the terminal without echo."""
    if path is not None:
        return first_line(path)
    if not sys.stdin.isatty():
        raise DeskError(
            _("合言葉をたずねる画面がありません。"),
            _("記録はそのままです。"),
            _("--passphrase-file でファイルを指定してください。"),
        )
    return str(click.prompt(question, hide_input=True, confirmation_prompt=twice, err=True))


def first_line(path: Path) -> str:
    """The first line of a small UTF-8 file, without its line end."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_SECRET_BYTES)
        return content.decode("utf-8-sig").splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise DeskError(
            _("合言葉のファイルを読めませんでした。"),
            _("記録はそのままです。"),
            _("ファイルの場所と、1行目に合言葉があるかを確かめてください。"),
        ) from error


def clock_of(moment: datetime | None) -> Clock:
    """The clock a command runs by: the machine's, or one that stands still."""
    return system_clock if moment is None else fixed_clock(moment)


class Moment(click.ParamType[datetime]):
    """An ISO date and time."""

    name = "ISO"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            self.fail(_("日時を読みとれませんでした。2026-10-05T10:20 のように書いてください。"), param, ctx)
