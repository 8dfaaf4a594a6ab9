"""The roster: who belongs to a district, as a chain of signed entries. Pure; hub and desks apply the same rules.

The hub keeps the chain and lets the first of two rivals win; it can add nothing to it. A desk seals only to devices
that stand in a chain it has verified from its founding entry on, never to a list that a hub supplies.
"""

from collections.abc import Iterable, Mapping

import msgspec

from kyosei_desk.purge_order import RESTRICT, PurgeOrder, one_for_one
from kyosei_desk.sealing import SealBroken, SignatureBroken, check_signature, digest, open_box, seal, sign
from sync.protocol import CITY, DeviceCard, Entry, EpochCard, PersonCard, Step

PURPOSE = "roster/1"
MANAGER = "責任者"

Roles = dict[str, tuple[tuple[int, str], ...]]

_encoder = msgspec.msgpack.Encoder(order="deterministic")
_ring = msgspec.msgpack.Decoder(dict[str, bytes])


class RosterBroken(Exception):
    """An entry that does not follow from what is there. `str()` is a word for the log, never shown to a person."""


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """What a chain of entries makes: active devices, people and epochs, as of its last entry.

    `epoch` is the last one begun; `must_renew` says that someone has left since, so that nothing more may be sealed
    under it by a desk that knows.
    """

    number: int = 0
    head: bytes = b""
    founding: bytes = b""
    devices: dict[str, DeviceCard] = msgspec.field(default_factory=dict)
    revoked: dict[str, Entry] = msgspec.field(default_factory=dict)
    ever: dict[str, DeviceCard] = msgspec.field(default_factory=dict)
    """Every device that was ever approved: what it signed while it belonged stays readable."""
    people: dict[str, PersonCard] = msgspec.field(default_factory=dict)
    people_ever: dict[str, PersonCard] = msgspec.field(default_factory=dict)
    roles: Roles = msgspec.field(default_factory=dict)
    """Of each person: from which entry on they were what; "" from where they left."""
    epoch: EpochCard | None = None
    epochs: tuple[str, ...] = ()
    must_renew: bool = False


EMPTY = Roster()


def extended(roster: Roster, district: str, entry: Entry, city_public: bytes) -> Roster:
    """The roster with one entry more. Raises RosterBroken; an entry is never half taken."""
    if entry.number != roster.number + 1 or entry.previous != roster.head:
        raise RosterBroken("does not follow")
    check_signer(roster, district, entry, city_public)
    after = TAKE[entry.step](roster, entry)
    number, head = entry.number, hash_of(district, entry)
    founding = head if entry.number == 1 else roster.founding
    return msgspec.structs.replace(after, number=number, head=head, founding=founding)


def replayed(district: str, entries: Iterable[Entry], city_public: bytes, roster: Roster = EMPTY) -> Roster:
    """The roster after all these entries. Raises RosterBroken."""
    for entry in entries:
        roster = extended(roster, district, entry, city_public)
    return roster


def check_signer(roster: Roster, district: str, entry: Entry, city_public: bytes) -> None:
    """An entry is signed by a device of the district as it stood; the city may only revoke."""
    if entry.step is Step.FOUND:
        card = entry.device
    elif entry.by == CITY and entry.step is Step.REVOKE:
        return verify(city_public, district, entry)
    else:
        card = roster.devices.get(entry.by)
    if card is None or card.id != entry.by:
        raise RosterBroken("signer is not of the district")
    return verify(card.sign_public, district, entry)


def verify(public: bytes, district: str, entry: Entry) -> None:
    try:
        check_signature(public, entry.signature, PURPOSE, content_of(district, entry))
    except SignatureBroken:
        raise RosterBroken("signature") from None


def content_of(district: str, entry: Entry) -> bytes:
    """What is signed: all but the signature, field by field, so that a field added later changes no old bytes."""
    card, epoch = entry.device, entry.epoch
    return _encoder.encode(
        (
            1, district, entry.number, entry.previous, entry.step, entry.at, entry.by,
            card and (card.id, card.name, card.sign_public, card.seal_public), entry.device_id,
            [(each.id, each.role, each.sign_public) for each in entry.people], entry.person_id,
            epoch and (epoch.id, epoch.letters_public, epoch.rings), entry.ring, entry.wipe,
        )
    )  # fmt: skip


def hash_of(district: str, entry: Entry) -> bytes:
    """What the next entry names as the one before it."""
    return digest(content_of(district, entry) + entry.signature)


def signed(private: bytes, district: str, entry: Entry) -> Entry:
    """The entry with its signature."""
    return msgspec.structs.replace(entry, signature=sign(private, PURPOSE, content_of(district, entry)))


def following(roster: Roster, step: Step, at: int, by: str) -> Entry:
    """A bare entry that follows the roster's last one; the caller fills in and signs."""
    return Entry(number=roster.number + 1, previous=roster.head, step=step, at=at, by=by)


# What each step does


def found(roster: Roster, entry: Entry) -> Roster:
    """The first device, the first people, the first epoch."""
    if roster.number or entry.device is None or entry.epoch is None or set(entry.epoch.rings) != {entry.device.id}:
        raise RosterBroken("founding")
    card = entry.device
    founded = msgspec.structs.replace(roster, devices={card.id: card}, ever={card.id: card})
    return with_epoch(with_people(founded, entry.people), entry.epoch)


