"""Who belongs to the district: laptops let in and taken out, epochs begun, people certified.

What this desk knows of its district stands in `standing.py`, how an entry is posted in `entries.py`.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from i18n import _
from kyosei_desk import lease
from kyosei_desk.belonging import LEASE
from kyosei_desk.desk import Desk
from kyosei_desk.errors import FieldError, NotAllowed, NotFound
from kyosei_desk.sealing import letter_pair, new_key
from kyosei_desk.store import Exchange
from kyosei_desk.vault import Role
from sync.entries import Hub, begun, heal, posted, refreshed
from sync.protocol import DeviceCard, Entry, EpochCard, PersonCard, Step
from sync.roster import Roster, sealed_ring
from sync.standing import (
    ACTIVE,
    PENDING,
    REVOKED,
    Enrolment,
    OtherDistrict,
    OutOfDistrict,
    alarm,
    check_number_of,
    compared,
    forget_roster,
    keep,
    load,
    roster_of,
    take_roster,
    to_be_compared,
)

__all__ = [
    "ACTIVE", "PENDING", "REVOKED", "Enrolment", "Entry", "Hub", "OtherDistrict", "OutOfDistrict", "alarm", "approve",
    "certify_people", "check_manager", "check_number_of", "compared", "forget_roster", "heal", "keep", "load", "member",
    "refreshed", "renew_epoch", "renew_lease", "revoke", "revoked", "roster_of", "settle", "take_roster",
    "to_be_compared", "waiting",
]  # fmt: skip


def settle(desk: Desk, hub: Hub, enrolment: Enrolment) -> Roster:
    """Before anything is sealed: people certified, those who have left taken out, a new epoch where one has gone."""
    certify_people(desk, hub, enrolment)
    return renew_epoch(desk, hub, enrolment)


# Devices


def approve(desk: Desk, hub: Hub, enrolment: Enrolment, card: DeviceCard) -> Roster:
    """Let a laptop in that waits, with every secret so far. Only a 責任者 may, having compared the 照合番号."""
    check_manager(desk)
    check_member(desk.exchange, enrolment)

    def wanted(roster: Roster) -> Entry | None:
        if card.id in roster.ever:
            return None
        ring = sealed_ring(desk.exchange.epochs(), enrolment.district, card)
        return msgspec.structs.replace(begun(desk, enrolment, roster, Step.APPROVE), device=card, ring=ring)

    return posted(desk, hub, enrolment, wanted)


def waiting(pending: Sequence[DeviceCard], device_id: str | None) -> DeviceCard:
    """The laptop that is meant among those that wait (an id, or its beginning); None where there is but one."""
    found = [card for card in pending if device_id is None or card.id.startswith(device_id)]
    if not found:
        raise NotFound(
            _("承認を待っている机は、ありません。"),
            _("記録はそのままです。"),
            _("新しい机のほうで、先に enrol をしてください。"),
        )
    if len(found) > 1:
        raise FieldError(
            "id",
            _("承認を待っている机が、{count}台あります。").format(count=len(found)),
            _("kyosei-desk device list で照合番号を見て、1台を選んでください。"),
            _("記録はそのままです。"),
        )
    return found[0]


def member(roster: Roster, device_id: str) -> DeviceCard:
    """The laptop of the district that is meant by an id, or by its beginning. Raises NotFound."""
    found = [card for card in roster.devices.values() if device_id and card.id.startswith(device_id)]
    if len(found) != 1:
        raise NotFound(
            _("その机は、この地区の名簿にありません。"),
            _("記録はそのままです。"),
            _("kyosei-desk device list で確かめてください。"),
        )
    return found[0]


def revoke(desk: Desk, hub: Hub, enrolment: Enrolment, device_id: str, *, wipe: bool) -> Roster:
    """Take a laptop out, its keys to be destroyed or not, and begin a new epoch without it. Only a 責任者 may."""
    check_manager(desk)
    check_member(desk.exchange, enrolment)
    check_other(enrolment, device_id)

    def wanted(roster: Roster) -> Entry | None:
        if device_id not in roster.devices:
            return None
        return msgspec.structs.replace(begun(desk, enrolment, roster, Step.REVOKE), device_id=device_id, wipe=wipe)

    posted(desk, hub, enrolment, wanted)
    return renew_epoch(desk, hub, enrolment)


def renew_epoch(desk: Desk, hub: Hub, enrolment: Enrolment) -> Roster:
    """Begin a new epoch where someone has left; where two desks begin one at once, the first at the hub wins."""

    def wanted(roster: Roster) -> Entry | None:
        if not roster.must_renew:
            return None
        epoch = new_epoch(desk.exchange.epochs(), enrolment.district, roster.devices.values())
        return msgspec.structs.replace(begun(desk, enrolment, roster, Step.EPOCH), epoch=epoch)

    return posted(desk, hub, enrolment, wanted)


def new_epoch(secrets_so_far: Mapping[str, bytes], district: str, devices: Iterable[DeviceCard]) -> EpochCard:
    """A fresh epoch, its ring (this secret and every one before) sealed to each of these laptops and to no other."""
    epoch_id, secret = secrets.token_hex(16), new_key()
    ring = {**secrets_so_far, epoch_id: secret}
    rings = {card.id: sealed_ring(ring, district, card) for card in devices}
    return EpochCard(id=epoch_id, letters_public=letter_pair(secret).public, rings=rings)


# People


def certify_people(desk: Desk, hub: Hub, enrolment: Enrolment) -> Roster:
    """Write down whose orders count, and who has left."""

    def wanted(roster: Roster) -> Entry | None:
        if cards := uncertified(desk, roster):
            return msgspec.structs.replace(begun(desk, enrolment, roster, Step.PERSON), people=cards)
        for person_id in left(desk, roster):
            return msgspec.structs.replace(begun(desk, enrolment, roster, Step.REMOVE_PERSON), person_id=person_id)
        return None

    return posted(desk, hub, enrolment, wanted)


def uncertified(desk: Desk, roster: Roster) -> tuple[PersonCard, ...]:
    """People of this laptop who are not on the roster yet, or with another role; never one whom it has let go."""
    return tuple(card for card in person_cards(desk) if missing(card, roster))


def missing(card: PersonCard, roster: Roster) -> bool:
    known = roster.people_ever.get(card.id)
    if known is None:
        return True
    return card.id in roster.people and known.sign_public == card.sign_public and known.role != card.role


def person_cards(desk: Desk) -> Iterator[PersonCard]:
    """Everyone of this laptop whose signing key is known."""
    gone = set(desk.belonging.departed())
    for person in desk.people:
        if person.sign_public and person.id not in gone:
            yield PersonCard(id=person.id, role=person.role, sign_public=person.sign_public)


def left(desk: Desk, roster: Roster) -> Iterator[str]:
    """Those on the roster whom a desk of the district has taken out."""
    return (each.id for each in desk.belonging.colleagues().values() if each.left and each.id in roster.people)


# What the engine tells


def revoked(desk: Desk, enrolment: Enrolment, entries: Iterable[Entry]) -> None:
    """The hub says that this laptop is out. Raises VaultWiped or OutOfDistrict where its entries prove it."""
    take_roster(desk, enrolment, entries)


def renew_lease(exchange: Exchange, now: int, days: int | None) -> None:
    """The hub was met at its signed time. `days` is None where a bundle says so: an old one sets nothing back."""
    known = lease.read(exchange.get(LEASE))
    if days is not None:
        exchange.put(LEASE, lease.written(lease.renewed(known, now, days)))
    elif known is None or now > known.met_at:
        exchange.put(LEASE, lease.written(lease.renewed(known, now, known.days if known else lease.DAYS)))


# Who may


def check_manager(desk: Desk) -> None:
    if desk.me.role is not Role.MANAGER:
        raise NotAllowed(
            _("机を足したり外したりするのは、責任者です。"), _("記録はそのままです。"), _("責任者に頼んでください。")
        )


def check_member(exchange: Exchange, enrolment: Enrolment) -> None:
    """A desk can let another in once it is in itself, and holds every secret that the other will need."""
    lacking = set(roster_of(exchange, enrolment).epochs) - set(exchange.epochs())
    if enrolment.state != ACTIVE or lacking:
        raise NotAllowed(
            _("この机は、まだほかの机を足したり外したりできません。"),
            _("記録はそのままです。"),
            _("この机の承認と同期がすんでから、もう一度どうぞ。"),
        )


def check_other(enrolment: Enrolment, device_id: str) -> None:
    """A laptop does not take itself out: the last one would leave nobody who could let another in."""
    if device_id == enrolment.device.id:
        raise NotAllowed(
            _("この机自身は、ここからは外せません。"),
            _("記録はそのままです。"),
            _("地区のほかの机か、市の担当に頼んでください。"),
        )
