"""One bad item among good ones: it is set aside or its chain stops, with a reason; the others never wait for it."""

from pathlib import Path

import msgspec
import pytest

from kyosei_desk.purge_order import tag_of
from kyosei_desk.sealing import EpochSealer
from sync import by_hand, chain
from sync.engine import sync_once
from sync.protocol import Batch, Body, Head, Item
from sync.round import Report
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, World, quiet
from tests.sync.writing import talk

Three = tuple[Laptop, Laptop, Laptop]
_encoder = msgspec.msgpack.Encoder(order="deterministic")


def flipped(hub: Hub, laptop: Laptop) -> None:
    """One bit of the last item of a laptop, as a bad disk at the hub turns it over."""
    last = "SELECT item.rowid, sealed FROM item JOIN device USING (slot) WHERE device.id = ? ORDER BY item.seq DESC"
    row, sealed = hub.ask(last, laptop.device)[0]
    bent = bytes([sealed[0] ^ 1]) + sealed[1:]
    assert hub.bend("UPDATE item SET sealed = ? WHERE rowid = ?", bent, row) == 1


def test_invariant_09_a_flipped_bit_stops_its_chain_and_no_other(hub: Hub, three: Three) -> None:
    one, other, third = three
    quiet(three)
    talk(one, "こわれる話")
    talk(other, "こわれない話")
    one.sync()
    other.sync()
    flipped(hub, one)
    report = third.sync()
    assert len(third.desk.search("こわれない話")) == 1
    assert not third.desk.search("こわれる話")
    assert not report.complete
    assert any("並びが合いません" in each for each in report.remarks)
    assert third.desk.verify() == []
    talk(third, "そのあとの話")
    third.sync()
    other.sync()
    assert len(other.desk.search("そのあとの話")) == 1


def round_of(laptop: Laptop) -> tuple[Report, int]:
    """A round, and how many requests it cost."""
    with laptop.hub() as client:
        return sync_once(laptop.desk, client, laptop.enrolment), client.requests


def test_a_chain_that_stays_broken_costs_nothing_until_something_new_comes_for_it(
    hub: Hub, three: Three, world: World
) -> None:
    one, other, third = three
    quiet(three)
    talk(one, "こわれる話")
    one.sync()
    flipped(hub, one)
    first, _requests = round_of(third)
    assert any("並びが合いません" in each for each in first.remarks)
    for _round in range(3):
        report, requests = round_of(third)
        assert (requests, report.complete) == (1, False)
        assert any("並びが合いません" in each for each in report.remarks)
    talk(other, "ほかの机の話")
    other.sync()
    report, requests = round_of(third)
    assert (requests, report.pulled > 0) == (1, True)
    talk(one, "同じ机のあとの話")
    one.sync()
    asked = [round_of(third)[1] for _round in range(3)]
    assert asked == [2, 1, 1]
    world.pass_by(days=2)
    asked = [round_of(third)[1] for _round in range(4)]
    assert asked[-1] == 1


def test_a_broken_chain_that_the_hub_mends_in_place_is_whole_within_a_day_or_two(
    hub: Hub, three: Three, world: World
) -> None:
    one, _other, third = three
    quiet(three)
    talk(one, "こわれる話")
    one.sync()
    flipped(hub, one)
    assert not third.sync().complete
    flipped(hub, one)
    assert not third.sync().complete
    world.pass_by(hours=25)
    third.sync()
    assert third.sync().complete
    assert len(third.desk.search("こわれる話")) == 1


def test_invariant_09_what_the_hub_damaged_comes_by_hand(hub: Hub, three: Three, tmp_path: Path) -> None:
    """The stick brings the same items, from a desk that has them whole; then all is well, at the next sync too."""
    one, _other, third = three
    quiet(three)
    talk(one, "こわれる話")
    one.sync()
    flipped(hub, one)
    assert not third.sync().complete
    by_hand.export(one.desk, one.enrolment, tmp_path / "stick", everything=True)
    by_hand.take(third.desk, third.enrolment, tmp_path / "stick")
    assert len(third.desk.search("こわれる話")) == 1
    assert third.sync().complete


