"""Sync by hand: the very batches, letters and entries that travel on the wire, as one file on a USB stick.

A desk's bundle goes to another desk of its district or to the hub; the hub's goes to every desk. Nothing in it can be
read without the district's keys (the city's, for a letter), and nothing is believed but for its own signatures: the
checksum only tells a broken stick.

magic · SHA-256 of the content · content (JSON)
"""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from i18n import _
from kyosei_desk import disk
from kyosei_desk.errors import DeskError
from kyosei_desk.sealing import digest
from sync.protocol import (
    Batch,
    Bulletin,
    DeviceCard,
    Entry,
    Head,
    HubCard,
    Id,
    Letter,
    Reply,
    SignedTime,
    Wire,
)

MAGIC = b"KYOSEI-BUNDLE-1\n"
DIGEST_BYTES = 32
MAX_BYTES = 2 << 30

_encoder = msgspec.msgpack.Encoder(order="deterministic")


class Bundle(Wire, frozen=True):
    """All lanes of a district, as far as whoever wrote it wanted to pass them on.

    `heads`: what the writer holds of each chain (the hub's: what needs not be sent again). `hub_epoch` and `time` are
    the hub's alone, `pending` a laptop's that asks to be approved.
    """

    district: Id
    roster: tuple[Entry, ...] = ()
    batches: tuple[Batch, ...] = ()
    heads: tuple[Head, ...] = ()
    letters: tuple[Letter, ...] = ()
    replies: tuple[Reply, ...] = ()
    bulletins: tuple[Bulletin, ...] = ()
    pending: tuple[DeviceCard, ...] = ()
    hub: HubCard | None = None
    hub_epoch: str = ""
    time: SignedTime | None = None
    letters_taken: tuple[str, ...] = ()


def receipt_of(bundle: Bundle) -> str:
    """What a hub says that it has: its signed time names this digest, so that nobody with the stick can say more."""
    heads = [(head.device, head.seq, head.link) for head in bundle.heads]
    content = (1, "receipt", bundle.district, bundle.hub_epoch, heads, bundle.letters_taken)
    return digest(_encoder.encode(content)).hex()


def write(path: Path, bundle: Bundle) -> None:
    """Put a bundle on a disk, whole or not at all. Raises DeskError where something else stands there."""
    if path.exists() and not is_bundle(path):
        raise DeskError(
            _("そこには、束ではない別のファイルがあります。"),
            _("それはそのままです。"),
            _("ほかの名前にしてください。"),
        )
    content = msgspec.json.encode(bundle)
    disk.write_whole(path, MAGIC + digest(content) + content)


def is_bundle(path: Path) -> bool:
    with disk.in_words(), path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def read(path: Path) -> Bundle:
    """A bundle whose checksum fits. Raises DeskError for anything else."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise DeskError(
            _("束のファイルが見つかりません。"), _("記録はそのままです。"), _("場所と名前を確かめてください。")
        ) from None
    except OSError as error:
        raise disk.sentence(error) from error
    return parsed(content)


def parsed(content: bytes) -> Bundle:
    start = len(MAGIC) + DIGEST_BYTES
    body = content[start:]
    if content[: len(MAGIC)] != MAGIC or len(content) > MAX_BYTES or digest(body) != content[len(MAGIC) : start]:
        raise damaged()
    try:
        return msgspec.json.decode(body, type=Bundle)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError):
        raise damaged() from None


def damaged() -> DeskError:
    return DeskError(
        _("束のファイルがこわれているか、束ではありません。"),
        _("記録はそのままで、何も取りこんでいません。"),
        _("もう一度、書き出してもらってください。"),
    )


def of_other_district() -> DeskError:
    return DeskError(
        _("この束は、ほかの地区のものです。"),
        _("記録はそのままで、何も取りこんでいません。"),
        _("この地区の机かハブで書き出した束を使ってください。"),
    )


def counted(batches: Iterable[Batch]) -> int:
    """How many changes."""
    return sum(len(batch.items) for batch in batches)
