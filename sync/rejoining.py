"""Two branches of one roster: a hub was put back, and others wrote on before we met it. The hub's branch is taken, and
what ours had beyond it is written down there anew, as it was meant.

The hub cannot use it to undo anything: it can show only what laptops of the district signed, nothing is sealed before a
lost revocation stands again, and a branch that a laptop continued which we know to be out is not taken.
"""

from collections.abc import Iterator, Sequence

import msgspec

from kyosei_desk.desk import Desk
from kyosei_desk.sealing import letter_pair
from kyosei_desk.store import Exchange
from sync.entries import Hub, begun, posted, roster_page
from sync.protocol import Entry, EpochCard, Page, Step
from sync.roster import EMPTY, Roster, RosterBroken, extended, hash_of, sealed_ring
from sync.standing import STANDING, Enrolment, Standing, raise_alarm, roster_of, take_roster

OWED = "roster_owed"
"""Under this name the vault keeps the entries that are to be written down anew (JSON), until they are."""

_entries = msgspec.json.Decoder(Entry)
_owed = msgspec.json.Decoder(tuple[Entry, ...])


def parted(exchange: Exchange, enrolment: Enrolment, roster: Roster, page: Page) -> bool:
    """Whether the hub's roster is another than ours, as far as both go."""
    if page.roster_number is None or not page.roster_head:
        return False
    if page.roster_number >= roster.number:
        return page.roster_number > roster.number or page.roster_head != roster.head
    entries = exchange.roster()[: page.roster_number]
    return bool(entries) and hash_of(enrolment.district, _entries.decode(entries[-1])) != page.roster_head


def rejoined(desk: Desk, hub: Hub, enrolment: Enrolment) -> tuple[Enrolment, Roster]:
    """The hub's branch in place of ours; ours, and an alarm, where it may not be taken."""
    exchange, district = desk.exchange, enrolment.district
    ours = roster_of(exchange, enrolment)
    known = [_entries.decode(content) for content in exchange.roster()]
    theirs = tuple(every_entry(exchange, hub))
    common = shared(district, known, theirs)
    beyond = theirs[common:]
    if not common or any(entry.by in ours.revoked for entry in beyond) or not holds(enrolment, theirs):
        raise_alarm(exchange, "fork", cleared=False)
        return enrolment, ours
    lost = known[common:] if exchange.epochs() else []  # who was never in has nothing to write down
    replace(exchange, enrolment, theirs[:common], lost)
    return take_roster(desk, enrolment, beyond)


def every_entry(exchange: Exchange, hub: Hub) -> Iterator[Entry]:
    """The hub's roster from its founding entry on; it ends where the hub shows none that comes later."""
    number, last = 0, -1
    while number > last:
        page = roster_page(exchange, hub, number)
        yield from page.roster
        last, number = number, max((entry.number for entry in page.roster), default=number)


def shared(district: str, ours: Sequence[Entry], theirs: Sequence[Entry]) -> int:
    """How many entries both begin with."""
    pairs = zip(ours, theirs, strict=False)
    alike = [hash_of(district, one) == hash_of(district, other) for one, other in pairs]
    return alike.index(False) if False in alike else len(alike)


def holds(enrolment: Enrolment, entries: Sequence[Entry]) -> bool:
    """Whether they are a whole roster."""
    roster = EMPTY
    try:
        for entry in entries:
            roster = extended(roster, enrolment.district, entry, enrolment.card.sign_public)
    except RosterBroken:
        return False
    return True


def replace(exchange: Exchange, enrolment: Enrolment, common: Sequence[Entry], lost: Sequence[Entry]) -> None:
    """Go back to where both were one; what is lost by it is owed. One transaction."""
    roster = EMPTY
    for entry in common:
        roster = extended(roster, enrolment.district, entry, enrolment.card.sign_public)
    standing = Standing(enrolment.district, roster)
    marks = {STANDING: standing, OWED: (*owed(exchange), *lost)}
    exchange.replace_roster(
        [msgspec.json.encode(entry) for entry in common],
        {name: msgspec.json.encode(value).decode() for name, value in marks.items()},
    )
    exchange.note("roster_rejoined", {"lost": len(lost), "at": len(common)})


def owed(exchange: Exchange) -> tuple[Entry, ...]:
    kept = exchange.get(OWED)
    return () if kept is None else _owed.decode(kept)


def pay(desk: Desk, hub: Hub, enrolment: Enrolment) -> None:
    """Write down anew what is owed, in its order; what another desk has written down meanwhile is left."""
    entries = owed(desk.exchange)
    for entry in entries:
        posted(desk, hub, enrolment, lambda roster, entry=entry: anew(desk, enrolment, roster, entry))  # type: ignore[misc]
    if entries:
        desk.exchange.drop(OWED)


def anew(desk: Desk, enrolment: Enrolment, roster: Roster, lost: Entry) -> Entry | None:
    """An entry that says the same again; None where the roster says it."""
    bare = begun(desk, enrolment, roster, lost.step)
    if lost.step is Step.REVOKE and lost.device_id in roster.devices:
        return msgspec.structs.replace(bare, device_id=lost.device_id, wipe=lost.wipe)
    if lost.step is Step.REMOVE_PERSON and lost.person_id in roster.people:
        return msgspec.structs.replace(bare, person_id=lost.person_id)
    if lost.step is Step.PERSON:
        people = tuple(card for card in lost.people if card.id not in roster.people_ever)
        return msgspec.structs.replace(bare, people=people) if people else None
    if lost.step is Step.APPROVE and lost.device is not None and lost.device.id not in roster.ever:
        ring = sealed_ring(desk.exchange.epochs(), enrolment.district, lost.device)
        return msgspec.structs.replace(bare, device=lost.device, ring=ring)
    if lost.step is Step.EPOCH and lost.epoch is not None:
        epoch = epoch_anew(desk.exchange, enrolment, roster, lost.epoch.id)
        return msgspec.structs.replace(bare, epoch=epoch) if epoch else None
    return None


def epoch_anew(exchange: Exchange, enrolment: Enrolment, roster: Roster, epoch_id: str) -> EpochCard | None:
    """The same epoch for those who are there now: what was sealed under it must be read by all of them."""
    secrets = exchange.epochs()
    if epoch_id in roster.epochs or epoch_id not in secrets:
        return None
    rings = {card.id: sealed_ring(secrets, enrolment.district, card) for card in roster.devices.values()}
    return EpochCard(id=epoch_id, letters_public=letter_pair(secrets[epoch_id]).public, rings=rings)