def test_invariant_09_an_item_under_an_unknown_key_is_set_aside_and_opened_when_its_key_comes(three: Three) -> None:
    one, other, third = three
    quiet(three)
    secrets = third.desk.exchange.epochs()
    with third.desk._store.writing() as database:
        database.execute("DELETE FROM epoch")
    talk(one, "まだ開かない話")
    one.sync()
    report = third.sync()
    assert report.quarantined > 0
    assert not third.desk.search("まだ開かない話")
    assert third.desk.verify() == []
    third.desk.exchange.keep_epochs(secrets)
    assert third.sync().quarantined == 0
    assert len(third.desk.search("まだ開かない話")) == 1
    quiet(three)
    assert third.states() == other.states()


def test_invariant_15_a_desk_without_the_epoch_s_key_seals_nothing_and_says_that_it_is_not_done(three: Three) -> None:
    """A ring that could not be opened: its own work waits, under no other key, until the key comes."""
    one, *_others = three
    quiet(three)
    secrets = one.desk.exchange.epochs()
    with one.desk._store.writing() as database:
        database.execute("DELETE FROM epoch")
    talk(one, "待っている話")
    assert not one.sync().complete
    one.desk.exchange.keep_epochs(secrets)
    quiet(three)
    assert len(three[1].desk.search("待っている話")) == 1


def strange_batch(laptop: Laptop, plaintext: bytes, record_id: str) -> None:
    """An item that this laptop seals under its district's key, out of a plaintext that no version of ours writes."""
    enrolment, exchange = laptop.enrolment, laptop.desk.exchange
    roster = by_hand.opener_of(exchange, enrolment).roster
    assert roster.epoch is not None
    sealer = EpochSealer(exchange.epochs()[roster.epoch.id])
    seq, item_id, tag = exchange.heads()[enrolment.device.id].seq + 1, b"i" * 16, tag_of(record_id)
    header = chain.header_of(enrolment.district, enrolment.device.id, seq, roster.epoch.id, item_id, tag)
    push(laptop, roster.epoch.id, seq, (Item(item_id, tag, sealer.seal(plaintext, header)),))


def push(laptop: Laptop, epoch: str, first: int, items: tuple[Item, ...]) -> None:
    enrolment, here = laptop.enrolment, laptop.desk.exchange.heads()[laptop.device]
    batch = Batch(device=enrolment.device.id, epoch=epoch, first_seq=first, items=items, signature=bytes(64))
    after = chain.head_after(Head(here.device, here.seq, here.link), chain.digests(enrolment.district, batch))
    signature = chain.sign_head(enrolment.sign_private, enrolment.district, after)
    with laptop.hub() as client:
        client.push(msgspec.structs.replace(batch, signature=signature))


