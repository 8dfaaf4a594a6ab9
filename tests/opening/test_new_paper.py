"""A new recovery code at an open desk: cut short anywhere, the old paper works or the new one does."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kyosei_desk import backup
from kyosei_desk.desk import Desk
from kyosei_desk.errors import FieldError, NotAllowed, StorageFull, VaultLocked, WrongPassphrase
from kyosei_desk.opening import open_desk, recover_access, restore_backup
from kyosei_desk.vault import read_slots, unlock_bytes_with_code, unlock_with_code
from kyosei_desk.vault.recovery_code import new_code
from tests.builders import CLOCK, COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS, intake
from tests.conftest import Made

NEW_WORDS = "あたらしい あいことば です"


@pytest.fixture(scope="module")
def worked_once(staffed_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    staffed = Path(shutil.copytree(staffed_once, tmp_path_factory.mktemp("worked") / "vault"))
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        desk.record(intake("責任者の話"))
    backups = staffed / "backups"
    shutil.copyfile(backups / "desk-2026-10-05.backup", backups / "desk-2026-10-01.backup")
    return staffed


@pytest.fixture
def worked(worked_once: Path, tmp_path: Path) -> Path:
    """A vault of two with a record, and a backup of an earlier day."""
    return Path(shutil.copytree(worked_once, tmp_path / "worked"))


def renewed(vault: Path, old_code: str | None = None) -> str:
    """The new code, in force."""
    with open_desk(vault, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        renewal = desk.recovery.begin(WORDS, old_code)
        desk.recovery.renew(renewal, renewal.code.lower().replace("-", " "))
    return renewal.code


def actions(desk: Desk) -> list[str]:
    return [event.action for event in desk._store.events()]


def opens(content: bytes, code: str, person: str = FOUNDER) -> bool:
    try:
        unlock_bytes_with_code(content, code, person)
    except WrongPassphrase:
        return False
    return True


@pytest.mark.parametrize("known", [True, False], ids=["old paper", "lost"])
def test_a_new_paper_brings_each_person_back_with_their_restricted_records(
    worked: Path, made: Made, known: bool
) -> None:
    with open_desk(worked, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        colleague = next(each.id for each in desk.people if each.name == COLLEAGUE)
        sealed = desk.restrict(desk.record(intake("二人の話")).id, (colleague,))
    code = renewed(worked, made.code if known else None)
    if not known:
        with open_desk(worked, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK):
            pass
    for person in (FOUNDER, COLLEAGUE):
        with pytest.raises(WrongPassphrase):
            recover_access(worked, made.code, NEW_WORDS, person=person, clock=CLOCK)
        recover_access(worked, code, NEW_WORDS, person=person, clock=CLOCK)
        with open_desk(worked, NEW_WORDS, person=person, clock=CLOCK) as desk:
            assert desk.file(sealed).consultation.id == sealed
            assert desk.verify() == []


def test_who_waits_is_told_and_comes_back_by_opening_the_desk(worked: Path) -> None:
    with open_desk(worked, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        renewal = desk.recovery.begin(WORDS, None)
        assert desk.recovery.renew(renewal, renewal.code).waiting == desk.recovery.waiting() == (COLLEAGUE,)
    with pytest.raises(NotAllowed, match="一度あけると"):
        recover_access(worked, renewal.code, NEW_WORDS, person=COLLEAGUE, clock=CLOCK)
    with open_desk(worked, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        assert desk.recovery.waiting() == ()
        assert actions(desk)[-1] == "seal_recovery"
    assert recover_access(worked, renewal.code, NEW_WORDS, person=COLLEAGUE, clock=CLOCK) == COLLEAGUE


def test_no_backup_beside_the_vault_opens_with_the_old_paper(worked: Path, made: Made, tmp_path: Path) -> None:
    shutil.copyfile(worked / "backups" / "desk-2026-10-01.backup", tmp_path / "stick.backup")
    code = renewed(worked)
    left = list((worked / "backups").iterdir())
    assert [each.name for each in left] == ["desk-2026-10-05.backup"]
    with pytest.raises(WrongPassphrase):
        restore_backup(left[0], tmp_path / "by-old", NEW_WORDS, code=made.code, person=FOUNDER, clock=CLOCK)
    restore_backup(left[0], tmp_path / "by-new", NEW_WORDS, code=code, person=FOUNDER, clock=CLOCK)
    with open_desk(tmp_path / "by-new", NEW_WORDS, person=FOUNDER, clock=CLOCK) as desk:
        assert len(desk.search("責任者の話")) == 1
    # what was copied away before still opens: SECURITY.md says so
    restore_backup(tmp_path / "stick.backup", tmp_path / "s", NEW_WORDS, code=made.code, person=FOUNDER, clock=CLOCK)


def test_the_trail_tells_of_it_without_a_word_of_the_code(worked: Path, made: Made) -> None:
    code = renewed(worked, made.code)
    with open_desk(worked, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        event = next(each for each in desk._store.events() if each.action == "renew_recovery")
        assert (event.subject, event.detail) == (desk.me.id, {"old_paper": True})
        assert desk.verify() == []
        said = repr([(each.action, each.subject, each.detail) for each in desk._store.events()])
    for group in (*code.split("-"), *made.code.split("-")):
        assert group not in said


# What speaks against it changes nothing.


def test_only_a_manager_with_their_passphrase_begins(worked: Path, made: Made) -> None:
    before = read_slots(worked / "people.slots")
    with open_desk(worked, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk, pytest.raises(NotAllowed):
        desk.recovery.begin(OTHER_WORDS, made.code)
    with open_desk(worked, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        with pytest.raises(WrongPassphrase, match="合言葉が違う"):
            desk.recovery.begin(OTHER_WORDS, made.code)
        with pytest.raises(WrongPassphrase, match="回復コードが"):
            desk.recovery.begin(WORDS, new_code())
        with pytest.raises(FieldError):
            desk.recovery.begin(WORDS, made.code[:-1])
        renewal = desk.recovery.begin(WORDS, made.code)
        assert repr(renewal) == "Renewal()"
        for typed in (new_code(), renewal.code[:-1], made.code, ""):
            with pytest.raises(FieldError):
                desk.recovery.renew(renewal, typed)
    assert read_slots(worked / "people.slots") == before
    assert not (worked / "backups.stale").exists()


def test_a_desk_that_was_locked_meanwhile_keeps_its_old_paper(worked: Path, made: Made) -> None:
    before = read_slots(worked / "people.slots")
    with open_desk(worked, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        renewal = desk.recovery.begin(WORDS, made.code)
        desk.lock()
        with pytest.raises(VaultLocked):
            desk.recovery.renew(renewal, renewal.code)
    assert read_slots(worked / "people.slots") == before


def test_a_disk_that_fills_up_after_the_slots_is_said_and_made_up_for(
    worked: Path, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_parts: object) -> None:
        raise StorageFull("", "", "")

    with open_desk(worked, WORDS, person=FOUNDER, clock=CLOCK) as desk, monkeypatch.context() as patched:
        patched.setattr(backup, "renew", full)
        renewal = desk.recovery.begin(WORDS, None)
        assert desk.recovery.renew(renewal, renewal.code).tidied is False
        assert opens(read_slots(worked / "people.slots"), renewal.code)
    with open_desk(worked, WORDS, person=FOUNDER, clock=CLOCK):
        assert not any(opens(slots_of(each), made.code) for each in backups_of(worked))


def test_a_disk_that_is_full_before_the_slots_leaves_the_old_paper(
    worked: Path, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_parts: object) -> None:
        raise StorageFull("", "", "")

    with open_desk(worked, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        monkeypatch.setattr("kyosei_desk.vault.write_slots", full)
        renewal = desk.recovery.begin(WORDS, None)
        with pytest.raises(StorageFull):
            desk.recovery.renew(renewal, renewal.code)
    assert opens(read_slots(worked / "people.slots"), made.code, COLLEAGUE)


# Cut short at each step: the process is gone, as at a power cut.

STEPS = {
    "mark": ("kyosei_desk.erasing", "begin"),
    "write_slots": ("kyosei_desk.vault", "write_slots"),
    "log": ("kyosei_desk.store", "Store.log"),
    "publish": ("kyosei_desk.belonging", "Belonging.publish"),
    "renew_backups": ("kyosei_desk.backup", "renew"),
}
CUT = """
import importlib, os, sys
from pathlib import Path
from kyosei_desk.opening import open_desk
from tests.builders import CLOCK, FOUNDER, WORDS
vault, module, name, when = sys.argv[1:]
owner = importlib.import_module(module)
*outer, last = name.split(".")
for each in outer:
    owner = getattr(owner, each)
