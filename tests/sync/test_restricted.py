"""閲覧制限 over several desks: the words travel sealed to their readers, wait for them, and nobody else sees them."""

from pathlib import Path

import pytest

from kyosei_desk.drafting import Form, on_base, taken_up, unfinished
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.intake import Intake
from kyosei_desk.vault import Role, people_in, read_slots, unlock
from kyosei_desk.vault_folder import VaultFolder
from tests.builders import OTHER_WORDS
from tests.sync.laptops import Laptop, quiet
from tests.sync.writing import edit, seen, talk

STAFF = "見本 担当"


def at(laptop: Laptop, name: str, words: str) -> Laptop:
    """The same laptop with another person at it."""
    laptop.close()
    return Laptop(laptop.world, laptop.path, unlock(VaultFolder(laptop.path).slots, words, name), name)


def known_at(laptop: Laptop, name: str) -> bool:
    return name in {each.name for each in people_in(read_slots(VaultFolder(laptop.path).slots))}


def with_colleague(pair: tuple[Laptop, Laptop]) -> str:
    """A colleague of the first desk, whom the second one knows too; their id."""
    one, _other = pair
    one.desk.add_person(STAFF, Role.STAFF, OTHER_WORDS)
    quiet(pair)
    return next(each.id for each in one.desk.people if each.name == STAFF)


def raw(laptop: Laptop) -> bytes:
    """Every byte that the open tables hold."""
    tables = ("record", "change", "document", "letter", "draft", "meta", "audit", "exchange_log")
    rows = [row for table in tables for row in laptop.rows(f"SELECT * FROM {table}")]  # noqa: S608 - fixed
    return b"\0".join(str(value).encode() if not isinstance(value, bytes) else value for row in rows for value in row)


def test_a_reader_at_another_desk_reads_it(pair: tuple[Laptop, Laptop]) -> None:
    one, other = pair
    quiet(pair)
    closed = one.desk.restrict(talk(one, "見せたくない話"), [other.keys.person_id])
    quiet(pair)
    assert [each.restricted for each in other.desk.search("見せたくない話")] == [True]
    assert seen(other, closed).readers == tuple(sorted((one.keys.person_id, other.keys.person_id)))
    assert one.desk.verify() == other.desk.verify() == []


def test_nobody_else_does_and_it_waits_for_its_readers(pair: tuple[Laptop, Laptop]) -> None:
    one, other = pair
    staff = with_colleague(pair)
    closed = one.desk.restrict(talk(one, "見せたくない話"), [staff], excluded=[other.keys.person_id])
    quiet(pair)
    assert other.desk.exchange.counts()["waiting"] > 0
    assert not other.desk.search("見せたくない話")
    assert "見せたくない話".encode() not in raw(other)
    with pytest.raises(NotAllowed):
        seen(other, closed)
    assert other.desk.verify() == []
    reader = at(other, STAFF, OTHER_WORDS)
    assert len(reader.desk.search("見せたくない話")) == 1
    assert reader.desk.exchange.counts()["waiting"] == 0
    assert reader.desk.verify() == []
    reader.close()


def test_a_reader_whose_keys_come_only_now_reads_it_all_the_same(pair: tuple[Laptop, Laptop]) -> None:
    """People and what is sealed to them travel in one sync: the second desk meets both at once."""
    one, other = pair
    quiet(pair)
    one.desk.add_person(STAFF, Role.STAFF, OTHER_WORDS)
    staff = next(each.id for each in one.desk.people if each.name == STAFF)
    closed = one.desk.restrict(talk(one, "見せたくない話"), [staff, other.keys.person_id])
    one.sync()
    other.sync()
    assert known_at(other, STAFF)
    assert len(other.desk.search("見せたくない話")) == 1
    reader = at(other, STAFF, OTHER_WORDS)
    assert len(reader.desk.search("見せたくない話")) == 1
    assert set(seen(reader, closed).readers) == {staff, one.keys.person_id, other.keys.person_id}
    assert reader.desk.verify() == []
    reader.close()


