"""What was purged at one desk goes everywhere, and comes back from nowhere: no desk, hub, stick or copy."""

from pathlib import Path

import msgspec
import pytest

from kyosei_desk.errors import NotFound
from kyosei_desk.purge_order import PURGE, RESTRICT, PurgeOrder, signed_order, tag_of
from kyosei_desk.sealing import new_key
from kyosei_desk.store import Arrival
from sync import by_hand
from sync.devices import ACTIVE
from sync.errors import Rewound
from sync.protocol import PURGE_TAG, Item
from tests.sync.conftest import Fresh
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, quiet
from tests.sync.ledger import raw
from tests.sync.lines import Fate
from tests.sync.test_bad_items import push
from tests.sync.writing import edit, seen, talk

Pair = tuple[Laptop, Laptop]
MARK = "消してほしい話"


def nowhere(hub: Hub, *laptops: Laptop) -> None:
    """In no table, in no search, and at the hub not even sealed."""
    for each in laptops:
        assert MARK.encode() not in raw(each)
        assert not each.desk.search(MARK)
        assert each.desk.verify() == []
    purged = {row[0] for row in hub.ask("SELECT tag FROM purged")}
    assert purged
    assert not [tag for (tag,) in hub.ask("SELECT tag FROM item WHERE sealed <> x''") if tag in purged]


def test_invariant_07_it_goes_everywhere(hub: Hub, pair: Pair) -> None:
    one, other = pair
    record = talk(one, MARK)
    quiet(pair)
    other.desk.purge(record)
    quiet(pair)
    nowhere(hub, one, other)
    assert one.change_ids() == other.change_ids() == hub.item_ids()


def test_invariant_07_an_edit_that_did_not_know_of_it_brings_nothing_back(hub: Hub, pair: Pair) -> None:
    one, other = pair
    record = talk(one, MARK)
    quiet(pair)
    screen = seen(other, record)
    one.desk.purge(record)
    edit(other, record, screen, wish=MARK)
    other.sync()
    one.sync()
    quiet(pair)
    nowhere(hub, one, other)
    with pytest.raises(NotFound):
        edit(other, record, screen, wish=MARK)


def test_invariant_07_an_edit_that_was_sent_before_the_order_came_brings_nothing_back(hub: Hub, pair: Pair) -> None:
    """The other desk had pulled, the order arrived at the hub, and then came its push."""
    one, other = pair
    record = talk(one, MARK)
    quiet(pair)
    edit(other, record, wish=MARK)
    one.desk.purge(record)

    def at(progress: object) -> None:
        if getattr(progress, "step", "") == "push":
            one.sync()

    from sync.round import Hooks

    other.sync(hooks=Hooks(at))
    quiet(pair)
    nowhere(hub, one, other)


def test_invariant_07_a_restored_hub_gets_the_order_again(hub: Hub, pair: Pair, folder: Path) -> None:
    one, other = pair
    record = talk(one, MARK)
    quiet(pair)
    yesterday = hub.copy(folder / "yesterday.db")
    one.desk.purge(record)
    quiet(pair)
    hub.put_back(yesterday, new_epoch=True)
    other.sync()
    quiet(pair)
    nowhere(hub, one, other)


def test_invariant_07_a_laptop_put_back_to_before_gets_the_order_too(hub: Hub, pair: Pair, folder: Path) -> None:
    one, other = pair
    record = talk(one, MARK)
    quiet(pair)
    older = other.copied(folder / "older").path
    talk(other, "そのあとの話")
    quiet(pair)
    one.desk.purge(record)
    quiet(pair)
    other.put_back(older)
    assert other.desk.search(MARK)
    with pytest.raises(Rewound):
        other.sync()
    assert other.enrol(hub).state == ACTIVE
    quiet(pair)
    nowhere(hub, one, other)


def test_invariant_07_a_stick_from_before_brings_nothing_back(hub: Hub, pair: Pair, tmp_path: Path) -> None:
    one, other = pair
    record = talk(one, MARK)
    quiet(pair)
    by_hand.export(one.desk, one.enrolment, tmp_path / "stick", everything=True)
    other.desk.purge(record)
    quiet(pair)
    by_hand.take(other.desk, other.enrolment, tmp_path / "stick")
    quiet(pair)
    nowhere(hub, one, other)


def test_invariant_07_a_stick_carries_the_order(hub: Hub, pair: Pair, tmp_path: Path) -> None:
    one, other = pair
    record = talk(one, MARK)
    quiet(pair)
    one.desk.purge(record)
    by_hand.export(one.desk, one.enrolment, tmp_path / "stick")
    by_hand.take(other.desk, other.enrolment, tmp_path / "stick")
    assert MARK.encode() not in raw(other)
    quiet(pair)
    nowhere(hub, one, other)


def test_invariant_07_on_a_bad_line_too(hub: Hub, pair: Pair) -> None:
    from contextlib import suppress

    from sync.errors import SyncError

    one, other = pair
    record = talk(one, MARK)
    quiet(pair)
    other.desk.purge(record)
    for fate in (Fate.LOST, Fate.CUT, Fate.LATE):
        for laptop in pair:
            with suppress(SyncError):
                laptop.sync(Fate.WELL, *[fate] * 4)
    quiet(pair)
    nowhere(hub, one, other)


