"""A program of next year at one desk: what this one does not know is kept, passed on to the byte, and shown then."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import pytest

from kyosei_desk.records import Answer, new_id
from kyosei_desk.store import Shown, saving
from kyosei_desk.store.registers import Write
from sync import by_hand, inbound, outbound
from sync.outbound import CannotRebuild
from sync.protocol import Body
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, quiet
from tests.sync.test_bad_items import strange_batch
from tests.sync.writing import consultation, edit, seen, talk

Three = tuple[Laptop, Laptop, Laptop]
_encoder = msgspec.msgpack.Encoder(order="deterministic")


def later(laptop: Laptop, shown: Shown, **values: Any) -> str:
    """Save registers as a later version of the program does."""
    store = laptop.desk._store
    writes = {name.replace("__", "/"): Write(value) for name, value in values.items()}
    with store.transaction("later") as (database, _facts):
        seq = saving.last_seq(database, store.device) + 1
        saving.written_down(database, store.sealer, store._origin(), seq, shown, writes)
    return shown.record_id


def alike(hub: Hub, *laptops: Laptop) -> None:
    quiet(laptops)
    for each in laptops:
        assert each.desk.verify() == []
        assert each.change_ids() == hub.item_ids()
        assert each.states() == laptops[0].states()


def test_invariant_08_an_unknown_kind_goes_round(hub: Hub, three: Three) -> None:
    one, other, third = three
    record = later(one, Shown(new_id(), "home_visit", {}, None), who="見本 民生", minutes=15, inside={"door": ["open"]})
    alike(hub, *three)
    for each in (other, third):
        shown = seen(each, record)
        assert (shown.kind, shown.record) == ("home_visit", None)
        assert shown.state == seen(one, record).state


def test_invariant_08_an_unknown_field_outlives_an_edit_by_a_desk_that_does_not_know_it(hub: Hub, three: Three) -> None:
    one, other, _third = three
    record = talk(one, "来年の欄のある話")
    later(one, seen(one, record), heard_by="見本 民生")
    alike(hub, *three)
    edit(other, record, wish="そばにいてほしい")
    alike(hub, *three)
    assert consultation(one, record).wish == "そばにいてほしい"
    assert [each.value for each in seen(one, record).state["heard_by"].live] == ["見本 民生"]


def test_invariant_08_an_unknown_choice_is_read_as_doubt_and_stays_what_it_is(hub: Hub, three: Three) -> None:
    one, other, _third = three
    record = talk(one, "来年の答えのある話")
    later(one, seen(one, record), answers__Q3="ときどき")
    alike(hub, *three)
    assert consultation(other, record).answers["Q3"] is Answer.UNKNOWN
    edit(other, record, title="題を付ける")
    alike(hub, *three)
    assert "ときどき" in [each.value for each in seen(one, record).state["answers/Q3"].live]


def longer(record_id: str) -> bytes:
    """A body with one field more than ours, as a version 1 of next year may have."""
    body = Body(1, record_id, "note", 7, "p", "", "", False, _encoder.encode({"text": ["のちの話", []]}))
    return _encoder.encode([*msgspec.structs.astuple(body), "a field more"])


def test_invariant_08_a_longer_body_is_sent_to_a_restored_hub_byte_by_byte(
    hub: Hub, three: Three, folder: Path
) -> None:
    """By a desk that did not write it and knows nothing of what was added."""
    one, other, third = three
    quiet(three)
    empty = hub.copy(folder / "empty.db")
    strange_batch(one, longer("e" * 32), "e" * 32)
    other.sync()
    before = hub.ask("SELECT sealed FROM item WHERE id = ?", b"i" * 16)
    hub.put_back(empty, new_epoch=True)
    other.sync()
    assert hub.ask("SELECT sealed FROM item WHERE id = ?", b"i" * 16) == before
    third.sync()
    assert [each.value for each in seen(third, "e" * 32).state["text"].live] == ["のちの話"]


def test_invariant_08_a_body_of_a_later_version_waits_for_the_upgrade(hub: Hub, three: Three, folder: Path) -> None:
    one, other, third = three
    quiet(three)
    empty = hub.copy(folder / "empty.db")
    body = Body(2, "e" * 32, "note", 7, "p", "", "", False, _encoder.encode({"text": ["のちの話", []]}))
    strange_batch(one, _encoder.encode(body), "e" * 32)
    assert other.sync().quarantined == 1
    hub.put_back(empty, new_epoch=True)
    other.sync()
    assert third.sync().quarantined == 1
    assert third.desk.verify() == []
    with upgraded():
        assert third.sync().quarantined == 0
    assert [each.value for each in seen(third, "e" * 32).state["text"].live] == ["のちの話"]


def upgraded() -> Any:
    """A program that reads bodies of version 2 as ours reads those of version 1."""
    decode = inbound._bodies.decode

    class Later:
        def decode(self, content: bytes) -> Body:
            return msgspec.structs.replace(decode(content), version=1)

    return patch.object(inbound, "_bodies", Later())


def test_a_row_that_does_not_give_its_bytes_any_more_is_never_sent_as_something_else(three: Three) -> None:
    one, *_others = three
    talk(one, "話")
    quiet(three)
    exchange = one.desk.exchange
    with one.desk._store.writing() as database:
        database.execute("UPDATE change SET stamp = stamp + 1 WHERE kind = 'consultation'")
    opener = by_hand.opener_of(exchange, one.enrolment)
    with pytest.raises(CannotRebuild):
        all(outbound.rebuilt(exchange, opener, each, 0) for each in exchange.batches_after(one.device, 0))
