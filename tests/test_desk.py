"""The desk's own door: what it refuses before anything is written."""

import msgspec
import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.errors import FieldError
from tests.builders import intake


@pytest.mark.parametrize("taken_at", ["9999-12-31T23:59:59+09:00", "1899-12-31T12:00:00+09:00", "きのう", ""])
def test_a_talk_at_a_time_no_talk_can_have_had_is_refused_by_its_field(desk: Desk, taken_at: str) -> None:
    talk = intake("話")
    late = msgspec.structs.replace(talk, consultation=msgspec.structs.replace(talk.consultation, taken_at=taken_at))
    with pytest.raises(FieldError) as caught:
        desk.record(late)
    assert caught.value.field == "taken_at"
    assert desk.search("話") == []
    assert desk.verify() == []
