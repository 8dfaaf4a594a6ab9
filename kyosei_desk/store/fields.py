"""Records as registers and back. Pure. A `dict` or `frozenset` field is one register per key (sync.md)."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin

import msgspec

from kyosei_desk.records import KINDS, Answer, Record
from kyosei_desk.store.registers import DELETED, State, Value, displayed, is_deleted

OWN = frozenset({"id", DELETED})
NOTHING = object()
DOUBT = str(Answer.UNKNOWN)
"""What an answer is read as that a newer version gave in words of its own."""


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
    """The record a state shows; None for a kind from a newer version, and for one whose first change is not here yet.

    Both are kept and not shown. A value that this version does not know (a newer choice) leaves its field as if it had
    never been written, and an answer as わからない: what is not understood is never read as harmless.
    """
    form = KINDS.get(kind)
    if form is None:
        return None
    shown = {name: displayed(kind, name, register) for name, register in state.items() if name != DELETED}
    values: dict[str, Any] = {"id": record_id, DELETED: is_deleted(state)}
    for field in fields_of(form):
        values |= gathered(field, shown)
    try:
        return msgspec.convert(values, form)
    except msgspec.ValidationError:
        return convertible(form, values)


def convertible(form: type[Record], values: dict[str, Any]) -> Record | None:
    """The record without what this version cannot read; None where something it cannot do without is missing."""
    types = {field.encode_name: field.type for field in msgspec.structs.fields(form)}
    understood = {name: readable(types[name], value) for name, value in values.items()}
    try:
        return msgspec.convert({name: value for name, value in understood.items() if value is not NOTHING}, form)
    except msgspec.ValidationError:
        return None


def readable(form: Any, value: Any) -> Any:
    """A field's value as far as it can be read; NOTHING where it cannot."""
    if fits(form, value):
        return value
    if get_origin(form) is dict and isinstance(value, dict):
        part = get_args(form)[1]
        doubtful = {key: each if fits(part, each) else DOUBT for key, each in value.items()}
        return {key: each for key, each in doubtful.items() if fits(part, each)}
    return NOTHING


def fits(form: Any, value: Any) -> bool:
    try:
        msgspec.convert(value, form)
    except msgspec.ValidationError:
        return False
    return True


def gathered(field: Field, shown: Mapping[str, Value]) -> dict[str, Any]:
    """One field's value out of its registers; nothing where no register was ever written."""
    if field.shape == "one":
        return {field.name: shown[field.name]} if field.name in shown else {}
    head = f"{field.name}/"
    parts = {name.removeprefix(head): value for name, value in shown.items() if name.startswith(head)}
    if field.shape == "set":
        return {field.name: [key for key, value in parts.items() if value]}
    return {field.name: {key: value for key, value in parts.items() if value is not None}}
