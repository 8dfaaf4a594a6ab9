"""Another version of the program judges anew: what it can read now counts, what it may not let count is set aside."""

from pathlib import Path

from kyosei_desk.desk import Desk
from kyosei_desk.opening import open_desk
from kyosei_desk.store import meta
from kyosei_desk.store.bulletin_rows import JUDGED_BY
from kyosei_desk.store.bulletins import Fate
from kyosei_desk.verdicts import judged_by
from sync.protocol import Bulletin
from tests.builders import CLOCK, WORDS
from tests.bulletins.press import DAY, FILES, all_examples, bulletin, edited, fates, take, unmoved


def as_judged_by_another(vault: Path, sql: str, *arriving: Bulletin) -> None:
    """The vault as another version of the program would have left it."""
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        take(desk, *arriving)
        with desk._store.writing() as database:
            database.execute(sql)
            meta.put(database, JUDGED_BY, "0.0.1")


def test_a_kind_of_tomorrow_is_kept_untouched(desk: Desk) -> None:
    tomorrow = bulletin(1, "\x00 何でも", kind="weather", version="7 月")
    with unmoved(desk):
        assert fates(take(desk, tomorrow)) == [Fate.KEPT]
    (told,) = desk.refused_bulletins()
    assert (told.kind, told.state) == ("weather", "kept")
    assert "道具を新しくすると使えます" in told.reason
    with desk._store.reading() as database:
        row = database.execute("SELECT kind, version, content, signature FROM bulletin").fetchone()
    assert row == ("weather", "7 月", "\x00 何でも", tomorrow.signature)


def test_what_an_older_program_kept_counts_after_the_upgrade(stocked: Path) -> None:
    """To the older one, directory and notice were kinds of tomorrow."""
    kept = "UPDATE bulletin SET state = 'kept', reason = '道具を' WHERE kind IN ('directory', 'notice')"
    as_judged_by_another(stocked, kept)
    with open_desk(stocked, WORDS, clock=CLOCK) as desk:
        assert len(desk.directory()) == 15
        assert len(desk.notices(DAY)) == 2
        assert desk.refused_bulletins() == []
        assert desk.verify() == []


def test_what_an_older_program_let_pass_is_set_aside_and_the_one_before_counts(stocked: Path) -> None:
    """It took a list without 189; this one does not."""
    start = FILES["numbers"].index('[[number]]\nnumber = "189"')
    end = FILES["numbers"].index("[[number]]", start + 1)
    weaker = (FILES["numbers"][:start] + FILES["numbers"][end:]).replace('version = "2026.10"', 'version = "2026.11"')
    let_pass = "UPDATE bulletin SET state = 'applied', reason = '' WHERE number = 7"
    as_judged_by_another(stocked, let_pass, bulletin(7, weaker))
    with open_desk(stocked, WORDS, clock=CLOCK) as desk:
        assert {"119", "110", "189", "000-000-0900"} <= {each.number for each in desk.vocabulary.numbers}
        assert [each.number for each in desk.refused_bulletins()] == [7]


def test_a_post_that_comes_first_after_the_upgrade_is_judged_by_what_stands_then(stocked: Path) -> None:
    as_judged_by_another(stocked, "UPDATE bulletin SET state = 'refused', reason = '古い' WHERE kind = 'agencies'")
    with open_desk(stocked, WORDS, clock=CLOCK) as desk:
        later = edited("checklist", "", "", "2026.11")  # names 防災課
        assert fates(take(desk, bulletin(7, later))) == [Fate.APPLIED]
        assert desk.refused_bulletins() == []


def test_the_same_program_judges_once(reopened: Desk) -> None:
    assert reopened.checklist.version == "2026.10"
    events = [each.action for each in reopened._store.events()]
    assert "bulletins_judged" not in events
    assert events.count("bulletins") == 1
    with reopened._store.reading() as database:
        assert meta.get(database, JUDGED_BY) == judged_by()


def test_the_trail_holds_counts_alone(desk: Desk) -> None:
    take(desk, *all_examples(), bulletin(7, "x", kind="notice", version="3"))
    (event,) = [each for each in desk._store.events() if each.action == "bulletins"]
    assert event.detail == {"applied": 6, "refused": 1}
