"""Making and opening a vault: one at a time, never over another, and nothing lost without a word."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kyosei_desk.drafting import unfinished
from kyosei_desk.errors import (
    DeskError,
    VaultBusy,
    VaultDamaged,
    VaultExists,
    VaultLocked,
    VaultMissing,
    WrongPassphrase,
)
from kyosei_desk.opening import make_desk, open_desk, people_of, recover_access, restore_backup, vault_exists
from kyosei_desk.practice.district import practice_district
from kyosei_desk.vault import FLOOR
from tests.builders import CLOCK, FOUNDER, OTHER_WORDS, WORDS, begun, intake
from tests.conftest import Made

NEW_WORDS = "あたらしい あいことば です"


def make(path: Path) -> str:
    return make_desk(path, FOUNDER, WORDS, CLOCK, practice_district(), FLOOR)


def files(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


def test_a_vault_is_private_to_its_owner(vault: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake("話"))
        open_files = {each.name: each.stat().st_mode & 0o777 for each in vault.iterdir()}
    closed = {each.name: each.stat().st_mode & 0o777 for each in vault.rglob("*")}
    assert all(mode & 0o077 == 0 for mode in (*open_files.values(), *closed.values())), (open_files, closed)
    assert {"desk.db-wal", "desk.db-shm"} <= set(open_files)


def test_a_closed_vault_stands_in_one_file_without_a_journal(vault: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake("話"))
    assert not [each.name for each in vault.iterdir() if each.name.startswith("desk.db-")]


def test_no_file_of_the_vault_holds_a_word_of_a_resident(vault: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake("しるし猫柳の話", name="見本 猫柳"))
        desk.keep_draft(unfinished(begun("しるし猫柳", "0" * 32)))
        desk.daily_backup()
        held = [each.read_bytes() for each in vault.rglob("*") if each.is_file()]
    for content in (*held, *(each.read_bytes() for each in vault.rglob("*") if each.is_file())):
        assert "猫柳".encode() not in content


def test_a_vault_is_never_made_over_another(vault: Path) -> None:
    before = files(vault)
    with pytest.raises(VaultExists):
        make(vault)
    assert {name: content for name, content in files(vault).items() if name in before} == before


def test_a_creation_cut_short_left_no_vault_and_is_begun_anew(made: Made, tmp_path: Path) -> None:
    path = tmp_path / "vault"
    shutil.copytree(made.path, path)
    (path / "people.slots").rename(path / "people.slots.new")  # the last rename never came
    assert not vault_exists(path)
    with pytest.raises(VaultMissing):
        people_of(path)
    make(path)
    with open_desk(path, WORDS, clock=CLOCK) as desk:
        assert desk.verify() == []


def test_a_database_whose_slots_went_missing_is_never_made_over(vault: Path) -> None:
    (vault / "people.slots").unlink()
    before = (vault / "desk.db").read_bytes()
    with pytest.raises(VaultDamaged, match=r"people\.slots だけ"):
        make(vault)
    with pytest.raises(VaultExists):
        restore_backup(vault / "any.backup", vault, WORDS)
    assert (vault / "desk.db").read_bytes() == before


def test_where_there_is_no_vault_opening_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(VaultMissing), open_desk(tmp_path / "none", WORDS):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_passphrase_changes_no_file(vault: Path) -> None:
    before = files(vault)
    with pytest.raises(WrongPassphrase), open_desk(vault, OTHER_WORDS):
        pass
    assert {name: content for name, content in files(vault).items() if name in before} == before


# A second instance.


def test_a_second_instance_is_told_at_once_and_the_first_goes_on(vault: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        with pytest.raises(VaultBusy, match="ほかの画面"), open_desk(vault, WORDS):
            pass
        with pytest.raises(VaultBusy):
            recover_access(vault, "00000-00001-00002-00003-00004-00005-00006", NEW_WORDS)
        desk.record(intake("話"))
        assert desk.verify() == []
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert len(desk.search("話")) == 1


def test_a_second_process_is_told_at_once_before_any_passphrase_is_tried(vault: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kyosei_desk.opening import open_desk\n"
        "try:\n    with open_desk(Path(sys.argv[1]), 'a wrong passphrase'): pass\n"
        "except Exception as error: print(type(error).__name__)"
    )
    with open_desk(vault, WORDS, clock=CLOCK):
        finished = subprocess.run(
            [sys.executable, "-c", code, str(vault)], capture_output=True, text=True, check=False, timeout=60
        )
    assert (finished.stdout, finished.stderr) == ("VaultBusy\n", "")


def test_a_vault_is_free_again_after_an_error_inside(vault: Path) -> None:
    with pytest.raises(ZeroDivisionError), open_desk(vault, WORDS, clock=CLOCK):
        raise ZeroDivisionError
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert desk.verify() == []


# Files swapped or lost.


@pytest.fixture(scope="module")
def other_vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another vault with the same 責任者 and the same passphrase."""
    path = tmp_path_factory.mktemp("other") / "vault"
    make(path)
    return path


