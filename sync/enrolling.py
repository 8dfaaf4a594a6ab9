"""Enrolment: a laptop asks to be of a district, with a code that carries its hub's fingerprint.

Every step is durable before the next one, and each can be done again with the same code or a new one: the laptop's
keys are made once, and the hub takes the same card as often as it comes.
"""

from collections.abc import Callable

import msgspec

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.sealing import SignatureBroken, new_key, new_pair, signing_pair_of
from kyosei_desk.store import Exchange
from kyosei_desk.vault.people import checked_name
from sync import codes
from sync.attestations import check_hub_card
from sync.client import Signer, checked_url
from sync.codes import Code
from sync.devices import FAR, Hub, begun, heal, new_epoch, person_cards, posted, refreshed
from sync.errors import HubRefused, HubUnreachable, SyncError
from sync.protocol import VERSION, DeviceCard, Enrol, Enrolled, Entry, HubCard, Step, Trouble
from sync.roster import Roster
from sync.standing import ACTIVE, Enrolment, keep, load

DEVICE_KEYS = "device_keys"

Reach = Callable[[Signer | None], Hub]
"""A way to the hub, signed by this laptop once it has a name there."""


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """What a person brings: the hub's address, the city's code, the hub's authority (PEM or ""), a name for the laptop."""

    hub: str
    code: str
    ca: str = ""
    name: str


class DeviceKeys(msgspec.Struct, frozen=True, kw_only=True):
    """This laptop's keys, kept in the vault only, from the first attempt on."""

    device: DeviceCard
    sign_private: bytes
    seal_private: bytes


class Enrolling:
    """One attempt."""

    def __init__(self, desk: Desk, reach: Reach, application: Application) -> None:
        self.desk = desk
        self.reach = reach
        self.application = application
        self.hub = checked_url(application.hub)
        self.code = codes.parsed(application.code)


def enrol(desk: Desk, reach: Reach, application: Application) -> Enrolment:
    """Ask to be of a district; returns the enrolment, active where this desk begins the district, else pending."""
    attempt = Enrolling(desk, reach, application)
    refuse_member(attempt)
    enrolment = asked(attempt)
    desk.belonging.publish()
    hub = reach(signer_of(enrolment))
    enrolment, _roster, _page = refreshed(desk, hub, enrolment)
    if enrolment.state != ACTIVE and not _roster.number:
        enrolment = found(desk, hub, enrolment)
    return enrolment
