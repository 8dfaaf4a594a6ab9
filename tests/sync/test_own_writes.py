"""A desk reads what it wrote, at every moment of every sync; and what was acknowledged is what arrives."""

import pytest

from kyosei_desk.drafting import unfinished
from sync.errors import SyncError
from sync.round import Hooks, Progress
from tests.builders import begun
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, quiet
from tests.sync.lines import Fate
from tests.sync.writing import consultation, edit, seen, talk

Pair = tuple[Laptop, Laptop]


def test_invariant_06_a_desk_always_reads_its_own_writes(pair: Pair) -> None:
    """Before, during and after a sync that brings what others wrote to the same record."""
    one, other = pair
    record = talk(one, "話")
    quiet(pair)
    edit(other, record, title="となりの題")
    other.sync()
    edit(one, record, wish="自分の望み")
    steps: list[str] = []

    def at(progress: Progress) -> None:
        steps.append(progress.step)
        assert consultation(one, record).wish == "自分の望み"
        if progress.step == "push":
            edit(one, record, place="とちゅうで書いた場所")
            assert consultation(one, record).place == "とちゅうで書いた場所"

    one.sync(hooks=Hooks(at))
    assert {"pull", "seal", "push"} <= set(steps)
    read = consultation(one, record)
    assert (read.wish, read.title, read.place) == ("自分の望み", "となりの題", "とちゅうで書いた場所")


def test_invariant_06_also_when_the_sync_fails(pair: Pair) -> None:
    one, _other = pair
    record = talk(one, "話")
    for fate in (Fate.DROPPED, Fate.LOST, Fate.CUT):
        edit(one, record, wish=f"望み {fate.name}")
        with pytest.raises(SyncError):
            one.sync(*[fate] * 4)
        assert consultation(one, record).wish == f"望み {fate.name}"
        one.kill()
        assert consultation(one, record).wish == f"望み {fate.name}"


def test_invariant_06_a_conflict_shows_both_and_hides_neither(pair: Pair) -> None:
    one, other = pair
    record = talk(one, "話")
    quiet(pair)
    edit(one, record, wish="ひとつめ")
    edit(other, record, wish="ふたつめ")
    quiet(pair)
    for laptop in pair:
        (conflict,) = laptop.desk.conflicts()
        assert {each.value for each in conflict.versions} == {"ひとつめ", "ふたつめ"}


def test_invariant_03_safety_data_is_never_overwritten_by_a_later_no(pair: Pair) -> None:
    """はい at one desk, いいえ later at the other, neither knowing: the danger is shown until a person has decided."""
    from kyosei_desk.records import Answer

    one, other = pair
    record = talk(one, "話")
    quiet(pair)
    answers = consultation(one, record).answers
    edit(one, record, answers={**answers, "Q3": Answer.YES})
    one.world.pass_by(hours=1)
    edit(other, record, answers={**answers, "Q3": Answer.UNKNOWN})
    quiet(pair)
    for laptop in pair:
        assert consultation(laptop, record).answers["Q3"] is Answer.YES
    assert one.desk.assess(record).level == other.desk.assess(record).level


def test_invariant_03_an_edit_beats_a_deletion_that_had_not_seen_it(pair: Pair) -> None:
    one, other = pair
    record = talk(one, "話")
    quiet(pair)
    edit(one, record, deleted=True)
    edit(other, record, wish="消される前の望み")
    quiet(pair)
    for laptop in pair:
        assert consultation(laptop, record).wish == "消される前の望み"
        assert len(laptop.desk.search("話")) == 1


def test_invariant_11_after_a_sync_counts_and_digests_match(hub: Hub, pair: Pair) -> None:
    one, other = pair
    for number in range(5):
        talk(pair[number % 2], f"{number}番目の話")
    quiet(pair)
    first, second = one.sync(), other.sync()
    assert first.digest == second.digest
    assert len(one.change_ids()) == len(other.change_ids()) == len(hub.item_ids())
    talk(one, "まだ送っていない話")
    assert one.sync().digest != second.digest
    assert other.sync().digest == one.sync().digest


def test_a_draft_never_leaves(hub: Hub, pair: Pair) -> None:
    one, other = pair
    one.desk.keep_draft(unfinished(begun("書きかけ", "d" * 32)))
    quiet(pair)
    assert other.rows("SELECT count(*) FROM draft") == [(0,)]
    assert hub.ask("SELECT count(*) FROM item WHERE id = ?", b"\xdd" * 16) == [(0,)]
    assert len(one.desk.drafts()) == 1
    assert seen(one, "district").record is not None
