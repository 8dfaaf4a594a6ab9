"""The action table of the form, cell by cell, and what it makes of an agency that several findings name."""

from datetime import date
from typing import Any

import pytest

from kyosei_desk.checklist import AgencyDecision, Ground, action_for, decide, resolved, state_for
from kyosei_desk.records import Action, Answer, Basis, Consent, ConsentState, Level
from tests.checklist.table import NO, UNKNOWN, YES, result

GIVEN, REFUSED, UNOBTAINABLE, NOT_ASKED = "同意あり", "拒否", "確認できない", "まだ聞いていない"
STATES = (GIVEN, REFUSED, UNOBTAINABLE, NOT_ASKED)
ON = date(2026, 10, 5)

TABLE = {
    "D": ("送る", "送る", "送る", "送る"),
    "E": ("送る", "推進員に相談", "送る", "送る"),
    "E2": ("送る", "推進員に相談", "送る", "まず聞く"),
    "U": ("送る", "推進員に相談", "最小限を送る", "まず聞く"),
    "X": ("送る", "推進員に相談", "最小限を送る", "最小限を送る"),
    "N": ("送る", "送らない", "送らない", "まず聞く"),
    "匿名": ("送らない", "送らない", "送らない", "送らない"),
    "—": ("送らない", "送らない", "送らない", "送らない"),
}
CELLS = [(basis, state, action) for basis, row in TABLE.items() for state, action in zip(STATES, row, strict=True)] + [
    ("X3", UNOBTAINABLE, "最小限を送る")
]


@pytest.mark.parametrize(("basis", "state", "action"), CELLS)
def test_each_cell_of_the_action_table(basis: str, state: str, action: str) -> None:
    assert action_for(Basis(basis), ConsentState(state)) == action


@pytest.mark.parametrize(
    ("basis", "level", "state", "reads_as"),
    [
        *(("N/X", Level.L5, state, "X") for state in STATES),
        *(("N/X", level, UNOBTAINABLE, "X") for level in (Level.L3, Level.L4)),
        *(("N/X", level, state, "N") for level in (Level.L3, Level.L4) for state in (GIVEN, REFUSED, NOT_ASKED)),
        *(("N/X3", level, UNOBTAINABLE, "X3") for level in (Level.L3, Level.L4)),
        *(("N/X3", level, state, "N") for level in (Level.L3, Level.L4) for state in (GIVEN, REFUSED, NOT_ASKED)),
        *((basis, Level.L5, state, basis) for basis in ("D", "E", "E2", "U", "X", "N") for state in STATES),
    ],
)
def test_a_two_faced_basis_reads_by_level_and_consent(basis: str, level: Level, state: str, reads_as: str) -> None:
    assert resolved(Basis(basis), level, ConsentState(state)) == reads_as


def actions(answers: dict[str, Answer], state: str, sub: dict[str, Answer] | None = None) -> dict[str, str]:
    decisions = decide(result(answers, sub), lambda _agency: ConsentState(state))
    return {each.agency: str(each.action) for each in decisions}


