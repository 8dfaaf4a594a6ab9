"""What a desk gets: everything after what it has, in the hub's order, in whole batches, and nothing twice."""

from typing import Any

import msgspec
import pytest

from sync import chain
from sync.attestations import check_time
from sync.hub.store import HubStore
from sync.hub.store.changes import NEAR
from sync.hub.store.refusals import EpochChanged
from sync.hub.store.rows import Asked
from sync.protocol import MAX_BATCH_BYTES, MAX_ITEMS, Batch, Page, Trouble
from tests.hub.building import City, Laptop, Place, item, refusal, sealed_of
from tests.hub.conftest import Databases
from tests.hub.running import Running


@pytest.fixture
def place(hub: Running) -> Place:
    return hub.place()


def page(hub: Running, laptop: Laptop, **query: Any) -> Page:
    response = hub.line.get(laptop, **query)
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=Page)


def put(place: Place, *batches: Batch) -> None:
    for batch in batches:
        place.store.push(place.id, batch)


def test_an_empty_district(hub: Running, place: Place) -> None:
    seen = page(hub, place.founder)
    assert (seen.state, seen.more, seen.batches, seen.heads) == ("active", False, (), ())
    assert seen.hub_epoch == hub.store.epoch()
    assert [each.number for each in seen.roster] == [1]
    check_time(hub.city.keys.card.hub_public, seen.time)


def test_one_request_tells_everything(hub: Running, place: Place) -> None:
    other, waiting = place.member(), place.enrolled()
    put(place, other.write(2))
    seen = page(hub, place.founder)
    assert [head.device for head in seen.heads] == [other.id]
    assert seen.pending == (waiting.card,)
    assert len(seen.roster) == 2
    assert len(sealed_of(seen.batches)) == 2


def test_nothing_new_is_nothing(hub: Running, place: Place) -> None:
    put(place, place.member().write(2))
    first = page(hub, place.founder)
    again = page(hub, place.founder, cursor=first.cursor, roster=len(first.roster))
    assert (again.batches, again.roster, again.more, again.cursor) == ((), (), False, first.cursor)
    assert again.heads == first.heads


def test_batches_come_in_the_order_of_their_commits(hub: Running, place: Place) -> None:
    first, second = place.member(), place.member()
    pushed = [first.write(2), second.write(1), first.write(1), second.write(3)]
    put(place, *pushed)
    assert page(hub, place.founder).batches == tuple(pushed)


def test_one_s_own_are_left_out_unless_asked_for(hub: Running, place: Place) -> None:
    other = place.member()
    mine, its = place.founder.write(2), other.write(1)
    put(place, mine, its)
    seen = page(hub, place.founder)
    assert seen.batches == (its,)
    assert seen.cursor.endswith(".3")
    assert page(hub, place.founder, own=1).batches == (mine, its)


def test_a_cursor_passes_one_s_own(hub: Running, place: Place) -> None:
    """Else a desk would ask about its own items for ever."""
    put(place, place.founder.write(3))
    seen = page(hub, place.founder)
    assert (seen.batches, seen.more) == ((), False)
    assert seen.cursor.endswith(".3")


def in_pages(store: HubStore, place: Place, reader: Laptop, own: bool = False) -> list[tuple[Batch, ...]]:
    pages, cursor, more = [], "", True
    while more:
        lanes = store.pull(place.id, reader.id, Asked(cursor=cursor, own=own))
        pages.append(lanes.batches)
        cursor, more = lanes.cursor, lanes.more
    return pages


def test_a_page_is_bounded_by_items(place: Place) -> None:
    author = place.member()
    batches = [author.write(200) for _each in range(5)]
    put(place, *batches)
    pages = in_pages(place.store, place, place.founder)
    assert [sum(len(each.items) for each in some) for some in pages] == [400, 400, 200]
    assert [each for some in pages for each in some] == batches


def test_a_page_is_bounded_by_bytes(place: Place) -> None:
    author = place.member()
    batches = [author.write(2, size=200_000) for _each in range(4)]
    put(place, *batches)
    pages = in_pages(place.store, place, place.founder)
    assert [len(some) for some in pages] == [2, 2]
    assert all(sum(map(len, sealed_of(some))) <= MAX_BATCH_BYTES for some in pages)


