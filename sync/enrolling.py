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
from sync.devices import new_epoch, person_cards
from sync.entries import Hub, begun, heal, posted, refreshed
from sync.errors import HubRefused, HubUnreachable, SyncError
from sync.protocol import VERSION, DeviceCard, Enrol, Enrolled, Entry, HubCard, Step, Trouble
from sync.roster import Roster
from sync.standing import ACTIVE, PENDING, STANDING, Enrolment, OtherDistrict, Standing, forget_roster, keep, load
from sync.vouching import FORMER, DeviceKeys, former, vouch

DEVICE_KEYS = "device_keys"

Reach = Callable[[Signer | None], Hub]
"""A way to the hub; signed by this laptop once it has a name there."""


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """What a person brings: the hub's address, the city's code, the laptop's name, the hub's authority (PEM or "")."""

    hub: str
    code: str
    name: str
    ca: str = ""

    def __repr__(self) -> str:
        return f"Application({self.hub})"


class AlreadyEnrolled(SyncError):
    """The desk is of a district, and its hub knows it."""

    def __init__(self, district: str) -> None:
        super().__init__(
            _("この机は、もう{district}に登録されています。").format(district=district or _("地区")),
            _("登録も記録もそのままです。"),
            _("kyosei-desk sync で同期できます。"),
        )


def enrol(desk: Desk, reach: Reach, application: Application) -> Enrolment:
    """Ask to be of a district; returns the enrolment: active where this desk begins the district, else pending."""
    url, code = checked_url(application.hub), codes.parsed(application.code)
    refuse_member(desk, reach)
    hub = reach(None)
    card = trusted_card(hub, code)
    keys = device_keys(desk.exchange, application.name)
    enrolled = hub.enrol(asking(code, keys.device))
    place = Application(hub=url, code="", name="", ca=application.ca)
    enrolment = applied(desk.exchange, enrolled, keys, place, card, code.founding)
    desk.belonging.publish()
    enrolment = entered(desk, reach(signer_of(enrolment)), enrolment, founding=enrolled.founding)
    return vouched_for(desk, reach, enrolment)


def vouched_for(desk: Desk, reach: Reach, enrolment: Enrolment) -> Enrolment:
    """A vault that was another device of the district before is let in by that one; any other waits."""
    was = former(desk, enrolment) if enrolment.state != ACTIVE else None
    if was is None:
        return enrolment
    vouch(desk, reach(signer_of(was)), was, enrolment.device)
    return refreshed(desk, reach(signer_of(enrolment)), enrolment)[0]


def refuse_member(desk: Desk, reach: Reach) -> None:
    """Raises AlreadyEnrolled; not where the hub has forgotten this laptop, for then it asks to be let in once more."""
    known = load(desk.exchange)
    if known is None or known.state != ACTIVE:
        return
    try:
        _known, _roster, page = refreshed(desk, reach(signer_of(known)), known)
        forgotten = page.state != ACTIVE
    except HubUnreachable:
        forgotten = False
    except HubRefused as error:
        forgotten = error.refusal.trouble is Trouble.UNKNOWN_DEVICE
    if not forgotten:
        raise AlreadyEnrolled(known.district_name)


def trusted_card(hub: Hub, code: Code) -> HubCard:
    """The hub's card, once the code's fingerprint fits it. Nothing was sent before, and nothing is sent otherwise."""
    card = hub.hub_card()
    try:
        check_hub_card(card)
    except SignatureBroken:
        raise wrong_hub() from None
    if codes.fingerprint(card.sign_public) != code.fingerprint:
        raise wrong_hub()
    if VERSION not in card.versions:
        raise SyncError(
            _("市のハブと、この道具の版が合いません。"),
            _("記録はそのままです。"),
            _("新しい版の道具を入れてください。"),
        )
    return card


def wrong_hub() -> SyncError:
    return SyncError(
        _("このアドレスのハブは、登録コードの書かれたハブではありません。"),
        _("記録はそのままで、何も送っていません。"),
        _("アドレスとコードを、市の担当に確かめてください。"),
    )