NO_BODIES = {
    "no MessagePack": b"\xc1\xff",
    "not an array": _encoder.encode({"a": 1}),
    "another form": _encoder.encode([1, 2, 3]),
    "of a later version": _encoder.encode(Body(9, "r" * 32, "kind", 1, "p", "", "", False, b"")),
    "writes that are none": _encoder.encode(Body(1, "e" * 32, "consultation", 1, "p", "", "", False, b"\xc1")),
    "empty writes": _encoder.encode(Body(1, "e" * 32, "consultation", 1, "p", "", "", False, b"")),
    "a restricted one that is no envelope": _encoder.encode(
        Body(1, "e" * 32, "consultation", 1, "p", "", "", True, b"no envelope")
    ),
    "a giant stamp": _encoder.encode(
        Body(1, "e" * 32, "note", 2**64 - 1, "p", "", "", False, _encoder.encode({"text": ["話", []]}))
    ),
    "a negative stamp": _encoder.encode(
        Body(1, "e" * 32, "note", -(2**63), "p", "", "", False, _encoder.encode({"text": ["話", []]}))
    ),
    "a household that is a number": _encoder.encode(
        Body(1, "e" * 32, "consultation", 1, "p", "", "", False, _encoder.encode({"household_id": [7, []]}))
    ),
    "deleted by a word": _encoder.encode(
        Body(1, "e" * 32, "note", 1, "p", "", "", False, _encoder.encode({"deleted": ["はい", []]}))
    ),
    "of another record than its tag says": _encoder.encode(
        Body(1, "f" * 32, "note", 1, "p", "", "", False, _encoder.encode({"text": ["話", []]}))
    ),
    "an id that is no id": _encoder.encode(
        Body(1, "のうと", "note", 1, "p", "", "", False, _encoder.encode({"text": ["話", []]}))
    ),
    "a lone surrogate": _encoder.encode(
        Body(1, "e" * 32, "note", 1, "p", "", "", False, b"\x81\xa4text\x92\xa3\xed\xa0\x80\x90")
    ),
}


@pytest.mark.parametrize("name", NO_BODIES)
def test_invariant_09_a_well_sealed_item_of_a_desk_gone_wrong_stops_nothing(hub: Hub, three: Three, name: str) -> None:
    """Nobody outside can make such an item; a broken program at a desk of the district can."""
    one, other, third = three
    quiet(three)
    strange_batch(one, NO_BODIES[name], "のうと" if "no id" in name else "e" * 32)
    talk(other, "よい話")
    other.sync()
    report = third.sync()
    assert report.complete
    assert len(third.desk.search("よい話")) == 1
    talk(third, "そのあとの話")
    assert third.sync().complete
    assert len(third.desk.search("そのあとの話")) == 1
    assert third.desk.verify() == []
    other.sync()
    assert other.change_ids() == third.change_ids() == hub.item_ids()


def test_invariant_09_an_item_too_large_for_the_hub_is_said_and_the_rest_goes(three: Three) -> None:
    one, other, _third = three
    quiet(three)
    talk(one, "あ" * 90_000)
    talk(one, "ふつうの話")
    report = one.sync()
    assert any("大きすぎて" in each for each in report.remarks)
    assert report.quarantined == 1
    other.sync()
    assert len(other.desk.search("ふつうの話")) == 1
    assert len(one.desk.search("ああああ")) == 1


def test_invariant_13_content_that_the_hub_keeps_back_is_noticed(hub: Hub, three: Three) -> None:
    """An item without its content, and no order to purge it: somebody at the hub took it away."""
    one, other, _third = three
    quiet(three)
    talk(one, "かくされた話")
    one.sync()
    assert hub.bend("UPDATE item SET sealed = x'' WHERE sequence > (SELECT max(sequence) - 3 FROM item)")
    report = other.sync()
    assert not other.desk.search("かくされた話")
    assert any("中身のない" in each for each in report.remarks)
    assert report.quarantined == 3
    again = other.sync()
    assert (again.remarks, again.quarantined) == ([], 3)


def test_invariant_13_content_that_was_kept_back_comes_by_hand(hub: Hub, three: Three, tmp_path: Path) -> None:
    one, other, third = three
    quiet(three)
    talk(one, "かくされた話")
    one.sync()
    hub.bend("UPDATE item SET sealed = x'' WHERE sequence > (SELECT max(sequence) - 3 FROM item)")
    other.sync()
    by_hand.export(one.desk, one.enrolment, tmp_path / "stick", everything=True)
    by_hand.take(other.desk, other.enrolment, tmp_path / "stick")
    report = other.sync()
    assert (report.complete, report.quarantined) == (True, 0)
    assert len(other.desk.search("かくされた話")) == 1
    assert other.desk.verify() == third.desk.verify() == []
