"""Passphrases and codes, asked for without echo or read from a file: for the desk's commands and the hub's."""

from pathlib import Path

import click

from i18n import _
from kyosei_desk.errors import DeskError

MAX_SECRET_BYTES = 4096


def asked(question: str, *, twice: bool = False) -> str:
    """What a person types at the terminal; where `twice`, until both are the same."""
    while True:
        words = str(click.prompt(question, hide_input=True, err=True))
        if not twice or words == click.prompt(_("もう一度、同じものを"), hide_input=True, err=True):
            return words
        click.echo(_("2回が同じではありませんでした。はじめからどうぞ。"), err=True)


def first_line(path: Path) -> str:
    """The first line of a small UTF-8 file, without its line end."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_SECRET_BYTES)
        line = content.decode("utf-8-sig").splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise unreadable() from error
    if not line.strip():
        raise unreadable()
    return line


def unreadable() -> DeskError:
    return DeskError(
        _("合言葉のファイルを読めませんでした。"),
        _("記録はそのままです。"),
        _("ファイルの場所と、1行目に合言葉があるかを確かめてください。"),
    )
