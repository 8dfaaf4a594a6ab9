"""The time of day as people write it."""

from datetime import time

import pytest

from kyosei_desk.errors import FieldError
from kyosei_desk.japanese import parse_time


@pytest.mark.parametrize(
    ("words", "hour", "minute"),
    [
        ("10:20", 10, 20),
        ("１０：２０", 10, 20),
        (" 9時5分 ", 9, 5),
        ("10時20分頃", 10, 20),
        ("午後2時半", 14, 30),
        ("午後三時十五分", 15, 15),
        ("十時", 10, 0),
        ("二十時", 20, 0),
        ("午前12時", 0, 0),
        ("午後12時", 12, 0),
        ("pm 3:05", 15, 5),
        ("1420", 14, 20),
        ("14", 14, 0),
        ("0:00", 0, 0),
    ],
)
def test_a_time_of_day_is_read_in_the_ways_people_write_it(words: str, hour: int, minute: int) -> None:
    assert parse_time(words) == time(hour, minute)


@pytest.mark.parametrize(
    "words", ["", "朝", "25:00", "24:00", "10:60", "午後13時", "2560", "10:20:30", "-1", "10時と20時"]
)
def test_words_that_are_no_time_of_day_are_told_how_to_write_one(words: str) -> None:
    with pytest.raises(FieldError, match="10:20") as told:
        parse_time(words)
    assert told.value.field == "time"
