"""Laptops whose clocks are a year off: the hub's signed time puts them right, and no merge hangs on a clock."""

from datetime import timedelta

import pytest

from kyosei_desk.clock import HybridClock
from sync.errors import ClockWrong, NotTheHub
from tests.builders import NOW
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, quiet
from tests.sync.writing import consultation, edit, seen, talk

Pair = tuple[Laptop, Laptop]
YEAR = timedelta(days=365)
WRONG = pytest.mark.parametrize("by", [YEAR, -YEAR, timedelta(hours=2)], ids=["ahead", "behind", "two hours"])


@WRONG
def test_invariant_03_a_clock_that_is_wrong_changes_nothing_in_the_end(hub: Hub, pair: Pair, by: timedelta) -> None:
    one, other = pair
    one.wrong_by = by
    record = talk(one, "時計の狂った机の話")
    quiet(pair)
    edit(other, record, wish="あとからの望み")
    quiet(pair)
    edit(one, record, wish="そのまたあとの望み")
    quiet(pair)
    assert consultation(other, record).wish == consultation(one, record).wish == "そのまたあとの望み"
    assert one.states() == other.states()
    assert one.desk.conflicts() == other.desk.conflicts() == []
    assert one.change_ids() == hub.item_ids()


@WRONG
def test_the_hub_s_time_corrects_it_once(pair: Pair, by: timedelta) -> None:
    one, _other = pair
    one.wrong_by = by
    with one.hub() as client:
        from sync.engine import sync_once

        sync_once(one.desk, client, one.enrolment)
        first = client.requests
    assert abs(one.desk.exchange.clock_offset() + int(by.total_seconds())) <= 1
    with one.hub() as client:
        from sync.engine import sync_once

        sync_once(one.desk, client, one.enrolment)
        assert client.requests == 1
    assert first >= 2


def test_hybrid_time_never_runs_more_than_a_day_ahead_of_the_hub(pair: Pair) -> None:
    """Another desk's wild stamp is not believed further than that."""
    one, other = pair
    one.wrong_by = YEAR
    record = talk(one, "来年の日付の話")
    one.sync()
    other.sync()
    edit(other, record, wish="今日の望み")
    stamp = max(row[0] for row in other.rows("SELECT stamp FROM change WHERE device = ?", other.device))
    day_ahead = HybridClock(lambda: NOW + timedelta(days=1, minutes=1)).next()
    assert stamp < day_ahead
    assert seen(other, record).record is not None


def test_of_two_edits_at_once_a_person_decides_whatever_the_clocks_say(pair: Pair) -> None:
    one, other = pair
    record = talk(one, "話")
    quiet(pair)
    one.wrong_by = YEAR
    edit(one, record, wish="時計の進んだ机の望み")
    edit(other, record, wish="時計の合う机の望み")
    quiet(pair)
    (conflict,) = other.desk.conflicts()
    assert len(conflict.versions) == 2


def test_a_time_that_is_not_the_hub_s_is_not_believed(hub: Hub, pair: Pair) -> None:
    """Signed by another key, or an answer to another request: somebody between plays an old one."""
    one, _other = pair
    import msgspec

    from sync.attestations import signed_time
    from sync.client import HubClient

    class Between(HubClient):
        def _once(self, method: str, path: str, form: object, content: bytes, params: object) -> object:  # type: ignore[override]
            page = super()._once(method, path, form, content, params)  # type: ignore[arg-type,var-annotated]
            return msgspec.structs.replace(page, time=signed_time(bytes(range(32)), page.time.now, page.time.nonce))

    from sync.client import Cursors, Signer

    enrolment = one.enrolment
    signer = Signer(device=one.device, private=enrolment.sign_private, hub_public=enrolment.card.hub_public)
    with Between(hub.url, one.clock, signer=signer) as client, pytest.raises((NotTheHub, ClockWrong)):
        client.pull(Cursors())
    assert one.desk.exchange.clock_offset() == 0
