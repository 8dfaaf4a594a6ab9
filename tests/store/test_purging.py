"""Purged stays purged: nothing in any page of the file, the index or the journal; only an opaque id is kept."""

from pathlib import Path

import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.drafting import unfinished
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Note, new_id
from kyosei_desk.store import purging
from kyosei_desk.store.search import bigrams, folded
from tests.builders import CLOCK, WORDS, begun, intake
from tests.store.pages import plain_pages, traces

MARKER = "しるし猫柳"
RARE = "鼎"
"""A character of the marker's own: a lone bigram of it in the index would betray it."""


@pytest.fixture
def planted(desk: Desk) -> str:
    """A talk with markers everywhere, edited and noted, between others; its id."""
    desk.record(intake("前の話"))
    talk = desk.record(intake(f"{MARKER}{RARE}の話" * 40, name=f"見本 {MARKER}", title=MARKER, wish=f"{MARKER}の望み"))
    note = Note(id=new_id(), household_id=talk.household_id, consultation_id=talk.id, text=f"{MARKER}{RARE}の覚え")
    desk.save(None, note)
    desk.keep_draft(unfinished(begun(MARKER, talk.id)))
    desk.record(intake("後の話"))
    return talk.id


def in_pages(desk: Desk, text: str) -> int:
    return traces(desk._folder.path, desk._unlocked.vault_key, text)


def everywhere(desk: Desk) -> list[str]:
    """Where a marker's text, its folded form or a piece of it in the index stands."""
    forms = {"typed": MARKER, "folded": folded(MARKER), "bigram": bigrams(RARE + "の")[:2], "sign": RARE}
    return [name for name, form in forms.items() if in_pages(desk, form)]


def purge_household(desk: Desk, talk_id: str) -> None:
    home = desk.file(talk_id).consultation.household_id
    desk.purge_household(home)


@pytest.mark.usefixtures("planted")
def test_the_scan_sees_what_is_there(desk: Desk) -> None:
    assert everywhere(desk) == ["typed", "folded", "bigram", "sign"]
    assert in_pages(desk, "ない言葉") == 0


def test_a_purged_household_is_in_no_page_free_or_used_nor_in_the_journal(desk: Desk, planted: str) -> None:
    purge_household(desk, planted)
    assert everywhere(desk) == []
    assert desk.search(MARKER) == []
    assert desk.verify() == []
    assert desk._store._database.execute("PRAGMA freelist_count").fetchone()[0] == 0


def test_a_purged_consultation_takes_its_words_notes_and_draft_with_it(desk: Desk, planted: str) -> None:
    assert desk.purge(planted) == 2  # the consultation and its note
    assert in_pages(desk, RARE) == 0
    assert in_pages(desk, f"{MARKER}の") == 0
    assert desk.drafts() == []
    assert sorted(found.title for found in desk.search("話")) == ["", ""]


def test_secure_delete_of_the_index_alone_leaves_no_token(desk: Desk, planted: str) -> None:
    # Without the final clean-up: what FTS5 would keep until its segments merge.
    store = desk._store
    with store._transaction("purge"):
        purging.purge(store._database, purging.of_household(store._database, household_of(desk, planted)), desk.now())
    store._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert RARE.encode() not in b"".join(plain_pages(desk._folder.database, desk._unlocked.vault_key))


def household_of(desk: Desk, talk_id: str) -> str:
    return desk.file(talk_id).consultation.household_id


def test_an_edited_away_word_leaves_the_index(desk: Desk) -> None:
    talk = desk.record(intake("話", wish="鼎の望み"))
    shown = desk._store.read(talk.id)
    desk.save(shown, type(talk)(**{name: getattr(talk, name) for name in talk.__struct_fields__} | {"wish": ""}))
    assert desk.search("鼎") == []
    terms = [bytes(row["block"]) for row in desk._store._database.table("word_index_data").rows]
    assert not any("鼎".encode() in block for block in terms)


def test_a_tombstone_is_an_opaque_id_and_stays(vault: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        talk = desk.record(intake(MARKER))
        desk.purge(talk.id)
        assert desk._store.tombstones() == (talk.id,)
    assert (vault / "purged.ids").read_text("ascii") == f"{talk.id}\n"
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert desk._store.tombstones() == (talk.id,)


def test_the_device_sequence_stays_whole_after_a_purge(desk: Desk, planted: str) -> None:
    before = desk._store._database.table("change").count
    desk.purge(planted)
    assert desk._store._database.table("change").count == before + 1  # the signed order itself
    assert desk.verify() == []


def test_purging_twice_or_what_is_not_there_does_no_harm(desk: Desk, planted: str) -> None:
    desk.purge(planted)
    assert desk.purge(planted) == 0
    assert desk.purge("f" * 32) == 0
    assert desk.verify() == []


def test_no_backup_beside_the_vault_still_has_it(vault: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        talk = desk.record(intake(MARKER))
        desk.daily_backup()
        older = desk._folder.backups / "desk-2026-10-04.backup"
        older.write_bytes((desk._folder.backups / "desk-2026-10-05.backup").read_bytes())
        desk.purge(talk.id)
        assert sorted(each.name for each in desk._folder.backups.iterdir()) == ["desk-2026-10-05.backup"]
