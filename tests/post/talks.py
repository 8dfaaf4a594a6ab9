"""Talks that ask for help on one ground or another, and what stood on the desk when they were written down."""

from typing import Any

from kyosei_desk.desk import Desk
from kyosei_desk.intake import Intake
from kyosei_desk.records import Answer, Consent, ConsentState, Consultation, Statement, new_id
from tests.builders import ALL_NO, NOW, consultation, household, member, statement

YES, UNKNOWN = Answer.YES, Answer.UNKNOWN
GIVEN, REFUSED = ConsentState.GIVEN, ConsentState.REFUSED
POVERTY, CHILDREN, ELDERLY, COORDINATOR = "自立相談支援機関", "児童相談所", "地域包括支援センター", "推進員"
SAID = "見本の電気が止まりそう"
NAME = "見本 花子"


def asked(state: ConsentState, home_id: str, talk_id: str = "", **fields: Any) -> Consent:
    return Consent(id=new_id(), household_id=home_id, consultation_id=talk_id, state=state, **fields)


def brought(answers: dict[str, Answer], state: ConsentState | None = GIVEN, *said: Statement, **fields: Any) -> Intake:
    """One talk with one person, and what they answered when they were asked whether others may be told."""
    home = household(address="見本市みどり町1-2-3")
    lines = said or (statement(SAID),)
    talk = consultation(home, *lines, answers={**ALL_NO, **answers}, taken_at=NOW.isoformat(), **fields)
    consents = () if state is None else (asked(state, home.id, talk.id, way="口頭", asked_on="2026-10-05"),)
    members = (member(home, name=NAME, kana="みほん はなこ"),)
    return Intake(household=home, members=members, consultation=talk, consents=consents)


def recorded(
    desk: Desk, answers: dict[str, Answer], state: ConsentState | None = GIVEN, *said: Statement, **fields: Any
) -> Consultation:
    return desk.record(brought(answers, state, *said, **fields))


def consent_of(desk: Desk, talk: Consultation) -> Consent:
    return desk.file(talk.id).consents[0]
