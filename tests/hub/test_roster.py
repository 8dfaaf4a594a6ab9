"""Districts, laptops and the roster: who belongs, and who of two rivals is first."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import msgspec
import pytest
import requests

from sync.hub.store import HubStore
from sync.hub.store.refusals import EntryRefused, NameTaken, NoDistrict, RosterMoved
from sync.hub.store.rows import State
from sync.protocol import CITY, Entry, Step, Trouble
from sync.roster import following, replayed, signed
from tests.hub.building import Laptop, Place, epoch_for, refusal
from tests.hub.running import Running


@pytest.fixture
def place(hub: Running) -> Place:
    return hub.place()


def state(hub: Running, laptop: Laptop) -> State | None:
    device = hub.store.device(laptop.id)
    return device.state if device else None


def test_a_district_s_name_is_its_own(hub: Running) -> None:
    name = f"見本{secrets.token_hex(6)}区"
    district = hub.store.add_district(name)
    with pytest.raises(NameTaken):
        hub.store.add_district(name)
    for key in (name, district):
        found = hub.store.find_district(key)
        assert found
        assert (found.id, found.name, found.roster) == (district, name, 0)
    assert hub.store.find_district("見本のない区") is None
    assert district in [each.id for each in hub.store.districts()]
    with pytest.raises(NoDistrict):
        hub.store.heads("0" * 32)


def test_a_laptop_that_waits_can_be_sent_away(hub: Running, place: Place) -> None:
    waiting, member = place.enrolled(), place.member()
    assert hub.store.dismiss_device(waiting.id)
    assert not hub.store.dismiss_device(waiting.id)
    assert not hub.store.dismiss_device(member.id)
    assert refusal(hub.line.get(waiting)).trouble is Trouble.UNKNOWN_DEVICE


def test_who_was_seen(hub: Running, place: Place) -> None:
    waiting = place.enrolled()
    hub.line.get(waiting)
    seen = {each.card.id: each for each in hub.store.devices(place.id)}
    assert list(seen) == [place.founder.id, waiting.id]
    assert seen[place.founder.id].last_seen == 0
    assert abs(seen[waiting.id].last_seen - datetime.now(UTC).timestamp()) < 60


# The roster


def send(hub: Running, laptop: Laptop, entry: Entry) -> requests.Response:
    return hub.line.post(laptop, "/roster", entry)


def test_an_approval_lets_a_laptop_in(hub: Running, place: Place) -> None:
    waiting = place.enrolled()
    entry = place.founder.entry(hub.store.roster(place.id), Step.APPROVE, device=waiting.card, ring=b"ring")
    response = send(hub, place.founder, entry)
    assert (response.status_code, response.json()) == (200, {})
    assert state(hub, waiting) is State.ACTIVE
    assert hub.line.get(waiting).json()["state"] == "active"


def test_the_same_entry_again_is_taken_as_said(hub: Running, place: Place) -> None:
    entry = place.founder.entry(hub.store.roster(place.id), Step.APPROVE, device=place.enrolled().card, ring=b"ring")
    assert [send(hub, place.founder, entry).status_code for _twice in range(2)] == [200, 200]
    assert len(hub.store.entries(place.id)) == 2


def test_of_two_rivals_the_first_wins(hub: Running, place: Place) -> None:
    """Two desks begin an epoch at once; the loser reads the roster again."""
    second = place.member()
    roster = hub.store.roster(place.id)
    mine, its = (
        each.entry(roster, Step.EPOCH, epoch=epoch_for(place.founder, second)) for each in (place.founder, second)
    )
    assert send(hub, place.founder, mine).status_code == 200
    response = send(hub, second, its)
    assert (response.status_code, refusal(response).trouble) == (409, Trouble.ROSTER_MOVED)
    epoch = hub.store.roster(place.id).epoch
    assert epoch
    assert mine.epoch
    assert epoch.id == mine.epoch.id


def test_a_race_of_many_has_one_winner(place: Place) -> None:
    roster = place.store.roster(place.id)
    entries = [place.founder.entry(roster, Step.EPOCH, epoch=epoch_for(place.founder)) for _each in range(8)]
    with ThreadPoolExecutor(8) as threads:
        took = list(threads.map(lambda entry: appended(place, entry), entries))
    assert took.count(True) == 1
    assert place.store.roster(place.id).number == 2


def appended(place: Place, entry: Entry) -> bool:
    try:
        place.store.append_entry(place.id, entry, place.founder.id)
    except RosterMoved:
        return False
    return True


def test_only_the_keys_that_came_by_the_code_are_approved(hub: Running, place: Place) -> None:
    waiting, swapped = place.enrolled(), Laptop(place.id)
    card = msgspec.structs.replace(waiting.card, seal_public=swapped.card.seal_public)
    entry = place.founder.entry(hub.store.roster(place.id), Step.APPROVE, device=card, ring=b"ring")
    assert refusal(send(hub, place.founder, entry)).trouble is Trouble.MALFORMED


def test_who_waits_approves_nobody(hub: Running, place: Place) -> None:
    waiting = place.enrolled()
    entry = waiting.entry(hub.store.roster(place.id), Step.APPROVE, device=waiting.card, ring=b"ring")
    response = send(hub, waiting, entry)
    assert (response.status_code, refusal(response).trouble) == (403, Trouble.PENDING)
    assert state(hub, waiting) is State.PENDING


def test_a_district_is_founded_once(hub: Running, place: Place) -> None:
    waiting = place.enrolled()
    response = send(hub, waiting, waiting.founding())
    assert (response.status_code, refusal(response).trouble) == (409, Trouble.ROSTER_MOVED)


def test_nobody_founds_in_another_s_name(hub: Running) -> None:
    unfounded = hub.unfounded()
    first, second = unfounded.enrolled(), unfounded.enrolled()
    response = send(hub, first, second.founding())
    assert (response.status_code, refusal(response).trouble) == (403, Trouble.PENDING)


def test_of_two_founders_the_first_wins(hub: Running) -> None:
    unfounded = hub.unfounded()
    first, second = unfounded.enrolled(), unfounded.enrolled()
    assert send(hub, first, first.founding()).status_code == 200
    assert refusal(send(hub, second, second.founding())).trouble is Trouble.ROSTER_MOVED
    assert (state(hub, first), state(hub, second)) == (State.ACTIVE, State.PENDING)


def test_who_waits_is_told_what_does_not_follow(hub: Running) -> None:
    """A founder whom a restored hub forgot comes by a new code and gives the roster back: it looks for its begin."""
    unfounded = hub.unfounded()
    founder = unfounded.enrolled()
    first = founder.founding()
    roster = replayed(unfounded.id, [first], hub.city.signing.public)
    second = founder.entry(roster, Step.EPOCH, epoch=epoch_for(founder))
    assert refusal(send(hub, founder, second)).trouble is Trouble.ROSTER_MOVED
    assert [send(hub, founder, entry).status_code for entry in (first, second)] == [200, 200]
    assert hub.store.roster(unfounded.id).number == 2


def test_the_city_may_revoke(place: Place) -> None:
    member = place.member()
    assert city_revokes(place, member, place.city.signing.private)
    assert place.store.roster(place.id).must_renew
    device = place.store.device(member.id)
    assert device
    assert device.state is State.REVOKED


def test_the_hub_s_own_key_may_not(place: Place) -> None:
    member = place.member()
    with pytest.raises(EntryRefused):
        city_revokes(place, member, place.city.keys.hub_private)
    assert member.id in place.store.roster(place.id).devices


def city_revokes(place: Place, laptop: Laptop, private: bytes) -> bool:
    bare = following(place.store.roster(place.id), Step.REVOKE, 1_790_000_000, CITY)
    entry = signed(private, place.id, msgspec.structs.replace(bare, device_id=laptop.id, wipe=True))
    place.store.append_entry(place.id, entry)
    return True


def test_an_entry_of_another_district_does_not_fit(hub: Running, place: Place) -> None:
    other = hub.place()
    entry = other.founder.entry(hub.store.roster(place.id), Step.EPOCH, epoch=epoch_for(other.founder))
    assert refusal(send(hub, place.founder, entry)).trouble is Trouble.MALFORMED


def test_every_worker_s_roster_is_the_database_s(place: Place, url: str) -> None:
    """What one process has verified is no use once another one has gone on."""
    second = HubStore(url, place.city.signing.public)
    assert second.roster(place.id).number == 1
    place.member()
    assert second.roster(place.id) == place.store.roster(place.id)
    second.close()
