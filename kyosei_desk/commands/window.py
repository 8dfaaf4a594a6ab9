"""`kyosei-desk` alone opens the window, `practice` opens it in the practice room."""

import os
import sys
from pathlib import Path

import click

from i18n import _
from kyosei_desk.commands.asking import place_option
from kyosei_desk.commands.plain import PlainCommand
from kyosei_desk.errors import DeskError

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
"""Where none of these is set on Linux, Qt would end the process without a word."""


def open_window(folder: Path | None = None, *, practice: bool = False) -> int:
    """Stay until the window is closed; its exit status. Raises DeskError where there is no screen."""
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in SCREENS):
        raise DeskError(
            _("窓を出す画面が、ここにはありません。"),
            _("記録はそのままです。"),
            _("画面のあるところで開くか、kyosei-desk --help の命令を使ってください。"),
        )
    from ui.app import run  # Qt is slow to load, and most commands need none

    return run(folder, practice=practice)


@click.command(cls=PlainCommand, help=_("練習の場を、窓で開きます。ほんとうの記録にはさわりません。"))
def practice() -> int:
    """The practice room needs no passphrase."""
    return open_window(practice=True)


@click.command(cls=PlainCommand, help=_("記録を、窓で開きます（命令なしの kyosei-desk と同じ）。"))
@place_option("--vault", "folder", metavar=_("フォルダー"), help=_("記録のフォルダー（なければ、いつもの場所）"))
def window(*, folder: Path | None) -> int:
    """For a vault that does not lie where it usually does."""
    return open_window(folder)
