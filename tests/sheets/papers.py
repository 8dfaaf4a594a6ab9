"""Papers for the tests: a case file with what the test plants in it, drawn without a vault."""

from typing import Any

import msgspec

from kyosei_desk.assessment import assess
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import builtin
from kyosei_desk.disclosure import disclose
from kyosei_desk.intake import Intake
from kyosei_desk.practice.district import practice_district
from kyosei_desk.records import Member
from kyosei_desk.sheets import Imprint, Sheet, SheetKind, draw
from tests.builders import NOW, consultation, household, member, statement

IMPRINT = Imprint(number="AB12CD-003", printed_at=NOW, author="練習 民子")
FROM_A_CASE = (SheetKind.RECORD, SheetKind.OWN_COPY, SheetKind.ANONYMOUS, SheetKind.CONSENT)


def case_file(intake: Intake) -> CaseFile:
    """The intake as the desk would gather it."""
    definition = builtin()
    return CaseFile(
        district=practice_district(),
        household=intake.household,
        members=intake.members,
        consultation=intake.consultation,
        consents=intake.consents,
        gaps=intake.gaps,
        assessment=assess(definition, intake.consultation, intake.members, intake.consents, NOW.date()),
        definition=definition,
        taken_by="練習 民子",
    )


def talk(
    *said: str, person: dict[str, Any] | None = None, others: tuple[dict[str, Any], ...] = (), **fields: Any
) -> CaseFile:
    """One talk with one person and their household."""
    home = household(**({"address": "見本市みどり町1-2-3", "postal": "123-4567"} | fields.pop("home", {})))
    own = member(home, **({"name": "見本 花子", "kana": "みほん はなこ"} | (person or {})))
    family: tuple[Member, ...] = tuple(member(home, **each) for each in others)
    return case_file(
        Intake(household=home, members=(own, *family), consultation=consultation(home, *map(statement, said), **fields))
    )


def drawn(kind: SheetKind, file: CaseFile, **imprint: Any) -> Sheet:
    return draw(kind, msgspec.structs.replace(IMPRINT, **imprint), file=file, district=file.district)


def letter(file: CaseFile, agency: str) -> Sheet:
    disclosure = disclose(file, agency, NOW.date())
    return draw(SheetKind.REFERRAL, IMPRINT, disclosure=disclosure, district=file.district)


def letters(file: CaseFile) -> dict[str, Sheet]:
    """A letter for every agency that may have one."""
    allowed = (each for each in file.assessment.decisions if each.action not in {"まず聞く", "送らない"})
    return {each.agency: letter(file, each.agency) for each in allowed}


def every_sheet(file: CaseFile) -> dict[str, Sheet]:
    """All papers of one case, the blank one too."""
    own = {str(kind): drawn(kind, file) for kind in (*FROM_A_CASE, SheetKind.BLANK)}
    return own | letters(file)
