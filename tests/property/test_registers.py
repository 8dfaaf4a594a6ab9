"""The merge: order, repetition and conflict. What is live is a function of the set of changes alone."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyosei_desk.store.registers import (
    DELETED,
    Live,
    Register,
    State,
    Write,
    applied,
    contested,
    displayed,
    is_deleted,
    joined,
    versions,
)
from tests.property.record_data import STEADY

NAMES = ("wish", "answers/Q3", "topics/介護")
YES, DOUBT, NO = "はい", "わからない", "いいえ"


class Change(NamedTuple):
    """A change as it travels: version, stamp and what it writes."""

    version: str
    stamp: int
    writes: dict[str, Write]


@st.composite
def histories(draw: st.DrawFn) -> tuple[Change, ...]:
    """Changes of which each has seen some of those before it, as desks that meet now and then make them."""
    changes: list[Change] = []
    for place in range(draw(st.integers(1, 6))):
        known = [each for each in changes if draw(st.booleans())]
        state = state_of(known)
        names = draw(st.sets(st.sampled_from(NAMES), min_size=1))
        values = {name: draw(st.sampled_from((YES, DOUBT, NO, None, "別の言葉"))) for name in sorted(names)}
        writes = {name: Write(value, versions(state, name)) for name, value in values.items()}
        changes.append(Change(f"v{draw(st.integers(0, 9))}-{place}", draw(st.integers(1, 3)), writes))
    return tuple(changes)


def state_of(changes: Sequence[Change]) -> State:
    state: State = {}
    for each in changes:
        state = applied(state, *each)
    return state


def live_by_hand(changes: Sequence[Change], name: str) -> dict[str, Any]:
    """Written minus seen, straight from the rule."""
    writing = [each for each in changes if name in each.writes]
    seen = {version for each in writing for version in each.writes[name].base}
    return {each.version: each.writes[name].value for each in writing if each.version not in seen}


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[tuple[Change, ...], list[Change]]:
    """A history, and the same changes out of order, some of them several times."""
    history = draw(histories())
    again = draw(st.lists(st.sampled_from(history), max_size=5))
    return history, draw(st.permutations([*history, *again]))


@STEADY
@given(shuffled())
def test_order_and_repetition_make_no_difference(pair: tuple[tuple[Change, ...], list[Change]]) -> None:
    history, arrived = pair
    assert state_of(arrived) == state_of(history)


@STEADY
@given(histories())
def test_what_is_live_is_what_was_written_minus_what_was_seen(history: tuple[Change, ...]) -> None:
    state = state_of(history)
    for name in NAMES:
        live = state[name].live if name in state else ()
        assert {each.version: each.value for each in live} == live_by_hand(history, name)


@STEADY
@given(histories())
def test_something_written_is_never_lost_altogether(history: tuple[Change, ...]) -> None:
    state = state_of(history)
    for name in {name for each in history for name in each.writes}:
        assert state[name].live


@STEADY
@given(histories(), st.data())
def test_joining_is_commutative_associative_and_idempotent(history: tuple[Change, ...], data: st.DataObject) -> None:
    parts = st.lists(st.sampled_from(history), max_size=6)
    one, two, three = (state_of(data.draw(parts)) for _each in range(3))
    assert joined(one, two) == joined(two, one)
    assert joined(joined(one, two), three) == joined(one, joined(two, three))
    assert joined(one, one) == joined(one, {}) == one


@STEADY
@given(histories(), st.data())
def test_joined_parts_are_the_whole(history: tuple[Change, ...], data: st.DataObject) -> None:
    there = data.draw(st.lists(st.booleans(), min_size=len(history), max_size=len(history)))
    one = [each for each, here in zip(history, there, strict=True) if here]
    other = [each for each, here in zip(history, there, strict=True) if not here]
    assert joined(state_of(one), state_of(other)) == state_of(history)


@STEADY
@given(histories(), st.sampled_from(NAMES))
def test_a_later_edit_that_saw_every_value_ends_the_conflict(history: tuple[Change, ...], name: str) -> None:
    state = state_of(history)
    ended = applied(state, "w", 9, {name: Write("決めた言葉", versions(state, name))})
    assert ended[name].live == (Live("w", 9, "決めた言葉"),)
    assert name not in contested(ended)
    assert joined(state, ended)[name] == ended[name]


@STEADY
@given(histories())
def test_an_edit_that_saw_nothing_ends_no_conflict(history: tuple[Change, ...]) -> None:
    state = state_of(history)
    blind = applied(state, "w", 9, {"wish": Write("見ずに書いた言葉")})
    before = state["wish"].live if "wish" in state else ()
    assert set(blind["wish"].live) == {*before, Live("w", 9, "見ずに書いた言葉")}


@STEADY
@given(histories())
def test_contested_is_exactly_what_holds_different_values(history: tuple[Change, ...]) -> None:
    different = {name for name in NAMES if len(set(live_by_hand(history, name).values())) > 1}
    assert set(contested(state_of(history))) == different


def register(*values: Any) -> Register:
    """Values written without sight of each other, each later than the one before."""
    return Register(live=tuple(Live(f"v{place}", place, value) for place, value in enumerate(values)))


@pytest.mark.parametrize("field", ["answers/Q3", "sub_answers/Q10"])
@pytest.mark.parametrize(
    ("values", "safe"),
    [
        ((YES, NO), YES),
        ((YES, DOUBT), YES),
        ((YES, None), YES),
        ((DOUBT, NO), DOUBT),
        ((DOUBT, None), DOUBT),
        ((None, NO), None),
        ((NO, None, DOUBT, YES), YES),
        ((NO, NO), NO),
        ((YES, "より新しい版の答え"), "より新しい版の答え"),
    ],
)
def test_conflicting_answers_read_as_the_safer_one(field: str, values: tuple[Any, ...], safe: Any) -> None:
    assert displayed("consultation", field, register(*values)) == safe
    assert displayed("consultation", field, register(*reversed(values))) == safe


@pytest.mark.parametrize(
    ("values", "safe"),
    [
        (("同意あり", "拒否"), "拒否"),
        (("同意あり", "確認できない"), "確認できない"),
        (("確認できない", "まだ聞いていない"), "まだ聞いていない"),
        (("まだ聞いていない", "拒否"), "拒否"),
        (("同意あり", "同意あり"), "同意あり"),
    ],
)
def test_conflicting_consents_read_as_the_most_careful_one(values: tuple[str, ...], safe: str) -> None:
    assert displayed("consent", "state", register(*values)) == safe
    assert displayed("consent", "state", register(*reversed(values))) == safe


@pytest.mark.parametrize(("kind", "name"), [("consultation", "topics/介護"), ("member", "issues/病気")])
def test_a_tick_that_one_desk_set_stays_set(kind: str, name: str) -> None:
    assert displayed(kind, name, register(True, False)) is True
    assert displayed(kind, name, register(False, True)) is True
    assert displayed(kind, name, register(False, False)) is False


def test_of_two_levels_set_by_people_the_unconfirmed_and_then_the_higher_one_shows() -> None:
    confirmed = {"level": 5, "confirmed_by": "見本 推進員"}
    doubt, higher = {"level": 2, "confirmed_by": ""}, {"level": 4, "confirmed_by": ""}
    for values, safe in (((confirmed, doubt), doubt), ((doubt, higher), higher)):
        assert displayed("consultation", "override", register(*values)) == safe
        assert displayed("consultation", "override", register(*reversed(values))) == safe


def test_of_two_wordings_the_later_one_shows_and_both_are_kept() -> None:
    told = Register(live=(Live("a", 7, "あとの言葉"), Live("b", 3, "さきの言葉")))
    assert displayed("consultation", "wish", told) == "あとの言葉"
    assert [each.value for each in contested({"wish": told})["wish"]] == ["あとの言葉", "さきの言葉"]


def test_nothing_written_shows_nothing() -> None:
    assert displayed("consultation", "wish", Register()) is None


def test_equal_values_from_two_desks_are_no_conflict() -> None:
    state = {"visitor": register({"name": "見本", "phone": "03"}, {"phone": "03", "name": "見本"})}
    assert contested(state) == {}


@pytest.mark.parametrize(
    ("marks", "deleted"),
    [((), False), ((["a"],), True), ((["a"], ["b"]), True), (([],), False), ((False,), False), ((["a"], False), False)],
)
def test_deleting_is_a_field_like_any_other(marks: tuple[Any, ...], *, deleted: bool) -> None:
    state = {"wish": Register(live=(Live("a", 1, "言葉"),)), DELETED: register(*marks)}
    assert is_deleted(state) is deleted


@STEADY
@given(histories())
def test_an_edit_that_the_deleting_desk_had_not_seen_beats_the_deleting(history: tuple[Change, ...]) -> None:
    state = state_of(history)
    seen = sorted({each.version for held in state.values() for each in held.live})
    deleted = applied(state, "d", 9, {DELETED: Write(seen)})
    assert is_deleted(deleted)
    edited = applied(state, "e", 1, {"wish": Write("消さないで", versions(state, "wish"))})
    assert not is_deleted(joined(deleted, edited))
