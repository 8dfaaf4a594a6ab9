"""A code lets one laptop in to wait, for a while, and counts who guesses."""

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
import requests

from sync.hub.store import HubStore
from sync.hub.store.refusals import CodeRefused, CodeTaken
from sync.hub.store.rows import State
from sync.protocol import CODE_SECONDS, CODE_TRIES, Enrol, Enrolled, Step, Trouble
from tests.hub.building import Laptop, Place, enrolment, epoch_for, refusal
from tests.hub.running import Running


@pytest.fixture
def place(hub: Running) -> Place:
    return hub.place()


def enrol(hub: Running, asked: Enrol) -> requests.Response:
    return hub.line.open("POST", "/v1/enrol", asked)


def refused(response: requests.Response) -> bool:
    return (response.status_code, refusal(response).trouble) == (403, Trouble.BAD_CODE)


def state(hub: Running, laptop: Laptop) -> State | None:
    device = hub.store.device(laptop.id)
    return device.state if device else None


def test_a_code_lets_a_laptop_wait(hub: Running, place: Place) -> None:
    laptop = Laptop(place.id)
    response = enrol(hub, enrolment(place.code(), laptop))
    said = msgspec.json.decode(response.content, type=Enrolled)
    assert (said.district, said.founding) == (place.id, False)
    assert state(hub, laptop) is State.PENDING


def test_the_first_of_a_district_founds_it(hub: Running) -> None:
    unfounded = hub.unfounded()
    assert enrol(hub, enrolment(unfounded.code(), Laptop(unfounded.id))).json()["founding"] is True


def test_a_code_is_for_one_laptop(hub: Running, place: Place) -> None:
    code, first, second = place.code(), Laptop(place.id), Laptop(place.id)
    assert enrol(hub, enrolment(code, first)).status_code == 200
    assert refused(enrol(hub, enrolment(code, second)))
    assert state(hub, second) is None


def test_the_same_laptop_may_ask_again(hub: Running, place: Place) -> None:
    """Its answer was lost on the way."""
    asked = enrolment(place.code(), Laptop(place.id))
    first, second = enrol(hub, asked), enrol(hub, asked)
    assert first.json() == second.json()


def test_the_same_name_with_other_keys_may_not(hub: Running, place: Place) -> None:
    code, first, second = place.code(), Laptop(place.id), Laptop(place.id)
    second.card = msgspec.structs.replace(second.card, id=first.id)
    enrol(hub, enrolment(code, first))
    assert refused(enrol(hub, enrolment(code, second)))
    device = hub.store.device(first.id)
    assert device
    assert device.card == first.card


def test_a_new_code_takes_no_laptop_s_place(hub: Running, place: Place) -> None:
    thief = Laptop(place.id)
    thief.card = msgspec.structs.replace(thief.card, id=place.founder.id)
    assert refused(enrol(hub, enrolment(place.code(), thief)))


def test_a_revoked_laptop_does_not_come_back_by_a_code(hub: Running, place: Place) -> None:
    gone = place.member()
    place.revoke(gone)
    assert refused(enrol(hub, enrolment(place.code(), gone)))


def test_a_laptop_that_waits_may_come_by_a_new_code(hub: Running, place: Place) -> None:
    """Its first answer was lost, and the code ran out."""
    waiting = place.enrolled()
    assert enrol(hub, enrolment(place.code(), waiting)).status_code == 200


def test_a_code_ends_after_a_while(hub: Running, place: Place) -> None:
    assert refused(enrol(hub, enrolment(place.code(seconds=0), Laptop(place.id))))
    assert CODE_SECONDS == 15 * 60


def test_five_wrong_tries_end_a_code(hub: Running, place: Place) -> None:
    code, laptop = place.code(), Laptop(place.id)
    wrong = msgspec.structs.replace(enrolment(code, laptop), proof=bytes(32))
    for _try in range(CODE_TRIES):
        assert refused(enrol(hub, wrong))
    assert refused(enrol(hub, enrolment(code, laptop)))
    assert state(hub, laptop) is None


def test_four_wrong_tries_do_not(hub: Running, place: Place) -> None:
    code, laptop = place.code(), Laptop(place.id)
    for _try in range(CODE_TRIES - 1):
        enrol(hub, msgspec.structs.replace(enrolment(code, laptop), proof=bytes(32)))
    assert enrol(hub, enrolment(code, laptop)).status_code == 200


def test_an_unknown_code_is_told_no_more_than_a_wrong_one(hub: Running, place: Place) -> None:
    laptop = Laptop(place.id)
    unknown = enrol(hub, msgspec.structs.replace(enrolment(place.code(), laptop), code_id="ZZZZ"))
    wrong = enrol(hub, msgspec.structs.replace(enrolment(place.code(), laptop), proof=bytes(32)))
    assert refused(unknown)
    assert unknown.content == wrong.content


def test_a_name_with_control_signs_is_malformed(hub: Running, place: Place) -> None:
    laptop = Laptop(place.id, name="見本\x00")
    response = enrol(hub, enrolment(place.code(), laptop))
    assert (response.status_code, refusal(response).trouble) == (400, Trouble.MALFORMED)


def test_a_live_code_keeps_its_three_signs(place: Place) -> None:
    code = place.code()
    with pytest.raises(CodeTaken):
        place.store.add_code(place.id, code.id, bytes(32), place.store.now() + 60)


def test_a_dead_code_gives_its_three_signs_back(place: Place) -> None:
    code = place.code(seconds=-1)
    place.store.add_code(place.id, code.id, bytes(32), place.store.now() + 60)


def test_a_race_for_a_code_has_one_winner(hub: Running, place: Place) -> None:
    code = place.code()
    laptops = [Laptop(place.id) for _each in range(8)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda laptop: take(hub.store, enrolment(code, laptop)), laptops))
    assert answers.count(True) == 1
    assert sum(state(hub, laptop) is State.PENDING for laptop in laptops) == 1


def take(store: HubStore, asked: Enrol) -> bool:
    try:
        store.spend_code(asked)
    except CodeRefused:
        return False
    return True


def test_only_who_came_by_a_code_is_served(hub: Running, place: Place) -> None:
    """The roster is the district's own, and a restored hub must take it back whole; what is served is the city's."""
    stranger = Laptop(place.id)
    entry = place.founder.entry(hub.store.roster(place.id), Step.APPROVE, device=stranger.card, ring=b"ring")
    assert hub.line.post(place.founder, "/roster", entry).status_code == 200
    assert state(hub, stranger) is State.APPROVED
    assert hub.line.get(stranger).json()["state"] == "pending"
    own = stranger.entry(hub.store.roster(place.id), Step.EPOCH, epoch=epoch_for(place.founder, stranger))
    for path, body in (("/push", stranger.write()), ("/roster", own)):
        assert refusal(hub.line.post(stranger, path, body)).trouble is Trouble.PENDING
    assert enrol(hub, enrolment(place.code(), stranger)).status_code == 200
    assert hub.line.get(stranger).json()["state"] == "active"


def test_a_code_lets_nobody_in_with_other_keys_than_those_approved(hub: Running, place: Place) -> None:
    stranger, thief = Laptop(place.id), Laptop(place.id)
    entry = place.founder.entry(hub.store.roster(place.id), Step.APPROVE, device=stranger.card, ring=b"ring")
    hub.line.post(place.founder, "/roster", entry)
    thief.card = msgspec.structs.replace(thief.card, id=stranger.id)
    assert refused(enrol(hub, enrolment(place.code(), thief)))
