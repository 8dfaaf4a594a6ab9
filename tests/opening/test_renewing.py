"""What was purged, sealed away or written lately stays so in the backups too, whatever was cut short."""

from datetime import datetime
from pathlib import Path

import pytest

from kyosei_desk import backup
from kyosei_desk.clock import JAPAN, fixed_clock
from kyosei_desk.desk import Desk
from kyosei_desk.opening import open_desk
from tests.builders import CLOCK, WORDS, intake


class CutShort(BaseException):
    """Stands for the power going: nothing catches it."""


@pytest.mark.parametrize("action", ["purge", "restrict"])
def test_backups_that_still_hold_what_went_are_renewed_at_the_next_opening(
    vault: Path, action: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        talk = desk.record(intake("消える話"))
    old = next((vault / "backups").glob("*.backup")).read_bytes()

    def cut(*_parts: object) -> None:
        raise CutShort

    with monkeypatch.context() as patched:
        patched.setattr(backup, "renew", cut)
        with pytest.raises(CutShort), open_desk(vault, WORDS, clock=CLOCK) as desk:
            gone(desk, action, talk.id)
    assert next((vault / "backups").glob("*.backup")).read_bytes() == old
    with open_desk(vault, WORDS, clock=CLOCK):
        assert next((vault / "backups").glob("*.backup")).read_bytes() != old
    assert not (vault / "backups.stale").exists()


def gone(desk: Desk, action: str, talk_id: str) -> None:
    if action == "purge":
        desk.purge(talk_id)
    else:
        desk.restrict(talk_id, ())


def test_a_clock_that_lost_its_battery_does_not_stop_the_backups(vault: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake("時計のある日の話"))
    newest = vault / "backups" / "desk-2026-10-05.backup"
    before = newest.read_bytes()
    for _start in range(2):
        with open_desk(vault, WORDS, clock=fixed_clock(datetime(1970, 1, 1, tzinfo=JAPAN))) as desk:
            desk.record(intake("時計のない日の話"))
        after = newest.read_bytes()
        assert after != before
        before = after
    assert [each.name for each in (vault / "backups").iterdir()] == [newest.name]