def test_a_page_holds_one_batch_at_least(place: Place) -> None:
    author = place.member()
    batches = [author.write(6, size=200_000), author.write(MAX_ITEMS)]
    put(place, *batches)
    assert in_pages(place.store, place, place.founder) == [(batches[0],), (batches[1],)]


def test_many_small_batches_fit_into_one_page(place: Place) -> None:
    author = place.member()
    batches = [author.write() for _each in range(40)]
    put(place, *batches)
    assert in_pages(place.store, place, place.founder) == [tuple(batches)]


@pytest.mark.parametrize("between", [1, NEAR, NEAR + 1, 3 * NEAR])
def test_what_stands_between_is_left_out_whole(place: Place, between: int) -> None:
    """Near or far, the asker's own items never slip into another's batch."""
    other = place.member()
    its = [other.write(2), other.write(1), other.write(3)]
    put(place, its[0], place.founder.write(between), its[1], place.founder.write(1), its[2])
    assert in_pages(place.store, place, place.founder) == [tuple(its)]
    assert sum(len(each.items) for some in in_pages(place.store, place, place.founder, own=True) for each in some) == (
        7 + between
    )


def test_every_page_stands_on_the_one_before(place: Place) -> None:
    """A desk that knows only what it pulled can check every signature."""
    first, second = place.member(), place.member()
    for _each in range(3):
        put(place, first.write(300), second.write(100))
    heads = {each.id: chain.start(each.id) for each in (first, second)}
    cards = {each.id: each.card for each in (first, second)}
    for some in in_pages(place.store, place, place.founder):
        for batch in some:
            head = chain.head_after(heads[batch.device], chain.digests(place.id, batch))
            chain.check_head(cards[batch.device].sign_public, batch.signature, place.id, head)
            heads[batch.device] = head
    assert tuple(heads.values()) == place.store.heads(place.id)


@pytest.mark.parametrize("cursor", ["x", ".", "1", "0000.0", "0000000000000000.0", "あ", "." * 100])
def test_a_cursor_of_another_life_is_told(hub: Running, place: Place, cursor: str) -> None:
    response = hub.line.get(place.founder, cursor=cursor)
    assert (response.status_code, refusal(response).trouble) == (409, Trouble.EPOCH_CHANGED)


@pytest.mark.parametrize("number", ["-1", "", "1e3", "٣", "99999999999999999999"])
def test_a_cursor_the_hub_never_gave_is_told(hub: Running, place: Place, number: str) -> None:
    response = hub.line.get(place.founder, cursor=f"{hub.store.epoch()}.{number}")
    assert (response.status_code, refusal(response).trouble) == (409, Trouble.EPOCH_CHANGED)


def test_a_cursor_ahead_of_the_hub_is_told(hub: Running, place: Place) -> None:
    """A hub put back to yesterday without a new epoch: it is noticed all the same."""
    put(place, place.founder.write(3))
    response = hub.line.get(place.founder, cursor=f"{hub.store.epoch()}.4")
    assert refusal(response).trouble is Trouble.EPOCH_CHANGED


def test_a_new_epoch_voids_every_cursor(databases: Databases, city: City) -> None:
    store = HubStore(databases.fresh(), city.signing.public)
    place = Place(store, city)
    place.store.push(place.id, place.founder.batch(item()))
    before = store.pull(place.id, place.founder.id, Asked(own=True))
    assert store.new_epoch() == store.epoch() != before.hub_epoch
    with pytest.raises(EpochChanged):
        store.pull(place.id, place.founder.id, Asked(cursor=before.cursor))
    after = store.pull(place.id, place.founder.id, Asked(own=True))
    assert (after.batches, after.heads) == (before.batches, before.heads)
    store.close()


def test_another_district_s_are_its_own(hub: Running, place: Place) -> None:
    other = hub.place()
    put(other, other.founder.write(2))
    assert page(hub, place.founder, own=1).batches == ()


@pytest.mark.parametrize(
    "query", [{"roster": -1}, {"roster": "x"}, {"replies": 2**60}, {"own": 2}, {"cursor": "c" * 101}, {"own": "true"}]
)
def test_a_question_out_of_form_is_malformed(hub: Running, place: Place, query: dict[str, Any]) -> None:
    response = hub.line.get(place.founder, **query)
    assert (response.status_code, refusal(response).trouble) == (400, Trouble.MALFORMED)
