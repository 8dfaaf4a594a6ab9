"""Letters up, answers and bulletins down."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import msgspec
import pytest

from kyosei_desk.sealing import new_pair
from sync.attestations import signed_bulletin
from sync.hub.settings import Settings
from sync.hub.store.refusals import QuotaReached
from sync.hub.store.rows import AlarmKind, Asked
from sync.letters import opened_letter, sealed_letter, sealed_reply
from sync.protocol import (
    MAX_BATCH_BYTES,
    Bulletin,
    BulletinKind,
    Letter,
    LetterFate,
    Letters,
    LettersTaken,
    Reply,
    Trouble,
)
from tests.hub.building import City, Laptop, Place, refusal
from tests.hub.running import GENEROUS, Running, running

ACCEPTED, KNOWN, FORK, REFUSED = LetterFate.ACCEPTED, LetterFate.KNOWN, LetterFate.FORK, LetterFate.REFUSED


@pytest.fixture
def place(hub: Running) -> Place:
    return hub.place()


def send(hub: Running, laptop: Laptop, *letters: Letter) -> tuple[LetterFate, ...]:
    response = hub.line.post(laptop, "/letters", Letters(letters=letters))
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=LettersTaken).fates


def test_a_letter_arrives_sealed(hub: Running, place: Place) -> None:
    letter = place.founder.letter(hub.city, b"mihon")
    assert send(hub, place.founder, letter) == (ACCEPTED,)
    (kept,) = hub.store.letters(place.id)
    assert (kept.letter, kept.district, kept.opened_at, kept.hidden_at) == (letter, place.id, None, None)
    assert opened_letter(kept.letter, hub.city.letter.private, place.id) == b"mihon"


def test_the_same_letter_again_is_known(hub: Running, place: Place) -> None:
    letter, other = place.founder.letter(hub.city), place.founder.letter(hub.city)
    assert send(hub, place.founder, letter) == (ACCEPTED,)
    assert send(hub, place.founder, letter, other, letter) == (KNOWN, ACCEPTED, KNOWN)
    assert len(hub.store.letters(place.id)) == 2


def test_another_letter_under_one_id_is_an_alarm(hub: Running, place: Place) -> None:
    letter = place.founder.letter(hub.city)
    send(hub, place.founder, letter)
    assert send(hub, place.founder, place.founder.letter(hub.city, letter_id=letter.id)) == (FORK,)
    (alarm,) = hub.store.alarms(place.id)
    assert (alarm.kind, alarm.about) == (AlarmKind.LETTER_FORK, letter.id)
    assert [each.letter for each in hub.store.letters(place.id)] == [letter]


def test_a_bad_letter_stops_no_other(hub: Running, place: Place) -> None:
    good, stranger = place.founder.letter(hub.city), Laptop(place.id)
    unsigned = msgspec.structs.replace(place.founder.letter(hub.city), signature=bytes(64))
    elsewhere = sealed_letter(
        b"x", new_pair().public, place.id, secrets.token_hex(16), place.founder.id, place.founder.signing.private
    )
    letters = (unsigned, stranger.letter(hub.city), good, elsewhere)
    assert send(hub, place.founder, *letters) == (REFUSED, REFUSED, ACCEPTED, REFUSED)
    assert [each.letter for each in hub.store.letters(place.id)] == [good]
    assert hub.store.alarms(place.id) == []


def test_any_desk_brings_another_s_letter(hub: Running, place: Place) -> None:
    other = place.member()
    assert send(hub, place.founder, other.letter(hub.city)) == (ACCEPTED,)


def test_letters_are_read_in_the_order_they_came(hub: Running, place: Place) -> None:
    letters = [place.founder.letter(hub.city) for _each in range(3)]
    for letter in letters:
        send(hub, place.founder, letter)
    kept = hub.store.letters(place.id)
    assert [each.letter for each in kept] == letters
    assert hub.store.letters(place.id, after=kept[1].number) == kept[2:]
    assert set(kept) <= set(hub.store.letters())


def test_a_letter_is_opened_once_and_hidden_once(hub: Running, place: Place) -> None:
    letter, other = place.founder.letter(hub.city), place.founder.letter(hub.city)
    send(hub, place.founder, letter, other)
    assert [hub.store.mark_opened(place.id, [letter.id], at) for at in (100, 200)] == [1, 0]
    assert hub.store.hide_letters(place.id, [letter.id, "0" * 32], 300) == 1
    marks = {each.letter.id: (each.opened_at, each.hidden_at) for each in hub.store.letters(place.id)}
    assert marks == {letter.id: (100, 300), other.id: (None, None)}


def test_a_letter_of_another_district_is_not_touched(hub: Running, place: Place) -> None:
    other = hub.place()
    letter = other.founder.letter(hub.city)
    send(hub, other.founder, letter)
    assert hub.store.hide_letters(place.id, [letter.id], 1) == 0


def test_letters_count_for_the_quota(place: Place) -> None:
    letters = [place.founder.letter(place.city, bytes(500)) for _each in range(3)]
    with pytest.raises(QuotaReached):
        place.store.add_letters(place.id, letters, place.founder.id, quota=1500)
    assert place.store.letters(place.id) == []
    assert place.store.add_letters(place.id, letters[:2], place.founder.id, quota=1500) == (ACCEPTED, ACCEPTED)


class Ears:
    """Hears of letters; deaf the first `deaf` times."""

    def __init__(self, deaf: int = 0) -> None:
        self.heard: list[tuple[str, tuple[Letter, ...]]] = []
        self.deaf = deaf

    def __call__(self, district: str, letters: tuple[Letter, ...]) -> None:
        if self.deaf:
            self.deaf -= 1
            raise ConnectionError
        self.heard.append((district, letters))


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def hearing(hub: Running, ears: Ears) -> Iterator[Running]:
    with running(hub.store, hub.city, GENEROUS, ears) as up:
        yield up


def test_who_is_to_hear_of_letters_hears_of_those_that_were_kept(hearing: Running, place: Place, ears: Ears) -> None:
    good, bad = place.founder.letter(place.city), Laptop(place.id).letter(place.city)
    assert send(hearing, place.founder, good, bad) == (ACCEPTED, REFUSED)
    assert ears.heard == [(place.id, (good,))]


def test_who_did_not_hear_hears_again(hearing: Running, place: Place, ears: Ears) -> None:
    """The desk got no answer, so it sends again; a withdrawal is carried out in the end."""
    ears.deaf = 1
    letter = place.founder.letter(place.city)
    response = hearing.line.post(place.founder, "/letters", Letters(letters=(letter,)))
    assert (response.status_code, refusal(response).trouble) == (500, Trouble.BUSY)
    assert send(hearing, place.founder, letter) == (KNOWN,)
    assert ears.heard == [(place.id, (letter,))]


def test_a_quota_is_told(hub: Running, place: Place) -> None:
    with running(hub.store, hub.city, Settings(device_bytes=100)) as small:
        for path, body in (
            ("/letters", Letters(letters=(place.founder.letter(place.city, bytes(200)),))),
            ("/push", place.founder.clone().write(1, size=200)),
        ):
            response = small.line.post(place.founder, path, body)
            assert (response.status_code, refusal(response).trouble) == (403, Trouble.QUOTA)
    assert hub.store.letters(place.id) == []


# Answers


def answer(place: Place, number: int, body: bytes = b"mihon") -> Reply:
    epoch = place.store.roster(place.id).epoch
    assert epoch
    sealing = (epoch.id, epoch.letters_public)
    return sealed_reply(body, sealing, place.id, number, secrets.token_hex(16), place.city.keys.hub_private)


def test_answers_are_numbered_without_a_gap(hub: Running, place: Place) -> None:
    made = [place.store.add_reply(place.id, lambda number: answer(place, number)) for _each in range(3)]
    assert [each.number for each in made] == [1, 2, 3]
    page = hub.line.get(place.founder, replies=1).json()
    assert [each["number"] for each in page["replies"]] == [2, 3]
    assert place.store.replies(place.id) == tuple(made)


def test_an_answer_that_cannot_be_made_takes_no_number(place: Place) -> None:
    def fails(_number: int) -> Reply:
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        place.store.add_reply(place.id, fails)
    assert place.store.add_reply(place.id, lambda number: answer(place, number)).number == 1


def test_many_answers_at_once_get_each_a_number(place: Place) -> None:
    with ThreadPoolExecutor(6) as threads:
        made = list(
            threads.map(lambda _each: place.store.add_reply(place.id, lambda number: answer(place, number)), range(12))
        )
    assert sorted(each.number for each in made) == list(range(1, 13))


def test_a_page_of_answers_is_bounded_and_says_so(place: Place) -> None:
    for _each in range(6):
        place.store.add_reply(place.id, lambda number: answer(place, number, bytes(MAX_BATCH_BYTES // 3)))
    seen, more, pages = 0, True, 0
    while more:
        lanes = place.store.pull(place.id, place.founder.id, Asked(replies=seen))
        assert [each.number for each in lanes.replies] == list(range(seen + 1, seen + 1 + len(lanes.replies)))
        seen, more, pages = seen + len(lanes.replies), lanes.more, pages + 1
    assert (seen, pages) == (6, 3)


# Bulletins


def notice(city: City, number: int, version: str, content: str = "見本のお知らせ") -> Bulletin:
    return signed_bulletin(city.signing.private, number, BulletinKind.NOTICE, version, 1_790_000_000, content)


def test_bulletins_reach_every_district_in_their_order(hub: Running, place: Place) -> None:
    other = hub.place()
    made = [hub.store.add_bulletin(partial(notice, hub.city, version=version)) for version in "ab"]
    before = made[0].number - 1
    assert made[1].number == made[0].number + 1
    for laptop in (place.founder, other.founder):
        page = hub.line.get(laptop, bulletins=before).json()
        assert [each["version"] for each in page["bulletins"]] == ["a", "b"]
    assert hub.store.bulletins(before) == tuple(made)
    assert hub.store.latest_bulletin(BulletinKind.NOTICE) == made[1]
    assert hub.store.latest_bulletin(BulletinKind.TRAINING) is None
