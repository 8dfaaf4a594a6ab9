"""An older database is copied, encrypted, before it is brought up; a newer one is refused untouched."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kyosei_desk.errors import DeskError, VaultDamaged
from kyosei_desk.opening import open_desk
from kyosei_desk.store import open_database, tables
from kyosei_desk.store.driver import Database, Migrations
from kyosei_desk.store.migrations import m0001_start, m0002_exchange, m0003_daily, m0004_related, m0005_drafts
from kyosei_desk.vault import unlock
from tests.builders import CLOCK, WORDS, intake


def next_program(step: Callable[[Database], None]) -> Migrations:
    """The migrations of the program after this one: its last step is the test's."""
    migrations = Migrations("kyosei_desk")
    migrations()(m0001_start)
    migrations()(m0002_exchange)
    migrations()(m0003_daily)
    migrations()(m0004_related)
    migrations()(m0005_drafts)
    migrations(name="m0006_next")(step)
    return migrations


def grow(database: Database) -> None:
    database.execute("ALTER TABLE record ADD COLUMN colour TEXT NOT NULL DEFAULT ''")


def grow_and_fail(database: Database) -> None:
    grow(database)
    database.execute("INSERT INTO no_such_table VALUES (1)")


@pytest.fixture
def filled(vault: Path) -> Path:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake("移す前の言葉"))
    return vault


def columns(path: Path, key: bytes) -> list[str]:
    database = open_database(path, key)
    names = [column.name for column in database.table("record").columns]
    database.conn.close()
    return names


def test_an_older_database_is_copied_encrypted_and_then_brought_up(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "migrations", next_program(grow))
    key = unlock(filled / "people.slots", WORDS).vault_key
    with open_desk(filled, WORDS, clock=CLOCK) as desk:
        assert len(desk.search("移す前")) == 1
        assert desk.verify() == []
    assert "colour" in columns(filled / "desk.db", key)
    copy = filled / "backups" / "before-m0006_next.db"
    assert "colour" not in columns(copy, key)
    assert "移す前の言葉".encode() not in copy.read_bytes()
    assert copy.stat().st_mode & 0o777 == 0o600


def test_whoever_waits_is_told_before_the_copy_and_only_then(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy, told = filled / "backups" / "before-m0006_next.db", []
    monkeypatch.setattr(tables, "migrations", next_program(grow))
    for _opening in range(2):
        with open_desk(filled, WORDS, clock=CLOCK, renewing=lambda: told.append(copy.exists())):
            pass
    assert told == [False]


def test_a_second_opening_copies_nothing_more(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "migrations", next_program(grow))
    with open_desk(filled, WORDS, clock=CLOCK):
        pass
    copy = filled / "backups" / "before-m0006_next.db"
    copy.unlink()
    with open_desk(filled, WORDS, clock=CLOCK):
        pass
    assert not copy.exists()


def test_a_step_that_fails_leaves_nothing_of_itself(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = unlock(filled / "people.slots", WORDS).vault_key
    with monkeypatch.context() as patched:
        patched.setattr(tables, "migrations", next_program(grow_and_fail))
        with pytest.raises(DeskError), open_desk(filled, WORDS, clock=CLOCK):
            pass
    assert "colour" not in columns(filled / "desk.db", key)
    with open_desk(filled, WORDS, clock=CLOCK) as desk:
        assert len(desk.search("移す前")) == 1
        assert desk.verify() == []


def test_no_step_runs_where_the_copy_could_not_be_made(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "migrations", next_program(grow))
    key = unlock(filled / "people.slots", WORDS).vault_key
    for old in (filled / "backups").glob("*"):
        old.unlink()
    (filled / "backups").rmdir()
    (filled / "backups").write_text("a file in the place of the folder")
    with pytest.raises(DeskError), open_desk(filled, WORDS, clock=CLOCK):
        pass
    assert "colour" not in columns(filled / "desk.db", key)


def test_a_newer_database_is_refused_untouched(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(tables, "migrations", next_program(grow))
        with open_desk(filled, WORDS, clock=CLOCK):
            pass
    before = {each.name: each.read_bytes() for each in filled.iterdir() if each.is_file() and each.suffix != ".lock"}
    with pytest.raises(VaultDamaged, match="新しい版"), open_desk(filled, WORDS, clock=CLOCK):
        pass
    after = {each.name: each.read_bytes() for each in filled.iterdir() if each.name in before}
    assert after == before
    assert {"desk.db", "people.slots", "desk.mark"} <= set(before)
