"""The way to this desk's hub: with its keys, by the machine's clock as the hub corrected it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from i18n import _
from kyosei_desk.clock import Clock, system_clock
from kyosei_desk.desk import Desk
from kyosei_desk.errors import FieldError
from sync import codes, devices
from sync.client import HubClient, Signer, checked_url
from sync.devices import Enrolment
from sync.enrolling import Application, enrol
from sync.errors import NotEnrolled

MAX_CA_BYTES = 1 << 20


def enrolment_of(desk: Desk) -> Enrolment:
    """Raises NotEnrolled."""
    found = devices.load(desk.exchange)
    if found is None:
        raise NotEnrolled
    return found


@contextmanager
def client_of(desk: Desk, enrolment: Enrolment) -> Iterator[HubClient]:
    """The hub, as long as the block lasts."""
    signer = Signer(device=enrolment.device.id, private=enrolment.sign_private, hub_public=enrolment.card.hub_public)
    with client(desk, enrolment.hub, enrolment.ca, signer) as reached:
        yield reached


def client(desk: Desk, hub: str, ca: str, signer: Signer | None, clock: Clock = system_clock) -> HubClient:
    exchange = desk.exchange
    return HubClient(
        hub, clock, ca=ca, signer=signer, offset=exchange.clock_offset(), on_offset=exchange.set_clock_offset
    )


# To be of a district


def application(hub: str, code: str, name: str, ca_file: Path | None = None) -> Application:
    """What a person typed, checked before anything is asked or made. Raises FieldError for "hub", "code" or "ca"."""
    typed = codes.written(codes.parsed(code))
    return Application(hub=checked_url(hub.strip()), code=typed, name=name.strip() or _("机"), ca=authority(ca_file))


def authority(path: Path | None) -> str:
    """The text (PEM) of a certificate file, "" where none is named."""
    if path is None:
        return ""
    try:
        with path.open("rb") as file:
            return file.read(MAX_CA_BYTES).decode("ascii")
    except (OSError, UnicodeDecodeError):
        raise FieldError(
            "ca",
            _("認証局の証明書のファイルを読めませんでした。"),
            _("ファイルの場所を確かめてください。"),
            _("記録はそのままです。"),
        ) from None


def join(desk: Desk, asked: Application, *, fresh: bool, clock: Clock = system_clock) -> Enrolment:
    """Ask to be of a district; active where this desk begins it. `fresh`: a desk without a district's name of its own
    takes the city's. Raises as `enrol` does."""
    with ExitStack() as stack:
        enrolment = enrol(
            desk, lambda signer: stack.enter_context(client(desk, asked.hub, asked.ca, signer, clock)), asked
        )
    if fresh and enrolment.state == devices.ACTIVE:
        desk.set_district(msgspec.structs.replace(desk.district(), name=enrolment.district_name))
    return enrolment
