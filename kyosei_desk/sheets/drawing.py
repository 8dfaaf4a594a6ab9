"""One sheet: filled from a record, rendered by Typst, tagged where the fonts allow it."""

from kyosei_desk.case_file import CaseFile
from kyosei_desk.disclosure import Disclosure
from kyosei_desk.records import District
from kyosei_desk.sheets.filling import fill
from kyosei_desk.sheets.own_copy import MAY_BE_FOUND
from kyosei_desk.sheets.rendering import render
from kyosei_desk.sheets.sheet import Imprint, Sheet, SheetKind


def draw(
    kind: SheetKind,
    imprint: Imprint,
    *,
    file: CaseFile | None = None,
    disclosure: Disclosure | None = None,
    district: District | None = None,
) -> Sheet:
    """The sheet as PDF: the same record and imprint give the same bytes.

    RECORD, OWN_COPY and ANONYMOUS are drawn from `file`; REFERRAL from `disclosure` and `district` alone; CONSENT from
    `file` or, to be filled by hand, from `district`; BLANK from `district`. Raises SheetError where one is missing.
    """
    page = fill(kind, imprint, file=file, disclosure=disclosure, district=district)
    pdf, missing = render(page, imprint.printed_at)
    return Sheet(kind=kind, pdf=pdf, tagged=not missing, warnings=(*before_handing_over(kind, file), *missing))


def before_handing_over(kind: SheetKind, file: CaseFile | None) -> tuple[str, ...]:
    """What a person must think of first; it does not stand on the sheet, where it would tell."""
    risky = kind is SheetKind.OWN_COPY and file is not None and file.assessment.abuse_or_dv
    return (MAY_BE_FOUND,) if risky else ()
