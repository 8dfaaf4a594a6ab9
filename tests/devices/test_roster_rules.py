"""The rules of a roster, over any history: what no chain ever accepts, and who alone is sealed to."""

import secrets
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kyosei_desk.sealing import new_key, new_pair, signing_pair_of
from sync.devices import new_epoch
from sync.protocol import CITY, DeviceCard, Entry, EpochCard, PersonCard, Step
from sync.roster import (
    EMPTY,
    MANAGER,
    Roster,
    RosterBroken,
    extended,
    following,
    opened_ring,
    replayed,
    sealed_ring,
    signed,
)

DISTRICT = "d" * 32
STEADY = settings(deadline=None, database=None, derandomize=True, max_examples=15, stateful_step_count=15)


class Laptop:
    """One laptop with its keys."""

    def __init__(self, name: str) -> None:
        signing, sealing = signing_pair_of(new_key()), new_pair()
        self.sign, self.open = signing.private, sealing.private
        self.card = DeviceCard(
            id=secrets.token_hex(16), name=name, sign_public=signing.public, seal_public=sealing.public
        )


def person(role: str = MANAGER) -> PersonCard:
    return PersonCard(id=secrets.token_hex(8), role=role, sign_public=signing_pair_of(new_key()).public)


class Histories(RuleBasedStateMachine):
    """A district as its desks write it, and at every step everything that must not be written."""

    def __init__(self) -> None:
        super().__init__()
        self.city = signing_pair_of(new_key())
        self.roster = EMPTY
        self.entries: list[Entry] = []
        self.laptops: dict[str, Laptop] = {}
        self.secrets: dict[str, bytes] = {}

    # What may be

    def write(self, step: Step, by: Laptop, **fields: Any) -> None:
        entry = self.entry(step, by, **fields)
        self.roster = extended(self.roster, DISTRICT, entry, self.city.public)
        self.entries.append(entry)

    def entry(self, step: Step, by: Laptop, **fields: Any) -> Entry:
        bare = msgspec.structs.replace(following(self.roster, step, 0, by.card.id), **fields)
        return signed(by.sign, DISTRICT, bare)

    def member(self, number: int) -> Laptop:
        """One that belongs now."""
        ids = sorted(self.roster.devices)
        return self.laptops[ids[number % len(ids)]]

    def epoch_for(self, cards: list[DeviceCard]) -> EpochCard:
        epoch = new_epoch(self.secrets, DISTRICT, cards)
        first = self.laptops[next(iter(epoch.rings))]
        self.secrets = opened_ring(epoch.rings[first.card.id], first.open, DISTRICT, first.card.id)
        return epoch

    @initialize()
    def found(self) -> None:
        founder = Laptop("はじめ")
        self.laptops[founder.card.id] = founder
        epoch = self.epoch_for([founder.card])
        self.write(Step.FOUND, founder, device=founder.card, people=(person(),), epoch=epoch)

    @rule(by=st.integers(0, 9))
    def approve(self, by: int) -> None:
        new = Laptop("つぎ")
        self.laptops[new.card.id] = new
        ring = sealed_ring(self.secrets, DISTRICT, new.card)
        self.write(Step.APPROVE, self.member(by), device=new.card, ring=ring)

    @precondition(lambda self: len(self.roster.devices) > 1)
    @rule(by=st.integers(0, 9), by_city=st.booleans())
    def revoke(self, by: int, by_city: bool) -> None:
        writer = self.member(by)
        target = next(each for each in sorted(self.roster.devices) if each != writer.card.id)
        if not by_city:
            return self.write(Step.REVOKE, writer, device_id=target)
        bare = msgspec.structs.replace(following(self.roster, Step.REVOKE, 0, CITY), device_id=target, wipe=True)
        entry = signed(self.city.private, DISTRICT, bare)
        self.roster = extended(self.roster, DISTRICT, entry, self.city.public)
        return self.entries.append(entry)

    @rule(by=st.integers(0, 9))
    def renew(self, by: int) -> None:
        self.write(Step.EPOCH, self.member(by), epoch=self.epoch_for(list(self.roster.devices.values())))

    @rule(by=st.integers(0, 9))
    def certify(self, by: int) -> None:
        self.write(Step.PERSON, self.member(by), people=(person(),))

    @precondition(lambda self: self.roster.people)
    @rule(by=st.integers(0, 9))
    def let_go(self, by: int) -> None:
        self.write(Step.REMOVE_PERSON, self.member(by), person_id=min(self.roster.people))

    # What must not be

    def refused(self, entry: Entry) -> None:
        with pytest.raises(RosterBroken):
            extended(self.roster, DISTRICT, entry, self.city.public)

    @invariant()
    def no_entry_of_one_who_is_not_of_the_district(self) -> None:
        strangers = [self.laptops[each] for each in self.roster.revoked] + [Laptop("よその机")]
        for stranger in strangers:
            self.refused(self.entry(Step.PERSON, stranger, people=(person(),)))
            epoch = new_epoch({}, DISTRICT, self.roster.devices.values())
            self.refused(self.entry(Step.EPOCH, stranger, epoch=epoch))
            self.refused(self.entry(Step.APPROVE, stranger, device=stranger.card, ring=b"x"))

    @invariant()
    def no_epoch_that_is_not_sealed_to_exactly_the_active(self) -> None:
        if not self.roster.devices:
            return
        member, cards = self.member(0), list(self.roster.devices.values())
        gone = [self.laptops[each].card for each in self.roster.revoked]
        for wrong in (cards[1:], [*cards, Laptop("よその机").card], [*cards, *gone] if gone else []):
            self.refused(self.entry(Step.EPOCH, member, epoch=new_epoch({}, DISTRICT, wrong)))

    @invariant()
    def no_second_founding(self) -> None:
        if self.roster.number:
            new = Laptop("もう一つの はじめ")
            self.refused(self.entry(Step.FOUND, new, device=new.card, epoch=new_epoch({}, DISTRICT, [new.card])))

    @invariant()
    def no_other_key_for_a_person_who_was_ever_here(self) -> None:
        for known in self.roster.people_ever.values():
            other = msgspec.structs.replace(known, sign_public=new_key())
            self.refused(self.entry(Step.PERSON, self.member(0), people=(other,)))

    @invariant()
    def no_laptop_twice_and_no_key_twice(self) -> None:
        for known in self.roster.ever.values():
            again = msgspec.structs.replace(known, id=secrets.token_hex(16))
            for card in (known, again):
                self.refused(self.entry(Step.APPROVE, self.member(0), device=card, ring=b"x"))

    @invariant()
    def nothing_by_the_city_but_revoking(self) -> None:
        bare = msgspec.structs.replace(following(self.roster, Step.PERSON, 0, CITY), people=(person(),))
        self.refused(signed(self.city.private, DISTRICT, bare))
        bare = msgspec.structs.replace(following(self.roster, Step.APPROVE, 0, CITY), device=Laptop("").card, ring=b"x")
        self.refused(signed(self.city.private, DISTRICT, bare))

    @invariant()
    def the_chain_is_one(self) -> None:
        """Anything left out, changed, swapped or taken from another district breaks it."""
        assert replayed(DISTRICT, self.entries, self.city.public) == self.roster
        if len(self.entries) > 1:
            self.broken([*self.entries[:-2], self.entries[-1]])
            self.broken([*self.entries[:-2], self.entries[-1], self.entries[-2]])
        if self.entries:
            self.broken([*self.entries[:-1], msgspec.structs.replace(self.entries[-1], at=7)])
            with pytest.raises(RosterBroken):
                replayed("e" * 32, self.entries, self.city.public)

    def broken(self, entries: list[Entry]) -> None:
        with pytest.raises(RosterBroken):
            replayed(DISTRICT, entries, self.city.public)

    @invariant()
    def every_secret_so_far_reaches_the_active_and_no_one_else(self) -> None:
        for entry in self.entries[-1:]:
            rings = entry.epoch.rings if entry.epoch else {}
            for device, sealed in rings.items():
                assert opened_ring(sealed, self.laptops[device].open, DISTRICT, device) == self.secrets
            for other in self.laptops.values():
                for device, sealed in rings.items():
                    if other.card.id != device:
                        with pytest.raises(RosterBroken):
                            opened_ring(sealed, other.open, DISTRICT, device)

    @invariant()
    def who_left_asks_for_a_new_epoch(self) -> None:
        leaving = [each.step in {Step.REVOKE, Step.REMOVE_PERSON} for each in self.entries]
        renewed = [each.step in {Step.FOUND, Step.EPOCH} for each in self.entries]
        last = max((place for place, left in enumerate(leaving) if left), default=-1)
        begun = max((place for place, new in enumerate(renewed) if new), default=-1)
        assert self.roster.must_renew == (last > begun)


TestHistories = Histories.TestCase
TestHistories.settings = STEADY


def test_a_ring_is_bound_to_its_laptop_and_district() -> None:
    laptop = Laptop("机")
    ring = sealed_ring({"e" * 32: new_key()}, DISTRICT, laptop.card)
    with pytest.raises(RosterBroken):
        opened_ring(ring, laptop.open, "e" * 32, laptop.card.id)
    with pytest.raises(RosterBroken):
        opened_ring(ring, laptop.open, DISTRICT, "f" * 32)


def test_a_roster_can_be_kept_and_read_again() -> None:
    laptop = Laptop("机")
    bare = following(EMPTY, Step.FOUND, 0, laptop.card.id)
    epoch = new_epoch({}, DISTRICT, [laptop.card])
    entry = signed(
        laptop.sign, DISTRICT, msgspec.structs.replace(bare, device=laptop.card, people=(person(),), epoch=epoch)
    )
    roster = extended(EMPTY, DISTRICT, entry, b"")
    assert msgspec.json.decode(msgspec.json.encode(roster), type=Roster) == roster
    read = msgspec.json.decode(msgspec.json.encode(entry), type=Entry)
    assert extended(EMPTY, DISTRICT, read, b"") == roster
