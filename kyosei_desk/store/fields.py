"""Records as registers and back. Pure. A `dict` or `frozenset` field is one register per key (sync.md)."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, get_origin

import msgspec

from kyosei_desk.records import KINDS, Record
from kyosei_desk.store.registers import DELETED, State, Value, displayed, is_deleted

OWN = frozenset({"id", DELETED})


class Field(NamedTuple):
    """How one field of a kind is kept: `shape` is "one", "dict" or "set"; `default` in plain data."""

    name: str
    shape: str
    default: Value


@cache
def fields_of(kind: type[Record]) -> tuple[Field, ...]:
    """The registers of a kind of record, in the order of its fields."""
    return tuple(
        Field(field.encode_name, shape_of(field.type), plain(default_of(field)))
        for field in msgspec.structs.fields(kind)
        if field.name not in OWN
    )


def shape_of(annotation: Any) -> str:
    return {dict: "dict", frozenset: "set"}.get(get_origin(annotation), "one")


def default_of(field: msgspec.structs.FieldInfo) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return None if field.default is msgspec.NODEFAULT else field.default


def plain(value: Any) -> Value:
    """A value in plain data; sets in a fixed order, so that equal values are equal bytes."""
    return msgspec.to_builtins(value, order="deterministic")


def flat(record: Record) -> dict[str, Value]:
    """Every register of a record that differs from its default."""
    registers: dict[str, Value] = {}
    for field in fields_of(type(record)):
        value = getattr(record, field.name)
        if field.shape == "set":
            registers.update({f"{field.name}/{key}": True for key in sorted(value)})
        elif field.shape == "dict":
            registers.update({f"{field.name}/{key}": plain(part) for key, part in sorted(value.items())})
        elif plain(value) != field.default:
            registers[field.name] = plain(value)
    return registers


def difference(before: Record | None, after: Record) -> dict[str, Value]:
    """What changed, as register values; a key that went is None (False in a set)."""
    old = {} if before is None else flat(before)
    new = flat(after)
    changed = {name: value for name, value in new.items() if name not in old or old[name] != value}
    for name in old.keys() - new.keys():
        changed[name] = emptied(type(after), name)
    return dict(sorted(changed.items()))


def emptied(kind: type[Record], name: str) -> Value:
    """What an emptied register is written as."""
    head = name.partition("/")[0]
    field = next(each for each in fields_of(kind) if each.name == head)
    return {"set": False, "dict": None}.get(field.shape, field.default)


def record_of(kind: str, record_id: str, state: State) -> Record | None:
    """The record a state shows; None for a kind from a newer version, which is kept and not shown."""
    form = KINDS.get(kind)
    if form is None:
        return None
    values: dict[str, Any] = {"id": record_id, DELETED: is_deleted(state)}
    shown = {name: displayed(kind, name, register) for name, register in state.items() if name != DELETED}
    for field in fields_of(form):
        values |= gathered(field, shown)
    return msgspec.convert(values, form)


def gathered(field: Field, shown: Mapping[str, Value]) -> dict[str, Any]:
    """One field's value out of its registers; nothing where no register was ever written."""
    if field.shape == "one":
        return {field.name: shown[field.name]} if field.name in shown else {}
    head = f"{field.name}/"
    parts = {name.removeprefix(head): value for name, value in shown.items() if name.startswith(head)}
    if field.shape == "set":
        return {field.name: [key for key, value in parts.items() if value]}
    return {field.name: {key: value for key, value in parts.items() if value is not None}}
