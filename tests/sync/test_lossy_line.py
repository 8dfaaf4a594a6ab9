"""A line that loses, repeats, delays and cuts: every save that was acknowledged arrives, once, and never by half."""

from collections.abc import Sequence
from contextlib import suppress
from itertools import product

import pytest

from sync.errors import Cancelled, HubRefused, HubUnreachable, NotTheHub, SyncError
from sync.round import Hooks
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, quiet
from tests.sync.lines import Fate
from tests.sync.writing import talk

BAD = [each for each in Fate if each is not Fate.WELL]
PAIRS = list(product((Fate.LOST, Fate.LATE, Fate.TWICE_LAST), repeat=2))
NO_END = 4
"""As often as the client tries: with so many in a row, a round ends."""


def alike(hub: Hub, *laptops: Laptop) -> None:
    quiet(laptops)
    for each in laptops:
        assert each.desk.verify() == []
        assert each.change_ids() == hub.item_ids()
        assert each.states() == laptops[0].states()


def tried(laptop: Laptop, fates: Sequence[Fate]) -> None:
    """A round that may fail, but only in words for a person."""
    with suppress(HubUnreachable, NotTheHub, HubRefused):
        laptop.sync(*fates)


@pytest.mark.parametrize("fate", BAD, ids=lambda each: each.name.lower())
def test_invariant_03_whatever_becomes_of_one_request_all_end_alike(
    hub: Hub, pair: tuple[Laptop, Laptop], fate: Fate
) -> None:
    """Each request of a round in its turn."""
    one, other = pair
    for place in range(3):
        talk(one, f"{place}番目の話")
        talk(other, f"ほかの{place}番目の話")
        tried(one, [*[Fate.WELL] * place, fate])
        tried(other, [*[Fate.WELL] * place, fate])
    alike(hub, one, other)
    assert len(other.desk.search("番目の話")) == 6


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_invariant_02_what_the_hub_took_without_our_knowing_is_there_once(
    hub: Hub, pair: tuple[Laptop, Laptop], first: Fate, second: Fate
) -> None:
    one, other = pair
    quiet(pair)
    talk(one, "一度だけの話")
    tried(one, [Fate.WELL, *[first] * NO_END])
    tried(one, [Fate.WELL, *[second] * NO_END])
    alike(hub, one, other)
    assert len(other.desk.search("一度だけの話")) == 1
    assert hub.ask("SELECT count(*), count(DISTINCT id) FROM item")[0][0] == len(hub.item_ids())


def test_invariant_03_a_line_that_is_nothing_but_trouble(hub: Hub, pair: tuple[Laptop, Laptop]) -> None:
    one, other = pair
    for number, fate in enumerate(BAD * 3):
        talk(pair[number % 2], f"{number}番目の話")
        tried(pair[number % 2], [fate, *BAD[number % len(BAD) :]])
    alike(hub, one, other)


def test_no_line_at_all_is_said_and_nothing_is_lost(pair: tuple[Laptop, Laptop]) -> None:
    one, _other = pair
    talk(one, "線のない日の話")
    with pytest.raises(HubUnreachable, match="USB"):
        one.sync(*[Fate.DROPPED] * NO_END)
    assert len(one.desk.search("線のない日の話")) == 1
    assert one.sync().complete


def stopping_at(step: str) -> Hooks:
    """Someone who presses cancel when this step begins."""
    steps: list[str] = []
    return Hooks(lambda told: steps.append(told.step), lambda: step in steps)


def test_a_stop_between_two_requests_keeps_what_came(hub: Hub, pair: tuple[Laptop, Laptop]) -> None:
    one, other = pair
    quiet(pair)
    talk(one, "とちゅうまでの話")
    for step in ("pull", "index", "seal", "push"):
        with pytest.raises(Cancelled):
            one.sync(hooks=stopping_at(step))
    alike(hub, one, other)


def test_done_is_said_only_when_everything_is_acknowledged(pair: tuple[Laptop, Laptop]) -> None:
    """A talk that is written down while the sync runs is not part of it: the round does not claim that it was."""
    one, _other = pair
    quiet(pair)
    talk(one, "前からの話")

    def at(progress: object) -> None:
        if getattr(progress, "step", "") == "push":
            talk(one, "とちゅうで書いた話")

    report = one.sync(hooks=Hooks(at))
    assert one.desk.exchange.unsealed_count()
    assert not report.complete
    assert one.sync().complete


def test_a_refusal_of_all_is_an_error_and_not_a_remark(pair: tuple[Laptop, Laptop]) -> None:
    one, _other = pair
    talk(one, "話")
    with pytest.raises(SyncError):
        one.sync(*[Fate.MANY] * NO_END)
