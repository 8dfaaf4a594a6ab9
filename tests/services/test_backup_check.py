"""A backup is proven by restoring it; the vault at hand and the file stay as they are, and nothing is left behind."""

import tempfile
from pathlib import Path

import pytest

from kyosei_desk import backup_check
from kyosei_desk.backup_check import LastBackup, check_backup, last_backup, make_backup, reminder
from kyosei_desk.desk import Desk
from kyosei_desk.errors import VaultDamaged, VaultMissing, WrongPassphrase
from kyosei_desk.opening import open_desk
from kyosei_desk.vault_folder import VaultFolder
from tests.builders import CLOCK, COLLEAGUE, FOUNDER, NOW, OTHER_WORDS, WORDS, intake
from tests.post.city import HandClock


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made."""
    path = tmp_path / "temporary"
    path.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(path))
    return path


def test_a_good_backup_is_opened_verified_and_counted_and_nothing_of_it_stays(
    desk: Desk, tmp_path: Path, room: Path
) -> None:
    desk.record(intake("ひとつ"))
    desk.record(intake("ふたつ"))
    target = tmp_path / "stick.backup"
    make_backup(desk, target)
    before = target.read_bytes()
    facts = check_backup(target, WORDS, clock=CLOCK)
    assert (facts.people, facts.households, facts.talks) == (1, 2, 2)
    assert (facts.good, facts.damages, facts.until) == (True, (), NOW)
    assert list(room.iterdir()) == []
    assert target.read_bytes() == before
    assert len(desk.search("ひとつ")) == 1  # the vault at hand is open all the while


def test_anybody_of_the_backup_can_check_it_and_a_wrong_passphrase_cannot(
    staffed: Path, tmp_path: Path, room: Path
) -> None:
    target = tmp_path / "stick.backup"
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        talk = desk.record(intake("話"))
        desk.restrict(talk.id, ())
        make_backup(desk, target)
    facts = check_backup(target, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK)
    assert (facts.people, facts.talks, facts.good) == (2, 1, True)
    with pytest.raises(WrongPassphrase):
        check_backup(target, "ちがう ことばの ならび です", person=COLLEAGUE, clock=CLOCK)
    assert list(room.iterdir()) == []


def test_a_file_that_is_damaged_cut_or_missing_is_said_to_be_so(desk: Desk, tmp_path: Path, room: Path) -> None:
    desk.record(intake("話"))
    target = tmp_path / "stick.backup"
    make_backup(desk, target)
    whole = target.read_bytes()
    for broken in (whole[:-4096], whole[: len(whole) // 2] + b"?" * 64 + whole[len(whole) // 2 + 64 :], b"no backup"):
        target.write_bytes(broken)
        with pytest.raises(VaultDamaged):
            check_backup(target, WORDS, clock=CLOCK)
    with pytest.raises(VaultMissing):
        check_backup(tmp_path / "nowhere", WORDS, clock=CLOCK)
    assert list(room.iterdir()) == []


def test_the_keys_are_gone_before_the_folder_is(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "stick.backup"
    make_backup(desk, target)
    seen: list[bytes] = []
    wipe = backup_check.wipe

    def watched(folder: VaultFolder) -> None:
        wipe(folder)
        seen.append(folder.slots.read_bytes())

    monkeypatch.setattr(backup_check, "wipe", watched)
    check_backup(target, WORDS, clock=CLOCK)
    assert set(seen[0]) == {0}


def test_the_last_backup_is_known_with_its_place_and_is_asked_for_in_time(
    desk: Desk, clock: HandClock, tmp_path: Path
) -> None:
    assert last_backup(desk) is None
    assert "まだ取っていません" in reminder(None)
    make_backup(desk, tmp_path / "stick.backup")
    clock.move(days=3)
    last = last_backup(desk)
    assert last == LastBackup(at=NOW, where=str(tmp_path / "stick.backup"), days=3)
    assert reminder(last) == ""
    clock.move(days=30)
    assert "33日取っていません" in reminder(last_backup(desk))


def test_a_backup_by_command_counts_though_nobody_noted_its_place(desk: Desk, clock: HandClock, tmp_path: Path) -> None:
    make_backup(desk, tmp_path / "first.backup")
    clock.move(days=2)
    desk.backup(tmp_path / "second.backup")
    assert last_backup(desk) == LastBackup(at=clock.now, where="", days=0)


def test_the_daily_copy_beside_the_vault_is_none(desk: Desk) -> None:
    desk.record(intake("話"))
    desk.daily_backup()
    assert last_backup(desk) is None
