"""A record is its registers: taken apart, edited and put together again, nothing is lost or added."""

from collections.abc import Mapping
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from kyosei_desk.records import Record
from kyosei_desk.store.fields import difference, flat, record_of
from kyosei_desk.store.registers import DELETED, State, Value, Write, applied, joined, versions
from tests.property.record_data import CONSULTATIONS, RECORDS, STEADY, pairs_of_one_kind

ANY_RECORD = RECORDS.flatmap(lambda kind: kind)


def saved(state: State, version: str, stamp: int, values: Mapping[str, Value]) -> dict[str, Any]:
    """The state after an edit by somebody who saw all of it; values go through bytes, as they do in the store."""
    writes = {name: Write(value, versions(state, name)) for name, value in values.items()}
    read = msgspec.json.decode(msgspec.json.encode(writes), type=dict[str, Write])
    return applied(state, version, stamp, read)


@STEADY
@given(ANY_RECORD)
def test_a_record_comes_back_out_of_its_registers(record: Record) -> None:
    assert record_of(record.KIND, record.id, saved({}, "v1", 1, flat(record))) == record


@STEADY
@given(pairs_of_one_kind())
def test_an_edit_is_its_difference_and_no_more(pair: tuple[Record, Record]) -> None:
    before, after = pair
    state = saved({}, "v1", 1, difference(None, before))
    state = saved(state, "v2", 2, difference(before, after))
    assert record_of(after.KIND, after.id, state) == after


@STEADY
@given(ANY_RECORD)
def test_an_unchanged_record_writes_nothing(record: Record) -> None:
    assert difference(record, record) == {}


@STEADY
@given(CONSULTATIONS, st.sampled_from(("Q1", "Q10")), st.text(max_size=8))
def test_edits_of_different_fields_never_disturb_each_other(talk: Any, question_id: str, wish: str) -> None:
    base = saved({}, "v1", 1, difference(None, talk))
    mine = msgspec.structs.replace(talk, wish=wish, topics=talk.topics | {"住まい"})
    theirs = msgspec.structs.replace(talk, answers=talk.answers | {question_id: "はい"}, topics=talk.topics | {"介護"})
    one = saved(base, "v2", 2, difference(talk, mine))
    other = saved(base, "v3", 3, difference(talk, theirs))
    merged = record_of("consultation", "x", joined(one, other))
    both = msgspec.structs.replace(
        talk, wish=wish, answers=talk.answers | {question_id: "はい"}, topics=talk.topics | {"住まい", "介護"}
    )
    assert merged == both


@STEADY
@given(ANY_RECORD, st.text(min_size=1, max_size=8), st.text(max_size=8))
def test_a_field_of_a_newer_version_is_kept_and_hurts_nothing(record: Record, name: str, value: str) -> None:
    newer = f"newer_{name}"
    state = saved(saved({}, "v1", 1, flat(record)), "v2", 2, {newer: value})
    assert record_of(record.KIND, record.id, state) == record
    assert [each.value for each in state[newer].live] == [value]


@STEADY
@given(ANY_RECORD)
def test_a_kind_of_a_newer_version_is_not_shown(record: Record) -> None:
    assert record_of("from_a_newer_version", record.id, saved({}, "v1", 1, flat(record))) is None


@STEADY
@given(CONSULTATIONS, st.booleans())
def test_a_deleted_record_says_so_until_somebody_writes_to_it(talk: Any, edited: bool) -> None:
    state = saved({}, "v1", 1, flat(talk))
    deleted = saved(state, "v2", 2, {DELETED: ["v1"]})
    assert record_of("consultation", "x", deleted) == msgspec.structs.replace(talk, deleted=True)
    other = saved(state, "v3", 1, {"wish": "やはり来てほしい"}) if edited else state
    shown = record_of("consultation", "x", joined(deleted, other))
    assert shown is not None
    assert shown.deleted is not edited
