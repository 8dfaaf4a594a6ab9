"""The city's answers: the same record on every desk, once, whatever the line and the hub did meanwhile."""

from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.clock import JAPAN
from kyosei_desk.records import Task, new_id
from sync import answering
from sync.answering import Heading
from sync.hub import replying
from sync.post import Address
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
    assert tasks(one, about) == ["あとの答え", "なくなる答え"]
    assert tasks(other, about) == ["あとの答え"]
    assert one.desk.verify() == other.desk.verify() == []


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
