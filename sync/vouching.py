"""A vault that goes on as another device (restored from a backup, fallen behind itself) is let in by the device it was.

It holds that device's keys, and a 責任者 sits at it: the same who may let any laptop in. Without this, a district of
one laptop could never come back from its backup. The device that it was stays until somebody takes it out.
"""

import msgspec

from kyosei_desk.desk import Desk
from kyosei_desk.store import Exchange
from kyosei_desk.vault import Role
from sync.entries import Hub, begun, posted
from sync.protocol import DeviceCard, Entry, Step
from sync.roster import Roster, sealed_ring
from sync.standing import ACTIVE, Enrolment, believed, rings_of, roster_of

FORMER = "former_device"
"""Under this name the vault keeps the card and the keys of the device that it was last."""


class DeviceKeys(msgspec.Struct, frozen=True, kw_only=True):
    """A laptop's card and keys, kept in the vault only, from the first attempt on."""

    device: DeviceCard
    sign_private: bytes
    seal_private: bytes

    def __repr__(self) -> str:
        return f"DeviceKeys({self.device.id})"


_keys = msgspec.json.Decoder(DeviceKeys)
_entries = msgspec.json.Decoder(Entry)


def former(desk: Desk, enrolment: Enrolment) -> Enrolment | None:
    """This desk as the device it was, where that one still belongs and a 責任者 is here; else None.

    A district that is not believed yet is none to vouch in: its roster may be the hub's own making.
    """
    kept = desk.exchange.get(FORMER)
    if kept is None or desk.me.role is not Role.MANAGER:
        return None
    keys = _keys.decode(kept)
    roster = roster_of(desk.exchange, enrolment)
    was = msgspec.structs.replace(
        enrolment, device=keys.device, sign_private=keys.sign_private, seal_private=keys.seal_private, state=ACTIVE
    )
    belongs = roster.devices.get(keys.device.id) == keys.device
    return was if belongs and believed(desk.exchange, was, roster) else None


def vouch(desk: Desk, hub: Hub, was: Enrolment, card: DeviceCard) -> None:
    """Let this laptop's new card in, in the name of the device it was; `hub` is spoken to with that one's keys."""
    exchange, district = desk.exchange, was.district
    roster = roster_of(exchange, was)
    exchange.keep_epochs(secrets_for(exchange, was, roster))
    if set(roster.epochs) - set(exchange.epochs()):
        return  # it could not hand on what it cannot open itself: another laptop has to

    def wanted(roster: Roster) -> Entry | None:
        if card.id in roster.ever:
            return None
        ring = sealed_ring(exchange.epochs(), district, card)
        return msgspec.structs.replace(begun(desk, was, roster, Step.APPROVE), device=card, ring=ring)

    posted(desk, hub, was, wanted)


def secrets_for(exchange: Exchange, was: Enrolment, roster: Roster) -> dict[str, bytes]:
    """What the roster has sealed to the device it was, since this vault was that device."""
    entries = [_entries.decode(content) for content in exchange.roster()]
    secrets, _broken = rings_of(exchange, was, roster, entries)
    return secrets
