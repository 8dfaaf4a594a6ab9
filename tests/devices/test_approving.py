"""Letting a laptop in and taking it out: by a 責任者, by compare-and-set, sealed to nobody the chain does not name."""

from pathlib import Path

import msgspec
import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.errors import FieldError, NotAllowed, NotFound
from kyosei_desk.opening import open_desk
from kyosei_desk.sealing import new_key, new_pair, signing_pair_of
from kyosei_desk.vault import Role
from sync import codes, devices
from sync.entries import begun
from sync.errors import HubUnreachable, SyncError
from sync.protocol import DeviceCard, Entry, EpochCard, Step, Trouble
from sync.roster import opened_ring, signed
from sync.standing import OutOfDistrict
from tests.builders import CLOCK, COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS
from tests.devices.cutting import Cut, cut_at_write
from tests.devices.desks import SECOND_WORDS, door, enrolled, joined, member, refreshed
from tests.devices.standin import Door, StandIn, refused


def card(name: str = "よその机") -> DeviceCard:
    return DeviceCard(
        id="f" * 32, name=name, sign_public=signing_pair_of(new_key()).public, seal_public=new_pair().public
    )


def test_an_approved_laptop_is_active_and_holds_every_secret(desk: Desk, other_desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    enrolment = joined(desk, other_desk, hub)
    assert enrolment.state == "active"
    assert other_desk.exchange.epochs() == desk.exchange.epochs()
    assert devices.roster_of(other_desk.exchange, enrolment) == hub.rosters


def test_only_a_manager_approves(staffed: Path, other_desk: Desk, hub: StandIn) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        enrolled(desk, hub)
    waiting = enrolled(other_desk, hub).device
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk, pytest.raises(NotAllowed):
        devices.approve(desk, door(desk, hub), member(desk), waiting)
    assert len(hub.entries) == 1


def test_a_laptop_that_waits_itself_approves_nobody(desk: Desk, other_desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    enrolment = enrolled(other_desk, hub)
    with pytest.raises(NotAllowed, match="承認と同期"):
        devices.approve(other_desk, door(other_desk, hub), enrolment, card())


def test_a_laptop_that_lacks_a_secret_lets_nobody_in_who_would_lack_it_too(
    desk: Desk, other_desk: Desk, hub: StandIn
) -> None:
    enrolled(desk, hub)
    joined(desk, other_desk, hub)
    with other_desk._store.writing() as database:
        database.execute("DELETE FROM epoch")
    with pytest.raises(NotAllowed):
        devices.approve(other_desk, door(other_desk, hub), member(other_desk), card())


def test_a_laptop_only_the_hub_names_is_sealed_nothing(desk: Desk, other_desk: Desk, hub: StandIn) -> None:
    """A broken-into hub lists a laptop of its own as waiting, and as active: no ring is for it."""
    enrolled(desk, hub)
    joined(desk, other_desk, hub)
    hub.waiting["f" * 32] = card()
    devices.revoke(desk, door(desk, hub), refreshed(desk, hub), member(other_desk).device.id, wipe=False)
    last = hub.entries[-1]
    assert last.epoch is not None
    assert set(last.epoch.rings) == {member(desk).device.id}


def test_an_approval_whose_answer_was_lost_is_written_once(desk: Desk, other_desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    waiting = enrolled(other_desk, hub).device
    hub.losing.append(("roster", "answer"))
    with pytest.raises(HubUnreachable):
        devices.approve(desk, door(desk, hub), refreshed(desk, hub), waiting)
    devices.approve(desk, door(desk, hub), refreshed(desk, hub), waiting)
    assert [entry.step for entry in hub.entries] == [Step.FOUND, Step.APPROVE]
    assert refreshed(other_desk, hub).state == "active"


@pytest.mark.parametrize("number", range(4))
def test_an_approval_taken_in_is_whole_wherever_the_power_went(
    desk: Desk, second: Path, hub: StandIn, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(desk, hub)
    with open_desk(second, SECOND_WORDS, clock=CLOCK) as other:
        waiting = enrolled(other, hub).device
        devices.approve(desk, door(desk, hub), refreshed(desk, hub), waiting)
        with cut_at_write(monkeypatch, number), pytest.raises(Cut):
            refreshed(other, hub)
    with open_desk(second, SECOND_WORDS, clock=CLOCK) as other:
        assert refreshed(other, hub).state == "active"
        assert devices.roster_of(other.exchange, member(other)) == hub.rosters
        assert len(other.exchange.roster()) == 2
        assert other.exchange.epochs() == desk.exchange.epochs()


@pytest.mark.parametrize("number", range(2))
def test_an_approving_desk_killed_after_the_hub_took_its_entry_learns_of_it(
    vault: Path, other_desk: Desk, hub: StandIn, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        enrolled(desk, hub)
        waiting = enrolled(other_desk, hub).device
        enrolment = refreshed(desk, hub)
        with cut_at_write(monkeypatch, number + 1), pytest.raises(Cut):  # the first write keeps no secret that is new
            devices.approve(desk, door(desk, hub), enrolment, waiting)
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        devices.approve(desk, door(desk, hub), refreshed(desk, hub), waiting)
        assert devices.roster_of(desk.exchange, member(desk)) == hub.rosters
        assert len(desk.exchange.roster()) == len(hub.entries) == 2
    assert refreshed(other_desk, hub).state == "active"


# Which one is meant.


def test_the_only_one_that_waits_needs_no_name() -> None:
    only = card()
    assert devices.waiting([only], None) == only
    assert devices.waiting([only], only.id[:6]) == only


def test_of_several_that_wait_one_is_named() -> None:
    one, two = card(), msgspec.structs.replace(card(), id="e" * 32)
    assert devices.waiting([one, two], "e") == two
    with pytest.raises(FieldError, match="2台"):
        devices.waiting([one, two], None)
    with pytest.raises(NotFound):
        devices.waiting([], None)
    with pytest.raises(NotFound):
        devices.waiting([one], "0" * 32)


# The number on both screens.


def test_a_hub_that_puts_its_own_keys_in_place_shows_another_number(desk: Desk, other_desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    enrolment = enrolled(other_desk, hub)
    shown = devices.check_number_of(other_desk.exchange, enrolment)
    theirs = msgspec.structs.replace(enrolment.device, seal_public=new_pair().public)
    assert devices.check_number_of(desk.exchange, member(desk), theirs) != shown


def test_an_approval_of_other_keys_under_our_name_lets_us_not_in(desk: Desk, other_desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    own = enrolled(other_desk, hub).device
    theirs = msgspec.structs.replace(own, seal_public=new_pair().public)
    hub.waiting[own.id] = theirs
    devices.approve(desk, door(desk, hub), refreshed(desk, hub), theirs)
    assert refreshed(other_desk, hub).state == "pending"
    assert other_desk.exchange.epochs() == {}


def test_the_number_depends_on_the_founding_and_on_both_keys() -> None:
    one = card()
    numbers = {
        codes.check_number(founding, each)
        for founding in (b"a" * 32, b"b" * 32)
        for each in (
            one,
            msgspec.structs.replace(one, sign_public=new_key()),
            msgspec.structs.replace(one, seal_public=new_key()),
        )
    }
    assert len(numbers) == 6


# Taking out.


def test_a_revoked_laptop_is_out_and_a_new_epoch_begins_without_it(desk: Desk, other_desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    gone = joined(desk, other_desk, hub)
    before = set(desk.exchange.epochs())
    devices.revoke(desk, door(desk, hub), refreshed(desk, hub), gone.device.id, wipe=False)
    assert [entry.step for entry in hub.entries[-2:]] == [Step.REVOKE, Step.EPOCH]
    assert set(desk.exchange.epochs()) > before
    assert not hub.rosters.must_renew
    with pytest.raises(OutOfDistrict):
        devices.revoked(other_desk, gone, tuple(hub.entries))
    assert set(other_desk.exchange.epochs()) == before, "the new secret never reached it"
    assert devices.load(other_desk.exchange) is not None
    assert other_desk.search("なにか") == [], "it stays readable"


def test_only_a_manager_takes_out_and_no_laptop_takes_itself_out(staffed: Path, other_desk: Desk, hub: StandIn) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        enrolled(desk, hub)
        joined(desk, other_desk, hub)
        with pytest.raises(NotAllowed, match="この机自身"):
            devices.revoke(desk, door(desk, hub), member(desk), member(desk).device.id, wipe=False)
    other = member(other_desk).device.id
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk, pytest.raises(NotAllowed):
        devices.revoke(desk, door(desk, hub), member(desk), other, wipe=False)
    assert hub.rosters.revoked == {}


def test_who_says_revoked_without_the_entry_is_not_believed(desk: Desk, hub: StandIn) -> None:
    enrolment = enrolled(desk, hub)
    devices.revoked(desk, enrolment, ())
    forged = msgspec.structs.replace(
        hub.entries[0], number=2, step=Step.REVOKE, device_id=enrolment.device.id, wipe=True
    )
    devices.revoked(desk, enrolment, (forged,))
    assert refreshed(desk, hub).state == "active"
    assert "名簿" in devices.alarm(desk.exchange)


def test_the_city_may_revoke_and_its_entry_is_followed_by_a_new_epoch(
    desk: Desk, other_desk: Desk, hub: StandIn
) -> None:
    enrolled(desk, hub)
    gone = joined(desk, other_desk, hub)
    hub.revoke(gone.device.id, wipe=False)
    devices.settle(desk, door(desk, hub), refreshed(desk, hub))
    assert hub.entries[-1].step is Step.EPOCH
    assert not hub.rosters.must_renew


# A roster that does not fit.


def test_a_broken_entry_is_refused_and_the_old_roster_stays_usable(desk: Desk, other_desk: Desk, hub: StandIn) -> None:
    enrolment = enrolled(desk, hub)
    before = devices.roster_of(desk.exchange, enrolment)
    joined(desk, other_desk, hub)
    good = hub.entries[-1]
    for broken in (
        msgspec.structs.replace(good, at=1),
        msgspec.structs.replace(good, number=5),
        msgspec.structs.replace(hub.entries[0], at=1),
    ):
        _enrolment, roster = devices.take_roster(other_desk, member(other_desk), (broken,))
        assert roster == hub.rosters
        assert bool(devices.alarm(other_desk.exchange)) is (broken.number != 1), "what is known already says nothing"
        other_desk.exchange.drop("roster_alarm")
    assert before.number == 1


def test_a_fork_at_the_last_entry_is_an_alarm(desk: Desk, hub: StandIn) -> None:
    enrolment = enrolled(desk, hub)
    other = msgspec.structs.replace(hub.entries[0], at=1)
    _enrolment, roster = devices.take_roster(desk, enrolment, (other,))
    assert roster == hub.rosters
    assert devices.alarm(desk.exchange)


def test_good_entries_before_a_broken_one_are_taken(desk: Desk, other_desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    enrolment = enrolled(other_desk, hub)
    devices.approve(desk, door(desk, hub), refreshed(desk, hub), enrolment.device)
    broken = msgspec.structs.replace(hub.entries[-1], number=3)
    enrolment, roster = devices.take_roster(other_desk, enrolment, (*hub.entries, broken))
    assert (enrolment.state, roster.number) == ("active", 2)
    assert devices.alarm(other_desk.exchange)
    devices.settle(other_desk, door(other_desk, hub), enrolment)
    assert not devices.alarm(other_desk.exchange), "an alarm ends when the roster goes on well"
    assert ("roster_alarm", {"word": "does not follow"}) in [each[1:] for each in other_desk.exchange.log()]


def test_an_epoch_whose_letter_key_is_not_of_its_secret_is_an_alarm(desk: Desk, hub: StandIn) -> None:
    enrolment = enrolled(desk, hub)
    roster = devices.roster_of(desk.exchange, enrolment)
    epoch = devices.new_epoch(desk.exchange.epochs(), enrolment.district, roster.devices.values())
    entry = posted_by(desk, epoch_entry(desk, msgspec.structs.replace(epoch, letters_public=new_pair().public)))
    devices.take_roster(desk, enrolment, (entry,))
    assert devices.alarm(desk.exchange)


def epoch_entry(desk: Desk, epoch: EpochCard) -> Entry:
    roster = devices.roster_of(desk.exchange, member(desk))
    return msgspec.structs.replace(begun(desk, member(desk), roster, Step.EPOCH), epoch=epoch)


def posted_by(desk: Desk, entry: Entry) -> Entry:
    return signed(member(desk).sign_private, member(desk).district, entry)


# Two desks at once.


def test_of_two_epochs_begun_at_once_the_first_at_the_hub_wins(desk: Desk, other_desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    joined(desk, other_desk, hub)
    with_third = card()
    hub.waiting[with_third.id] = with_third
    devices.approve(desk, door(desk, hub), refreshed(desk, hub), with_third)
    refreshed(other_desk, hub)
    hub.revoke(with_third.id, wipe=False)
    for each in (desk, other_desk):
        refreshed(each, hub)  # both know that someone has left
    for each in (other_desk, desk):
        devices.renew_epoch(each, door(each, hub), member(each))
    begun = [entry for entry in hub.entries if entry.step is Step.EPOCH]
    assert [entry.by for entry in begun] == [member(other_desk).device.id]
    assert desk.exchange.epochs() == other_desk.exchange.epochs()


def test_an_epoch_begun_brings_every_secret_before(desk: Desk, other_desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    for _turn in range(2):
        third = msgspec.structs.replace(card(), id=new_key()[:16].hex())
        hub.waiting[third.id] = third
        devices.approve(desk, door(desk, hub), refreshed(desk, hub), third)
        devices.revoke(desk, door(desk, hub), refreshed(desk, hub), third.id, wipe=False)
    assert joined(desk, other_desk, hub).state == "active"
    assert other_desk.exchange.epochs() == desk.exchange.epochs()
    assert len(desk.exchange.epochs()) == 3
    last = hub.entries[-1]
    own = member(other_desk)
    assert set(opened_ring(last.ring, own.seal_private, own.district, own.device.id)) == set(hub.rosters.epochs)


def test_a_laptop_taken_out_while_it_writes_hears_of_it(desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    desk.add_person(COLLEAGUE, Role.STAFF, OTHER_WORDS)
    hub.revoke(member(desk).device.id, wipe=False)
    with pytest.raises(OutOfDistrict):
        devices.certify_people(desk, door(desk, hub), member(desk))
    with pytest.raises(OutOfDistrict):
        refreshed(desk, hub)


class Outrun(Door):
    """Another desk is first, every time."""

    def roster(self, _entry: Entry) -> None:
        raise refused(Trouble.ROSTER_MOVED)


def test_a_desk_that_another_is_always_ahead_of_says_so(desk: Desk, hub: StandIn) -> None:
    enrolled(desk, hub)
    desk.add_person(COLLEAGUE, Role.STAFF, OTHER_WORDS)
    with pytest.raises(SyncError, match="ほかの机と同時"):
        devices.certify_people(desk, Outrun(hub, member(desk).device.id), member(desk))