def device_keys(exchange: Exchange, name: str) -> DeviceKeys:
    """This laptop's keys; made, and kept, where it has none as the device it is now. The first name stays.

    With new keys comes a new identity: a vault that was set up once and copied to several laptops is several devices.
    """
    kept = exchange.get(DEVICE_KEYS)
    known = None if kept is None else msgspec.json.decode(kept, type=DeviceKeys)
    if known is not None and known.device.id == exchange.device:
        return known
    if kept is not None:
        exchange.put(FORMER, kept)
    signing, sealing = signing_pair_of(new_key()), new_pair()
    called = checked_name(name, ())
    card = DeviceCard(id=exchange.new_identity(), name=called, sign_public=signing.public, seal_public=sealing.public)
    fresh = DeviceKeys(device=card, sign_private=signing.private, seal_private=sealing.private)
    exchange.put(DEVICE_KEYS, msgspec.json.encode(fresh))
    return fresh


def asking(code: Code, card: DeviceCard) -> Enrol:
    return Enrol(code_id=code.id, device=card, proof=codes.proof(codes.secret_key(code), code.id, card))


def applied(
    exchange: Exchange, enrolled: Enrolled, keys: DeviceKeys, application: Application, card: HubCard, founding: str
) -> Enrolment:
    """The enrolment, kept; a member whom its hub had forgotten stays one. `founding`: as the code names it, or ""."""
    refuse_other_district(exchange, enrolled.district, founding)
    known = load(exchange)
    enrolment = Enrolment(
        hub=application.hub,
        ca=application.ca,
        card=card,
        district=enrolled.district,
        district_name=enrolled.district_name,
        device=keys.device,
        sign_private=keys.sign_private,
        seal_private=keys.seal_private,
        state=known.state if known else PENDING,
        founding=founding or (known.founding if known and known.district == enrolled.district else ""),
    )
    keep(exchange, enrolment)
    return enrolment


def refuse_other_district(exchange: Exchange, district: str, founding: str) -> None:
    """A vault with the secrets of one district never goes into another. A roster that was only looked at goes."""
    kept = exchange.get(STANDING)
    if kept is None or of_district(msgspec.json.decode(kept, type=Standing), district, founding):
        return
    if exchange.epochs():
        raise DeskError(
            _("この記録は、ほかの地区のものです。"),
            _("記録はそのままです。"),
            _("この地区のためには、別のフォルダーに新しい記録を作ってください。"),
        )
    forget_roster(exchange)


def of_district(known: Standing, district: str, founding: str) -> bool:
    """Whether what is known is of this district, with this founding entry where the code names one."""
    return known.district == district and founding in {"", codes.founding_signs(known.roster.founding)}


def signer_of(enrolment: Enrolment) -> Signer:
    return Signer(device=enrolment.device.id, private=enrolment.sign_private, hub_public=enrolment.card.hub_public)


def entered(desk: Desk, hub: Hub, enrolment: Enrolment, *, founding: bool) -> Enrolment:
    """Begin the district, or give it back to a hub that lost it; else take in what the roster says of this laptop.

    Raises OtherDistrict where the code is of a district that has begun, and the hub says that nobody has.
    """
    if founding and desk.exchange.roster():
        heal(desk.exchange, hub)
    elif founding and enrolment.founding:
        raise OtherDistrict
    elif founding:
        posted(desk, hub, enrolment, lambda roster: None if roster.number else founded(desk, enrolment, roster))
    known = load(desk.exchange) or enrolment
    return known if founding and known.state == ACTIVE else refreshed(desk, hub, enrolment)[0]


def founded(desk: Desk, enrolment: Enrolment, roster: Roster) -> Entry:
    """The founding entry: this laptop, everyone here whose signing key is known, the first epoch."""
    return msgspec.structs.replace(
        begun(desk, enrolment, roster, Step.FOUND),
        device=enrolment.device,
        people=tuple(person_cards(desk)),
        epoch=new_epoch({}, enrolment.district, (enrolment.device,)),
    )