def test_also_where_nobody_at_the_desk_could_read_it_at_first(pair: tuple[Laptop, Laptop]) -> None:
    one, other = pair
    quiet(pair)
    one.desk.add_person(STAFF, Role.STAFF, OTHER_WORDS)
    staff = next(each.id for each in one.desk.people if each.name == STAFF)
    closed = one.desk.restrict(talk(one, "見せたくない話"), [staff], excluded=[other.keys.person_id])
    edit(one, closed, wish="しずかに暮らしたい")
    one.sync()
    other.sync()
    assert not other.desk.search("見せたくない話")
    with pytest.raises(NotAllowed):
        seen(other, closed)
    reader = at(other, STAFF, OTHER_WORDS)
    assert len(reader.desk.search("しずかに")) == 1
    edit(reader, closed, title="となりの机で")
    reader.sync()
    reader.close()
    one.sync()
    assert len(one.desk.search("となりの机で")) == 1
    assert one.desk.verify() == []


def test_two_readers_at_two_desks_write_at_once(pair: tuple[Laptop, Laptop]) -> None:
    one, other = pair
    quiet(pair)
    closed = one.desk.restrict(talk(one, "見せたくない話"), [other.keys.person_id])
    quiet(pair)
    edit(one, closed, wish="ひとつめの望み")
    edit(other, closed, wish="ふたつめの望み")
    quiet(pair)
    assert seen(one, closed).state == seen(other, closed).state
    (conflict,) = one.desk.conflicts()
    assert {each.value for each in conflict.versions} == {"ひとつめの望み", "ふたつめの望み"}
    one.desk.resolve(closed, conflict.field, "どちらも")
    quiet(pair)
    assert other.desk.conflicts() == []
    assert one.desk.verify() == other.desk.verify() == []


def test_invariant_12_its_words_are_nowhere_at_a_desk_of_others(pair: tuple[Laptop, Laptop], tmp_path: Path) -> None:
    one, other = pair
    staff = with_colleague(pair)
    record = talk(one, "制限する前の話", name="見本 秘密")
    quiet(pair)
    assert len(other.desk.search("制限する前の話")) == 1
    one.desk.restrict(record, [staff], excluded=[other.keys.person_id])
    quiet(pair)
    for word in ("制限する前の話", "見本 秘密"):
        assert word.encode() not in raw(other)
        assert not other.desk.search(word)
    assert other.desk.verify() == []
    del tmp_path


def begun_on(laptop: Laptop, talk_id: str) -> Form:
    """直す on a talk at this desk."""
    file = laptop.desk.file(talk_id)
    said = Intake(household=file.household, members=file.members, consultation=file.consultation)
    found = (laptop.desk.shown(each.id) for each in said.records())
    return on_base(Form(intake=said), {each.record_id: each for each in found if each})


def test_a_draft_at_another_desk_goes_behind_it_too(pair: tuple[Laptop, Laptop]) -> None:
    one, other = pair
    said = talk(one, "見せたくない話")
    quiet(pair)
    other.desk.keep_draft(unfinished(begun_on(other, said)))
    closed = one.desk.restrict(said, [other.keys.person_id])
    quiet(pair)
    (draft,) = other.desk.drafts()
    assert (draft.id, taken_up(draft.content).id) == (closed, closed)
    assert other.desk.keep_draft(unfinished(begun_on(other, closed))).changed is False


def test_a_draft_of_one_who_is_left_out_is_closed_to_them(pair: tuple[Laptop, Laptop]) -> None:
    one, other = pair
    said = talk(one, "見せたくない話")
    quiet(pair)
    form = begun_on(other, said)
    other.desk.keep_draft(unfinished(form))
    one.desk.restrict(said, [], excluded=[other.keys.person_id])
    quiet(pair)
    assert other.desk.drafts() == []
    with pytest.raises(NotAllowed):
        other.desk.keep_draft(unfinished(form))
    assert "見せたくない話".encode() not in raw(other)


def test_a_purge_at_another_desk_takes_the_draft_here(pair: tuple[Laptop, Laptop]) -> None:
    one, other = pair
    said = talk(one, "見せたくない話")
    quiet(pair)
    form = begun_on(other, said)
    other.desk.keep_draft(unfinished(form))
    one.desk.purge_household(form.intake.household.id)
    quiet(pair)
    with pytest.raises(NotFound):
        other.desk.keep_draft(unfinished(form))
    assert other.desk.drafts() == []
