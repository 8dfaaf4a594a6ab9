"""`kyosei-hub serve`."""

import logging
from pathlib import Path
from typing import Any

import click
import msgspec
from litestar import Litestar

from i18n import _
from kyosei_desk.commands.plain import PlainCommand, PlainOption
from sync.hub import keys, serving
from sync.hub.app import create_app
from sync.hub.commands.asking import at_hub, hub_options, passphrase, place_option
from sync.hub.keys import ServingKeys
from sync.hub.letters import Withdrawals
from sync.hub.logs import Remarks, hub_log
from sync.hub.serving import AppMaker, Place
from sync.hub.settings import Settings
from sync.hub.store import HubStore

PORT = 8733


@click.command(cls=PlainCommand, help=_("ハブを動かします。止めるまで動き続けます。"))
@hub_options
@click.option(
    "--host",
    cls=PlainOption,
    default="127.0.0.1",
    metavar=_("場所"),
    help=_("待ち受ける場所（書かなければ、この機械の中だけの 127.0.0.1）"),
)
@click.option(
    "--port",
    cls=PlainOption,
    type=click.IntRange(0, 65535),
    default=PORT,
    metavar=_("番号"),
    help=_("待ち受ける番号（書かなければ {port}。0 なら空いている番号）").format(port=PORT),
)
@place_option("--tls-cert", "certificate", metavar=_("ファイル"), help=_("TLS の証明書（PEM）"))
@place_option("--tls-key", "key", metavar=_("ファイル"), help=_("TLS の鍵（PEM）"))
@click.option(
    "--workers",
    cls=PlainOption,
    type=click.IntRange(1, 64),
    default=1,
    metavar=_("数"),
    help=_("働き手の数（2以上は PostgreSQL のとき）"),
)
@click.option(
    "--name",
    "names",
    cls=PlainOption,
    multiple=True,
    metavar=_("名前"),
    help=_("机がハブを呼ぶ名前（hub.example など。いくつでも書けます）。ほかの名前への要求は断ります"),
)
@click.option(
    "--behind-proxy",
    is_flag=True,
    cls=PlainOption,
    help=_("TLS を受け持つ中継の後ろで動かします（中継は Host をそのまま渡します。--name が要ります）"),
)
def serve(*, data: Path, database: str | None, **where: Any) -> None:
    """One line on standard output, the address, once it listens. The signing key stays wrapped."""
    place = Place(**where)
    with at_hub(data, database) as hub:  # migrated here, once, before any worker
        serving.check(place, embedded=hub.store.database.embedded)
        limits = hub.folder.read().limits
        serving.check_names(place, limits.authorities)
        held = keys.serving_keys(hub.keys, passphrase())
        url = hub.folder.database_url()
    logging.getLogger().addHandler(Remarks(hub_log()))
    with serving.listening(place) as listener:
        address = serving.address(place, listener)
        named = msgspec.structs.replace(limits, authorities=serving.authorities(place, listener, limits.authorities))
        serving.serve(place, listener, app_maker(url, named, held), lambda: click.echo(address))


def app_maker(url: str, limits: Settings, held: ServingKeys) -> AppMaker:
    """Makes a worker's app, with a store of its own."""

    def make() -> Litestar:
        store = HubStore(url, held.card.sign_public)
        return create_app(limits, store, held.for_app(), on_letters=Withdrawals(store, held))

    return make
