"""The hub's commands, gathered under one name."""

import click

from i18n import _
from kyosei_desk import __version__
from kyosei_desk.commands.plain import PlainGroup, PlainOption
from sync.hub.commands.bundles import bundle
from sync.hub.commands.copies import backup, restore
from sync.hub.commands.devices import alarms, device
from sync.hub.commands.districts import district, enrol_code
from sync.hub.commands.founding import init
from sync.hub.commands.mail import answer, confirm, letters
from sync.hub.commands.publishing import bulletin
from sync.hub.commands.running import serve


@click.group(cls=PlainGroup, help=_("市のハブの道具です。地区の机をつなぎ、同意のある手紙だけを開けます。"))
@click.version_option(
    __version__, prog_name="kyosei-hub", message="%(prog)s %(version)s", cls=PlainOption, help=_("版を出します。")
)
def kyosei_hub() -> None:
    """The group; each command stands in its own module."""


for command in (
    init,
    serve,
    district,
    enrol_code,
    device,
    letters,
    answer,
    confirm,
    bulletin,
    bundle,
    alarms,
    backup,
    restore,
):
    kyosei_hub.add_command(command)
