"""The city's answers: the same record on every desk, once, whatever the line and the hub did meanwhile."""

from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.clock import JAPAN
from kyosei_desk.records import Task, new_id
from sync import answering, bundle, by_hand
from sync.answering import Heading
from sync.hub import bundle as at_hub
from sync.hub import replying
from sync.post import Address
from sync.protocol import Replies, Reply, ReplyFate
from sync.round import digest_of
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, quiet
from tests.sync.lines import Fate
from tests.sync.writing import talk


def answer(hub: Hub, about: str, what: str) -> str:
    """The city answers about a record; the id of its answer."""
    at = datetime.fromtimestamp(hub.store.now(), JAPAN)
    head = Heading(reply_id=new_id(), letter_id=new_id(), to=Address(file=about), by="見本 調整", at=at)
    replying.send(hub.store, hub.city.held, hub.district, answering.task(head, what, "見本 民生"))
    return head.reply_id


def tasks(laptop: Laptop, about: str) -> list[str]:
    found = laptop.desk._store.of_consultation(about)
    return sorted(each.record.what for each in found if isinstance(each.record, Task))


def test_an_answer_is_one_record_on_every_desk(hub: Hub, pair: tuple[Laptop, Laptop]) -> None:
    one, other = pair
    about = talk(one, "答えを待つ話")
    quiet(pair)
    answer(hub, about, "見に行く")
    assert one.sync().letters_down == other.sync().letters_down == 1
    quiet(pair)
    assert tasks(one, about) == tasks(other, about) == ["見に行く"]
    assert one.states() == other.states()


def test_invariant_02_an_answer_that_comes_twice_is_there_once(hub: Hub, pair: tuple[Laptop, Laptop]) -> None:
    one, _other = pair
    about = talk(one, "答えを待つ話")
    quiet(pair)
    answer(hub, about, "見に行く")
    one.sync(Fate.LOST, Fate.LOST, Fate.TWICE)
    one.sync()
    assert tasks(one, about) == ["見に行く"]


@pytest.mark.parametrize("new_epoch", [True, False], ids=["restored", "rolled back"])
def test_invariant_13_an_answer_at_a_number_given_before_arrives_too(
    hub: Hub, pair: tuple[Laptop, Laptop], folder: Path, new_epoch: bool
) -> None:
    """The hub lost an answer, the city gave another: both are answers that someone wrote and someone read."""
    one, other = pair
    about = talk(one, "答えを待つ話")
    quiet(pair)
    yesterday = hub.copy(folder / "yesterday.db")
    answer(hub, about, "なくなる答え")
    one.sync()
    talk(one, "そのあとの話")
    one.sync()
    hub.put_back(yesterday, new_epoch=new_epoch)
    answer(hub, about, "あとの答え")
    quiet(pair)
    quiet(pair)
    assert tasks(one, about) == tasks(other, about) == ["あとの答え", "なくなる答え"]
    assert one.desk.verify() == other.desk.verify() == []
    assert digest_of(one.desk.exchange) == digest_of(other.desk.exchange)


@pytest.mark.parametrize("new_epoch", [True, False], ids=["restored", "rolled back"])
@pytest.mark.parametrize("later", [0, 1, 3])
def test_invariant_13_an_answer_that_alone_was_lost_is_given_back_by_the_desk_that_has_it(
    hub: Hub, pair: tuple[Laptop, Laptop], folder: Path, new_epoch: bool, later: int
) -> None:
    """No chain fell back: only the answer at the number that the desk knows is gone, or another one stands there."""
    one, other = pair
    about = talk(one, "答えを待つ話")
    quiet(pair)
    yesterday = hub.copy(folder / "yesterday.db")
    answer(hub, about, "なくなる答え")
    one.sync()
    hub.put_back(yesterday, new_epoch=new_epoch)
    for number in range(later):
        answer(hub, about, f"あとの答え {number}")
    quiet(pair)
    quiet(pair)
    assert len(tasks(one, about)) == 1 + later
    assert tasks(one, about) == tasks(other, about)
    assert len(hub.store.replies(hub.district)) == 1 + later
    assert digest_of(one.desk.exchange) == digest_of(other.desk.exchange)
    assert not one.desk.exchange.lost_answers(10)


def test_the_digest_tells_that_a_desk_has_an_answer_less(hub: Hub, pair: tuple[Laptop, Laptop]) -> None:
    one, other = pair
    about = talk(one, "答えを待つ話")
    quiet(pair)
    assert digest_of(one.desk.exchange) == digest_of(other.desk.exchange)
    answer(hub, about, "見に行く")
    one.sync()
    assert digest_of(one.desk.exchange) != digest_of(other.desk.exchange)
    other.sync()
    assert digest_of(one.desk.exchange) == digest_of(other.desk.exchange)


def test_an_answer_goes_from_desk_to_desk_by_hand_and_from_there_to_the_hub_that_lost_it(
    hub: Hub, pair: tuple[Laptop, Laptop], folder: Path, tmp_path: Path
) -> None:
    one, other = pair
    about = talk(one, "答えを待つ話")
    quiet(pair)
    yesterday = hub.copy(folder / "yesterday.db")
    answer(hub, about, "なくなる答え")
    one.sync()
    by_hand.export(one.desk, one.enrolment, tmp_path / "stick", everything=True)
    reports = [by_hand.take(other.desk, other.enrolment, tmp_path / "stick") for _twice in range(2)]
    assert [each.letters_down for each in reports] == [1, 0]
    assert reports[1].digest == digest_of(one.desk.exchange)
    hub.put_back(yesterday, new_epoch=True)
    other.sync()
    assert len(hub.store.replies(hub.district)) == 1
    quiet(pair)
    assert tasks(one, about) == tasks(other, about) == ["なくなる答え"]
    assert one.desk.verify() == other.desk.verify() == []


