"""C1 and C2 are read from the record itself, and nobody answers them."""

import pytest

from kyosei_desk.checklist import Answers, Result, evaluate
from kyosei_desk.records import Level
from tests.checklist.table import COMPUTED, SHEET, asked, finding

NOT_NAMED = "具体的記載なし（不明）"


def told(*topics: str, main: str = "", members: tuple[frozenset[str], ...] = ()) -> Result:
    return evaluate(SHEET, Answers(answers={}, topics=frozenset(topics), main_topic=main, member_issues=members))


def ids(outcome: Result) -> list[str]:
    return [each.id for each in outcome.findings]


@pytest.mark.parametrize(
    ("topics", "main", "expected"),
    [
        ((), "", []),
        (("住まい",), "", []),
        (("住まい",), "住まい", []),
        (("住まい", "介護"), "", ["C1"]),
        (("住まい",), "介護", ["C1"]),
        (("住まい", "その他"), "", []),
        (("住まい",), "その他", []),
        (("住まい", "その他"), "住まい", []),
        (("その他",), "その他", []),
        (("住まい", "介護", "その他"), "", ["C1"]),
        (("住まい", "介護", "債務", "子育て"), "債務", ["C1"]),
    ],
)
def test_two_ticks_make_c1_and_the_worst_one_is_a_tick(topics: tuple[str, ...], main: str, expected: list[str]) -> None:
    assert ids(told(*topics, main=main)) == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ((), []),
        (({"病気", "けが"},), []),
        (({"病気"}, set()), []),
        (({"病気"}, {"病気"}), ["C2"]),
        (({"病気"}, {"不登校"}), ["C2"]),
        ((set(), {"病気"}, set(), {"その他"}), ["C2"]),
        (({"病気"}, {NOT_NAMED}), []),
        (({"病気", NOT_NAMED}, {"不登校", NOT_NAMED}), ["C2"]),
    ],
)
def test_two_members_with_an_issue_of_their_own_make_c2(members: tuple[set[str], ...], expected: list[str]) -> None:
    assert ids(told(members=tuple(map(frozenset, members)))) == expected


def test_computed_findings_give_what_the_table_says() -> None:
    outcome = told("住まい", "介護", members=(frozenset({"病気"}), frozenset({"不登校"})))
    assert outcome.level is Level.L3
    for row in COMPUTED:
        found = finding(outcome, row.id)
        assert (found.level, found.calls, found.reason) == (row.level, row.calls, row.reason)
        assert asked(outcome, row.id) == [(agency, row.basis) for agency in row.agencies]
