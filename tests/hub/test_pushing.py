"""What the hub takes in: once, in order, whole, and signed by whoever wrote it."""

import msgspec
import pytest
import requests

from sync import chain
from sync.hub.store.refusals import BatchRefused, DeviceRevoked, QuotaReached
from sync.hub.store.rows import AlarmKind, Asked
from sync.protocol import MAX_ITEM_BYTES, MAX_ITEMS, Batch, Fate, Pushed, Trouble
from tests.hub.building import Laptop, Place, item, refusal, sealed_of
from tests.hub.running import Running

ACCEPTED, KNOWN, VOID, FORK, GAP, TOO_LARGE = (
    Fate.ACCEPTED, Fate.KNOWN, Fate.VOID, Fate.FORK, Fate.GAP, Fate.TOO_LARGE,
)  # fmt: skip


@pytest.fixture
def place(hub: Running) -> Place:
    return hub.place()


def pushed(response: requests.Response) -> Pushed:
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=Pushed)


def everything(place: Place) -> list[bytes]:
    """What a desk that has nothing yet would get."""
    reader, seen = place.founder, []
    asked = Asked(own=True)
    while True:
        lanes = place.store.pull(place.id, reader.id, asked)
        seen += sealed_of(lanes.batches)
        if not lanes.more:
            return seen
        asked = Asked(own=True, cursor=lanes.cursor)


def test_what_is_new_is_accepted_and_the_chain_moves_on(hub: Running, place: Place) -> None:
    batch = place.founder.write(3)
    said = pushed(hub.line.post(place.founder, "/push", batch))
    assert said.fates == (ACCEPTED,) * 3
    assert said.head == place.founder.head
    assert everything(place) == sealed_of([batch])


def test_the_same_again_is_known_for_ever(hub: Running, place: Place) -> None:
    """The tables remember, not a cache: any later push of the same bytes has no effect and is no trouble."""
    first, second = place.founder.write(3), place.founder.write(2)
    for batch in (first, second):
        hub.line.post(place.founder, "/push", batch)
    for batch in (first, second, first):
        said = pushed(hub.line.post(place.founder, "/push", batch))
        assert set(said.fates) == {KNOWN}
        assert said.head == place.founder.head
    assert everything(place) == sealed_of([first, second])
    assert hub.store.alarms(place.id) == []


def test_a_batch_that_is_half_known_gives_its_new_half(hub: Running, place: Place) -> None:
    items = [item() for _each in range(4)]
    twin = place.founder.clone()
    hub.line.post(twin, "/push", twin.batch(*items[:3]))
    said = pushed(hub.line.post(place.founder, "/push", place.founder.batch(*items)))
    assert said.fates == (KNOWN, KNOWN, KNOWN, ACCEPTED)
    assert everything(place) == [each.sealed for each in items]


def test_the_new_half_carries_a_signature_that_stands(hub: Running, place: Place) -> None:
    """Another desk verifies from where its own chain ends, whatever pieces the items once came in."""
    items = [item() for _each in range(4)]
    twin = place.founder.clone()
    hub.line.post(twin, "/push", twin.batch(*items[:3]))
    hub.line.post(place.founder, "/push", place.founder.batch(*items))
    head = chain.start(place.founder.id)
    for batch in hub.store.pull(place.id, place.founder.id, Asked(own=True)).batches:
        assert batch.first_seq == head.seq + 1
        head = chain.head_after(head, chain.digests(place.id, batch))
        chain.check_head(place.founder.card.sign_public, batch.signature, place.id, head)
    assert head == place.founder.head


def test_any_desk_pushes_for_any_other(hub: Running, place: Place) -> None:
    """A restored hub heals from whoever comes first."""
    author, healer = place.member(), place.member()
    batch = author.write(2)
    assert pushed(hub.line.post(healer, "/push", batch)).fates == (ACCEPTED, ACCEPTED)
    place.revoke(author)
    more = author.write()
    assert pushed(hub.line.post(healer, "/push", more)).fates == (ACCEPTED,)


