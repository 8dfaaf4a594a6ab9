"""Invented people and talks for the tests. Each builder takes what the test cares for, and leaves the rest empty."""

from datetime import datetime
from typing import Any

import msgspec

from kyosei_desk.clock import JAPAN, fixed_clock
from kyosei_desk.drafting import Form, blank, taken_up
from kyosei_desk.intake import Intake
from kyosei_desk.practice.cases import PRACTICE_CASES, intake_of, parse_case, read_cases
from kyosei_desk.records import Answer, Consultation, Household, Member, Source, Statement, new_id
from kyosei_desk.store import Draft

WORDS = "みほん の ながい あいことば"
OTHER_WORDS = "べつの ひとの あいことば です"
FOUNDER = "見本 責任者"
COLLEAGUE = "見本 担当"
NOW = datetime(2026, 10, 5, 13, 0, tzinfo=JAPAN)
CLOCK = fixed_clock(NOW)

ALL_NO = {f"Q{number}": Answer.NO for number in range(1, 12)}
"""Q1–Q11 heard and answered いいえ: what closing asks for."""


def household(**fields: Any) -> Household:
    return Household(id=new_id(), **fields)


def member(home: Household, **fields: Any) -> Member:
    fields.setdefault("relation", "本人")
    return Member(id=new_id(), household_id=home.id, **fields)


def statement(text: str, source: Source = Source.SAID, **fields: Any) -> Statement:
    return Statement(source=source, text=text, **fields)


def consultation(home: Household, *statements: Statement, **fields: Any) -> Consultation:
    fields.setdefault("taken_at", NOW.isoformat())
    fields.setdefault("answers", ALL_NO)
    keyed = {new_id(): each for each in statements}
    return Consultation(id=new_id(), household_id=home.id, statements=keyed, **fields)


def intake(*said: str, name: str = "見本 花子", **fields: Any) -> Intake:
    """One talk with one person, closed without a reason."""
    home = household(address="見本市みどり町1-2-3")
    talk = consultation(home, *map(statement, said), **fields)
    return Intake(household=home, members=(member(home, name=name, kana="みほん はなこ"),), consultation=talk)


def begun(words: str, draft_id: str = "") -> Form:
    """A form of a new talk, with these words in it."""
    fresh = blank(NOW.isoformat(), "")
    talk = msgspec.structs.replace(fresh.intake.consultation, id=draft_id or fresh.id, wish=words)
    return msgspec.structs.replace(fresh, intake=msgspec.structs.replace(fresh.intake, consultation=talk))


def begun_words(draft: Draft) -> str:
    """What was written in it."""
    return taken_up(draft.content).intake.consultation.wish


def practice_cases() -> list[dict[str, Any]]:
    """The practice cases as they stand in their file, with what is expected of each."""
    return list(read_cases(PRACTICE_CASES))


def practice_intake(case_id: str, checklist: tuple[str, ...], version: str, taken_by: str) -> Intake:
    """One practice case as the records it becomes."""
    item = next(each for each in practice_cases() if each["id"] == case_id)
    return intake_of(parse_case(item, 1), checklist, version, taken_by)
