"""Removing a person: a new key for the rest, whole or not at all wherever it is cut short, and nobody's words lost."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.drafting import unfinished
from kyosei_desk.errors import DeskError, NotAllowed, NotFound, VaultBusy, VaultDamaged, WrongPassphrase
from kyosei_desk.opening import open_desk, people_of, remove_person, restore_backup
from kyosei_desk.store import open_database
from kyosei_desk.vault import Role, unlock, write_slots
from tests.builders import CLOCK, COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS, begun, intake

SUCCESSOR, SUCCESSOR_WORDS = "見本 次の責任者", "つぎの あいことば です"


@pytest.fixture(scope="module")
def worked_once(staffed_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    staffed = Path(shutil.copytree(staffed_once, tmp_path_factory.mktemp("worked") / "vault"))
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        desk.record(intake("責任者の話"))
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        desk.record(intake("担当の話"))
    backups = staffed / "backups"
    shutil.copyfile(backups / "desk-2026-10-05.backup", backups / "desk-2026-10-01.backup")
    return staffed


@pytest.fixture
def worked(worked_once: Path, tmp_path: Path) -> Path:
    """A vault of two in which both have written, with a backup of an earlier day."""
    return Path(shutil.copytree(worked_once, tmp_path / "worked"))


def names(path: Path) -> list[str]:
    return [person.name for person in people_of(path)]


def all_is_there(desk: Desk) -> None:
    assert sorted(found.title for found in desk.search("の話")) == ["", ""]
    assert desk.verify() == []


def test_a_removed_person_opens_neither_the_vault_nor_any_backup_left(worked: Path, tmp_path: Path) -> None:
    old_key = unlock(worked / "people.slots", OTHER_WORDS, COLLEAGUE).vault_key
    remove_person(worked, COLLEAGUE, WORDS, person=FOUNDER, clock=CLOCK)
    assert names(worked) == [FOUNDER]
    with pytest.raises(NotFound), open_desk(worked, OTHER_WORDS, person=COLLEAGUE):
        pass
    with pytest.raises(VaultDamaged):
        open_database(worked / "desk.db", old_key)
    left = list((worked / "backups").iterdir())
    assert [each.name for each in left] == ["desk-2026-10-05.backup"]
    with pytest.raises(WrongPassphrase):
        restore_backup(left[0], tmp_path / "restored", OTHER_WORDS)
    with open_desk(worked, WORDS, clock=CLOCK) as desk:
        all_is_there(desk)


def test_the_slots_of_before_do_not_let_a_removed_person_in_again(worked: Path) -> None:
    before = (worked / "people.slots").read_bytes()
    remove_person(worked, COLLEAGUE, WORDS, person=FOUNDER, clock=CLOCK)
    (worked / "people.slots").write_bytes(before)
    with pytest.raises(VaultDamaged), open_desk(worked, OTHER_WORDS, person=COLLEAGUE):
        pass


def test_the_recovery_code_and_every_other_person_still_open_it(worked: Path) -> None:
    with open_desk(worked, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        desk.add_person(SUCCESSOR, Role.MANAGER, SUCCESSOR_WORDS)
    remove_person(worked, COLLEAGUE, SUCCESSOR_WORDS, person=SUCCESSOR, clock=CLOCK)
    for words, person in ((WORDS, FOUNDER), (SUCCESSOR_WORDS, SUCCESSOR)):
        with open_desk(worked, words, person=person, clock=CLOCK) as desk:
            all_is_there(desk)


def nothing_happened(vault: Path) -> None:
    assert COLLEAGUE in names(vault)
    assert not (vault / "desk.db.next").exists()
    with open_desk(vault, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        assert desk.verify() == []


def test_only_a_manager_removes(worked: Path) -> None:
    with pytest.raises(NotAllowed):
        remove_person(worked, FOUNDER, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK)
    nothing_happened(worked)


def test_nobody_removes_themselves_and_the_last_manager_stays(worked: Path) -> None:
    with pytest.raises(NotAllowed, match="最後の責任者"):
        remove_person(worked, FOUNDER, WORDS, person=FOUNDER, clock=CLOCK)
    with open_desk(worked, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        desk.add_person(SUCCESSOR, Role.MANAGER, SUCCESSOR_WORDS)
    with pytest.raises(NotAllowed, match="自分"):
        remove_person(worked, FOUNDER, WORDS, person=FOUNDER, clock=CLOCK)
    nothing_happened(worked)


def test_removing_waits_for_nobody_while_another_window_has_the_vault_open(worked: Path) -> None:
    with (
        open_desk(worked, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK),
        pytest.raises(VaultBusy),
    ):
        remove_person(worked, COLLEAGUE, WORDS, person=FOUNDER, clock=CLOCK)
    nothing_happened(worked)


def test_no_other_window_gets_in_between_its_steps(worked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def meanwhile(path: Path, content: bytes) -> None:
        # What another window saved here would be lost with the old database.
        with pytest.raises(VaultBusy), open_desk(worked, OTHER_WORDS, person=COLLEAGUE):
            pass
        tried.append(path.name)
        write_slots(path, content)

    monkeypatch.setattr("kyosei_desk.rekeying.write_slots", meanwhile)
    remove_person(worked, COLLEAGUE, WORDS, person=FOUNDER, clock=CLOCK)
    assert tried == ["people.slots"]


# Nobody's words are left without a reader.


def test_one_who_alone_can_open_a_restricted_record_is_not_removed(worked: Path) -> None:
    with open_desk(worked, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        party = [each.id for each in desk.people if each.name == FOUNDER]
        desk.restrict(desk.record(intake("担当だけの話")).id, (), excluded=party)
    with pytest.raises(NotAllowed, match="この人しか開けない"):
        remove_person(worked, COLLEAGUE, WORDS, person=FOUNDER, clock=CLOCK)
    nothing_happened(worked)


def test_two_removals_do_not_leave_a_record_nobody_can_open(worked: Path) -> None:
    with open_desk(worked, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        desk.add_person(SUCCESSOR, Role.MANAGER, SUCCESSOR_WORDS)
        colleague = next(person for person in desk.people if person.name == COLLEAGUE)
        party = [each.id for each in desk.people if each.name == SUCCESSOR]
        desk.restrict(desk.record(intake("二人だけの話")).id, (colleague.id,), excluded=party)
    remove_person(worked, COLLEAGUE, SUCCESSOR_WORDS, person=SUCCESSOR, clock=CLOCK)
    with pytest.raises(NotAllowed, match="この人しか開けない"):
        remove_person(worked, FOUNDER, SUCCESSOR_WORDS, person=SUCCESSOR, clock=CLOCK)


def test_a_draft_nobody_else_could_open_keeps_its_author_here(worked: Path) -> None:
    with open_desk(worked, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        desk.keep_draft(unfinished(begun("書きかけ", "0" * 32)))
    with open_desk(worked, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        desk.add_person(SUCCESSOR, Role.MANAGER, SUCCESSOR_WORDS)
    remove_person(worked, FOUNDER, SUCCESSOR_WORDS, person=SUCCESSOR, clock=CLOCK)  # the author still has it
    with pytest.raises(NotAllowed, match="この人しか開けない"):
        remove_person(worked, COLLEAGUE, SUCCESSOR_WORDS, person=SUCCESSOR, clock=CLOCK)


# Cut short at each step: the process is gone, as at a power cut.

STEPS = {
    "export": ("kyosei_desk.desk", "Desk.export_without"),
    "write_slots": ("kyosei_desk.rekeying", "write_slots"),
    "remove_journals": ("kyosei_desk.rekeying", "remove_journals"),
    "move_next": ("kyosei_desk.rekeying", "move_next"),
    "renew_backups": ("kyosei_desk.desk", "Desk.renew_backups"),
}
CUT = """
import importlib, os, sys
from pathlib import Path
from kyosei_desk.opening import remove_person
from tests.builders import CLOCK, COLLEAGUE, FOUNDER, WORDS
vault, module, name = sys.argv[1:]
owner = importlib.import_module(module)
*outer, last = name.split(".")
for each in outer:
    owner = getattr(owner, each)