step = getattr(owner, last)
def cut(*arguments, **named):
    if when == "after":
        step(*arguments, **named)
    os._exit(9)
with open_desk(Path(vault), WORDS, person=FOUNDER, clock=CLOCK) as desk:
    renewal = desk.recovery.begin(WORDS, None)
    print(renewal.code, flush=True)
    setattr(owner, last, cut)
    if last in ("publish", "renew"):
        desk.recovery._publish = desk.belonging.publish
    desk.recovery.renew(renewal, renewal.code)
"""


def cut_short(step: str, when: str, vault: Path) -> str:
    """The new code of a renewal whose process went before or after a step."""
    command = [sys.executable, "-c", CUT, str(vault), *STEPS[step], when]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (finished.returncode, finished.stderr) == (9, "")
    return finished.stdout.strip()


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_renewal_cut_short_at_any_step_leaves_one_paper_that_works(
    worked: Path, made: Made, step: str, when: str
) -> None:
    code = cut_short(step, when, worked)
    slots = read_slots(worked / "people.slots")
    new = (step, when) not in {("mark", "before"), ("mark", "after"), ("write_slots", "before")}
    assert (opens(slots, made.code), opens(slots, code)) == (not new, new)
    with open_desk(worked, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        assert len(desk.search("責任者の話")) == 1
        assert desk.verify() == []
    assert not (worked / "backups.stale").exists()
    papers = {(opens(slots_of(each), made.code), opens(slots_of(each), code)) for each in backups_of(worked)}
    assert papers == {(not new, new)}
    kept = code if new else made.code
    assert unlock_with_code(worked / "people.slots", kept, FOUNDER).person.name == FOUNDER


def backups_of(vault: Path) -> list[Path]:
    found = sorted((vault / "backups").iterdir())
    assert found
    return found


def slots_of(copy: Path) -> bytes:
    with backup.reading(copy) as (slots, _file):
        return slots
