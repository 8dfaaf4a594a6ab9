"""Backups: under a key of their own, proven, rotated; what was purged or who was removed does not come back."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kyosei_desk import backup
from kyosei_desk.clock import JAPAN, fixed_clock
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, FieldError, VaultDamaged, VaultExists, VaultMissing, WrongPassphrase
from kyosei_desk.opening import open_desk, restore_backup, vault_exists
from kyosei_desk.store import open_database
from kyosei_desk.vault import unlock, unlock_bytes
from tests.builders import CLOCK, COLLEAGUE, OTHER_WORDS, WORDS, intake
from tests.conftest import Made

NEW_WORDS = "あたらしい あいことば です"
MARKER = "しるし猫柳"
MAGIC = b"KYOSEI-BACKUP-1\n"


@pytest.fixture
def taken(vault: Path, tmp_path: Path) -> Path:
    """A backup of a vault with one talk."""
    target = tmp_path / "見本.backup"
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake(f"{MARKER}の話"))
        desk.backup(target)
    return target


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def database_in(source: Path, target: Path) -> bytes:
    """Take the database out of a backup; returns the slots in front of it."""
    with backup.reading(source) as (slots, file):
        backup.extract(file, target)
    return slots


def test_a_backup_is_under_a_key_of_its_own(vault: Path, taken: Path, tmp_path: Path) -> None:
    slots = database_in(taken, tmp_path / "copy.db")
    own = unlock_bytes(slots, WORDS).vault_key
    vaults = unlock(vault / "people.slots", WORDS).vault_key
    assert own != vaults
    with pytest.raises(VaultDamaged):
        open_database(tmp_path / "copy.db", vaults)
    copy = open_database(tmp_path / "copy.db", own)
    assert copy.execute("SELECT count(*) FROM record WHERE kind = 'consultation'").fetchone() == (1,)
    copy.conn.close()


def test_a_backup_is_one_private_file_without_a_word_in_the_clear(taken: Path, tmp_path: Path) -> None:
    content = taken.read_bytes()
    assert content.startswith(MAGIC)
    assert MARKER.encode() not in content
    assert taken.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["vault", "見本.backup"], "no working file is left"


def test_two_backups_never_share_a_key(vault: Path, tmp_path: Path) -> None:
    keys = set()
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        for name in ("one", "two"):
            desk.backup(tmp_path / name)
            keys.add(unlock_bytes(database_in(tmp_path / name, tmp_path / "copy.db"), WORDS).vault_key)
    assert len(keys) == 2


def test_a_newer_backup_replaces_an_older_one_and_nothing_else(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "desk.backup"
    desk.backup(target)
    first = target.read_bytes()
    desk.backup(target)
    assert target.read_bytes() != first
    for stranger in (tmp_path / "写真.jpg", tmp_path / "empty"):
        stranger.write_bytes(b"" if stranger.name == "empty" else b"a photograph")
        before = stranger.read_bytes()
        with pytest.raises(VaultExists, match="控えではない"):
            desk.backup(stranger)
        assert stranger.read_bytes() == before
    with pytest.raises(VaultExists):
        desk.backup(desk._folder.path)


@pytest.mark.parametrize("tail", [".db", ".tmp"])
def test_a_file_whose_name_only_begins_like_the_backups_is_left_alone(desk: Desk, tmp_path: Path, tail: str) -> None:
    stranger = tmp_path / f"控え{tail}"
    stranger.write_bytes(b"someone's own file")
    desk.backup(tmp_path / "控え")
    assert stranger.read_bytes() == b"someone's own file"


def test_a_backup_named_like_the_vaults_own_files_does_not_touch_them(vault: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake("話"))
        desk.backup(vault / "desk")  # beside desk.db
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert len(desk.search("話")) == 1
        assert desk.verify() == []


# Every day.


def write_on(vault: Path, day: datetime) -> None:
    with open_desk(vault, WORDS, clock=fixed_clock(day)) as desk:
        desk._store.log("print")


def test_the_first_work_of_a_day_makes_that_days_backup_and_looking_makes_none(vault: Path) -> None:
    shutil.rmtree(vault / "backups", ignore_errors=True)
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.search("話")
    assert not (vault / "backups").exists()
    write_on(vault, datetime(2026, 10, 5, 9, 0, tzinfo=JAPAN))
    first = (vault / "backups" / "desk-2026-10-05.backup").read_bytes()
    write_on(vault, datetime(2026, 10, 5, 17, 0, tzinfo=JAPAN))
    assert (vault / "backups" / "desk-2026-10-05.backup").read_bytes() == first
    write_on(vault, datetime(2026, 10, 6, 9, 0, tzinfo=JAPAN))
    assert names(vault / "backups") == ["desk-2026-10-05.backup", "desk-2026-10-06.backup"]


def test_the_last_fourteen_days_are_kept(desk: Desk) -> None:
    folder, first = desk._folder.backups, datetime(2026, 9, 19, tzinfo=JAPAN).date()
    folder.mkdir(exist_ok=True)
    days = [f"desk-{(first + timedelta(days=day)).isoformat()}.backup" for day in range(17)]
    for name in days[:-1]:
        (folder / name).write_bytes(MAGIC)
    desk.daily_backup()
    assert names(folder) == days[-14:]
    assert days[-1] == "desk-2026-10-05.backup"


def test_a_backup_that_cannot_be_made_takes_nothing_from_what_was_saved(vault: Path) -> None:
    shutil.rmtree(vault / "backups", ignore_errors=True)
    (vault / "backups").write_text("a file in the place of the folder")
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake("話"))
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert len(desk.search("話")) == 1
        assert desk.remarks == ()
        assert "backup_failed" in [event.action for event in desk._store.events()]


# Coming back from one.


def test_a_restored_vault_has_everything_under_a_new_key_and_as_a_new_device(
    vault: Path, taken: Path, tmp_path: Path
) -> None:
    target = tmp_path / "restored"
    restore_backup(taken, target, WORDS, clock=CLOCK)
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        device, key = desk._store.device, desk._unlocked.vault_key
    for _again in range(2):
        with open_desk(target, WORDS, clock=CLOCK) as desk:
            assert len(desk.search(MARKER)) == 1
            assert desk.verify() == []
            assert desk._store.device != device
            device_now = desk._store.device
            assert desk._unlocked.vault_key not in {key, unlock_bytes(slots_of(taken), WORDS).vault_key}
            desk.record(intake("戻した後の話"))
    with open_desk(target, WORDS, clock=CLOCK) as desk:
        assert desk._store.device == device_now, "the new identity is durable"
        devices = desk._store._database.execute("SELECT DISTINCT device FROM change").fetchall()
        assert {name for (name,) in devices} == {device_now}, "what nobody had sent goes on as the new device's"
    assert not {"desk.db.next", "people.slots.new"} & set(names(target))


def slots_of(source: Path) -> bytes:
    with backup.reading(source) as (slots, _file):
        return slots


@pytest.mark.parametrize("left", ["people.slots", "desk.db"])
def test_a_restore_never_goes_over_what_is_there(vault: Path, taken: Path, left: str) -> None:
    for name in {"people.slots", "desk.db"} - {left}:
        (vault / name).unlink()
    before = (vault / left).read_bytes()
    with pytest.raises(VaultExists):
        restore_backup(taken, vault, WORDS, clock=CLOCK)
    assert (vault / left).read_bytes() == before


def test_what_was_purged_stays_purged_though_an_older_backup_brings_it_back(
    vault: Path, taken: Path, tmp_path: Path
) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.purge(desk.search(MARKER)[0].record_id)
    target = tmp_path / "restored"
    target.mkdir()
    shutil.copyfile(vault / "purged.ids", target / "purged.ids")
    restore_backup(taken, target, WORDS, clock=CLOCK)
    with open_desk(target, WORDS, clock=CLOCK) as desk:
        assert desk.search(MARKER) == []
        assert len(desk._store.tombstones()) == 1
        assert desk.verify() == []


def test_the_backup_made_after_a_purge_does_not_hold_it(vault: Path, tmp_path: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.daily_backup()
        desk.purge(desk.record(intake(MARKER)).id)
    assert names(vault / "backups") == ["desk-2026-10-05.backup"]
    restore_backup(vault / "backups" / "desk-2026-10-05.backup", tmp_path / "restored", WORDS, clock=CLOCK)
    with open_desk(tmp_path / "restored", WORDS, clock=CLOCK) as desk:
        assert desk.search(MARKER) == []


def test_the_printed_code_restores_with_a_new_passphrase(taken: Path, made: Made, tmp_path: Path) -> None:
    target = tmp_path / "restored"
    restore_backup(taken, target, NEW_WORDS, code=made.code, clock=CLOCK)
    with open_desk(target, NEW_WORDS, clock=CLOCK) as desk:
        assert len(desk.search(MARKER)) == 1
    with pytest.raises(WrongPassphrase), open_desk(target, WORDS):
        pass


def test_a_too_short_new_passphrase_is_refused_before_anything_is_restored(
    taken: Path, made: Made, tmp_path: Path
) -> None:
    with pytest.raises(FieldError):
        restore_backup(taken, tmp_path / "restored", "みじかい", code=made.code, clock=CLOCK)
    assert not vault_exists(tmp_path / "restored")


@pytest.mark.parametrize("words", [OTHER_WORDS, ""])
def test_a_wrong_passphrase_restores_nothing(taken: Path, tmp_path: Path, words: str) -> None:
    with pytest.raises(WrongPassphrase):
        restore_backup(taken, tmp_path / "restored", words, clock=CLOCK)
    assert not (tmp_path / "restored").exists()


def test_everyone_of_the_vault_is_in_its_backup(staffed: Path, tmp_path: Path) -> None:
    with open_desk(staffed, WORDS, clock=CLOCK) as desk:
        desk.backup(tmp_path / "both.backup")
    restore_backup(tmp_path / "both.backup", tmp_path / "restored", OTHER_WORDS, person=COLLEAGUE, clock=CLOCK)
    with open_desk(tmp_path / "restored", WORDS, clock=CLOCK) as desk:
        assert [person.name for person in desk.people][1] == COLLEAGUE
        assert desk.verify() == []


# Damaged ones.


def refused(source: Path, target: Path) -> None:
    with pytest.raises(DeskError):
        restore_backup(source, target, WORDS, clock=CLOCK)
    assert not vault_exists(target)
    assert not (target / "desk.db").exists()
    assert not (target / "desk.db.next").exists()


def test_a_missing_backup_says_so(tmp_path: Path) -> None:
    with pytest.raises(VaultMissing, match="控えのファイル"):
        restore_backup(tmp_path / "none.backup", tmp_path / "restored", WORDS, clock=CLOCK)


@pytest.mark.parametrize("content", [b"", MAGIC, MAGIC + b"\xff" * 40, MAGIC + bytes(40), b"PK\x03\x04" * 100])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "x.backup"
    source.write_bytes(content)
    refused(source, tmp_path / "restored")


def test_a_backup_with_a_flipped_bit_in_its_head_is_refused_at_once(taken: Path, tmp_path: Path) -> None:
    whole = taken.read_bytes()
    head = len(MAGIC) + 4 + int.from_bytes(whole[len(MAGIC) : len(MAGIC) + 4], "big") + 32
    for place in range(0, head, 23):
        broken = bytearray(whole)
        broken[place] ^= 0x04
        taken.write_bytes(broken)
        with pytest.raises(VaultDamaged, match="控えのファイルがこわれている"):
            restore_backup(taken, tmp_path / "restored", WORDS, clock=CLOCK)
    assert not (tmp_path / "restored").exists()


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_a_truncated_backup_is_refused_and_leaves_nothing(taken: Path, tmp_path: Path, part: float) -> None:
    whole = taken.read_bytes()
    taken.write_bytes(whole[: int(len(whole) * part)])
    refused(taken, tmp_path / "restored")


def test_a_backup_truncated_at_a_page_is_refused_and_leaves_nothing(taken: Path, tmp_path: Path) -> None:
    whole = taken.read_bytes()
    taken.write_bytes(whole[:-4096])
    refused(taken, tmp_path / "restored")


@pytest.mark.parametrize("place", [-100, -5000, -40_000])
def test_a_backup_with_a_flipped_bit_is_refused_and_leaves_nothing(taken: Path, tmp_path: Path, place: int) -> None:
    broken = bytearray(taken.read_bytes())
    broken[place] ^= 0x04
    taken.write_bytes(broken)
    refused(taken, tmp_path / "restored")


def test_a_restore_that_failed_leaves_no_folder_behind(taken: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.backup"
    cut.write_bytes(taken.read_bytes()[:60000])
    with pytest.raises(VaultDamaged, match="控えのファイルがこわれている"):
        restore_backup(cut, tmp_path / "new", WORDS, clock=CLOCK)
    assert not (tmp_path / "new").exists()
