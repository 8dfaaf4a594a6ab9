"""The desk's own door: what it refuses before anything is written."""

from pathlib import Path

import msgspec
import pytest

from kyosei_desk import backup, disk
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, FieldError, NotAllowed
from kyosei_desk.opening import open_desk, recover_access
from tests.builders import CLOCK, COLLEAGUE, OTHER_WORDS, WORDS, intake
from tests.conftest import Made
from tests.vault.staffing import staffed, staffed_once

__all__ = ["staffed", "staffed_once"]


@pytest.mark.parametrize("taken_at", ["9999-12-31T23:59:59+09:00", "1899-12-31T12:00:00+09:00", "きのう", ""])
def test_a_talk_at_a_time_no_talk_can_have_had_is_refused_by_its_field(desk: Desk, taken_at: str) -> None:
    talk = intake("話")
    late = msgspec.structs.replace(talk, consultation=msgspec.structs.replace(talk.consultation, taken_at=taken_at))
    with pytest.raises(FieldError) as caught:
        desk.record(late)
    assert caught.value.field == "taken_at"
    assert desk.search("話") == []
    assert desk.verify() == []


def test_only_a_manager_purges_and_what_was_refused_is_all_there(staffed: Path) -> None:
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        talk = desk.record(intake("残る話"))
        with pytest.raises(NotAllowed):
            desk.purge(talk.id)
        assert len(desk.search("残る話")) == 1
        assert not (staffed / "backups.stale").exists()


def test_a_purge_whose_last_step_finds_the_disk_full_says_so_and_is_finished_later(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_parts: object) -> None:
        raise disk.full()

    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        talk = desk.record(intake("消える話"))
        with monkeypatch.context() as patched:
            patched.setattr(backup, "write_backup", full)
            with pytest.raises(DeskError, match=r"消しました。.*次に開いたとき"):
                desk.purge(talk.id)
        assert desk.search("消える話") == []
    with open_desk(vault, WORDS, clock=CLOCK):
        assert not (vault / "backups.stale").exists()


def test_the_use_of_the_recovery_code_stands_in_the_trail(vault: Path, made: Made) -> None:
    recover_access(vault, made.code, OTHER_WORDS, clock=CLOCK)
    with open_desk(vault, OTHER_WORDS, clock=CLOCK) as desk:
        assert [event.action for event in desk._store.events()][-1] == "recover"
