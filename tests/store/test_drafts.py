"""Drafts: sealed to their author and the 責任者, neither a change nor searchable, and never lost to another's hand."""

from pathlib import Path

import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.drafting import unfinished
from kyosei_desk.errors import NotAllowed
from kyosei_desk.opening import open_desk
from kyosei_desk.vault import Role
from tests.builders import CLOCK, COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS, begun, begun_words
from tests.store.pages import traces

MARKER = "しるし猫柳"
DRAFT = "0" * 32
THIRD, THIRD_WORDS = "見本 三人目", "三人目の あいことば です"


def contents(desk: Desk) -> list[str]:
    return [begun_words(draft) for draft in desk.drafts()]


@pytest.fixture
def drafted(staffed: Path) -> Path:
    """A vault in which the 担当者 has begun a form."""
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        desk.keep_draft(unfinished(begun(MARKER, DRAFT)))
    return staffed


def test_a_draft_is_there_again_for_its_author_and_the_manager(drafted: Path) -> None:
    with open_desk(drafted, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        assert contents(desk) == [MARKER]
    with open_desk(drafted, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        assert contents(desk) == [MARKER]
        assert desk.drafts()[0].author == desk.people[1].id


def test_a_draft_is_closed_to_another_volunteer(drafted: Path) -> None:
    with open_desk(drafted, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        desk.add_person(THIRD, Role.STAFF, THIRD_WORDS)
    with open_desk(drafted, THIRD_WORDS, person=THIRD, clock=CLOCK) as desk:
        assert contents(desk) == []
        with pytest.raises(NotAllowed):
            desk.keep_draft(unfinished(begun("上書き", DRAFT)))
        key = desk._unlocked.vault_key
    assert traces(drafted, key, MARKER) == 0
    with open_desk(drafted, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        assert contents(desk) == [MARKER]


def test_a_draft_is_no_change_no_event_and_not_searchable(desk: Desk) -> None:
    changes, events = desk._store._database.table("change").count, len(desk._store.events())
    desk.keep_draft(unfinished(begun(MARKER, DRAFT)))
    assert desk.search(MARKER) == []
    assert desk._store._database.table("change").count == changes
    assert len(desk._store.events()) == events
    assert desk.verify() == []


def test_each_keystroke_replaces_the_draft_and_leaves_no_older_one(desk: Desk) -> None:
    for words in ("見", "見本", "見本の話"):
        desk.keep_draft(unfinished(begun(words, DRAFT)))
    assert contents(desk) == ["見本の話"]
    desk.drop_draft(DRAFT)
    assert contents(desk) == []


def test_a_draft_the_manager_went_on_with_stays_open_to_its_author(drafted: Path) -> None:
    with open_desk(drafted, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        desk.keep_draft(unfinished(begun("責任者が直した言葉", DRAFT)))
    with open_desk(drafted, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        assert contents(desk) == ["責任者が直した言葉"]
        assert desk.drafts()[0].author == desk.me.id


def test_a_draft_cannot_stand_under_another_id(desk: Desk) -> None:
    desk.keep_draft(unfinished(begun(MARKER, DRAFT)))
    desk._store._database.execute("UPDATE draft SET id = ?", ("1" * 32,))
    with pytest.raises(Exception, match="書いたときと違っています"):
        desk.drafts()
