"""A draft that no disk took is sealed and kept at the next opening: only as far as what it builds on still stands."""

from pathlib import Path

import pytest

from kyosei_desk.drafting import unfinished
from kyosei_desk.errors import NotAllowed
from kyosei_desk.store import SealedDraft
from tests.builders import COLLEAGUE, FOUNDER, begun, begun_words
from tests.store.test_drafts_follow import ERASED, OWN, SECOND, at, correction, folder, new_talk, person, recorded

__all__ = ["folder"]


def carried(folder: Path, *, fresh: bool = False) -> tuple[SealedDraft, str, str]:
    """What the colleague could not keep of a talk, the talk its household. `fresh`: a new talk of that."""
    with at(folder, COLLEAGUE) as desk:
        said = recorded(desk)
        home = said.household.id
        form = new_talk(desk, home) if fresh else correction(desk, said.consultation.id)
        return desk.seal_draft(unfinished(form)), said.consultation.id, home


def words_at(folder: Path, name: str) -> list[str]:
    with at(folder, name) as desk:
        return [begun_words(each) for each in desk.drafts()]


def test_sealing_writes_nothing_and_says_nothing_in_the_clear(folder: Path) -> None:
    row, _talk, _home = carried(folder)
    assert words_at(folder, COLLEAGUE) == []
    assert OWN.encode() not in row.sealed
    assert ERASED.encode() not in row.sealed


@pytest.mark.parametrize("opener", [COLLEAGUE, FOUNDER])
def test_it_is_kept_whoever_opens_next_and_stays_its_authors(folder: Path, opener: str) -> None:
    row, _talk, _home = carried(folder)
    with at(folder, opener) as desk:
        desk.keep_sealed([row])
    with at(folder, COLLEAGUE) as desk:
        (draft,) = desk.drafts()
        assert (draft.author, draft.saved_at) == (desk.me.id, row.saved_at)
        assert begun_words(draft) == OWN


def test_it_takes_the_place_of_its_older_state(folder: Path) -> None:
    with at(folder, COLLEAGUE) as desk:
        desk.keep_draft(unfinished(begun("前の言葉", "d" * 32)))
        row = desk.seal_draft(unfinished(begun(OWN, "d" * 32)))
    with at(folder) as desk:
        desk.keep_sealed([row])
    assert words_at(folder, COLLEAGUE) == [OWN]


def test_a_purge_between_leaves_the_new_words_alone(folder: Path) -> None:
    row, _talk, home = carried(folder, fresh=True)
    with at(folder) as desk:
        desk.purge_household(home)
        desk.keep_sealed([row])
    with at(folder, COLLEAGUE) as desk:
        (draft,) = desk.drafts()
        assert begun_words(draft) == OWN
        assert ERASED.encode() not in draft.content


def test_of_a_purged_talk_nothing_comes_back(folder: Path) -> None:
    row, talk, _home = carried(folder)
    with at(folder) as desk:
        desk.purge(talk)
        desk.keep_sealed([row])
    assert words_at(folder, COLLEAGUE) == []


def test_a_restriction_between_goes_around_it(folder: Path) -> None:
    row, talk, _home = carried(folder)
    with at(folder) as desk:
        renewed = desk.restrict(talk, [person(desk, COLLEAGUE)], [person(desk, SECOND)])
        desk.keep_sealed([row])
    assert words_at(folder, SECOND) == []
    with at(folder, COLLEAGUE) as desk:
        (draft,) = desk.drafts()
        assert draft.id == renewed


def test_nothing_of_another_persons_is_overwritten(folder: Path) -> None:
    with at(folder) as desk:
        row = desk.seal_draft(unfinished(begun("責任者の言葉", "d" * 32)))
    with at(folder, COLLEAGUE) as desk:
        desk.keep_draft(unfinished(begun(OWN, "d" * 32)))
        desk.keep_sealed([row])
    assert words_at(folder, COLLEAGUE) == [OWN]


def test_nobody_seals_in_place_of_a_draft_they_cannot_open(folder: Path) -> None:
    with at(folder) as desk:
        desk.keep_draft(unfinished(begun("責任者の言葉", "d" * 32)))
    with at(folder, COLLEAGUE) as desk, pytest.raises(NotAllowed):
        desk.seal_draft(unfinished(begun(OWN, "d" * 32)))
