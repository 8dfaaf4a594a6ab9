"""The merge: every field of a record is a register. Pure; a function of the *set* of changes, never of their order.

A change writes a value under its own id (the *version*) and names the versions its author had seen. What is live is
what was written minus what was seen; several live values are kept until a person chooses (sync.md).
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import msgspec

Value: TypeAlias = Any
"""Plain data: text, number, truth, None, or a dict / list of these."""


class Live(msgspec.Struct, frozen=True, order=True):
    """One value that nobody has overwritten knowingly. `stamp` is its hybrid time."""

    version: str
    stamp: int
    value: Value


class Register(msgspec.Struct, frozen=True):
    """Live values in the order of their versions, and every version known to be superseded."""

    live: tuple[Live, ...] = ()
    seen: frozenset[str] = frozenset()


class Write(msgspec.Struct, frozen=True, array_like=True):
    """A new value of one register, and the versions that were on its author's screen."""

    value: Value
    base: tuple[str, ...] = ()


State: TypeAlias = Mapping[str, Register]
"""Registers by name: `wish`, `answers/Q3`, `topics/介護`, `statements/<id>`."""

DELETED = "deleted"
EMPTY = Register()

ANSWER_ORDER = ("はい", "わからない", None, "いいえ")
CONSENT_ORDER = ("拒否", "まだ聞いていない", "確認できない", "同意あり")


def applied(state: State, version: str, stamp: int, writes: Mapping[str, Write]) -> dict[str, Register]:
    """The state with one change in it. Applying it again, or before what it supersedes, makes no difference."""
    merged = dict(state)
    for name, write in writes.items():
        merged[name] = written(merged.get(name, EMPTY), Live(version, stamp, write.value), write.base)
    return merged


def written(register: Register, new: Live, base: Iterable[str]) -> Register:
    seen = register.seen | frozenset(base)
    there = {each.version: each for each in (*register.live, new)}
    return Register(live=tuple(there[key] for key in sorted(there) if key not in seen), seen=seen)


def joined(one: State, other: State) -> dict[str, Register]:
    """Two states of the same record as one: commutative, associative, idempotent."""
    return {name: united(one.get(name, EMPTY), other.get(name, EMPTY)) for name in sorted(set(one) | set(other))}


def united(one: Register, other: Register) -> Register:
    seen = one.seen | other.seen
    there = {each.version: each for each in (*one.live, *other.live)}
    return Register(live=tuple(there[key] for key in sorted(there) if key not in seen), seen=seen)


def versions(state: State, name: str) -> tuple[str, ...]:
    """What an author who sees this state has seen of one register."""
    return tuple(each.version for each in state.get(name, EMPTY).live)


def contested(state: State) -> dict[str, tuple[Live, ...]]:
    """Registers with several different live values: a person must choose."""
    return {
        name: register.live
        for name, register in state.items()
        if name != DELETED
        and len({msgspec.json.encode(each.value, order="deterministic") for each in register.live}) > 1
    }


def displayed(kind: str, name: str, register: Register) -> Value:
    """The value to show until a person has chosen: the safe one for safety data, else the later one."""
    values = [each.value for each in sorted(register.live, key=lambda each: (each.stamp, each.version))]
    if not values:
        return None
    return safest(kind, name, values) if len(values) > 1 else values[0]


def safest(kind: str, name: str, values: list[Value]) -> Value:
    """One of several, given in the order of their stamps: by the order of danger where there is one (sync.md)."""
    field = name.partition("/")[0]
    if field in {"answers", "sub_answers"}:
        return min(values, key=lambda value: place(ANSWER_ORDER, value))
    if (kind, field) == ("consent", "state"):
        return min(values, key=lambda value: place(CONSENT_ORDER, value))
    if field in {"topics", "issues"}:
        return any(values)
    if field == "override":
        return max(values, key=weight)
    return values[-1]


def place(order: tuple[Value, ...], value: Value) -> int:
    """Where a value stands; one this version does not know comes first, so that nothing unknown is hidden."""
    return order.index(value) if value in order else -1


def weight(override: Value) -> tuple[bool, int]:
    """An unconfirmed override outweighs a confirmed one, so that a confirmed lowering never hides a doubt."""
    if not isinstance(override, dict):
        return True, 0
    level = override.get("level")
    return not override.get("confirmed_by"), level if isinstance(level, int) else 0


def is_deleted(state: State) -> bool:
    """Deleted, and nothing was written since that the one who deleted had not seen: an edit beats a delete.

    The value of `deleted` is the list of versions that were live then; False undoes it.
    """
    marks = [each.value for each in state.get(DELETED, EMPTY).live]
    if not marks or not all(isinstance(mark, list) for mark in marks):
        return False
    known = {version for mark in marks for version in mark}
    return live_versions(state) <= known


def live_versions(state: State) -> set[str]:
    """Every live version but those of the deletion itself."""
    return {each.version for name, register in state.items() if name != DELETED for each in register.live}
