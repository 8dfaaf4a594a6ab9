"""The hub killed in the middle of a push: what it did not answer is there whole or not at all."""

import signal

import pytest
import requests

from sync import chain
from sync.hub.store import HubStore
from sync.hub.store.rows import Asked
from sync.protocol import Fate
from tests.hub.building import City, Laptop, Place, sealed_of
from tests.hub.conftest import Databases
from tests.hub.running import Process, running

STEPS = ["INSERT INTO batch", "UPDATE district SET sequence", "UPDATE device SET seq", "COMMIT"]


def check_whole(place: Place, author: Laptop) -> int:
    """How many items there are, once it is sure that numbers, chain and signatures fit each other."""
    head, district = chain.start(author.id), place.store.find_district(place.id)
    for batch in place.store.pull(place.id, place.founder.id, Asked(own=True)).batches:
        assert batch.first_seq == head.seq + 1
        head = chain.head_after(head, chain.digests(place.id, batch))
        chain.check_head(author.card.sign_public, batch.signature, place.id, head)
    assert district
    assert district.sequence == head.seq
    assert place.store.heads(place.id) == ((head,) if head.seq else ())
    return head.seq


@pytest.mark.parametrize("step", STEPS)
def test_killed_between_two_steps_of_a_push(databases: Databases, city: City, step: str) -> None:
    url = databases.fresh()
    store = HubStore(url, city.signing.public)
    place = Place(store, city)
    first, second = place.founder.write(3), place.founder.write(4)
    store.push(place.id, first)
    dying = Process(url, city, die_before=step)
    with pytest.raises(requests.ConnectionError):
        dying.line.post(place.founder, "/push", second)
    assert dying.died() == -signal.SIGKILL
    dying.kill()
    assert check_whole(place, place.founder) == 3
    with running(store, city) as again:
        answer = again.line.post(place.founder, "/push", second)
        assert answer.json()["fates"] == [Fate.ACCEPTED] * 4
    assert check_whole(place, place.founder) == 7
    store.close()


def test_killed_after_its_answer(databases: Databases, city: City) -> None:
    """What was acknowledged is there, though the process had no time to put anything in order."""
    url = databases.fresh()
    store = HubStore(url, city.signing.public)
    place = Place(store, city)
    batches = [place.founder.write(2) for _each in range(2)]
    for batch in batches:
        served = Process(url, city)
        assert served.line.post(place.founder, "/push", batch).status_code == 200
        served.kill()
    assert check_whole(place, place.founder) == 4
    assert sealed_of(store.pull(place.id, place.founder.id, Asked(own=True)).batches) == sealed_of(batches)
    store.close()


def test_the_answer_was_lost_after_the_commit(databases: Databases, city: City) -> None:
    """The desk cannot tell, so it comes again: known, and no alarm."""
    url = databases.fresh()
    store = HubStore(url, city.signing.public)
    place = Place(store, city)
    batch = place.founder.write(3)
    store.push(place.id, batch)
    with running(store, city) as again:
        assert again.line.post(place.founder, "/push", batch).json()["fates"] == [Fate.KNOWN] * 3
    assert (check_whole(place, place.founder), store.alarms()) == (3, [])
    store.close()
