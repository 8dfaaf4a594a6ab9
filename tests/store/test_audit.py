"""The audit trail is a chain: an event edited, taken out, put in or moved by raw SQL is noticed by verify()."""

from pathlib import Path

import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.drafting import unfinished
from kyosei_desk.opening import open_desk
from kyosei_desk.store import mark
from kyosei_desk.store.audit import Event, linked
from tests.builders import CLOCK, WORDS, begun, intake

MARKER = "しるしの言葉"


@pytest.fixture
def trail(desk: Desk) -> Desk:
    """A desk with five events: making the vault, three talks, a print that was noted."""
    for words in ("一", "二", "三"):
        desk.record(intake(words))
    desk._store.log("print", "0" * 32, {"copy": 1})
    assert [event.number for event in desk._store.events()] == [1, 2, 3, 4, 5]
    assert desk.verify() == []
    return desk


@pytest.mark.parametrize(
    ("tampering", "number"),
    [
        ("UPDATE audit SET action = 'save' WHERE number = 5", 5),
        ("UPDATE audit SET person = 'だれか' WHERE number = 2", 2),
        ("UPDATE audit SET at = '2020-01-01T00:00:00+09:00' WHERE number = 1", 1),
        ("UPDATE audit SET subject = 'x' WHERE number = 4", 4),
        ("UPDATE audit SET detail = x'80' WHERE number = 3", 3),
        ("UPDATE audit SET hash = zeroblob(32) WHERE number = 3", 3),
        ("DELETE FROM audit WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 3", 3),
        ("DELETE FROM audit WHERE number IN (2, 4)", 2),
        ("UPDATE audit SET number = 6 WHERE number = 5", 5),
        ("INSERT INTO audit SELECT 6, at, person, action, subject, detail, hash FROM audit WHERE number = 5", 6),
    ],
    ids=[
        "action",
        "person",
        "time",
        "subject",
        "detail",
        "hash",
        "first gone",
        "one gone",
        "two gone",
        "moved",
        "added",
    ],
)
def test_tampering_with_an_event_is_noticed_where_it_happened(trail: Desk, tampering: str, number: int) -> None:
    trail._store._database.execute(tampering)
    assert f"操作の記録が、{number}番目からつながっていません。" in trail.verify()


def test_two_events_that_changed_places_are_noticed(trail: Desk) -> None:
    database = trail._store._database
    for statement in (
        "UPDATE audit SET number = 99 WHERE number = 2",
        "UPDATE audit SET number = 2 WHERE number = 3",
        "UPDATE audit SET number = 3 WHERE number = 99",
    ):
        database.execute(statement)
    assert "操作の記録が、2番目からつながっていません。" in trail.verify()


def test_the_last_events_cut_off_are_noticed_at_the_next_opening(vault: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.record(intake("一"))
        desk.record(intake("二"))
        desk._store._database.execute("DELETE FROM audit WHERE number > 1")
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert any("2件分" in sentence for sentence in desk.verify())


def test_events_hold_ids_and_counts_and_no_word_of_a_resident(desk: Desk) -> None:
    talk = desk.record(intake(MARKER, name=f"見本 {MARKER}"))
    desk.restrict(talk.id, ())
    desk.keep_draft(unfinished(begun(MARKER, "0" * 32)))
    for row in desk._store._database.table("audit").rows:
        assert MARKER.encode() not in b"".join(str(value).encode() for value in row.values())
        assert MARKER.encode() not in bytes(row["detail"])


def test_the_hash_of_an_event_depends_on_all_of_it() -> None:
    event = Event(1, "2026-10-05T13:00:00+09:00", "p", "save", "s", {"consultation": 1})
    others = [
        Event(2, event.at, "p", "save", "s", {"consultation": 1}),
        Event(1, event.at, "q", "save", "s", {"consultation": 1}),
        Event(1, event.at, "ps", "ave", "s", {"consultation": 1}),
        Event(1, event.at, "p", "save", "s", {"consultation": 2}),
    ]
    hashes = {linked(bytes(32), each) for each in (event, *others)} | {linked(b"\x01" * 32, event)}
    assert len(hashes) == 6


def test_the_mark_follows_every_event(desk: Desk) -> None:
    for words in ("一", "二"):
        desk.record(intake(words))
        last = desk._store.events()[-1]
        marked = mark.read(desk._folder.mark)
        assert marked is not None
        assert marked.number == last.number


@pytest.mark.parametrize(
    "content", [b"", b"junk", b"0000000000000003", b"\xff" * 82, b"x" * 16 + b" " + b"0" * 64 + b"\n"]
)
def test_an_unreadable_mark_claims_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "desk.mark"
    path.write_bytes(content)
    assert mark.read(path) is None
    assert mark.read(tmp_path / "none.mark") is None
