"""A draft goes where the records it builds on go: never open to more people than they are, never living on after them.

Whoever purges or restricts may be one who cannot open it.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.drafting import Form, base_of, on_base, restricted_since, taken_up, unfinished
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.intake import Intake
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Household, Member, new_id
from kyosei_desk.store import Shown, open_database
from kyosei_desk.vault import Role
from tests.builders import CLOCK, COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS, begun, begun_words, intake, statement
from tests.store.pages import traces

SECOND, SECOND_WORDS = "見本 もう一人の責任者", "もう一人の あいことば です"
ERASED, OWN = "しるし猫柳", "あたらしい言葉"


@pytest.fixture
def folder(staffed: Path) -> Path:
    """Two 責任者 and a 担当者."""
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        desk.add_person(SECOND, Role.MANAGER, SECOND_WORDS)
    return staffed


def at(folder: Path, name: str = FOUNDER) -> AbstractContextManager[Desk]:
    words = {FOUNDER: WORDS, COLLEAGUE: OTHER_WORDS, SECOND: SECOND_WORDS}[name]
    return open_desk(folder, words, person=name, clock=CLOCK)


def person(desk: Desk, name: str) -> str:
    return next(each.id for each in desk.people if each.name == name)


def recorded(desk: Desk) -> Intake:
    """A talk in the vault, all of it marked."""
    said = intake(f"{ERASED}の話", name=f"見本 {ERASED}")
    desk.record(said)
    return said


def correction(desk: Desk, talk_id: str, wish: str = OWN) -> Form:
    """直す on a talk."""
    file = desk.file(talk_id)
    talk = msgspec.structs.replace(file.consultation, wish=wish)
    said = Intake(household=file.household, members=file.members, consultation=talk)
    return on_base(Form(intake=said), shown(desk, (each.id for each in said.records())))


def shown(desk: Desk, ids: Iterable[str]) -> dict[str, Shown]:
    return {each: found for each in ids if (found := desk.shown(each)) is not None}


def new_talk(desk: Desk, home_id: str, wish: str = OWN) -> Form:
    """A new talk of a household that is known, with one person more in it."""
    around = {each.record_id: each for each in desk.postbox.of_household(home_id)}
    home = around[home_id].record
    assert isinstance(home, Household)
    people = tuple(each.record for each in around.values() if isinstance(each.record, Member))
    fresh = begun(wish).intake
    talk = msgspec.structs.replace(
        fresh.consultation, household_id=home_id, statements={"s": statement("そう言った", member_id=people[0].id)}
    )
    said = Intake(household=home, members=people, consultation=talk)
    form = on_base(Form(intake=said), shown(desk, (home_id, *(each.id for each in people))))
    more = Member(id=new_id(), household_id=home_id, name="見本 あたらしい人", position=1)
    return msgspec.structs.replace(form, intake=msgspec.structs.replace(said, members=(*people, more)))


def words(desk: Desk) -> list[str]:
    return [begun_words(draft) for draft in desk.drafts()]


def whole(desk: Desk) -> str:
    return "".join(draft.content.decode() for draft in desk.drafts())


# 閲覧制限


def test_a_draft_about_a_restricted_talk_is_open_to_its_readers_alone(folder: Path) -> None:
    with at(folder) as desk:
        renewed = desk.restrict(recorded(desk).consultation.id, (), [person(desk, SECOND)])
        desk.keep_draft(unfinished(correction(desk, renewed)))
        desk.keep_draft(unfinished(new_talk(desk, desk.file(renewed).household.id)))
        assert words(desk) == [OWN, OWN]
    for other in (SECOND, COLLEAGUE):
        with at(folder, other) as desk:
            assert desk.drafts() == []


def test_one_who_is_named_reads_the_draft_too(folder: Path) -> None:
    with at(folder) as desk:
        staff = person(desk, COLLEAGUE)
        renewed = desk.restrict(recorded(desk).consultation.id, (staff,), [person(desk, SECOND)])
        desk.keep_draft(unfinished(correction(desk, renewed)))
    with at(folder, COLLEAGUE) as desk:
        assert words(desk) == [OWN]


def test_a_correction_begun_before_the_restriction_goes_behind_it(folder: Path) -> None:
    with at(folder) as desk:
        said = recorded(desk)
        desk.keep_draft(unfinished(correction(desk, said.consultation.id)))
    with at(folder, SECOND) as desk:
        assert words(desk) == [OWN]
    with at(folder) as desk:
        renewed = desk.restrict(said.consultation.id, (), [person(desk, SECOND)])
        (draft,) = desk.drafts()
        assert draft.id == renewed
        form = taken_up(draft.content)
        assert form.id == renewed
        form = restricted_since(form, shown(desk, form.base))
        desk.correct(renewed, form.intake.records(), base_of(form))
        assert desk.file(renewed).consultation.wish == OWN
        assert desk.conflicts() == []
        assert desk.drafts() == []
        assert desk.verify() == []
    with at(folder, SECOND) as desk:
        assert desk.drafts() == []


def test_what_another_wrote_before_the_restriction_is_not_written_over(folder: Path) -> None:
    with at(folder) as desk:
        said = recorded(desk)
        desk.keep_draft(unfinished(correction(desk, said.consultation.id)))
        talk = desk.file(said.consultation.id).consultation
        desk.save(desk.shown(talk.id), msgspec.structs.replace(talk, wish="ほかの人の言葉"))
        renewed = desk.restrict(talk.id, ())
        form = taken_up(desk.drafts()[0].content)
        form = restricted_since(form, shown(desk, form.base))
        desk.correct(renewed, form.intake.records(), base_of(form))
        (conflict,) = desk.conflicts()
        assert {each.value for each in conflict.versions} == {OWN, "ほかの人の言葉"}


def test_whoever_restricts_need_not_be_able_to_open_the_draft(folder: Path) -> None:
    with at(folder) as desk:
        said = recorded(desk)
        desk.keep_draft(unfinished(new_talk(desk, said.household.id)))
        named = [person(desk, COLLEAGUE), desk.me.id]
    with at(folder, COLLEAGUE) as desk:
        assert desk.drafts() == []
        renewed = desk.restrict(said.consultation.id, named, [person(desk, SECOND)])
        home = desk.file(renewed).household.id
    with at(folder) as desk:
        (draft,) = desk.drafts()
        assert taken_up(draft.content).intake.household.id == home
        desk.record(taken_up(draft.content).intake, "途中", shown(desk, taken_up(draft.content).base))
    with at(folder, SECOND) as desk:
        assert desk.drafts() == []
        assert desk.search(OWN) == []


def test_an_author_who_is_left_out_keeps_their_own_words_alone(folder: Path) -> None:
    with at(folder) as desk:
        said = recorded(desk)
    with at(folder, SECOND) as desk:
        desk.keep_draft(unfinished(new_talk(desk, said.household.id)))
    with at(folder) as desk:
        desk.restrict(said.consultation.id, (), [person(desk, SECOND)])
    with at(folder, SECOND) as desk:
        assert words(desk) == [OWN]
        assert ERASED not in whole(desk)
        desk.keep_draft(unfinished(taken_up(desk.drafts()[0].content)))
        assert words(desk) == [OWN]


def test_a_form_on_the_screen_goes_behind_a_restriction_with_its_next_key(folder: Path) -> None:
    with at(folder) as desk:
        form = correction(desk, recorded(desk).consultation.id)
        renewed = desk.restrict(form.id, (), [person(desk, SECOND)])
        kept = desk.keep_draft(unfinished(form))
        assert (kept.id, kept.changed) == (renewed, True)
        assert words(desk) == [OWN]
    with at(folder, SECOND) as desk:
        assert desk.drafts() == []
        with pytest.raises(NotAllowed):
            desk.keep_draft(unfinished(form))


def test_what_was_bound_once_stays_so_after_a_purge(folder: Path) -> None:
    with at(folder) as desk:
        renewed = desk.restrict(recorded(desk).consultation.id, (), [person(desk, SECOND)])
        home = desk.file(renewed).household.id
        desk.keep_draft(unfinished(new_talk(desk, home)))
        desk.purge_household(home)
        desk.keep_draft(unfinished(taken_up(desk.drafts()[0].content)))
        assert words(desk) == [OWN]
    with at(folder, SECOND) as desk:
        assert desk.drafts() == []


# Purged


def test_of_a_new_talk_in_a_purged_household_only_the_new_words_stay(folder: Path) -> None:
    with at(folder, COLLEAGUE) as desk:
        said = recorded(desk)
        desk.keep_draft(unfinished(new_talk(desk, said.household.id)))
    with at(folder) as desk:
        desk.purge_household(said.household.id)
    with at(folder, COLLEAGUE) as desk:
        (draft,) = desk.drafts()
        form = taken_up(draft.content)
        assert form.bereft
        assert (form.intake.consultation.wish, form.known, form.base) == (OWN, frozenset(), {})
        assert [each.name for each in form.intake.members] == ["見本 あたらしい人"]
        assert [each.text for each in form.intake.consultation.statements.values()] == ["そう言った"]
        gone = {said.household.id, said.members[0].id}
        assert not [each for each in gone if each in draft.content.decode()]
        written = desk.record(form.intake, "途中")
        assert desk.file(written.id).household.address == ""
        key = desk._unlocked.vault_key
    assert traces(folder, key, ERASED) == 0


@pytest.mark.parametrize("name", [FOUNDER, COLLEAGUE])
def test_a_key_after_the_purge_brings_nothing_back(folder: Path, name: str) -> None:
    with at(folder, name) as desk:
        said = recorded(desk)
        correcting, fresh = correction(desk, said.consultation.id), new_talk(desk, said.household.id)
        desk.keep_draft(unfinished(correcting))
    with at(folder) as desk:
        desk.purge_household(said.household.id)
        assert desk.drafts() == []
    with at(folder, name) as desk:
        with pytest.raises(NotFound, match="消されました"):
            desk.keep_draft(unfinished(correcting))
        assert desk.drafts() == []
        assert desk.keep_draft(unfinished(fresh)).changed
        assert words(desk) == [OWN]
        assert ERASED not in whole(desk)


def test_the_purge_of_another_talk_touches_no_new_one(folder: Path) -> None:
    with at(folder) as desk:
        said = recorded(desk)
        desk.keep_draft(unfinished(new_talk(desk, said.household.id)))
        desk.purge(said.consultation.id)
        (draft,) = desk.drafts()
        assert ERASED in draft.content.decode()
        assert desk.keep_draft(unfinished(taken_up(draft.content))).changed is False


def test_a_backup_of_after_the_purge_does_not_have_it(folder: Path) -> None:
    with at(folder) as desk:
        said = recorded(desk)
        desk.keep_draft(unfinished(new_talk(desk, said.household.id)))
        desk.daily_backup()
        desk.purge_household(said.household.id)
        row = desk._store._database.execute("SELECT base, own FROM draft").fetchone()
        assert row == ("", None)
        assert [each.name for each in desk._folder.backups.iterdir()] == ["desk-2026-10-05.backup"]


def test_a_talk_that_ended_and_was_purged_is_no_draft_again(folder: Path) -> None:
    with at(folder) as desk:
        form = begun(ERASED)
        desk.keep_draft(unfinished(form))
        desk.record(form.intake, "途中")
        desk.purge(form.id)
        with pytest.raises(NotFound):
            desk.keep_draft(unfinished(form))
        assert desk.drafts() == []


def test_two_records_that_stand_in_the_place_of_one_another_hold_up_nobody(folder: Path) -> None:
    """Two orders could name each other's records; whatever that means, no draft is kept on them and nothing hangs."""
    with at(folder) as desk:
        one, other = begun("一つ"), begun("二つ")
        for gone, place in ((one.id, other.id), (other.id, one.id)):
            desk._store._database.execute("INSERT INTO purged (id, at, renewed) VALUES (?, '', ?)", (gone, place))
        with pytest.raises(NotFound):
            desk.keep_draft(unfinished(one))


def test_a_draft_of_an_older_vault_is_still_there(folder: Path) -> None:
    with at(folder) as desk:
        desk.keep_draft(unfinished(begun(OWN)))
        key = desk._unlocked.vault_key
    database = open_database(folder / "desk.db", key)
    for table, column in (("draft", "base"), ("draft", "own"), ("draft", "was"), ("draft", "readers"),
                          ("purged", "renewed")):  # fmt: skip
        database.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    database.execute("DELETE FROM _sqlite_migrations WHERE name = 'm0005_drafts'")
    database.conn.commit()
    database.conn.close()
    with at(folder) as desk:
        assert words(desk) == [OWN]
        desk.keep_draft(unfinished(taken_up(desk.drafts()[0].content)))
        assert words(desk) == [OWN]
