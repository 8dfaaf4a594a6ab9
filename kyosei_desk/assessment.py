"""What the checklist and the consents make of one consultation. Pure: it asks neither the store nor the time."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from kyosei_desk.checklist import (
    AgencyDecision,
    Answers,
    Definition,
    Result,
    closable,
    decide,
    due_at,
    evaluate,
    open_questions,
    standing,
    state_for,
)
from kyosei_desk.records import Consent, ConsentState, Consultation, Level, Member
from kyosei_desk.vocabulary import UNKNOWN_ISSUE

ABUSE_QUESTIONS = frozenset({"Q2", "Q6", "Q13", "Q14", "Q15", "Q16", "Q17", "Q18", "Q19"})
ABUSE_WORD = "DV・虐待"
SELF = "本人"


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """One consultation as the desk sees it on a day.

    `level` is the one that counts; `lowering_awaited` says that a lower one waits for the coordinator. `issues` counts
    distinct 課題の特性 in the household. `not_heard` is the list 聞けていないこと. `abuse_or_dv` proposes a
    restriction and takes names off the paper.
    """

    result: Result
    decisions: tuple[AgencyDecision, ...]
    level: Level
    lowering_awaited: bool
    due_at: datetime | None
    closable: bool
    not_heard: tuple[str, ...]
    issues: int
    abuse_or_dv: bool


def assess(
    definition: Definition,
    consultation: Consultation,
    members: Sequence[Member],
    consents: Sequence[Consent],
    on: date,
) -> Assessment:
    """Evaluate the answers with the definition they were given to, and the person's consents as they stand on `on`."""
    answers = answers_of(consultation, members)
    result = evaluate(definition, answers)
    counts = standing(result, consultation.override, consultation.closed_level)
    issues = frozenset().union(*(member.issues for member in members)) - {UNKNOWN_ISSUE}
    own = own_consents(members, consents)

    def consent(agency: str) -> ConsentState:
        return state_for(own, agency, on)

    return Assessment(
        result=result,
        decisions=decide(result, consent),
        level=counts.level,
        lowering_awaited=counts.awaiting,
        due_at=due_at(counts.level, datetime.fromisoformat(consultation.taken_at)),
        closable=closable(definition, answers),
        not_heard=tuple(open_questions(definition, answers)),
        issues=len(issues),
        abuse_or_dv=concerns_abuse(consultation, issues, result),
    )


def answers_of(consultation: Consultation, members: Sequence[Member]) -> Answers:
    """What the checklist reads of a consultation and its household."""
    return Answers(
        answers=consultation.answers,
        sub_answers=consultation.sub_answers,
        topics=consultation.topics,
        main_topic=consultation.main_topic,
        member_issues=tuple(member.issues for member in members),
    )


def person_in_question(members: Sequence[Member]) -> Member | None:
    """The one the consultation is about: 本人, else the first of the household, else nobody known."""
    return next((member for member in members if member.relation == SELF), members[0] if members else None)


def own_consents(members: Sequence[Member], consents: Sequence[Consent]) -> tuple[Consent, ...]:
    """The consents of the person in question; an entry without a name is theirs."""
    person = person_in_question(members)
    ids = {"", person.id} if person else {""}
    return tuple(each for each in consents if each.member_id in ids or person is None)


def concerns_abuse(consultation: Consultation, issues: frozenset[str], result: Result) -> bool:
    """Whether abuse or DV was ticked, recorded or found, a わからない included: the careful side."""
    ticked = ABUSE_WORD in consultation.topics or consultation.main_topic == ABUSE_WORD
    return ticked or ABUSE_WORD in issues or any(each.id in ABUSE_QUESTIONS for each in result.findings)
