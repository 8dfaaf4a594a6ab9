"""The way to this desk's hub: with its keys, by the machine's clock as the hub corrected it."""

from collections.abc import Iterator
from contextlib import contextmanager

from kyosei_desk.clock import system_clock
from kyosei_desk.desk import Desk
from sync import devices
from sync.client import HubClient, Signer
from sync.devices import Enrolment
from sync.errors import NotEnrolled


def enrolment_of(desk: Desk) -> Enrolment:
    """Raises NotEnrolled."""
    found = devices.load(desk.exchange)
    if found is None:
        raise NotEnrolled
    return found


@contextmanager
def client_of(desk: Desk, enrolment: Enrolment) -> Iterator[HubClient]:
    """The hub, as long as the block lasts."""
    exchange = desk.exchange
    signer = Signer(device=enrolment.device.id, private=enrolment.sign_private, hub_public=enrolment.card.hub_public)
    with HubClient(
        enrolment.hub,
        system_clock,
        ca=enrolment.ca,
        signer=signer,
        offset=exchange.clock_offset(),
        on_offset=exchange.set_clock_offset,
    ) as client:
        yield client
