"""Short words for what happens at the desks of these tests."""

from typing import Any

import msgspec

from kyosei_desk.records import Consultation
from kyosei_desk.store import Shown
from tests.builders import NOW, intake
from tests.sync.laptops import Laptop


def talk(laptop: Laptop, *said: str, **fields: Any) -> str:
    """A talk written down and closed; its id."""
    return laptop.desk.record(intake(*said, taken_at=NOW.isoformat(), **fields)).id


def seen(laptop: Laptop, record_id: str) -> Shown:
    """What stands on the screen now."""
    shown = laptop.desk._store.read(record_id)
    assert shown is not None
    return shown


def edit(laptop: Laptop, record_id: str, screen: Shown | None = None, **fields: Any) -> None:
    """Save fields of a record as a person does who sees `screen` (what stands there now)."""
    before = screen or seen(laptop, record_id)
    assert before.record is not None
    laptop.desk.save(before, msgspec.structs.replace(before.record, **fields))


def consultation(laptop: Laptop, record_id: str) -> Consultation:
    record = seen(laptop, record_id).record
    assert isinstance(record, Consultation)
    return record
