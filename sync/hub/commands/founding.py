"""`kyosei-hub init`: the two keys, the database, and the fingerprints to be written down."""

from pathlib import Path

import click

from i18n import _
from kyosei_desk.commands.plain import PlainCommand
from kyosei_desk.errors import DeskError, VaultExists
from kyosei_desk.sealing.passphrase import calibrate
from sync import codes
from sync.hub import keys
from sync.hub.commands.asking import hub_options, passphrase
from sync.hub.folder import HubFolder
from sync.hub.keys import KeyFile
from sync.hub.store import HubStore

GROUP = 5


@click.command(cls=PlainCommand, help=_("ハブを作ります。鍵とデータベースを作り、鍵の指紋を出します。"))
@hub_options
def init(*, data: Path, database: str | None) -> None:
    """Two lines on standard output: the fingerprint of the signing key, and of the letter key."""
    folder = HubFolder(data)
    refuse_existing(folder)
    made = keys.made(passphrase(twice=True), calibrate())
    found_hub(folder, made, database)
    click.echo(_("署名の鍵の指紋: {signs}").format(signs=fingerprint(made.card.sign_public)))
    click.echo(_("手紙の鍵の指紋: {signs}").format(signs=fingerprint(made.card.letter_public)))
    click.echo(
        _("ハブを作りました。指紋を書きとめ、合言葉を鍵のかかる場所にしまってください。合言葉がないと開けられません。"),
        err=True,
    )


def found_hub(folder: HubFolder, made: KeyFile, database: str | None) -> None:
    """The database first, the keys last: until they stand there, there is no hub."""
    refuse_existing(folder)
    folder.make()
    url = folder.database_url(database)
    store = HubStore(url, made.card.sign_public)
    try:
        if store.districts():
            raise in_use()
    finally:
        store.close()
    if database:
        folder.remember(url)
    try:
        keys.write_new(folder.keys, made)
    except FileExistsError:
        raise existing() from None


def refuse_existing(folder: HubFolder) -> None:
    if folder.keys.exists():
        raise existing()


def existing() -> VaultExists:
    return VaultExists(
        _("ここには、もうハブがあります。"), _("ハブはそのままです。"), _("ほかの場所を選んでください。")
    )


def in_use() -> DeskError:
    return DeskError(
        _("このデータベースには、もうハブの記録があります。"),
        _("その記録はそのままです。"),
        _("ほかのデータベースを選んでください。"),
    )


def fingerprint(public: bytes) -> str:
    """13 signs in groups, to be read aloud and compared."""
    signs = codes.fingerprint(public)
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))
