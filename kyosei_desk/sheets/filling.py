"""What goes on which sheet: the one place where a kind of sheet meets what it may be filled from. Pure."""

from typing import TypeVar

from i18n import _
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import Definition, builtin
from kyosei_desk.disclosure import Disclosure
from kyosei_desk.errors import SheetError
from kyosei_desk.records import District
from kyosei_desk.sheets.anonymous import fill_anonymous
from kyosei_desk.sheets.blank import fill_blank
from kyosei_desk.sheets.consent_form import fill_consent
from kyosei_desk.sheets.own_copy import fill_own_copy
from kyosei_desk.sheets.page import Page
from kyosei_desk.sheets.record import fill_record
from kyosei_desk.sheets.referral import fill_referral
from kyosei_desk.sheets.sheet import Imprint, SheetKind
from kyosei_desk.vocabulary import Vocabulary, builtin_vocabulary

Part = TypeVar("Part")


def fill(
    kind: SheetKind,
    imprint: Imprint,
    *,
    file: CaseFile | None = None,
    disclosure: Disclosure | None = None,
    district: District | None = None,
    definition: Definition | None = None,
    vocabulary: Vocabulary | None = None,
) -> Page:
    """The page of a sheet. Raises SheetError where what the kind is filled from is missing."""
    where = district or (file.district if file else None)
    match kind:
        case SheetKind.REFERRAL:
            return fill_referral(needed(disclosure), needed(where), imprint, definition)
        case SheetKind.BLANK:
            return fill_blank(needed(where), imprint, definition or builtin(), vocabulary or builtin_vocabulary())
        case SheetKind.CONSENT:
            return fill_consent(file, needed(where), imprint)
        case SheetKind.RECORD:
            return fill_record(needed(file), imprint)
        case SheetKind.OWN_COPY:
            return fill_own_copy(needed(file), imprint)
        case _:  # all others but the anonymous one are filled from more than one talk: see `pressed`
            return fill_anonymous(needed(file if kind is SheetKind.ANONYMOUS else None), imprint)


def needed(part: Part | None) -> Part:
    if part is None:
        raise SheetError(
            _("この紙に要る記録がそろっていません。"),
            _("記録はそのままです。"),
            _("相談を開いてから印刷してください。"),
        )
    return part