@pytest.mark.parametrize(
    ("answers", "sub", "agency", "expected"),
    [
        ({"Q6": YES}, {}, "児童相談所", ("送る", "送る", "送る", "送る")),
        ({"Q9": YES}, {}, "かかりつけ医", ("送る", "推進員に相談", "最小限を送る", "最小限を送る")),
        ({"Q10": YES}, {}, "福祉事務所", ("送る", "送らない", "最小限を送る", "まず聞く")),
        ({"Q10": YES}, {"Q10": YES}, "福祉事務所", ("送る", "推進員に相談", "最小限を送る", "最小限を送る")),
        ({"Q10": YES}, {"Q10": UNKNOWN}, "推進員", ("送る", "推進員に相談", "最小限を送る", "まず聞く")),
        ({"Q1": UNKNOWN}, {}, "推進員", ("送る", "推進員に相談", "最小限を送る", "まず聞く")),
        ({"Q15": YES}, {"Q15": NO}, "地域包括支援センター", ("送る", "推進員に相談", "送る", "送る")),
        ({"Q15": YES}, {"Q15": YES}, "地域包括支援センター", ("送る", "送る", "送る", "送る")),
        ({"Q17": YES}, {}, "配偶者暴力相談支援センター", ("送る", "送らない", "送らない", "まず聞く")),
        ({"Q17": YES}, {"Q17": YES}, "配偶者暴力相談支援センター", ("送る", "推進員に相談", "送る", "まず聞く")),
        ({"Q18": YES}, {"Q18": YES}, "児童相談所", ("送る", "送る", "送る", "送る")),
        ({"Q20": YES}, {"Q20": YES}, "地域包括支援センター", ("送る", "送らない", "最小限を送る", "まず聞く")),
        ({"Q24": YES}, {}, "こども家庭センター", ("送る", "送らない", "最小限を送る", "まず聞く")),
        ({"Q27": YES}, {}, "学校", ("送る", "送らない", "最小限を送る", "まず聞く")),
        ({"Q30": YES}, {}, "ハローワーク", ("送る", "送らない", "送らない", "まず聞く")),
    ],
)
def test_from_answer_and_consent_to_action(
    answers: dict[str, Answer], sub: dict[str, Answer], agency: str, expected: tuple[str, ...]
) -> None:
    assert tuple(actions(answers, state, sub)[agency] for state in STATES) == expected


@pytest.mark.parametrize("question_id", ["C4", "C5", "Q1", "Q2", "Q5", "Q8"])
def test_what_names_no_agency_asks_none(question_id: str) -> None:
    assert actions({question_id: YES}, GIVEN) == {}


def decided(answers: dict[str, Answer], state: str, agency: str) -> AgencyDecision:
    decisions = decide(result(answers), lambda _agency: ConsentState(state))
    (found,) = [each for each in decisions if each.agency == agency]
    return found


@pytest.mark.parametrize(
    ("answers", "state", "agency", "shown", "in_letter"),
    [
        ({"Q6": YES, "Q13": YES}, REFUSED, "児童相談所", "送る", ["Q6", "Q13"]),
        ({"Q15": YES, "Q21": YES, "Q23": YES}, NOT_ASKED, "地域包括支援センター", "送る", ["Q15"]),
        ({"Q15": YES, "Q21": YES}, GIVEN, "地域包括支援センター", "送る", ["Q15", "Q21"]),
        ({"Q7": YES, "Q15": YES, "Q21": YES}, UNOBTAINABLE, "地域包括支援センター", "送る", ["Q7", "Q15"]),
        ({"Q7": YES, "Q21": YES}, REFUSED, "地域包括支援センター", "推進員に相談", ["Q7"]),
        ({"Q3": YES, "Q25": YES}, NOT_ASKED, "保健所", "最小限を送る", ["Q3"]),
        ({"Q24": YES, "Q27": YES}, NOT_ASKED, "こども家庭センター", "まず聞く", ["Q24", "Q27"]),
        ({"Q24": YES, "Q27": YES}, REFUSED, "こども家庭センター", "送らない", ["Q24", "Q27"]),
    ],
)
def test_the_strongest_action_is_shown_and_lends_itself_to_no_other_finding(
    answers: dict[str, Answer], state: str, agency: str, shown: str, in_letter: list[str]
) -> None:
    decision = decided(answers, state, agency)
    assert decision.action == shown
    assert [each.finding for each in decision.in_letter()] == in_letter
    assert decision.consent == state


def test_a_decision_keeps_every_ground_with_its_own_action() -> None:
    assert decided({"Q15": YES, "Q23": YES}, REFUSED, "地域包括支援センター").grounds == (
        Ground("Q15", Basis.EFFORT, Action.ASK_COORDINATOR),
        Ground("Q23", Basis.CONSENT, Action.DO_NOT_SEND),
    )


def test_one_agency_is_decided_once_and_each_by_its_own_consent() -> None:
    states = {"法テラス": ConsentState.GIVEN}
    decisions = decide(result({"Q29": YES, "Q30": YES}), lambda agency: states.get(agency, ConsentState.REFUSED))
    assert [(each.agency, str(each.action)) for each in decisions] == [
        ("自立相談支援機関", "送らない"),
        ("法テラス", "送る"),
        ("ハローワーク", "送らない"),
    ]


