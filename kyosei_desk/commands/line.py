"""The commands, gathered under one name."""

import click

from i18n import _
from kyosei_desk import __version__
from kyosei_desk.commands.conflicts import conflict
from kyosei_desk.commands.copies import backup, restore
from kyosei_desk.commands.devices import device, enrol_desk
from kyosei_desk.commands.keys import passphrase, people, recover
from kyosei_desk.commands.plain import PlainGroup, PlainOption
from kyosei_desk.commands.purging import purge
from kyosei_desk.commands.reading import search, verify
from kyosei_desk.commands.recovering import recovery
from kyosei_desk.commands.referring import refer, withdraw
from kyosei_desk.commands.replaying import replay
from kyosei_desk.commands.syncing import bundle, digest, sync
from kyosei_desk.commands.telling import lack, level, monthly, share
from kyosei_desk.commands.window import open_window, practice, window


@click.group(
    cls=PlainGroup,
    invoke_without_command=True,
    help=_("地域の困りごとを受け止める場の、記録と確認とつなぎの道具です。命令がなければ、窓を開きます。"),
)
@click.version_option(
    __version__, prog_name="kyosei-desk", message="%(prog)s %(version)s", cls=PlainOption, help=_("版を出します。")
)
@click.pass_context
def kyosei_desk(context: click.Context) -> int:
    """The group; each command stands in its own module."""
    return open_window() if context.invoked_subcommand is None else 0


for command in (
    replay, search, verify, backup, restore, people, passphrase, recover, recovery, enrol_desk, device, sync, bundle,
    digest, conflict, refer, share, level, lack, monthly, withdraw, purge, window,
    practice,
):  # fmt: skip
    kyosei_desk.add_command(command)