def test_a_gap_is_told_and_nothing_is_stored(hub: Running, place: Place) -> None:
    lost, late = place.founder.write(2), place.founder.write(2)
    said = pushed(hub.line.post(place.founder, "/push", late))
    assert said.fates == (GAP, GAP)
    assert said.head == chain.start(place.founder.id)
    assert everything(place) == []
    for batch in (lost, late):
        pushed(hub.line.post(place.founder, "/push", batch))
    assert everything(place) == sealed_of([lost, late])


def test_a_cloned_laptop_is_an_alarm_and_not_a_merge(hub: Running, place: Place) -> None:
    together = place.founder.write(2)
    hub.line.post(place.founder, "/push", together)
    twin = place.founder.clone()
    mine, its = place.founder.write(2), twin.write(2)
    hub.line.post(place.founder, "/push", mine)
    for _again in range(2):
        said = pushed(hub.line.post(twin, "/push", its))
        assert said.fates == (FORK, FORK)
        assert said.head == place.founder.head
    assert everything(place) == sealed_of([together, mine])
    (alarm,) = hub.store.alarms(place.id)
    assert (alarm.kind, alarm.device, alarm.about, alarm.times) == (AlarmKind.FORK, twin.id, "3", 2)


def test_a_fork_inside_a_batch_stores_none_of_it(hub: Running, place: Place) -> None:
    shared = item()
    twin = place.founder.clone()
    hub.line.post(twin, "/push", twin.batch(shared, item()))
    said = pushed(hub.line.post(place.founder, "/push", place.founder.batch(shared, item(), item())))
    assert said.fates == (KNOWN, FORK, FORK)
    assert len(everything(place)) == 2


def test_a_rewound_laptop_forks_where_it_was_rewound(hub: Running, place: Place) -> None:
    """A disk put back to the day before: what it writes now stands where something else stood."""
    before = place.founder.clone()
    hub.line.post(place.founder, "/push", place.founder.write(5))
    assert pushed(hub.line.post(before, "/push", before.write(1))).fates == (FORK,)


def test_an_id_stands_once_in_a_district(hub: Running, place: Place) -> None:
    first, second = place.founder, place.member()
    shared = item()
    hub.line.post(first, "/push", first.batch(shared))
    said = pushed(hub.line.post(second, "/push", second.batch(item(), shared, item())))
    assert said.fates == (FORK, FORK, FORK)
    assert said.head.seq == 0
    assert everything(place) == [shared.sealed]
    (alarm,) = hub.store.alarms(place.id)
    assert (alarm.kind, alarm.device) == (AlarmKind.FORK, second.id)


def test_an_id_stands_once_in_a_batch(hub: Running, place: Place) -> None:
    twice = item()
    said = pushed(hub.line.post(place.founder, "/push", place.founder.batch(twice, twice)))
    assert said.fates == (FORK, FORK)
    assert everything(place) == []


def test_two_districts_do_not_meet_in_an_id(hub: Running, place: Place) -> None:
    other = hub.place()
    shared = item()
    for each in (place, other):
        assert pushed(hub.line.post(each.founder, "/push", each.founder.batch(shared))).fates == (ACCEPTED,)


def broken(batch: Batch) -> list[Batch]:
    replace = msgspec.structs.replace
    first = batch.items[0]
    return [
        replace(batch, signature=bytes(64)),
        replace(batch, epoch="0" * 32),
        replace(batch, items=batch.items[:1]),
        replace(batch, items=batch.items[::-1]),
        replace(batch, items=(msgspec.structs.replace(first, tag=bytes(16)), *batch.items[1:])),
        replace(batch, items=(msgspec.structs.replace(first, sealed=first.sealed + b"x"), *batch.items[1:])),
    ]


@pytest.mark.parametrize("way", range(6))
def test_what_its_author_did_not_sign_is_refused_whole(hub: Running, place: Place, way: int) -> None:
    response = hub.line.post(place.founder, "/push", broken(place.founder.write(2))[way])
    said = refusal(response)
    assert (response.status_code, said.trouble) == (400, Trouble.BAD_BATCH)
    assert said.head == chain.start(place.founder.id)
    assert everything(place) == []
    assert hub.store.alarms(place.id) == []


