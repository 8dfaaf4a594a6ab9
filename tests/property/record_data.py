"""Strategies for the records: any text a desk may keep, any tick, any answer."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from kyosei_desk.checklist import Answers, builtin
from kyosei_desk.records import (
    Answer,
    Birth,
    Consent,
    ConsentState,
    Consultation,
    Household,
    Level,
    Member,
    Override,
    Phone,
    Source,
    Statement,
    Tie,
    Visitor,
)

STEADY = settings(
    deadline=None, database=None, derandomize=True, max_examples=100, suppress_health_check=[HealthCheck.too_slow]
)
"""The same examples on every run, however slow the machine."""

SHEET = builtin()
TEXTS = st.text(max_size=12) | st.sampled_from(("𠮷田", "山﨑\U000e0100", "a/b", "/", "", "null", "0312"))
KEYS = st.sampled_from(("s1", "s2", "a/b", "/", "é", "𠮷", "statements"))
ANSWERS = st.sampled_from(tuple(Answer))
QUESTION_IDS = st.sampled_from(SHEET.asked())
ISSUES = ("病気", "不登校", "外国籍", "その他", "具体的記載なし（不明）")
TOPICS = ("住まい", "介護", "債務", "その他")
PHONES = st.builds(Phone, number=TEXTS, safe_hours=TEXTS, message_allowed=st.none() | st.booleans())
BIRTHS = st.builds(
    Birth,
    said=TEXTS,
    year=st.integers(0, 2100),
    month=st.integers(0, 12),
    about=st.booleans(),
    age_said=st.none() | st.integers(0, 120),
)
STATEMENTS = st.builds(
    Statement, source=st.sampled_from(Source), text=TEXTS, position=st.integers(0, 9), questions=st.frozensets(KEYS)
)
OVERRIDES = st.builds(Override, level=st.sampled_from(Level), lowered_from=st.sampled_from(Level), reason=TEXTS)

CONSULTATIONS = st.builds(
    Consultation,
    id=st.just("x"),
    household_id=TEXTS,
    taken_at=TEXTS,
    title=TEXTS,
    visitor=st.builds(Visitor, name=TEXTS, phone=TEXTS),
    statements=st.dictionaries(KEYS, STATEMENTS, max_size=3),
    wish=TEXTS,
    urgent=st.none() | st.booleans(),
    topics=st.frozensets(TEXTS, max_size=4),
    answers=st.dictionaries(QUESTION_IDS, ANSWERS, max_size=4),
    sub_answers=st.dictionaries(QUESTION_IDS, ANSWERS, max_size=4),
    override=st.none() | OVERRIDES,
    minutes=st.none() | st.integers(0, 600),
    entered_late=st.booleans(),
    closed_level=st.integers(0, 5),
)
MEMBERS = st.builds(
    Member,
    id=st.just("x"),
    household_id=TEXTS,
    position=st.integers(0, 9),
    name=TEXTS,
    born=BIRTHS,
    phone=PHONES,
    issues=st.frozensets(TEXTS, max_size=4),
)
HOUSEHOLDS = st.builds(
    Household,
    id=st.just("x"),
    address=TEXTS,
    phone=PHONES,
    no_fixed_abode=st.booleans(),
    address_withheld=st.booleans(),
    related=st.dictionaries(KEYS, st.builds(Tie, there=TEXTS, here=TEXTS), max_size=3),
)
CONSENTS = st.builds(
    Consent,
    id=st.just("x"),
    household_id=TEXTS,
    state=st.sampled_from(ConsentState),
    everyone=st.booleans(),
    agencies=st.frozensets(TEXTS, max_size=3),
    ends_on=TEXTS,
)
RECORDS = st.sampled_from((CONSULTATIONS, MEMBERS, HOUSEHOLDS, CONSENTS))


@st.composite
def pairs_of_one_kind(draw: st.DrawFn) -> tuple[Any, Any]:
    """Two states of one record."""
    kind = draw(RECORDS)
    return draw(kind), draw(kind)


SETS_OF_ANSWERS = st.builds(
    Answers,
    answers=st.dictionaries(QUESTION_IDS, ANSWERS, max_size=12),
    sub_answers=st.dictionaries(QUESTION_IDS, ANSWERS, max_size=12),
    topics=st.frozensets(st.sampled_from(TOPICS)),
    main_topic=st.sampled_from(("", *TOPICS)),
    member_issues=st.lists(st.frozensets(st.sampled_from(ISSUES)), max_size=4).map(tuple),
)
