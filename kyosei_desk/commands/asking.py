"""Options and questions that the commands share."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from i18n import _
from kyosei_desk.clock import JAPAN, Clock, fixed_clock, system_clock
from kyosei_desk.commands.hidden import asked, first_line
from kyosei_desk.commands.plain import PlainOption
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.opening import open_desk
from kyosei_desk.wiping import WIPE

Command = TypeVar("Command", bound=Callable[..., Any])


def place_option(*names: str, metavar: str, help: str, required: bool = False) -> Callable[[Command], Command]:  # noqa: A002 - click's word
    """An option that names a file or folder."""
    form = click.Path(path_type=Path, readable=False)  # what cannot be read is said by whoever reads it
    return click.option(*names, cls=PlainOption, type=form, metavar=metavar, required=required, help=help)


vault_option = place_option("--vault", "folder", metavar=_("フォルダー"), required=True, help=_("記録のフォルダー"))
passphrase_option = place_option(
    "--passphrase-file", metavar=_("ファイル"), help=_("合言葉を1行目に書いたファイル（なければ、たずねます）")
)
new_passphrase_option = place_option(
    "--new-passphrase-file",
    metavar=_("ファイル"),
    help=_("新しい合言葉を1行目に書いたファイル（なければ、たずねます）"),
)
person_option = click.option(
    "--person", cls=PlainOption, metavar=_("名前"), help=_("開ける人の名前（なければ、合言葉の合う人）")
)
json_option = click.option("--json", "as_json", is_flag=True, cls=PlainOption, help=_("1件を1行の JSON で出します"))


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
    return asked(question, twice=twice)


@contextmanager
def at_desk(folder: Path, words: str, person: str | None, clock: Clock = system_clock) -> Iterator[Desk]:
    """The open desk, what must be known at its opening said first."""
    with open_desk(folder, words, person=person, clock=clock) as desk:
        finish_wipe(desk)
        for remark in (*desk.cautions, *desk.remarks):
            click.echo(remark, err=True)
        yield desk


def finish_wipe(desk: Desk) -> None:
    """An order to destroy the keys that was cut short is carried out before anything is shown. Raises VaultWiped."""
    if desk.exchange.get(WIPE) is not None:
        from sync import wiping

        raise wiping.carried_out(desk)


def clock_of(moment: datetime | None) -> Clock:
    """The clock a command runs by: the machine's, or one that stands still."""
    return system_clock if moment is None else fixed_clock(moment)


class Moment(click.ParamType[datetime]):
    """An ISO date and time that a machine's clock can show; naive means Japan's time."""

    name = "ISO"
    years = range(1970, 2262)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            given = datetime.fromisoformat(value)
            moment = given.astimezone(JAPAN) if given.tzinfo else given.replace(tzinfo=JAPAN)
        except (ValueError, OverflowError):
            self.fail("not a moment", param, ctx)
        if moment.year not in self.years:
            self.fail("no clock shows it", param, ctx)
        return moment
