"""閲覧制限: another person's passphrase, on the same laptop, can neither read, nor find, nor see it in the changes."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, NotAllowed, NotFound
from kyosei_desk.intake import Intake
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Consultation, Household, Note, new_id
from kyosei_desk.store import Edit
from kyosei_desk.vault import Role
from tests.builders import (
    CLOCK,
    COLLEAGUE,
    FOUNDER,
    OTHER_WORDS,
    WORDS,
    consultation,
    household,
    intake,
    member,
    statement,
)
from tests.store.pages import traces

MARKER = "しるし猫柳"


@pytest.fixture
def sealed(staffed: Path) -> str:
    """A restricted consultation that only the 責任者 can open; its id."""
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        talk = desk.record(intake(f"{MARKER}の話", name=f"見本 {MARKER}"))
        return desk.restrict(talk.id, ())


def everything(desk: Desk) -> str:
    """All that the open database holds, for one with its key and any tool; blobs as text where they are text."""
    names = [table.name for table in desk._store._database.tables if table.name not in {"name_index", "word_index"}]
    rows = (row for name in names for row in desk._store._database.table(name).rows)
    return "\n".join(text_of(row.values()) for row in rows)


def text_of(values: Iterable[object]) -> str:
    return " ".join(each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in values)


def test_another_person_cannot_open_it_and_is_told_whom_to_ask(staffed: Path, sealed: str) -> None:
    with (
        open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk,
        pytest.raises(NotAllowed, match=f"{FOUNDER} さん") as caught,
    ):
        desk.file(sealed)
    assert MARKER not in str(caught.value)


@pytest.mark.parametrize("query", [MARKER, "し", "猫", "猫柳", "見本", "みほん", "はなこ", "みどり町"])
def test_another_person_does_not_find_it(staffed: Path, sealed: str, query: str) -> None:
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        assert desk.search(query) == []
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        assert [found.record_id for found in desk.search(query)] == [sealed]


def test_another_person_sees_it_nowhere_in_the_database_they_hold_the_key_of(staffed: Path, sealed: str) -> None:
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        key = desk._unlocked.vault_key
        held = everything(desk)
        assert sealed in held, "that there is one may be seen"
        assert MARKER not in held
    assert traces(staffed, key, MARKER) == 0


def test_its_readers_open_it_find_it_and_see_that_it_is_restricted(staffed: Path, sealed: str) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        file = desk.file(sealed)
        assert [each.text for each in file.consultation.statements.values()] == [f"{MARKER}の話"]
        assert [person.name for person in file.members] == [f"見本 {MARKER}"]
        assert [found.restricted for found in desk.search(MARKER)] == [True]
        assert desk.verify() == []


def test_those_named_can_open_it(staffed: Path) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        colleague = next(person for person in desk.people if person.name == COLLEAGUE)
        sealed = desk.restrict(desk.record(intake(MARKER)).id, (colleague.id,))
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        assert desk.file(sealed).consultation.id == sealed
        assert len(desk.search(MARKER)) == 1


def test_one_let_in_a_moment_ago_can_be_named(vault: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.add_person(COLLEAGUE, Role.STAFF, OTHER_WORDS)
        sealed = desk.restrict(desk.record(intake(MARKER)).id, (desk.people[-1].id,))
    with open_desk(vault, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        assert desk.file(sealed).consultation.id == sealed


def test_what_stood_open_is_purged_and_its_backups_are_renewed(staffed: Path, sealed: str) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        assert len(desk._store.tombstones()) == 3  # the old household, member and consultation
        assert sealed not in desk._store.tombstones()
    assert [each.name for each in (staffed / "backups").iterdir()] == ["desk-2026-10-05.backup"]


def test_a_note_to_a_restricted_consultation_is_restricted_too(staffed: Path, sealed: str) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        home = desk.file(sealed).consultation.household_id
        note = Note(id=new_id(), household_id=home, consultation_id=sealed, text=f"後の{MARKER}")
        desk.save(None, note)
        desk.save(None, member(Household(id=home), name=f"見本 弟 {MARKER}"))
        assert len(desk.search(f"後の{MARKER}")) == 1
        assert len(desk.file(sealed).members) == 2
        assert desk.verify() == []
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        assert MARKER not in everything(desk)
        with pytest.raises(NotAllowed):
            desk._store.read(note.id)


def test_an_edit_of_a_restricted_record_stays_sealed(staffed: Path, sealed: str) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        shown = desk._store.read(sealed)
        assert shown is not None
        assert isinstance(shown.record, Consultation)
        desk.save(shown, msgspec.structs.replace(shown.record, wish=f"望み{MARKER}"))
        assert len(desk.search(f"望み{MARKER}")) == 1
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        assert MARKER not in everything(desk)
        assert desk.search(MARKER) == []


def two_talks(desk: Desk) -> tuple[Household, Consultation, Consultation]:
    home = household(address="見本市みどり町1-2-3")
    first, second = consultation(home, statement("一つ目の話")), consultation(home, statement(f"二つ目の{MARKER}"))
    desk.record(Intake(household=home, members=(member(home, name="見本 花子"),), consultation=first))
    desk._store.add([second])
    return home, first, second


def test_a_household_with_another_talk_stays_open(staffed: Path) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        home, first, second = two_talks(desk)
        renewed = desk.restrict(second.id, ())
        assert desk.file(renewed).household == desk.file(first.id).household == home
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        assert [found.record_id for found in desk.search("花子")] == [first.id]
        me = desk._store.restricted(home.id)
        assert [[desk._unlocked.named(each) for each in readers] for readers in me] == [[FOUNDER]]
        assert MARKER not in everything(desk)


def test_restricting_the_last_open_talk_does_not_take_the_household_from_anothers_restricted_one(staffed: Path) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        _home, first, second = two_talks(desk)
        of_founder = desk.restrict(second.id, ())
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        desk.restrict(first.id, ())
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        file = desk.file(of_founder)
        assert file.household.address == "見本市みどり町1-2-3"
        assert [person.name for person in file.members] == ["見本 花子"]


def test_two_values_in_doubt_are_both_still_there_after_restricting(desk: Desk) -> None:
    talk = desk.record(intake("話"))
    screen = desk._store.read(talk.id)
    for wish in ("先の望み", "後の望み"):
        desk.save(screen, msgspec.structs.replace(talk, wish=wish))
    after = desk._store.read(desk.restrict(talk.id, ()))
    assert after is not None
    assert [live.value for live in sorted(after.state["wish"].live, key=lambda live: live.stamp)] == [
        "先の望み",
        "後の望み",
    ]
    assert isinstance(after.record, Consultation)
    assert after.record.wish == "後の望み"
    assert desk.verify() == []


def test_a_deleted_note_goes_under_the_seal_too_and_stays_deleted(staffed: Path) -> None:
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        talk = desk.record(intake("話"))
        note = Note(id=new_id(), household_id=talk.household_id, consultation_id=talk.id, text=f"消した{MARKER}")
        desk.save(None, note)
        desk.save(desk._store.read(note.id), msgspec.structs.replace(note, deleted=True))
        desk.restrict(talk.id, ())
        kinds = desk._store._database.execute("SELECT sealed, deleted FROM record WHERE kind = 'note'").fetchall()
        assert kinds == [(1, 1)]
        assert desk.verify() == []
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        assert MARKER not in everything(desk)


def test_a_kind_of_record_from_a_newer_version_is_not_lost_by_restricting(desk: Desk) -> None:
    talk = desk.record(intake("話"))
    note = Note(id=new_id(), household_id=talk.household_id, consultation_id=talk.id, text="先の版の言葉")
    desk._store.save([Edit(note)])
    for table in ("record", "change"):
        desk._store._database.execute(f"UPDATE {table} SET kind = 'newer' WHERE kind = 'note'")  # noqa: S608 - fixed names
    sealed = desk.restrict(talk.id, ())
    row = desk._store._database.execute("SELECT id, sealed FROM record WHERE kind = 'newer'").fetchall()
    assert [sealed_too for _id, sealed_too in row] == [1]
    shown = desk._store.read(row[0][0])
    assert shown is not None
    assert shown.state["text"].live[0].value == "先の版の言葉"
    assert shown.state["consultation_id"].live[0].value == sealed


def test_restricted_ones_of_the_same_rank_are_found_newest_first(desk: Desk) -> None:
    for day in ("02", "05", "01", "04", "03"):
        talk = desk.record(intake("家賃の話", name="", title=day, taken_at=f"2026-09-{day}T10:00:00+09:00"))
        desk.restrict(talk.id, ())
    assert [found.title for found in desk.search("家賃")] == ["05", "04", "03", "02", "01"]


def test_what_is_not_there_cannot_be_restricted(desk: Desk) -> None:
    before = desk._store.events()
    with pytest.raises(NotFound):
        desk.restrict("0" * 32, ())
    assert desk._store.events() == before


def test_another_person_can_neither_restrict_nor_edit_it(staffed: Path, sealed: str) -> None:
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        changes = desk._store._database.table("change").count
        with pytest.raises(NotAllowed):
            desk.restrict(sealed, ())
        with pytest.raises(DeskError):
            desk.save(None, Consultation(id=sealed, household_id="", taken_at="2026-10-05T13:00:00+09:00"))
        assert desk._store._database.table("change").count == changes


def test_a_better_open_one_comes_before_a_restricted_one(desk: Desk) -> None:
    named = desk.record(intake("ほかの話", name="見本 猫柳"))
    spoken = desk.record(intake("猫柳の話", name="見本 次郎"))
    restricted = desk.restrict(spoken.id, ())
    assert [each.record_id for each in desk.search("猫柳")] == [named.id, restricted]
