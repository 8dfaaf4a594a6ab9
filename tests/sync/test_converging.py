"""Desks of a district end alike, whatever was written where and in which order they met the hub."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest

from tests.builders import NOW, intake
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, quiet
from tests.sync.writing import consultation, edit, talk

Three = tuple[Laptop, Laptop, Laptop]


def test_two_desks_end_alike(pair: tuple[Laptop, Laptop]) -> None:
    one, other = pair
    one.desk.record(intake("電気が止まった", taken_at=NOW.isoformat()))
    other.desk.record(intake("薬がない", taken_at=NOW.isoformat()))
    quiet(pair)
    assert one.states() == other.states()
    assert one.desk.verify() == other.desk.verify() == []
    assert len(one.desk.search("薬がない")) == len(other.desk.search("電気")) == 1


def alike(hub: Hub, laptops: Iterable[Laptop]) -> None:
    there = list(laptops)
    quiet(there)
    for each in there:
        assert each.desk.verify() == []
        assert each.change_ids() == hub.item_ids()
        assert each.states() == there[0].states()


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_invariant_03_in_whatever_order_they_meet_the_hub(hub: Hub, three: Three, order: tuple[int, ...]) -> None:
    """All three write to the same talk, knowing nothing of each other; what stands in the end is the same."""
    record = talk(three[0], "三つの机の話")
    quiet(three)
    for number, laptop in enumerate(three):
        edit(laptop, record, wish=f"{number}番目の望み", title=f"{number}番目の題")
    for number in order:
        three[number].sync()
    alike(hub, three)
    assert len(three[0].desk.conflicts()) == 2
    assert len({consultation(each, record).wish for each in three}) == 1


def test_invariant_05_all_at_once_nobody_overlooks_a_late_commit(hub: Hub, three: Three) -> None:
    """Truly at the same time: the hub's order is the order of its commits, so no cursor passes one that comes later."""

    def work(laptop: Laptop) -> None:
        for number in range(8):
            talk(laptop, f"{laptop.name}の{number}番目の話")
            laptop.sync()

    quiet(three)
    with ThreadPoolExecutor(len(three)) as threads:
        list(threads.map(work, three))
    alike(hub, three)
    assert all(len(each.desk.search("番目の話")) == 24 for each in three)