def test_a_hub_takes_back_by_hand_what_it_had_answered(
    hub: Hub, pair: tuple[Laptop, Laptop], folder: Path, tmp_path: Path
) -> None:
    one, _other = pair
    about = talk(one, "答えを待つ話")
    quiet(pair)
    yesterday = hub.copy(folder / "yesterday.db")
    answer(hub, about, "なくなる答え")
    one.sync()
    hub.put_back(yesterday, new_epoch=True)
    by_hand.export(one.desk, one.enrolment, tmp_path / "stick", everything=True)
    stick = bundle.read(tmp_path / "stick")
    assert at_hub.take(hub.store, hub.city.held, stick).replies == 1
    assert at_hub.take(hub.store, hub.city.held, stick).replies == 0


def forged(true: Reply) -> Reply:
    return msgspec.structs.replace(true, id="f" * 32)


def test_nobody_but_the_hub_can_make_an_answer_that_a_desk_or_the_hub_takes(
    hub: Hub, pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    one, other = pair
    about = talk(one, "答えを待つ話")
    quiet(pair)
    answer(hub, about, "見に行く")
    one.sync()
    by_hand.export(one.desk, one.enrolment, tmp_path / "stick", everything=True)
    found = bundle.read(tmp_path / "stick")
    bent = msgspec.structs.replace(found, replies=(forged(found.replies[0]), *found.replies))
    bundle.write(tmp_path / "stick", bent)
    report = by_hand.take(other.desk, other.enrolment, tmp_path / "stick")
    assert report.letters_down == 1
    assert any("答え" in each for each in report.remarks)
    assert at_hub.take(hub.store, hub.city.held, bent).replies == 0
    with one.hub() as client:
        taken = client.replies(Replies(replies=bent.replies))
    assert taken.fates == (ReplyFate.REFUSED, ReplyFate.KNOWN)
    assert len(hub.store.replies(hub.district)) == 1


@pytest.mark.parametrize("carrier", ["line", "stick"])
def test_invariant_07_a_purged_answer_is_carried_nowhere(
    hub: Hub, pair: tuple[Laptop, Laptop], tmp_path: Path, carrier: str
) -> None:
    one, other = pair
    about = talk(one, "答えを待つ話")
    quiet(pair)
    answer(hub, about, "見に行く")
    one.sync()
    kept = one.desk.exchange.every_answer()
    by_hand.export(one.desk, one.enrolment, tmp_path / "before", everything=True)
    one.desk.purge(about)
    one.sync()
    assert one.desk.exchange.every_answer() == []
    by_hand.export(one.desk, one.enrolment, tmp_path / "after", everything=True)
    assert bundle.read(tmp_path / "after").replies == ()
    if carrier == "stick":
        by_hand.take(other.desk, other.enrolment, tmp_path / "before")
    quiet(pair)
    by_hand.take(one.desk, one.enrolment, tmp_path / "before")
    assert tasks(one, about) == tasks(other, about) == []
    assert [each.desk.exchange.every_answer() for each in pair] == [[], []]
    hub.bend("DELETE FROM reply")
    with one.hub() as client:
        taken = client.replies(Replies(replies=tuple(msgspec.json.decode(each.content, type=Reply) for each in kept)))
    assert taken.fates == (ReplyFate.REFUSED,)
    assert digest_of(one.desk.exchange) == digest_of(other.desk.exchange)


def test_invariant_05_an_answer_that_comes_before_its_key_is_opened_when_the_key_comes(
    hub: Hub, pair: tuple[Laptop, Laptop]
) -> None:
    one, _other = pair
    about = talk(one, "答えを待つ話")
    quiet(pair)
    secrets = one.desk.exchange.epochs()
    answer(hub, about, "見に行く")
    with one.desk._store.writing() as database:
        database.execute("DELETE FROM epoch")
    report = one.sync()
    assert (report.letters_down, report.quarantined, report.complete) == (1, 1, True)
    assert tasks(one, about) == []
    one.desk.exchange.keep_epochs(secrets)
    assert one.sync().quarantined == 0
    assert tasks(one, about) == ["見に行く"]


def test_a_forged_answer_is_taken_by_nobody_and_stops_no_change(hub: Hub, pair: tuple[Laptop, Laptop]) -> None:
    one, other = pair
    about = talk(one, "答えを待つ話")
    quiet(pair)
    answer(hub, about, "見に行く")
    hub.bend("UPDATE reply SET signature = zeroblob(64)")
    talk(other, "ほかの話")
    other.sync()
    report = one.sync()
    assert report.pulled
    assert report.letters_down == 0
    assert any("答え" in each for each in report.remarks)
    assert tasks(one, about) == []


def test_a_forged_answer_under_an_unknown_key_is_no_answer_either(hub: Hub, pair: tuple[Laptop, Laptop]) -> None:
    """It must not take the number of a true one."""
    one, _other = pair
    about = talk(one, "答えを待つ話")
    quiet(pair)
    answer(hub, about, "見に行く")
    (true,) = hub.store.replies(hub.district)
    hub.bend("UPDATE reply SET epoch = ?, signature = zeroblob(64)", "f" * 32)
    assert one.sync().letters_down == 0
    hub.bend("UPDATE reply SET epoch = ?, signature = ?", true.epoch, true.signature)
    one.sync()
    assert tasks(one, about) == ["見に行く"]
    assert msgspec.json.decode(msgspec.json.encode(one.desk.exchange.counts()))["aside"] == 0
