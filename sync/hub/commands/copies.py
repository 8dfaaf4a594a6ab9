"""`kyosei-hub backup` and `restore`."""

from pathlib import Path

import click

from i18n import _
from kyosei_desk.commands.plain import PlainCommand
from kyosei_desk.errors import VaultExists
from sync.hub import backup as copy
from sync.hub import keys
from sync.hub.commands.asking import at_hub, hub_options, place_option
from sync.hub.folder import HubFolder
from sync.hub.store.database import Database


@click.command(cls=PlainCommand, help=_("ハブの全部（鍵とデータベース）の控えを、1つのファイルに取ります。"))
@hub_options
@place_option("--to", "target", metavar=_("ファイル"), required=True, help=_("控えのファイル"))
def backup(*, data: Path, database: str | None, target: Path) -> None:
    """The copy is checked before it is said to be there. It opens no letter without the hub's passphrase."""
    with at_hub(data, database) as hub:
        copy.write(hub.store.database, keys.encode(hub.keys), target)
    click.echo(_("控えを取り、こわれていないことを確かめました: {file}").format(file=target))


@click.command(cls=PlainCommand, help=_("控えからハブを戻します。机は、足りない分を次の同期で送り直します。"))
@hub_options
@place_option("--from", "source", metavar=_("ファイル"), required=True, help=_("控えのファイル"))
def restore(*, data: Path, database: str | None, source: Path) -> None:
    """The keys first, then every row in one transaction: a restore that was cut short can be done again."""
    header = copy.check(source)
    folder = HubFolder(data)
    refuse_other(folder, header.keys)
    folder.make()
    url = folder.database_url(database)
    restored = Database(url)
    try:
        copy.refuse_used(restored)
        keys.write(folder.keys, keys.decode(header.keys))
        if database:
            folder.remember(url)
        copy.load(restored, source)
    finally:
        restored.close()
    click.echo(_("控えからハブを戻しました: {folder}").format(folder=data))
    remark = _("控えのあとに配ったものがあれば、同じ順にもう一度配るか、机の束を取りこんでください。")
    click.echo(remark, err=True)


def refuse_other(folder: HubFolder, content: bytes) -> None:
    """Into a new folder, or that of the same hub, whose database was lost."""
    if folder.keys.exists() and keys.encode(keys.read(folder.keys)) != content:
        raise VaultExists(
            _("ここには、ほかのハブがあります。"),
            _("そのハブはそのままで、何も戻していません。"),
            _("新しいフォルダーを選んでください。"),
        )
