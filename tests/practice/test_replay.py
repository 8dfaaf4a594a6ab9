"""Replaying again: nothing is recorded twice, and a restricted case neither comes back openly nor stops the others."""

from pathlib import Path

from kyosei_desk.opening import open_desk
from kyosei_desk.practice.replay import Outcome, Remark, replay
from tests.builders import CLOCK, COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS, practice_cases


def test_a_case_that_was_restricted_meanwhile_stays_so_and_the_others_go_on(staffed: Path) -> None:
    cases = practice_cases()[:2]
    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        first = list(replay(desk, cases, None))
        talk = desk.by_case_id("P01")
        assert talk is not None
        desk.restrict(talk.id, ())
        assert list(replay(desk, cases, None)) == first
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        refused, second = replay(desk, cases, None)
        assert isinstance(refused, Remark)
        assert refused.failed
        assert refused.sentence.startswith("P01: ")
        assert isinstance(second, Outcome)
        assert second.id == "P02"
        assert desk.search("由美子") == []