def consent(state: str = GIVEN, **fields: Any) -> Consent:
    return Consent(id="k", household_id="h", state=ConsentState(state), **fields)


@pytest.mark.parametrize(
    ("entry", "agency", "expected"),
    [
        (consent(), "法テラス", GIVEN),
        (consent(), "推進員", GIVEN),
        (consent(everyone=False, agencies=frozenset({"法テラス"})), "法テラス", GIVEN),
        (consent(everyone=False, agencies=frozenset({"法テラス"})), "保健所", NOT_ASKED),
        (consent(everyone=True, agencies=frozenset({"法テラス"})), "保健所", NOT_ASKED),
        (consent(everyone=True, agencies=frozenset({"法テラス"})), "法テラス", GIVEN),
        (consent(everyone=False), "保健所", NOT_ASKED),
        (consent(everyone=False), "推進員", GIVEN),
        (consent(everyone=False, city=False), "推進員", NOT_ASKED),
        (consent(ends_on="2026-10-05"), "保健所", GIVEN),
        (consent(ends_on="2026-10-04"), "保健所", NOT_ASKED),
        (consent(withdrawn_on="2026-10-01"), "保健所", REFUSED),
        (consent(withdrawn_on="2026-10-01", ends_on="2026-10-02"), "保健所", REFUSED),
        (consent(REFUSED), "保健所", REFUSED),
        (consent(REFUSED, ends_on="2026-10-04"), "保健所", REFUSED),
        (consent(UNOBTAINABLE), "保健所", UNOBTAINABLE),
        (consent(NOT_ASKED), "保健所", NOT_ASKED),
        (consent(deleted=True), "保健所", NOT_ASKED),
    ],
)
def test_one_entry_reads_by_scope_time_and_withdrawal(entry: Consent, agency: str, expected: str) -> None:
    assert state_for([entry], agency, ON) == expected


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((GIVEN, REFUSED), REFUSED),
        ((NOT_ASKED, REFUSED), REFUSED),
        ((UNOBTAINABLE, REFUSED), REFUSED),
        ((GIVEN, NOT_ASKED), NOT_ASKED),
        ((UNOBTAINABLE, NOT_ASKED), NOT_ASKED),
        ((GIVEN, UNOBTAINABLE), UNOBTAINABLE),
        ((GIVEN, GIVEN), GIVEN),
    ],
)
def test_of_conflicting_entries_the_most_careful_counts(states: tuple[str, ...], expected: str) -> None:
    entries = [consent(state) for state in states]
    assert state_for(entries, "保健所", ON) == expected
    assert state_for(reversed(entries), "保健所", ON) == expected


def test_no_entry_is_not_asked_yet() -> None:
    assert state_for([], "保健所", ON) == NOT_ASKED


def test_a_renewed_consent_counts_and_the_expired_one_beside_it_says_nothing() -> None:
    expired = Consent(id="1", household_id="h", state=ConsentState.GIVEN, ends_on="2026-09-30")
    renewed = Consent(id="2", household_id="h", state=ConsentState.GIVEN, ends_on="2027-09-30")
    assert state_for([expired, renewed], "保健所", ON) == GIVEN
    assert state_for([expired], "保健所", ON) == NOT_ASKED


def test_consents_for_two_agencies_each_count_for_their_own() -> None:
    entries = [
        Consent(
            id=agency,
            household_id="h",
            state=ConsentState.GIVEN,
            everyone=False,
            agencies=frozenset({agency}),
            city=False,
        )
        for agency in ("保健所", "法テラス")
    ]
    assert state_for(entries, "保健所", ON) == GIVEN
    assert state_for(entries, "法テラス", ON) == GIVEN
    assert state_for(entries, "ハローワーク", ON) == NOT_ASKED


def test_a_refusal_beside_a_consent_counts_for_every_agency() -> None:
    entries = [
        Consent(id="1", household_id="h", state=ConsentState.GIVEN),
        Consent(id="2", household_id="h", state=ConsentState.REFUSED),
    ]
    assert state_for(entries, "保健所", ON) == REFUSED
