"""Printing: a number for every copy, an entry in the audit trail, then the sheet. No paper without a trace."""

from datetime import datetime

import msgspec

from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import Definition
from kyosei_desk.disclosure import Disclosure
from kyosei_desk.records import DISTRICT_ID, District
from kyosei_desk.sheets import Imprint, Sheet, SheetKind, draw
from kyosei_desk.sheets.drawing import pressed
from kyosei_desk.sheets.guide import fill_guide
from kyosei_desk.store import Store
from kyosei_desk.vocabulary import Vocabulary

Detail = dict[str, int | str | list[str]]

PRINTED = "print"
BLANK_SUBJECT = "blank"
GUIDE_SUBJECT = "guide"
ANONYMOUS_SUBJECT = "anonymous"
"""Numbers of their own: beside a named sheet, a shared mark would tell whose the anonymous one is."""


def print_case(store: Store, kind: SheetKind, file: CaseFile, at: datetime, recipient: str = "") -> Sheet:
    """A sheet about one consultation."""
    subject = ANONYMOUS_SUBJECT if kind is SheetKind.ANONYMOUS else file.consultation.id
    imprint = next_imprint(store, subject, at, file.taken_by, recipient)
    sheet = draw(kind, imprint, file=file, district=file.district)
    return logged(store, sheet, subject, imprint, {"about": file.consultation.id})


def print_referral(store: Store, file: CaseFile, disclosure: Disclosure, at: datetime) -> Sheet:
    """協力依頼書: drawn from the disclosure alone, so that it cannot say more."""
    imprint = next_imprint(store, file.consultation.id, at, disclosure.author, disclosure.goes_to)
    sheet = draw(SheetKind.REFERRAL, imprint, disclosure=disclosure, district=file.district, definition=file.definition)
    grounds = sorted({f"{each.finding} {each.basis}" for each in disclosure.grounds})
    told: Detail = {"agency": disclosure.agency, "action": str(disclosure.action), "grounds": grounds}
    return logged(store, sheet, file.consultation.id, imprint, told)


def print_blank(
    store: Store, district: District, definition: Definition, vocabulary: Vocabulary, at: datetime
) -> Sheet:
    """The 相談票 for a day without a laptop, with the checklist and the lists in force."""
    imprint = next_imprint(store, BLANK_SUBJECT, at, district.desk or district.name, "")
    sheet = draw(SheetKind.BLANK, imprint, district=district, definition=definition, vocabulary=vocabulary)
    return logged(store, sheet, BLANK_SUBJECT, imprint)


def print_guide(store: Store, district: District, at: datetime) -> Sheet:
    """手引き: about the window, and about nobody."""
    imprint = next_imprint(store, GUIDE_SUBJECT, at, district.desk or district.name, "")
    sheet = pressed(SheetKind.GUIDE, fill_guide(district), imprint)
    return logged(store, sheet, GUIDE_SUBJECT, imprint)


def next_imprint(store: Store, subject: str, at: datetime, author: str, recipient: str) -> Imprint:
    """The next copy's number: the record's short mark and a count."""
    copy = store.count_events(PRINTED, subject) + 1
    return Imprint(
        number=f"{subject[:6].upper()}-{copy:03d}",
        printed_at=at,
        author=author,
        recipient=recipient,
        practice=practises(store),
    )


def practises(store: Store) -> bool:
    """Whether this is the vault of an invented district."""
    shown = store.read(DISTRICT_ID)
    return shown is not None and isinstance(shown.record, District) and shown.record.practice


def unnamed(imprint: Imprint) -> Imprint:
    """The same without its recipient: a person's name stands in no trail."""
    return msgspec.structs.replace(imprint, recipient="")


def logged(store: Store, sheet: Sheet, subject: str, imprint: Imprint, more: Detail | None = None) -> Sheet:
    """The sheet, handed out only once its print is in the trail: what, to whom, on which grounds."""
    detail: Detail = {"kind": str(sheet.kind), "number": imprint.number, **(more or {})}
    if imprint.recipient:
        detail["recipient"] = imprint.recipient
    store.log(PRINTED, subject, detail)
    return sheet
