"""A hub that says there is more, and never comes to an end: the round does, with a sentence."""

from collections.abc import Callable
from itertools import count

import msgspec
import pytest

from sync.attestations import signed_bulletin
from sync.client import Cursors, HubClient
from sync.errors import HubStuck
from sync.hub import keys
from sync.protocol import Bulletin, Page
from tests.sync.hubs import WORDS, Hub
from tests.sync.laptops import Laptop, quiet
from tests.sync.writing import talk

Lie = Callable[[Page, int], Page]
MOST_REQUESTS = 40


def the_same_page(page: Page, _turn: int) -> Page:
    return msgspec.structs.replace(page, more=True, cursor="")


def nothing_and_a_new_cursor(page: Page, turn: int) -> Page:
    return msgspec.structs.replace(page, more=True, cursor=f"lie.{turn}", batches=())


def known_batches_and_a_new_cursor(page: Page, turn: int) -> Page:
    return msgspec.structs.replace(page, more=True, cursor=f"lie.{turn}")


def publish(hub: Hub, version: int) -> None:
    """A bulletin of a kind that this program does not know: it is kept."""
    private = keys.signing_pair(hub.city.file, WORDS).private

    def make(number: int) -> Bulletin:
        return signed_bulletin(private, number, "later", str(version), hub.store.now(), "x")

    hub.store.add_bulletin(make)


@pytest.mark.parametrize("lie", [the_same_page, nothing_and_a_new_cursor, known_batches_and_a_new_cursor])
def test_a_hub_that_never_comes_to_an_end_ends_the_round(
    pair: tuple[Laptop, Laptop], lie: Lie, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It signs its time as ever, and shows from the beginning, again and again, what it has."""
    one, other = pair
    quiet(pair)
    talk(one, "届く話")
    one.sync()
    before = other.change_ids()
    honest, turns = HubClient.pull, count(1)

    def pull(client: HubClient, at: Cursors) -> Page:
        turn = next(turns)
        assert turn < MOST_REQUESTS
        return lie(honest(client, msgspec.structs.replace(at, cursor="", own=True)), turn)

    with monkeypatch.context() as patched:
        patched.setattr(HubClient, "pull", pull)
        with pytest.raises(HubStuck, match="先へ進みません"):
            other.sync()
    assert other.change_ids() >= before
    quiet(pair)
    assert len(other.desk.search("届く話")) == 1


def test_more_bulletins_than_a_page_holds_come_to_an_end_from_the_beginning_too(
    hub: Hub, pair: tuple[Laptop, Laptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desk that goes through everything anew takes the bulletins page by page as well."""
    one, other = pair
    quiet(pair)
    monkeypatch.setattr("sync.hub.store.lanes.MAX_ROWS", 2)
    for number in range(5):
        publish(hub, number)
    quiet(pair)
    other.desk.exchange.put("cursor", b"elsewhere.1")
    assert other.sync().complete
    assert one.desk.verify() == other.desk.verify() == []
