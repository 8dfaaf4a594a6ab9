"""Real processes, killed −9: a desk at each step of its sync, a hub in the middle of its transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from sync import codes, devices
from sync.errors import HubUnreachable
from sync.hub.commands.districts import new_code
from sync.hub.store import HubStore
from sync.hub.store.rows import Asked
from tests.hub.building import City
from tests.hub.running import Process
from tests.sync.conftest import Fresh
from tests.sync.hubs import Hub
from tests.sync.killing import DONE, killed_after
from tests.sync.laptops import Laptop, quiet
from tests.sync.writing import talk

LONGEST = 12
"""More steps than a sync of a few records has."""


def test_invariant_01_a_desk_killed_at_any_step_of_its_sync_has_lost_nothing(
    hub: Hub, pair: tuple[Laptop, Laptop]
) -> None:
    one, other = pair
    quiet(pair)
    steps = 0
    while True:
        talk(one, f"{steps}番目の話")
        talk(other, f"となりの{steps}番目の話")
        other.sync()
        one.close()
        said = killed_after(one.path, one.name, steps)
        assert len(one.desk.search(f"{steps}番目の話")) >= 1
        assert one.desk.verify() == []
        if DONE in said:
            break
        steps += 1
        assert steps < LONGEST
    assert {"pull", "index", "seal", "push"} <= set(said)
    quiet(pair)
    assert one.change_ids() == other.change_ids() == hub.item_ids()
    assert len(other.desk.search("番目の話", 100)) == 2 * (steps + 1)


class Mortal:
    """A hub that is a process, over a database that outlives it."""

    def __init__(self, folder: Path) -> None:
        self.city = City()
        self.address = f"sqlite:///{folder / 'mortal.db'}"
        self.store = HubStore(self.address, self.city.signing.public)
        self.district = self.store.add_district("見本地区")
        self.url = ""

    def code(self) -> str:
        return new_code(self.store, self.city.keys.card, self.district)

    def item_ids(self) -> set[str]:
        page = self.store.pull_for_bundle(self.district, Asked(own=True))
        return {item.id.hex() for batch in page.batches for item in batch.items}

    @contextmanager
    def alive(self, *laptops: Laptop, die_before: str = "") -> Iterator[Process]:
        """As long as the block lasts, or until the statement; the laptops know where it listens."""
        process = Process(self.address, self.city, die_before)
        self.url = process.line.url
        for each in laptops:
            devices.keep(each.desk.exchange, msgspec.structs.replace(each.enrolment, hub=self.url))
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def mortal(folder: Path) -> Iterator[Mortal]:
    hub = Mortal(folder)
    yield hub
    hub.store.close()


@pytest.mark.parametrize(
    "statement", ["INSERT INTO item", "INSERT INTO batch", "UPDATE district", "COMMIT"], ids=lambda each: each.lower()
)
def test_invariant_05_a_hub_killed_in_the_middle_of_a_push_has_all_of_it_or_nothing(
    mortal: Mortal, fresh: Fresh, statement: str
) -> None:
    """The desk hears nothing, and asks again: there is no item twice, and none missing."""
    one, other = fresh(0), fresh(1)
    with mortal.alive():
        one.enrol(mortal)
        other.enrol(mortal)
        one.approve(other)
        quiet((one, other))
    talk(one, "ハブが止まった日の話")
    before = mortal.item_ids()
    with mortal.alive(one, die_before=statement) as process:
        with pytest.raises(HubUnreachable):
            one.sync()
        assert process.died() == -9
    assert mortal.item_ids() == before
    with mortal.alive(one, other):
        quiet((one, other))
    assert one.change_ids() == other.change_ids() == mortal.item_ids()
    assert len(other.desk.search("ハブが止まった日の話")) == 1


def test_invariant_05_a_hub_killed_while_it_takes_a_roster_entry(mortal: Mortal, fresh: Fresh) -> None:
    one, other = fresh(0), fresh(1)
    with mortal.alive():
        one.enrol(mortal)
        other.enrol(mortal)
    with mortal.alive(one, other, die_before="INSERT INTO roster") as process:
        with pytest.raises(HubUnreachable):
            one.approve(other)
        assert process.died() == -9
    assert other.device not in mortal.store.roster(mortal.district).devices
    with mortal.alive(one, other):
        one.approve(other)
        quiet((one, other))
    assert one.states() == other.states()


def test_the_code_of_a_mortal_hub_is_a_code(mortal: Mortal) -> None:
    assert codes.parsed(mortal.code()).fingerprint == codes.fingerprint(mortal.city.signing.public)
