"""A hub in memory that applies the rules of `sync.roster` and nothing else, and loses requests or answers on demand."""

import secrets
from contextlib import suppress

import msgspec

from kyosei_desk.sealing import new_key, new_pair, signing_pair_of
from sync import attestations, codes
from sync.client import Cursors, Signer
from sync.codes import Code
from sync.errors import HubRefused, HubUnreachable
from sync.protocol import DeviceCard, Enrol, Enrolled, Entry, HubCard, Page, Refusal, Step, Trouble
from sync.roster import EMPTY, Roster, RosterBroken, extended, following, signed

NOW = 1_791_000_000
NAME = "見本地区"


class StandIn:
    """One city with one district. `losing`: (call, "request" | "answer") pairs that go wrong once each."""

    def __init__(self) -> None:
        self.city = signing_pair_of(new_key())
        letters = new_pair()
        self.hub = attestations.hub_pair(letters.private)
        self.card = attestations.hub_card(self.city.private, letters.public, self.hub.public)
        self.district = secrets.token_hex(16)
        self.codes: dict[str, Code] = {}
        self.waiting: dict[str, DeviceCard] = {}
        self.entries: list[Entry] = []
        self.losing: list[tuple[str, str]] = []
        self.heard: list[str] = []
        self.epoch = "e" * 32

    @property
    def rosters(self) -> Roster:
        roster = EMPTY
        for entry in self.entries:
            roster = extended(roster, self.district, entry, self.city.public)
        return roster

    def code(self) -> str:
        """A fresh code as the city prints it."""
        code = codes.new_code(self.city.public, self.rosters.founding)
        self.codes[code.id] = code
        return codes.written(code)

    def door(self, signer: Signer | None) -> "Door":
        """The hub as one laptop speaks to it."""
        return Door(self, signer.device if signer else "")

    def revoke(self, device: str, *, wipe: bool) -> None:
        """The city takes a laptop out, with its signing key."""
        roster = self.rosters
        entry = following(roster, Step.REVOKE, NOW, "city")
        entry = signed(self.city.private, self.district, msgspec.structs.replace(entry, device_id=device, wipe=wipe))
        extended(roster, self.district, entry, self.city.public)
        self.entries.append(entry)

    def forget(self, count: int) -> None:
        """The hub of yesterday: so many entries are gone, and whoever came by them waits no more."""
        self.entries = self.entries[: len(self.entries) - count]
        self.epoch = secrets.token_hex(16)


class Door:
    """Answers one laptop."""

    def __init__(self, hub: StandIn, device: str) -> None:
        self.hub = hub
        self.device = device

    def hub_card(self) -> HubCard:
        return self.hub.card

    def enrol(self, request: Enrol) -> Enrolled:
        self._arriving("enrol")
        hub, card = self.hub, request.device
        code = hub.codes.get(request.code_id)
        if code is None or codes.proof(codes.secret_key(code), code.id, card) != request.proof:
            raise refused(Trouble.BAD_CODE)
        if card.id not in hub.rosters.devices:
            hub.waiting[card.id] = card
        self._answering("enrol")
        return Enrolled(district=hub.district, district_name=NAME, founding=not hub.entries)

    def pull(self, at: Cursors) -> Page:
        self._arriving("pull")
        roster = self.hub.rosters
        fresh = tuple(entry for entry in self.hub.entries if entry.number > at.roster)
        if self.device in roster.revoked:
            raise HubRefused(Refusal(trouble=Trouble.REVOKED, roster=fresh))
        if self.device not in roster.devices and self.device not in self.hub.waiting:
            raise refused(Trouble.UNKNOWN_DEVICE)
        active = self.device in roster.devices
        time = attestations.signed_time(self.hub.hub.private, NOW, "")
        self._answering("pull")
        return Page(
            state="active" if active else "pending",
            time=time,
            lease_days=30,
            hub_epoch=self.hub.epoch,
            roster=fresh,
            pending=tuple(self.hub.waiting.values()) if active else (),
        )

    def roster(self, entry: Entry) -> None:
        self._arriving("roster")
        hub, roster = self.hub, self.hub.rosters
        if entry not in hub.entries:
            self._admit(roster, entry)
            hub.entries.append(entry)
            if entry.device is not None:
                hub.waiting.pop(entry.device.id, None)
        self._answering("roster")

    def _admit(self, roster: Roster, entry: Entry) -> None:
        if self.device in roster.revoked:
            raise HubRefused(Refusal(trouble=Trouble.REVOKED, roster=tuple(self.hub.entries)))
        if self.device not in roster.devices and (entry.step is not Step.FOUND or entry.by != self.device):
            raise refused(Trouble.PENDING)
        if entry.previous != roster.head or entry.number != roster.number + 1:
            raise refused(Trouble.ROSTER_MOVED)
        if entry.device is not None and self.hub.waiting.get(entry.device.id) != entry.device:
            raise refused(Trouble.MALFORMED)
        try:
            extended(roster, self.hub.district, entry, self.hub.city.public)
        except RosterBroken:
            raise refused(Trouble.MALFORMED) from None

    def _arriving(self, call: str) -> None:
        if lost(self.hub, call, "request"):
            raise HubUnreachable
        self.hub.heard.append(call)

    def _answering(self, call: str) -> None:
        if lost(self.hub, call, "answer"):
            raise HubUnreachable


def lost(hub: StandIn, call: str, part: str) -> bool:
    with suppress(ValueError):
        hub.losing.remove((call, part))
        return True
    return False


def refused(trouble: Trouble) -> HubRefused:
    return HubRefused(Refusal(trouble=trouble))
