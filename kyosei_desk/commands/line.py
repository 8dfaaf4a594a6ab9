"""The commands, gathered under one name."""

import click

from i18n import _
from kyosei_desk import __version__
from kyosei_desk.commands.conflicts import conflict
from kyosei_desk.commands.copies import backup, restore
from kyosei_desk.commands.devices import device, enrol_desk
from kyosei_desk.commands.keys import passphrase, people, recover
from kyosei_desk.commands.plain import PlainGroup, PlainOption
from kyosei_desk.commands.reading import search, verify
from kyosei_desk.commands.referring import refer, withdraw
from kyosei_desk.commands.replaying import replay
from kyosei_desk.commands.syncing import bundle, digest, sync


@click.group(cls=PlainGroup, help=_("地域の困りごとを受け止める場の、記録と確認とつなぎの道具です。"))
@click.version_option(
    __version__, prog_name="kyosei-desk", message="%(prog)s %(version)s", cls=PlainOption, help=_("版を出します。")
)
def kyosei_desk() -> None:
    """The group; each command stands in its own module."""


for command in (
    replay, search, verify, backup, restore, people, passphrase, recover, enrol_desk, device, sync, bundle, digest,
    conflict, refer, withdraw,
):  # fmt: skip
    kyosei_desk.add_command(command)
