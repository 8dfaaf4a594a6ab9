"""What was purged at one desk goes everywhere, and comes back from nowhere: no desk, hub, stick or copy."""

from pathlib import Path

import pytest

from kyosei_desk.errors import NotFound
from kyosei_desk.purge_order import PURGE, signed_order, tag_of
from kyosei_desk.sealing import new_key
from sync import by_hand
from sync.devices import ACTIVE
from sync.errors import Rewound
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
    import msgspec

    from sync.protocol import PURGE_TAG, Item

    order = signed_order(private, tags, PURGE, 1_790_000_000, person)
    seq = laptop.desk.exchange.heads()[laptop.device].seq + 1
    push(laptop, "", seq, (Item(b"o" * 16, PURGE_TAG, msgspec.json.encode(order)),))


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
