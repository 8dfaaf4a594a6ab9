"""`kyosei-hub serve`."""

from pathlib import Path

import click

from i18n import _
from kyosei_desk.commands.plain import PlainCommand, PlainOption
from sync.hub import keys, letters, serving
from sync.hub.app import create_app
from sync.hub.commands.asking import at_hub, hub_options, passphrase, place_option
from sync.hub.keys import ServingKeys
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
    "--behind-proxy", is_flag=True, cls=PlainOption, help=_("TLS を受け持つ中継の後ろで動かします（Host をそのまま渡す中継）")
)
def serve(
    *,
    data: Path,
    database: str | None,
    host: str,
    port: int,
    certificate: Path | None,
    key: Path | None,
    workers: int,
    behind_proxy: bool,
) -> None:
    """One line on standard output, the address, once it listens. The signing key stays wrapped."""
    place = Place(
        host=host, port=port, certificate=certificate, key=key, workers=workers, behind_proxy=behind_proxy
    )  # fmt: skip
    with at_hub(data, database) as hub:  # migrated here, once, before any worker
        serving.check(place, embedded=hub.store.database.embedded)
        url = hub.folder.database_url()
        held = keys.serving_keys(hub.keys, passphrase())
    with serving.listening(place) as listener:
        address = serving.address(place, listener)
        serving.serve(place, listener, app_maker(url, held), lambda: click.echo(address))


def app_maker(url: str, held: ServingKeys) -> AppMaker:
    """Makes a worker's app, with a store of its own."""

    def make() -> "Litestar":
        store = HubStore(url, held.card.sign_public)
        on_letters = letters.withdrawals(store, held)
        return create_app(Settings(), store, held.for_app(), on_letters=on_letters)

    return make