def test_nobody_raises_a_fork_in_another_s_name(hub: Running, place: Place) -> None:
    """A batch that only says it is of a device is no proof against it."""
    victim, liar = place.founder, place.member()
    hub.line.post(victim, "/push", victim.write(2))
    forged = msgspec.structs.replace(liar.write(1), device=victim.id)
    assert refusal(hub.line.post(liar, "/push", forged)).trouble is Trouble.BAD_BATCH
    assert hub.store.alarms(place.id) == []


def test_an_author_of_another_district_is_a_stranger(hub: Running, place: Place) -> None:
    other = hub.place()
    response = hub.line.post(place.founder, "/push", other.founder.write())
    assert refusal(response).trouble is Trouble.BAD_BATCH


def test_an_author_that_only_waits_is_a_stranger(hub: Running, place: Place) -> None:
    response = hub.line.post(place.founder, "/push", place.enrolled().write())
    assert refusal(response).trouble is Trouble.BAD_BATCH


def test_an_item_too_large_keeps_its_place_and_stops_no_other(hub: Running, place: Place) -> None:
    batch = place.founder.batch(item(), item(MAX_ITEM_BYTES + 1), item())
    assert pushed(hub.line.post(place.founder, "/push", batch)).fates == (ACCEPTED, TOO_LARGE, ACCEPTED)
    (kept,) = hub.store.pull(place.id, place.founder.id, Asked(own=True)).batches
    assert [bool(each.sealed) for each in kept.items] == [True, False, True]
    assert tuple(chain.digests(place.id, kept)) == tuple(chain.digests(place.id, batch))
    again = pushed(hub.line.post(place.founder, "/push", batch))
    assert again.fates == (KNOWN, TOO_LARGE, KNOWN)


def test_a_void_item_keeps_its_place(hub: Running, place: Place) -> None:
    """A desk that set an item aside passes on its digest, so that the chain stays whole for the next one."""
    author, healer = place.founder, place.member()
    whole = author.write(3)
    gone = chain.void(whole.items[1], tuple(chain.digests(place.id, whole))[1])
    voided = msgspec.structs.replace(whole, items=(whole.items[0], gone, whole.items[2]))
    said = pushed(hub.line.post(healer, "/push", voided))
    assert said.fates == (ACCEPTED, VOID, ACCEPTED)
    assert said.head == author.head
    assert pushed(hub.line.post(healer, "/push", voided)).fates == (KNOWN, KNOWN, KNOWN)


def test_a_quota_is_of_the_author_and_stores_nothing_half(place: Place) -> None:
    store, author = place.store, place.founder
    store.push(place.id, author.write(2, size=100), author.id, quota=300)
    with pytest.raises(QuotaReached):
        store.push(place.id, author.clone().write(2, size=100), author.id, quota=300)
    assert store.push(place.id, author.write(1, size=100), author.id, quota=300).fates == (ACCEPTED,)
    device = store.device(author.id)
    assert device
    assert (device.bytes, device.head.seq) == (300, 3)


def test_a_batch_of_the_city_s_hand_needs_no_signer(place: Place) -> None:
    """A bundle on a USB stick: its batches are signed by their authors like any others."""
    batch = place.founder.write(2)
    assert place.store.push(place.id, batch).fates == (ACCEPTED, ACCEPTED)
    with pytest.raises(BatchRefused):
        place.store.push(place.id, Laptop(place.id).write())


def test_who_is_revoked_between_the_door_and_the_lock_stores_nothing(place: Place) -> None:
    gone = place.member()
    batch = gone.write()
    place.revoke(gone)
    with pytest.raises(DeviceRevoked):
        place.store.push(place.id, batch, gone.id)


def test_five_hundred_items_at_once(hub: Running, place: Place) -> None:
    batch = place.founder.write(MAX_ITEMS)
    assert pushed(hub.line.post(place.founder, "/push", batch)).fates == (ACCEPTED,) * MAX_ITEMS
    assert everything(place) == sealed_of([batch])
