"""verify(): registers against rows, sequences without a gap, the index, and the cipher's seal on every page."""

from pathlib import Path

import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.opening import open_desk
from tests.builders import CLOCK, WORDS, intake

ROWS = "変更の記録と中身が合わない記録が"


ONE_MEMBER_FOR_ALL = (
    "UPDATE record SET registers = (SELECT one.registers FROM record AS one WHERE one.kind = 'member' LIMIT 1)"
    " WHERE kind = 'member'"
)


@pytest.fixture
def filled(desk: Desk) -> Desk:
    for words in ("一", "二"):
        desk.record(intake(words))
    assert desk.verify() == []
    return desk


@pytest.mark.parametrize(
    ("tampering", "sentence"),
    [
        ("UPDATE record SET at = '2020-01-01' WHERE kind = 'consultation'", f"{ROWS} 2 件"),
        ("UPDATE record SET household_id = '' WHERE kind = 'member'", f"{ROWS} 2 件"),
        ("UPDATE record SET case_id = 'X' WHERE kind = 'household'", f"{ROWS} 2 件"),
        ("UPDATE record SET deleted = 1 WHERE kind = 'household'", f"{ROWS} 2 件"),
        (ONE_MEMBER_FOR_ALL, f"{ROWS} 1 件"),
        ("UPDATE change SET stamp = stamp + 1 WHERE kind = 'consultation'", f"{ROWS} 2 件"),
        ("UPDATE change SET writes = x'80' WHERE kind = 'member'", f"{ROWS} 2 件"),
        ("DELETE FROM record WHERE kind = 'member'", "変更はあるのに中身のない記録が 2 件"),
        ("DELETE FROM change WHERE seq = 3", "変更が 1 件足りません"),
        ("DELETE FROM change WHERE seq = (SELECT max(seq) FROM change)", f"{ROWS} 1 件"),
        ("DELETE FROM document", "索引が、記録と 2 件合いません"),
        ("UPDATE document SET record_id = 'x' || rowid", "索引が、記録と 4 件合いません"),
        ("UPDATE record SET registers = x'c1' WHERE kind = 'household'", "読めないところがあります"),
        ("UPDATE record SET kind = 'member' WHERE kind = 'household'", "中身が合わない記録"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_what_its_changes_make_of_it_is_found(filled: Desk, tampering: str, sentence: str) -> None:
    filled._store._database.execute(tampering)
    assert any(sentence in damage for damage in filled.verify()), filled.verify()


def test_no_sentence_of_damage_holds_a_word_of_a_record(filled: Desk) -> None:
    filled.record(intake("しるしの言葉", name="見本 しるし"))
    filled._store._database.execute("UPDATE record SET registers = x'c1'")
    assert filled.verify()
    assert not any("しるし" in damage for damage in filled.verify())


def test_a_checkpoint_comes_before_the_ciphers_check_which_ignores_the_journal(filled: Desk) -> None:
    filled.record(intake("三"))
    journal = filled._folder.database.with_name("desk.db-wal")
    assert journal.stat().st_size > 0
    assert filled.verify() == []
    assert journal.stat().st_size == 0


def test_a_page_with_a_broken_seal_is_found(vault: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake("見本の言葉" * 2000))
    database = vault / "desk.db"
    content = bytearray(database.read_bytes())
    content[-2000] ^= 1
    database.write_bytes(content)
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert any("暗号の封が合わないページ" in damage for damage in desk.verify())


def test_a_restricted_record_of_another_is_no_damage_and_stays_closed(filled: Desk) -> None:
    talk = filled.record(intake("見本の言葉"))
    filled.restrict(talk.id, ())
    assert filled.verify() == []
    filled._store._database.execute("UPDATE record SET registers = zeroblob(64) WHERE sealed = 1")
    assert any(ROWS in damage for damage in filled.verify())
