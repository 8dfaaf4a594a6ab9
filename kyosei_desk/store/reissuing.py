"""A record under a new id, sealed: every value that anyone wrote and nobody has settled goes with it, known or not."""

from collections.abc import Iterator, Mapping

from kyosei_desk.records import new_id
from kyosei_desk.store import rows, saving
from kyosei_desk.store.changes import Change
from kyosei_desk.store.driver import Database
from kyosei_desk.store.origin import Origin
from kyosei_desk.store.registers import DELETED, Register, State, Value, Write, applied
from kyosei_desk.store.rows import Shown
from kyosei_desk.store.sealer import Sealer


def reissue(
    database: Database, sealer: Sealer, origin: Origin, shown: Shown, ids: Mapping[str, str], named: tuple[str, ...]
) -> None:
    """Write `shown` anew under the id that `ids` gives it, readable by `named` only. Inside the caller's transaction.

    One change for each version still live, at its own time: what was in doubt stays so, what was deleted stays deleted.
    """
    record_id = ids[shown.record_id]
    first = saving.last_seq(database, origin.device) + 1
    state: dict[str, Register] = {}
    for seq, (version, stamp, writes) in enumerate(rewritten(shown.state, ids), first):
        change = Change(
            id=version, record_id=record_id, kind=shown.kind, device=origin.device, seq=seq, stamp=stamp,
            author=sealer.person_id, writes=writes,
        )  # fmt: skip
        saving.insert(database, sealer, change, named)
        state = applied(state, version, stamp, writes)
    rows.write(database, sealer, rows.shown_of(record_id, shown.kind, state, named))


def rewritten(state: State, ids: Mapping[str, str]) -> Iterator[tuple[str, int, dict[str, Write]]]:
    """(new version, stamp, writes) for each version still live, with references moved to the new ids."""
    stamps = {each.version: each.stamp for register in state.values() for each in register.live}
    fresh = {version: new_id() for version in stamps}
    for version, stamp in sorted(stamps.items(), key=lambda pair: (pair[1], pair[0])):
        writes = {
            renamed(name, ids): Write(marked(each.value, fresh) if name == DELETED else moved(each.value, ids))
            for name, register in sorted(state.items())
            for each in register.live
            if each.version == version
        }
        yield fresh[version], stamp, writes


def renamed(name: str, ids: Mapping[str, str]) -> str:
    """A register that is named by another record (`merged/<id>`) follows it."""
    head, slash, key = name.partition("/")
    return head + slash + ids.get(key, key)


def marked(mark: Value, fresh: Mapping[str, str]) -> Value:
    """A deletion names the versions it had seen: those still live, by their new names."""
    return sorted(fresh[each] for each in mark if each in fresh) if isinstance(mark, list) else mark


def moved(value: Value, ids: Mapping[str, str]) -> Value:
    """A value with every reference in it moved; an id is 128 random bits, so no typed text is ever taken for one."""
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, list):
        return [moved(each, ids) for each in value]
    if isinstance(value, dict):
        return {key: moved(each, ids) for key, each in value.items()}
    return value