step = getattr(owner, last)
def cut(*arguments, **named):
    step(*arguments, **named)
    os._exit(9)
setattr(owner, last, cut)
remove_person(Path(vault), COLLEAGUE, WORDS, person=FOUNDER, clock=CLOCK)
"""


def cut_short_after(step: str, vault: Path) -> None:
    command = [sys.executable, "-c", CUT, str(vault), *STEPS[step]]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (finished.returncode, finished.stderr) == (9, "")


@pytest.mark.parametrize("step", STEPS)
def test_a_rekey_cut_short_after_any_step_is_finished_or_undone_and_loses_nothing(
    worked: Path, step: str, tmp_path: Path
) -> None:
    old_key = unlock(worked / "people.slots", OTHER_WORDS, COLLEAGUE).vault_key
    cut_short_after(step, worked)
    with open_desk(worked, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        all_is_there(desk)
        assert desk.remarks == ()
    assert not (worked / "desk.db.next").exists()
    done = step != "export"  # from the new slots on, the new key counts
    assert (COLLEAGUE in names(worked)) is not done
    if done:
        with pytest.raises(VaultDamaged):
            open_database(worked / "desk.db", old_key)
        for each in (worked / "backups").iterdir():
            with pytest.raises(DeskError):
                restore_backup(each, tmp_path / each.name, OTHER_WORDS)
    else:
        with open_desk(worked, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
            all_is_there(desk)


def test_a_half_copied_next_database_is_thrown_away(worked: Path) -> None:
    (worked / "desk.db.next").write_bytes((worked / "desk.db").read_bytes()[:8192])
    with open_desk(worked, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        all_is_there(desk)
    assert not (worked / "desk.db.next").exists()
