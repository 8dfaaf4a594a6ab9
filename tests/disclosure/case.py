"""A case file with a marker in every place, put together without a vault: what leaves can be read back by its mark."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from kyosei_desk.assessment import assess
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import builtin
from kyosei_desk.disclosure import Disclosure
from kyosei_desk.records import (
    Answer,
    Birth,
    Consent,
    ConsentState,
    Consultation,
    District,
    Gap,
    Household,
    Level,
    Member,
    Override,
    Phone,
    Source,
    Statement,
    Visitor,
)

ON = date(2026, 10, 5)
SHEET = builtin()
GIVEN, REFUSED = ConsentState.GIVEN, ConsentState.REFUSED
UNOBTAINABLE, NOT_ASKED = ConsentState.UNOBTAINABLE, ConsentState.NOT_ASKED

PERSON = Member(
    id="person",
    household_id="h",
    name="印本人名",
    kana="しるしほんにん",
    other_name="印通称",
    relation="本人",
    gender="女",
    born=Birth(said="昭和17年11月3日", year=1942, month=11, day=3),
    phone=Phone(number="090-0000-1111"),
    issues=frozenset({"刑余者"}),
)
SPOUSE = Member(
    id="spouse",
    household_id="h",
    position=1,
    name="印配偶者名",
    kana="しるしはいぐう",
    relation="配偶者",
    gender="男",
    born=Birth(said="昭和10年5月5日", year=1935, month=5, day=5),
    phone=Phone(number="090-0000-2222"),
    language="印他人の言語",
    issues=frozenset({"外国籍"}),
)
CHILD = Member(
    id="child",
    household_id="h",
    position=2,
    name="印子ども名",
    kana="しるしこども",
    relation="子",
    born=Birth(said="平成27年7月7日", year=2015, month=7, day=7),
    issues=frozenset({"不登校"}),
)
HOME = Household(
    id="h",
    postal="123-0099",
    address="印町1-2-3",
    building="印荘103",
    association="印自治会",
    beat="印区域",
    phone=Phone(number="03-0000-3333", safe_hours="印の時間"),
)
VISITOR = Visitor(relation="近隣", name="印来談者", phone="080-0000-4444", kinship="印続柄")
DISTRICT = District(id="district", name="印地区", desk="印相談の場", phone="03-0000-5555")
SAID = Statement(source=Source.SAID, text="印本人の話", position=0, member_id="person")
SEEN = Statement(source=Source.SEEN, text="印見たこと", position=1)
HEARD = Statement(source=Source.HEARSAY, text="印聞いた話", position=2)
OF_SPOUSE = Statement(source=Source.SAID, text="印配偶者の話", position=3, member_id="spouse")
STATEMENTS = {"said": SAID, "seen": SEEN, "heard": HEARD, "spouse": OF_SPOUSE}

ALWAYS_OUT = (
    "印来談者", "080-0000-4444", "印続柄", "近隣",
    "刑余者", "外国籍", "不登校",
    "印自治会", "印区域", "印通称", "090-0000-1111", "090-0000-2222",
    "印題名", "印場所", "印決めた理由", "印閉じた理由", "印足りない物",
)  # fmt: skip
"""What no letter carries on any ground."""

OF_THE_SPOUSE = ("印配偶者名", "しるしはいぐう", "昭和10年5月5日", "印他人の言語", "印配偶者の話")
WHERE = ("123-0099", "印町1-2-3", "印荘103")
WHO = ("印本人名", "しるしほんにん", "昭和17年11月3日")
TOLD = ("印本人の話", "印見たこと", "印聞いた話", "印希望")


def consent(state: ConsentState, member_id: str = "person", **fields: Any) -> Consent:
    return Consent(id=f"consent-{member_id}", household_id="h", member_id=member_id, state=state, **fields)


def talk(answers: Mapping[str, Answer], **fields: Any) -> Consultation:
    filled: dict[str, Any] = {
        "visitor": VISITOR,
        "title": "印題名",
        "place": "印場所",
        "statements": STATEMENTS,
        "wish": "印希望",
        "override": Override(level=Level.L5, reason="印決めた理由", by="印決めた人"),
        "close_reason": "印閉じた理由",
        "checklist": "1",
    }
    return Consultation(
        id="c", household_id="h", taken_at="2026-10-05T10:20:00+09:00", answers=dict(answers), **filled | fields
    )


def case(
    consultation: Consultation,
    *consents: Consent,
    members: tuple[Member, ...] = (PERSON, SPOUSE, CHILD),
    home: Household = HOME,
    taken_by: str = "印受けた人",
) -> CaseFile:
    return CaseFile(
        district=DISTRICT,
        household=home,
        members=members,
        consultation=consultation,
        consents=consents,
        gaps=(Gap(id="g", note="印足りない物"),),
        assessment=assess(SHEET, consultation, members, consents, ON),
        definition=SHEET,
        taken_by=taken_by,
    )


def written(letter: Disclosure) -> str:
    """Everything a letter holds, as one text."""
    return msgspec.json.encode(letter).decode()


def found(letter: Disclosure, marks: tuple[str, ...]) -> list[str]:
    """Which of the marks stand in a letter."""
    text = written(letter)
    return [mark for mark in marks if mark in text]
