"""A city, an open desk of its district, and a clock in the hand of the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.opening import open_desk
from sync.standing import Enrolment
from tests.builders import WORDS
from tests.post.city import City, HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def desk(vault: Path, clock: HandClock) -> Iterator[Desk]:
    """The open desk, by the test's own clock."""
    with open_desk(vault, WORDS, clock=clock) as opened:
        yield opened


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def enrolment(city: City) -> Enrolment:
    """This desk's place in the district."""
    return city.enrolment()