def approve(roster: Roster, entry: Entry) -> Roster:
    card = entry.device
    if card is None or card.id in roster.ever or not entry.ring:
        raise RosterBroken("approval")
    if any(card.sign_public == each.sign_public for each in roster.ever.values()):
        raise RosterBroken("key used before")
    grown = msgspec.structs.replace(
        roster, devices={**roster.devices, card.id: card}, ever={**roster.ever, card.id: card}
    )
    return with_people(grown, entry.people)


def revoke(roster: Roster, entry: Entry) -> Roster:
    if entry.device_id not in roster.devices:
        raise RosterBroken("no such device")
    left = {key: card for key, card in roster.devices.items() if key != entry.device_id}
    revoked = {**roster.revoked, entry.device_id: entry}
    return msgspec.structs.replace(roster, devices=left, revoked=revoked, must_renew=True)


def begin_epoch(roster: Roster, entry: Entry) -> Roster:
    """A new epoch is sealed to every device of the district, and to no other."""
    if entry.epoch is None or entry.epoch.id in roster.epochs or set(entry.epoch.rings) != set(roster.devices):
        raise RosterBroken("epoch")
    return with_epoch(roster, entry.epoch)


def add_people(roster: Roster, entry: Entry) -> Roster:
    if not entry.people:
        raise RosterBroken("nobody")
    return with_people(roster, entry.people)


def remove_person(roster: Roster, entry: Entry) -> Roster:
    left = {key: card for key, card in roster.people.items() if key != entry.person_id}
    if len(left) == len(roster.people):
        raise RosterBroken("no such person")
    roles = with_role(roster, roster.roles, entry.person_id, "")
    return msgspec.structs.replace(roster, people=left, roles=roles, must_renew=True)


TAKE = {
    Step.FOUND: found,
    Step.APPROVE: approve,
    Step.REVOKE: revoke,
    Step.EPOCH: begin_epoch,
    Step.PERSON: add_people,
    Step.REMOVE_PERSON: remove_person,
}


def with_people(roster: Roster, people: Iterable[PersonCard]) -> Roster:
    """A person's key never changes; their role may."""
    known, ever, roles = dict(roster.people), dict(roster.people_ever), roster.roles
    for card in people:
        if card.id in ever and ever[card.id].sign_public != card.sign_public:
            raise RosterBroken("another key for a person")
        known[card.id] = ever[card.id] = card
        roles = with_role(roster, roles, card.id, card.role)
    return msgspec.structs.replace(roster, people=known, people_ever=ever, roles=roles)


def with_role(roster: Roster, roles: Roles, person_id: str, role: str) -> Roles:
    """From the entry on that is being taken."""
    return {**roles, person_id: (*roles.get(person_id, ()), (roster.number + 1, role))}


def with_epoch(roster: Roster, epoch: EpochCard) -> Roster:
    bare = msgspec.structs.replace(epoch, rings={})
    return msgspec.structs.replace(roster, epoch=bare, epochs=(*roster.epochs, epoch.id), must_renew=False)


def may_purge(roster: Roster, order: PurgeOrder) -> PersonCard | None:
    """The card of the person who gave this order, if they might when they did; None where not.

    A 責任者 may anything. Any other person may restrict: then each record that goes has another in its place, which
    hub and desks look for before they carry it out. Who has left may have ordered before.
    """
    card = roster.people_ever.get(order.person)
    role = role_then(roster, order) if card else ""
    if order.renewed:
        return card if role and order.reason == RESTRICT and one_for_one(order) else None
    return card if role == MANAGER else None


def role_then(roster: Roster, order: PurgeOrder) -> str:
    """What the person was by the roster that their desk knew, "" for nothing any more.

    An order of before does not say; and rosters that parted are numbered anew, so who comes after that number counts.
    """
    roles = roster.roles.get(order.person, ())
    if not order.roster or not roles:
        return roster.people_ever[order.person].role
    return next((role for number, role in reversed(roles) if number <= order.roster), roles[0][1])


def founder(roster: Roster) -> DeviceCard | None:
    """The laptop that began the district: it stands first among all that ever belonged."""
    return next(iter(roster.ever.values()), None)


# Rings: every secret of a district so far, for one device


def ring_info(district: str, device_id: str) -> bytes:
    return _encoder.encode((1, "ring", district, device_id))


def sealed_ring(secrets: Mapping[str, bytes], district: str, card: DeviceCard) -> bytes:
    """Epoch id → secret, sealed to a device (HPKE)."""
    return seal(_encoder.encode(dict(secrets)), card.seal_public, ring_info(district, card.id))


def opened_ring(sealed: bytes, private: bytes, district: str, device_id: str) -> dict[str, bytes]:
    """Raises RosterBroken where it was not sealed to this device."""
    try:
        return _ring.decode(open_box(sealed, private, ring_info(district, device_id)))
    except (SealBroken, msgspec.DecodeError, msgspec.ValidationError) as error:
        raise RosterBroken("ring") from error
