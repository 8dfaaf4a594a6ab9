"""A change: what one save did to one record, as it is kept, sealed and sent. And the registers' compact form. Pure."""

from collections.abc import Mapping

import msgspec

from kyosei_desk.store.registers import Live, Register, State, Write

FORMAT = 1


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """New register values of one record, by one person, on one device.

    `id` is the version its values carry; `seq` counts a device's changes from 1 without a gap; `stamp` is hybrid time.
    """

    id: str
    record_id: str
    kind: str
    device: str
    seq: int
    stamp: int
    author: str
    writes: dict[str, Write]


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """A state on disk: each version once, registers pointing at them by place."""

    format: int
    versions: list[tuple[str, int]]
    registers: dict[str, tuple[list[tuple[int, object]], list[int]]]


_encoder = msgspec.msgpack.Encoder(order="deterministic")
_packed = msgspec.msgpack.Decoder(Packed)
_writes = msgspec.msgpack.Decoder(dict[str, Write])


def pack_writes(writes: Mapping[str, Write]) -> bytes:
    return _encoder.encode(writes)


def unpack_writes(content: bytes) -> dict[str, Write]:
    return _writes.decode(content)


def pack_state(state: State) -> bytes:
    """Equal states give equal bytes."""
    stamps = {each.version: each.stamp for register in state.values() for each in register.live}
    gone = {version for register in state.values() for version in register.seen}
    versions = sorted(stamps.keys() | gone)
    place = {version: number for number, version in enumerate(versions)}
    registers = {
        name: (
            [(place[each.version], each.value) for each in register.live],
            sorted(place[key] for key in register.seen),
        )
        for name, register in state.items()
    }
    return _encoder.encode(Packed(FORMAT, [(version, stamps.get(version, 0)) for version in versions], registers))


def pack_first(version: str, stamp: int, writes: Mapping[str, Write]) -> bytes:
    """`pack_state` of a record that has one change, which supersedes nothing: most of a first sync."""
    registers: dict[str, tuple[list[tuple[int, object]], list[int]]] = {
        name: ([(0, write.value)], []) for name, write in writes.items()
    }
    return _encoder.encode(Packed(FORMAT, [(version, stamp)], registers))


def unpack_state(content: bytes) -> dict[str, Register]:
    """Raises msgspec.DecodeError for what was not written by `pack_state`."""
    packed = _packed.decode(content)
    return {
        name: Register(
            live=tuple(Live(*packed.versions[place], value) for place, value in live),
            seen=frozenset(packed.versions[place][0] for place in seen),
        )
        for name, (live, seen) in packed.registers.items()
    }