def order_pushed(laptop: Laptop, person: str, private: bytes, *tags: bytes) -> None:
    """An order in the clear, in the chain of this laptop, that its own program would not have given."""
    order = signed_order(private, tags, PURGE, 1_790_000_000, person)
    seq = laptop.desk.exchange.heads()[laptop.device].seq + 1
    push(laptop, "", seq, (Item(b"o" * 16, PURGE_TAG, msgspec.json.encode(order)),))


def restricted(laptop: Laptop, *tags: bytes, renewed: tuple[bytes, ...]) -> None:
    """An order of 閲覧制限 that this laptop's own program would not have given."""
    person, private = laptop.keys.person_id, laptop.desk.keys.signing_key
    order = signed_order(private, tags, RESTRICT, 1_790_000_000, person, roster=1, renewed=renewed)
    seq = laptop.desk.exchange.heads()[laptop.device].seq + 1
    push(laptop, "", seq, (Item(b"r" * 16, PURGE_TAG, msgspec.json.encode(order)),))


def test_a_purge_that_came_is_said_by_name_and_the_round_is_whole(hub: Hub, pair: Pair) -> None:
    one, other = pair
    record = talk(one, MARK)
    quiet(pair)
    other.desk.purge(record)
    other.sync()
    report = one.sync()
    (said,) = report.news
    assert said.startswith(f"{other.name}さんの指示で、記録")
    assert (report.complete, report.remarks) == (True, [])
    assert one.sync().news == other.sync().news == []
    nowhere(hub, one, other)


def test_a_restriction_that_came_is_said_too(hub: Hub, pair: Pair) -> None:
    one, other = pair
    record = talk(one, MARK)
    quiet(pair)
    other.desk.restrict(record, (other.keys.person_id,))
    other.sync()
    report = one.sync()
    (said,) = report.news
    assert said.startswith(f"{other.name}さんの閲覧制限の指示で、記録")
    assert (report.complete, report.remarks) == (True, [])
    purged = {row[0] for row in hub.ask("SELECT tag FROM purged")}
    assert tag_of(record) in purged
    assert MARK.encode() not in raw(one)


@pytest.mark.parametrize("which", ["nowhere", "open", "somebody else's"])
def test_a_restriction_that_puts_nothing_in_the_place_takes_nothing_away(pair: Pair, which: str) -> None:
    one, other = pair
    record, mine = talk(one, "残る話"), talk(other, "開いた話")
    theirs = one.desk.restrict(talk(one, "ひとの話"), (one.keys.person_id,))
    quiet(pair)
    renewed = {"nowhere": b"n" * 16, "open": tag_of(mine), "somebody else's": tag_of(theirs)}[which]
    restricted(other, tag_of(record), renewed=(renewed,))
    report = one.sync()
    assert (report.news, len(one.desk.search("残る話"))) == ([], 1)
    assert one.desk.verify() == []


def test_a_laptop_that_comes_late_understands_a_record_restricted_twice(hub: Hub, pair: Pair, fresh: Fresh) -> None:
    """What the first order put in the place is gone at the hub: it was purged by the second."""
    one, other = pair
    first = one.desk.restrict(talk(one, MARK), (one.keys.person_id, other.keys.person_id))
    quiet(pair)
    one.desk.restrict(first, (one.keys.person_id,))
    quiet(pair)
    late = fresh(2)
    late.enrol(hub)
    one.approve(late)
    report = late.sync()
    assert (report.quarantined, report.remarks, report.complete) == (0, [], True)
    assert set(late.rows("SELECT id FROM purged")) == set(one.rows("SELECT id FROM purged"))


def test_a_restriction_waits_for_what_it_puts_in_the_place(pair: Pair) -> None:
    one, other = pair
    record = talk(one, "開いていた話")
    quiet(pair)
    before = one.desk.exchange.heads()[one.device].seq
    one.desk.restrict(record, (one.keys.person_id,))
    one.sync()
    rows = one.desk.exchange.rows_between(one.device, before + 1, one.desk.exchange.heads()[one.device].seq)
    order = next(row for row in rows if row.kind == "purge")
    given = msgspec.json.decode(order.writes or b"", type=PurgeOrder)
    exchange = other.desk.exchange
    exchange.apply(Arrival(rows=(order,), orders=(given,)))
    assert (exchange.due_orders(), len(other.desk.search("開いていた話"))) == ([], 1)
    exchange.apply(Arrival(rows=tuple(row for row in rows if row is not order)))
    assert exchange.due_orders() == [given]
    assert exchange.carry_out([given]) == len(given.tags)
    assert [found.restricted for found in other.desk.search("開いていた話")] == [True]
    assert exchange.due_orders() == []


def test_an_order_by_somebody_who_may_not_is_carried_out_by_nobody(hub: Hub, pair: Pair) -> None:
    """Neither with a key that is nobody's, nor under a name that is not on the roster."""
    one, other = pair
    record = talk(one, "残る話")
    quiet(pair)
    order_pushed(one, one.keys.person_id, new_key(), tag_of(record))
    other.sync()
    assert len(other.desk.search("残る話")) == 1
    assert hub.ask("SELECT count(*) FROM purged") == [(0,)]
    assert other.desk.verify() == []
