"""One save is one transaction: row, search, change and audit event, or none of them."""

from pathlib import Path

import msgspec
import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, NotFound, StorageFull
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Consultation, Note, new_id
from kyosei_desk.store import Edit
from kyosei_desk.store.driver import Database
from tests.builders import CLOCK, WORDS, intake
from tests.store.pages import tables

FAULTS = {
    "row": "BEFORE INSERT ON record WHEN NEW.kind = 'consultation'",
    "change": "BEFORE INSERT ON change WHEN NEW.kind = 'consultation'",
    "search": "BEFORE INSERT ON document",
    "audit": "BEFORE INSERT ON audit",
}


def database_of(desk: Desk) -> Database:
    return desk._store._database


def count(desk: Desk, table: str) -> int:
    return database_of(desk).table(table).count


def test_a_save_writes_rows_changes_search_and_one_event_together(desk: Desk) -> None:
    before = {name: count(desk, name) for name in ("record", "change", "document", "audit")}
    desk.record(intake("見本の言葉"))  # a household, a member, a consultation
    after = {name: count(desk, name) - before[name] for name in before}
    assert after == {"record": 3, "change": 3, "document": 1, "audit": 1}
    event = desk._store.events()[-1]
    assert (event.action, event.person, event.detail) == (
        "record", desk.me.id, {"household": 1, "member": 1, "consultation": 1},
    )  # fmt: skip


@pytest.mark.parametrize("part", FAULTS)
def test_where_one_part_fails_nothing_of_the_save_stays(desk: Desk, part: str) -> None:
    desk.record(intake("先に書いた言葉"))
    database, mark = database_of(desk), desk._folder.mark
    database.execute(f"CREATE TRIGGER fault {FAULTS[part]} BEGIN SELECT RAISE(ABORT, 'fault'); END")
    before, marked = tables(database), mark.read_bytes()
    with pytest.raises(DeskError, match="読み書きができませんでした"):
        desk.record(intake("半分になってはいけない言葉"))
    assert tables(database) == before
    assert mark.read_bytes() == marked
    assert desk.search("半分になってはいけない") == []


@pytest.mark.parametrize("part", FAULTS)
def test_after_a_failed_save_the_next_one_is_durable(vault: Path, part: str) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        database_of(desk).execute(f"CREATE TRIGGER fault {FAULTS[part]} BEGIN SELECT RAISE(ABORT, 'fault'); END")
        with pytest.raises(DeskError):
            desk.record(intake("消えてよい言葉"))
        database_of(desk).execute("DROP TRIGGER fault")
        kept = desk.record(intake("残る言葉"))
        database_of(desk).conn.rollback()  # whatever is not committed by now is lost
        assert not database_of(desk).conn.in_transaction
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert [found.record_id for found in desk.search("言葉")] == [kept.id]
        assert desk.verify() == []


def test_a_full_database_keeps_nothing_of_the_save_and_all_before(desk: Desk) -> None:
    desk.record(intake("先に書いた言葉"))
    database = database_of(desk)
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    before = tables(database)
    with pytest.raises(StorageFull, match="いっぱい"):
        desk.record(intake("入りきらない言葉" * 5000))
    assert tables(database) == before
    database.execute("PRAGMA max_page_count = 1000000").fetchall()
    desk.record(intake("片づけた後の言葉"))
    assert len(desk.search("片づけた後")) == 1
    assert desk.verify() == []


def test_a_field_that_is_refused_keeps_nothing_of_the_whole_talk(desk: Desk) -> None:
    assert desk.checklist.version  # its text is kept once, in a transaction of its own
    before = tables(database_of(desk))
    with pytest.raises(DeskError):
        desk.record(intake("見本の言葉", topics=frozenset({"ない項目"})))
    assert tables(database_of(desk)) == before


def test_saving_what_has_not_changed_writes_no_change(desk: Desk) -> None:
    talk = desk.record(intake("見本の言葉"))
    shown = desk._store.read(talk.id)
    changes = count(desk, "change")
    desk.save(shown, talk)
    assert count(desk, "change") == changes


def test_a_desk_reads_its_own_writes(desk: Desk) -> None:
    talk = desk.record(intake("見本の言葉"))
    desk.save(desk._store.read(talk.id), msgspec.structs.replace(talk, wish="話を聞いてほしい"))
    assert desk.file(talk.id).consultation.wish == "話を聞いてほしい"
    assert [found.record_id for found in desk.search("話を聞いてほしい")] == [talk.id]


def test_an_edit_builds_on_what_was_on_the_screen_and_loses_nothing_written_meanwhile(desk: Desk) -> None:
    talk = desk.record(intake("見本の言葉"))
    screen = desk._store.read(talk.id)
    desk.save(screen, msgspec.structs.replace(talk, wish="先の望み"))
    desk.save(screen, msgspec.structs.replace(talk, wish="後の望み", place="見本公民館"))
    after = desk._store.read(talk.id)
    assert after is not None
    assert sorted(live.value for live in after.state["wish"].live) == ["先の望み", "後の望み"]
    assert isinstance(after.record, Consultation)
    assert (after.record.wish, after.record.place) == ("後の望み", "見本公民館")
    assert desk.verify() == []


def test_changes_of_a_device_are_numbered_from_one_without_a_gap_also_after_a_failure(desk: Desk) -> None:
    desk.record(intake("一"))
    with pytest.raises(DeskError):
        desk.record(intake("二", topics=frozenset({"ない項目"})))
    desk.record(intake("三"))
    numbers = [row[0] for row in database_of(desk).execute("SELECT seq FROM change ORDER BY seq")]
    assert numbers == list(range(1, 8))  # the district, and twice a household, a member and a consultation


def test_stamps_never_go_back_though_the_clock_stands_still(desk: Desk) -> None:
    for words in ("一", "二", "三"):
        desk.record(intake(words))
    stamps = [row[0] for row in database_of(desk).execute("SELECT DISTINCT stamp FROM change ORDER BY seq")]
    assert stamps == sorted(set(stamps))
    assert len(stamps) == 4


def test_a_purged_record_does_not_come_back_by_an_edit_that_was_still_on_a_screen(desk: Desk) -> None:
    talk = desk.record(intake("消してほしい言葉"))
    screen = desk._store.read(talk.id)
    desk.purge(talk.id)
    with pytest.raises(NotFound, match="消されています"):
        desk.save(screen, msgspec.structs.replace(talk, wish="消した後の望み"))
    assert desk._store.read(talk.id) is None
    assert desk.verify() == []


def test_a_record_with_every_field_empty_still_exists(desk: Desk) -> None:
    note = Note(id=new_id(), household_id="")
    desk._store.save([Edit(note)])
    shown = desk._store.read(note.id)
    assert shown is not None
    assert shown.record == note
