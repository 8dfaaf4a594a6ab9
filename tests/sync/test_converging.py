"""Desks of a district end alike, whatever was written where and in which order they met the hub."""

from tests.builders import NOW, intake
from tests.sync.laptops import Laptop, quiet


def test_two_desks_end_alike(pair: tuple[Laptop, Laptop]) -> None:
    one, other = pair
    one.desk.record(intake("電気が止まった", taken_at=NOW.isoformat()))
    other.desk.record(intake("薬がない", taken_at=NOW.isoformat()))
    quiet(pair)
    assert one.states() == other.states()
    assert one.desk.verify() == other.desk.verify() == []
    assert len(one.desk.search("薬がない")) == len(other.desk.search("電気")) == 1
