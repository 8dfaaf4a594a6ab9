"""The hub's order is the order of its commits, whoever pushes at the same moment: threads, or worker processes."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain as joined
from pathlib import Path
from threading import Event

import msgspec
import pytest

from sync import chain
from sync.chain import fingerprint_of
from sync.hub.store import HubStore
from sync.hub.store.rows import Asked
from sync.protocol import Batch, Fate, Head, Page, Pushed
from tests.hub.building import City, Laptop, Line, Place
from tests.hub.conftest import Databases
from tests.hub.running import Running, workers

AUTHORS, BATCHES, ITEMS = 4, 12, 5

Push = Callable[[Laptop, Batch], Pushed]
Pull = Callable[[str], tuple[str, bool, tuple[Batch, ...]]]


def written(place: Place) -> dict[str, list[Batch]]:
    """What each of some authors has to push."""
    authors = [place.member() for _each in range(AUTHORS)]
    return {each.id: [each.write(ITEMS) for _batch in range(BATCHES)] for each in authors}


def ids(batches: Sequence[Batch]) -> list[bytes]:
    return [item.id for batch in batches for item in batch.items]


def read_until(done: Event, pull: Pull) -> list[Batch]:
    """A desk that pulls all the while, from its cursor on, and once more when all is pushed."""
    seen: list[Batch] = []
    cursor, last, more = "", False, False
    while more or not last:
        last = done.is_set()
        cursor, more, batches = pull(cursor)
        seen += batches
    return seen


def through(place: Place, pushes: dict[str, list[Batch]], push: Push, pull: Pull) -> list[Batch]:
    """All authors at once, each in its order, while one desk reads; what that desk saw."""
    done = Event()
    with ThreadPoolExecutor(AUTHORS + 1) as threads:
        reading = threads.submit(read_until, done, pull)
        writing = [threads.submit(push_all, place, batches, push) for batches in pushes.values()]
        try:
            fates = [fate for each in writing for fate in each.result()]
        finally:
            done.set()
    assert set(fates) == {Fate.ACCEPTED}
    return reading.result()


def push_all(place: Place, batches: list[Batch], push: Push) -> list[Fate]:
    return [fate for batch in batches for fate in push(place.founder, batch).fates]


def check_everything_was_seen(place: Place, pushes: dict[str, list[Batch]], seen: list[Batch]) -> None:
    """Nothing is skipped by a reader that runs ahead of a late commit, nothing comes twice, each chain is in order."""
    assert sorted(ids(seen)) == sorted(ids(list(joined.from_iterable(pushes.values()))))
    for author, batches in pushes.items():
        assert [each for each in seen if each.device == author] == batches
    assert len(set(place.store.heads(place.id))) == AUTHORS
    found = place.store.find_district(place.id)
    assert found
    assert found.sequence == AUTHORS * BATCHES * ITEMS


def test_a_reader_skips_nothing_while_threads_push(hub: Running) -> None:
    place = hub.place()
    pushes = written(place)

    def push(laptop: Laptop, batch: Batch) -> Pushed:
        return place.store.push(place.id, batch, laptop.id)

    def pull(cursor: str) -> tuple[str, bool, tuple[Batch, ...]]:
        lanes = place.store.pull(place.id, place.founder.id, Asked(cursor=cursor))
        return lanes.cursor, lanes.more, lanes.batches

    check_everything_was_seen(place, pushes, through(place, pushes, push, pull))


def test_a_late_reader_sees_the_same_order(hub: Running) -> None:
    place = hub.place()
    pushes = written(place)
    seen = through(
        place,
        pushes,
        lambda laptop, batch: place.store.push(place.id, batch, laptop.id),
        lambda _cursor: ("", False, ()),
    )
    assert seen == []
    late = list(place.store.pull(place.id, place.founder.id, Asked()).batches)
    check_everything_was_seen(place, pushes, late)


def test_the_same_batch_from_many_desks_at_once_is_stored_once(hub: Running) -> None:
    """A restored hub, and every desk comes to heal it."""
    place = hub.place()
    author = place.member()
    batch = author.write(50)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _each: place.store.push(place.id, batch, place.founder.id), range(8)))
    assert sorted(fate for each in answers for fate in set(each.fates)) == ["accepted"] + ["known"] * 7
    assert place.store.pull(place.id, place.founder.id, Asked()).batches == (batch,)
    assert place.store.alarms(place.id) == []


# Worker processes


@pytest.fixture
def shared(postgres: str, tmp_path: Path) -> str:
    """A PostgreSQL database: the embedded one is served by a single process."""
    return Databases("postgresql", tmp_path, postgres).fresh()


def test_several_workers_give_what_one_gives(shared: str, city: City) -> None:
    """Three processes over one database, written to and read from at once; then one process, one after the other."""
    store = HubStore(shared, city.signing.public)
    place = Place(store, city)
    pushes = written(place)
    with workers(3, shared, city) as several:
        lines = [each.line for each in several]
        seen = through(place, pushes, turns(lines), pages(place, lines[0]))
        check_everything_was_seen(place, pushes, seen)
        views = [page_of(line, place, "") for line in lines]
    assert all((each.batches, each.heads) == (views[0].batches, views[0].heads) for each in views)
    assert fingerprint_of(views[0].heads) == fingerprint_of(alone(place, pushes))
    store.close()


def turns(lines: list[Line]) -> Push:
    """Each batch goes to another worker than the one before."""

    def push(laptop: Laptop, batch: Batch) -> Pushed:
        line = Line(lines[batch.first_seq // ITEMS % len(lines)].url)
        response = line.post(laptop, "/push", batch)
        line.session.close()
        assert response.status_code == 200, response.text
        return msgspec.json.decode(response.content, type=Pushed)

    return push


def pages(place: Place, line: Line) -> Pull:
    def pull(cursor: str) -> tuple[str, bool, tuple[Batch, ...]]:
        page = page_of(line, place, cursor)
        return page.cursor, page.more, page.batches

    return pull


def page_of(line: Line, place: Place, cursor: str) -> Page:
    response = line.get(place.founder, cursor=cursor)
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=Page)


def alone(place: Place, pushes: dict[str, list[Batch]]) -> list[Head]:
    """Where the chains end that one hub would make of the same batches, one after the other."""
    heads = []
    for author, batches in pushes.items():
        head = chain.start(author)
        for batch in batches:
            head = chain.head_after(head, chain.digests(place.id, batch))
        heads.append(head)
    return heads


def test_a_nonce_is_spent_for_all_workers(shared: str, city: City) -> None:
    store = HubStore(shared, city.signing.public)
    place = Place(store, city)
    with workers(2, shared, city) as (one, other):
        ready = one.line.prepared(place.founder, "GET", "/pull")
        assert one.line.send(ready).status_code == 200
        ready.url = str(ready.url).replace(one.line.url, other.line.url)
        ready.headers["Host"] = one.line.url.removeprefix("http://")
        assert other.line.send(ready).json()["trouble"] == "replayed"
    store.close()


def test_workers_that_open_an_empty_database_at_once(databases: Databases, city: City) -> None:
    """One makes the tables, the others wait and find them."""
    fresh = databases.fresh()
    with ThreadPoolExecutor(4) as threads:
        stores = list(threads.map(lambda _each: HubStore(fresh, city.signing.public), range(4)))
    assert len({each.epoch() for each in stores}) == 1
    for each in stores:
        each.close()