@pytest.mark.parametrize("name", ["people.slots", "desk.db"])
def test_a_file_swapped_between_two_vaults_opens_nothing_and_changes_nothing(
    vault: Path, other_vault: Path, name: str
) -> None:
    shutil.copyfile(other_vault / name, vault / name)
    before = files(vault)
    with pytest.raises(VaultDamaged), open_desk(vault, WORDS, clock=CLOCK):
        pass
    assert {each: content for each, content in files(vault).items() if each in before} == before


def crashed(vault: Path, target: Path) -> Path:
    """A copy of a vault as a power cut leaves it: three acknowledged saves stand in the journal alone."""
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        for words in ("一つ目", "二つ目", "三つ目"):
            desk.record(intake(words))
        shutil.copytree(vault, target)
    return target


def test_acknowledged_saves_that_stand_in_the_journal_alone_are_there_again(vault: Path, tmp_path: Path) -> None:
    with open_desk(crashed(vault, tmp_path / "cut"), WORDS, clock=CLOCK) as desk:
        assert desk.remarks == ()
        assert desk.verify() == []
        assert len(desk.search("つ目")) == 3


def test_a_wal_that_was_deleted_just_gives_fewer_rows_and_the_mark_notices(vault: Path, tmp_path: Path) -> None:
    cut = crashed(vault, tmp_path / "cut")
    (cut / "desk.db-wal").unlink()
    (cut / "desk.db-shm").unlink()
    with open_desk(cut, WORDS, clock=CLOCK) as desk:
        assert desk.search("つ目") == []
        assert any("3件分" in sentence for sentence in desk.remarks)
        assert any("3件分" in sentence for sentence in desk.verify())
        assert [event.action for event in desk._store.events()][-1] == "loss_noticed"


def test_a_wal_that_was_cut_is_noticed_by_the_mark(vault: Path, tmp_path: Path) -> None:
    cut = crashed(vault, tmp_path / "cut")
    journal = cut / "desk.db-wal"
    with journal.open("r+b") as file:
        file.truncate(journal.stat().st_size - 4096)
    with open_desk(cut, WORDS, clock=CLOCK) as desk:
        assert len(desk.search("つ目")) == 2
        assert any("1件分" in sentence for sentence in desk.verify())


def test_an_older_database_put_in_place_is_noticed_by_the_mark(vault: Path) -> None:
    older = (vault / "desk.db").read_bytes()
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake("話"))
    (vault / "desk.db").write_bytes(older)
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert any("1件分" in sentence for sentence in desk.remarks)


def test_a_branched_trail_of_the_same_length_is_noticed_by_the_mark(vault: Path) -> None:
    older = (vault / "desk.db").read_bytes()
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake("話"))
    mark = (vault / "desk.mark").read_bytes()
    (vault / "desk.db").write_bytes(older)
    with open_desk(vault, WORDS, clock=CLOCK):
        pass  # noticed, and noted as an event: the trail is as long again
    (vault / "desk.mark").write_bytes(mark)
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert desk.remarks != ()


def test_a_missing_mark_is_no_alarm(vault: Path) -> None:
    (vault / "desk.mark").unlink()
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert desk.remarks == ()


# Coming back.


def test_the_printed_code_lets_a_forgetful_manager_in_again(vault: Path, made: Made) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake("話"))
    recover_access(vault, made.code.lower().replace("-", " "), NEW_WORDS)
    with pytest.raises(WrongPassphrase), open_desk(vault, WORDS):
        pass
    with open_desk(vault, NEW_WORDS, clock=CLOCK) as desk:
        assert len(desk.search("話")) == 1


@pytest.mark.parametrize("code", ["", "x", "00000-00001-00002-00003-00004-00005-00006"])
def test_a_wrong_code_changes_nothing(vault: Path, code: str) -> None:
    before = (vault / "people.slots").read_bytes()
    with pytest.raises(DeskError):
        recover_access(vault, code, NEW_WORDS)
    assert (vault / "people.slots").read_bytes() == before


def test_a_closed_desk_has_let_go_of_its_file(vault: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        kept = desk
    with pytest.raises(VaultLocked):
        kept.search("話")
