"""More than one answer holds: page after page, cut short anywhere, and every item there once."""

from contextlib import suppress
from pathlib import Path

import pytest

from kyosei_desk.records import Note, new_id
from sync.errors import Cancelled, SyncError
from sync.protocol import MAX_ITEMS
from sync.round import Hooks
from tests.sync.fuses import Fuse, Killed, burning
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, quiet
from tests.sync.lines import Fate

Pair = tuple[Laptop, Laptop]
MANY = 3 * MAX_ITEMS + 7


def write_many(laptop: Laptop, count: int) -> None:
    """So many changes, in one save."""
    home = new_id()
    laptop.desk._store.add([Note(id=new_id(), household_id=home, text=f"覚え書き {each}") for each in range(count)])


@pytest.fixture
def full(pair: Pair) -> Pair:
    """One desk has sent many changes that the other has not asked for."""
    one, other = pair
    quiet(pair)
    write_many(one, MANY)
    assert one.sync().pushed == MANY
    return one, other


def alike(hub: Hub, *laptops: Laptop) -> None:
    quiet(laptops)
    for each in laptops:
        assert each.desk.verify() == []
        assert each.change_ids() == hub.item_ids()
        assert each.states() == laptops[0].states()


def test_all_pages_come_in_one_round(hub: Hub, full: Pair) -> None:
    _one, other = full
    report = other.sync()
    assert (report.pulled, report.complete) == (MANY, True)
    alike(hub, *full)


@pytest.mark.parametrize("page", range(4))
def test_invariant_05_a_line_that_breaks_at_any_page_loses_none(hub: Hub, full: Pair, page: int) -> None:
    _one, other = full
    with suppress(SyncError):
        other.sync(*[Fate.WELL] * page, *[Fate.LOST] * 4)
    report = other.sync()
    assert report.complete
    alike(hub, *full)


@pytest.mark.parametrize("page", range(4))
def test_invariant_05_a_stop_at_any_page_loses_none(hub: Hub, full: Pair, page: int) -> None:
    _one, other = full
    told: list[object] = []
    with suppress(Cancelled):
        other.sync(hooks=Hooks(told.append, lambda: len(told) > page))
    assert other.sync().complete
    alike(hub, *full)


@pytest.mark.parametrize("end", [2, 5, 8, 11])
def test_invariant_05_a_kill_among_the_pages_loses_none(hub: Hub, full: Pair, end: int) -> None:
    _one, other = full
    other.open()
    with burning(Fuse(end)), pytest.raises(Killed):
        other.sync()
    other.kill()
    assert other.sync().complete
    alike(hub, *full)


def test_invariant_04_a_gap_in_the_middle_of_many_pages_is_closed_from_the_beginning(hub: Hub, full: Pair) -> None:
    """The cursor stands too far (a program gone wrong): what follows does not fit, and all is asked for anew."""
    _one, other = full
    epoch = hub.store.epoch()
    other.desk.exchange.put("cursor", f"{epoch}.{MAX_ITEMS + 4}".encode())
    report = other.sync()
    assert report.pulled == MANY
    alike(hub, *full)


def test_invariant_13_a_hub_put_back_to_the_middle_of_many_pages(hub: Hub, pair: Pair, folder: Path) -> None:
    one, other = pair
    quiet(pair)
    write_many(one, MANY)
    one.sync(*[Fate.WELL] * 2, *[Fate.WELL] * 4)
    middle = hub.copy(folder / "middle.db")
    write_many(one, MANY)
    quiet(pair)
    hub.put_back(middle, new_epoch=False)
    alike(hub, other, one)


def test_what_one_round_sends_another_takes_up_where_it_broke(hub: Hub, pair: Pair) -> None:
    one, other = pair
    quiet(pair)
    write_many(one, MANY)
    with suppress(SyncError):
        one.sync(Fate.WELL, Fate.WELL, *[Fate.LOST] * 4)
    assert 0 < len(hub.item_ids()) < MANY + 10
    alike(hub, one, other)
