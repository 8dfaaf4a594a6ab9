"""Answers in, findings out: the heart of つなぎ確認シート. Pure and total; わからない is never いいえ."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import msgspec

from kyosei_desk.checklist.definition import COORDINATOR, Definition, Question
from kyosei_desk.records import Answer, Basis, Level

OTHER_TOPIC = "その他"
UNCOUNTED_ISSUES = frozenset({"具体的記載なし（不明）"})
LOWERED_BY_DOUBT = {Level.L5: Level.L4, Level.L4: Level.L3}


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What a person answered, and what the record itself tells. `member_issues`: one set per member."""

    answers: Mapping[str, Answer]
    sub_answers: Mapping[str, Answer] = msgspec.field(default_factory=dict)
    topics: frozenset[str] = frozenset()
    main_topic: str = ""
    member_issues: tuple[frozenset[str], ...] = ()


class Ask(msgspec.Struct, frozen=True):
    """One agency to ask, and the ground as the sheet writes it (N/X is resolved by consent, later)."""

    agency: str
    basis: Basis


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What one question found. `level` None for what only registers a gap; `recheck_days` None for no recheck."""

    id: str
    answer: Answer
    sub_answer: Answer | None = None
    level: Level | None = None
    reason: str = ""
    calls: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    recheck_days: int | None = None


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The sheet's outcome, kept with the version it was answered with. Findings stand in the sheet's order."""

    version: str
    level: Level
    findings: tuple[Finding, ...]
    unheard: tuple[str, ...]
    calls: tuple[str, ...]
    conference_candidate: bool
    resource_gap: bool


Unheard: TypeAlias = str


def evaluate(definition: Definition, answers: Answers) -> Result:
    """The result of a set of answers. Answers to questions that were not to be asked are left aside."""
    findings: list[Finding] = []
    unheard: list[Unheard] = []
    for question in definition.question:
        answer = answer_to(question, answers)
        if answer is Answer.YES:
            findings.append(found(question, answers.sub_answers.get(question.id)))
            unheard += [f"{question.id}+"] if sub_in_doubt(question, answers) else []
        elif answer is Answer.UNKNOWN and Level(question.level or 1) in LOWERED_BY_DOUBT:
            findings.append(doubt(question))
        elif answer is Answer.UNKNOWN:
            unheard.append(question.id)
    return result_of(definition, tuple(findings), tuple(unheard))


def result_of(definition: Definition, findings: tuple[Finding, ...], unheard: tuple[Unheard, ...]) -> Result:
    sure = [definition[finding.id] for finding in findings if finding.answer is Answer.YES]
    return Result(
        version=definition.version,
        level=max((finding.level for finding in findings if finding.level), default=Level.L1),
        findings=findings,
        unheard=unheard,
        calls=tuple(dict.fromkeys(number for finding in findings for number in finding.calls)),
        conference_candidate=any(question.conference for question in sure),
        resource_gap=any(question.gap for question in sure),
    )


def answer_to(question: Question, answers: Answers) -> Answer | None:
    """The answer that counts: computed ones from the record, a follow-on question only after its はい."""
    if question.computed:
        return Answer.YES if computed(question, answers) else None
    if question.after and answers.answers.get(question.after) is not Answer.YES:
        return None
    return answers.answers.get(question.id)


def computed(question: Question, answers: Answers) -> bool:
    """C1: two or more ticks (◎ implies ○, その他 not counted). C2: two or more members with an issue of their own."""
    if question.computed == "topics":
        return len((answers.topics | {answers.main_topic}) - {OTHER_TOPIC, ""}) >= 2
    return sum(bool(issues - UNCOUNTED_ISSUES) for issues in answers.member_issues) >= 2


def found(question: Question, sub_answer: Answer | None) -> Finding:
    """The finding of a はい, raised by its sub-question where that is はい too."""
    sub = question.sub
    raised = sub if sub and sub_answer is Answer.YES else None
    level = max(question.level, raised.level if raised else 0)
    basis = (raised.basis if raised else None) or question.basis
    agencies = dict.fromkeys((*question.agencies, *(raised.agencies if raised else ())))
    asks = tuple(Ask(agency, basis) for agency in agencies)
    if sub and sub_answer is Answer.UNKNOWN and sub.level == Level.L5:
        asks += (Ask(COORDINATOR, Basis.FIND_OUT),)
    return Finding(
        id=question.id,
        answer=Answer.YES,
        sub_answer=sub_answer if sub else None,
        level=Level(level) if level else None,
        reason=question.reason,
        calls=tuple(dict.fromkeys((*question.calls, *(raised.calls if raised else ())))),
        asks=asks,
    )


def doubt(question: Question) -> Finding:
    """The finding of a わからない: on L5 the coordinator helps to find out, on L4 a day to ask again is set."""
    urgent = question.level == Level.L5
    return Finding(
        id=question.id,
        answer=Answer.UNKNOWN,
        level=LOWERED_BY_DOUBT[Level(question.level)],
        asks=(Ask(COORDINATOR, Basis.FIND_OUT),) if urgent else (),
        recheck_days=None if urgent else question.recheck_days,
    )


def sub_in_doubt(question: Question, answers: Answers) -> bool:
    return question.sub is not None and answers.sub_answers.get(question.id) is Answer.UNKNOWN


def unanswered(definition: Definition, answers: Answers) -> tuple[str, ...]:
    """The questions closing asks for that have no answer yet, in the sheet's order."""
    return tuple(
        question.id
        for question in definition.question
        if question.must_answer and is_asked(question, answers) and answers.answers.get(question.id) is None
    )


def is_asked(question: Question, answers: Answers) -> bool:
    return not question.after or answers.answers.get(question.after) is Answer.YES


def closable(definition: Definition, answers: Answers) -> bool:
    """Whether the consultation can be closed without a reason."""
    return not unanswered(definition, answers)


def open_questions(definition: Definition, answers: Answers) -> Iterator[str]:
    """聞けていないこと as a person sees it: the わからない of the list, then what was not asked at all."""
    yield from evaluate(definition, answers).unheard
    yield from unanswered(definition, answers)
