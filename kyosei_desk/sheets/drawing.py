"""One sheet: filled from a record, rendered by Typst, tagged where the fonts allow it."""

from datetime import datetime

from i18n import _
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import Definition
from kyosei_desk.disclosure import Disclosure
from kyosei_desk.records import Answer, District
from kyosei_desk.sheets.filling import fill
from kyosei_desk.sheets.frame import marked
from kyosei_desk.sheets.own_copy import never_spoke
from kyosei_desk.sheets.page import Page
from kyosei_desk.sheets.rendering import render
from kyosei_desk.sheets.sheet import Imprint, Sheet, SheetKind
from kyosei_desk.sheets.wording import local
from kyosei_desk.vocabulary import Vocabulary


def draw(
    kind: SheetKind,
    imprint: Imprint,
    *,
    file: CaseFile | None = None,
    disclosure: Disclosure | None = None,
    district: District | None = None,
    definition: Definition | None = None,
    vocabulary: Vocabulary | None = None,
) -> Sheet:
    """The sheet as PDF: the same record and imprint give the same bytes.

    RECORD, OWN_COPY and ANONYMOUS are drawn from `file`; REFERRAL from `disclosure` and `district` alone; CONSENT from
    `file` or, to be filled by hand, from `district`; BLANK from `district`. `definition` and `vocabulary` are those in
    force (BLANK) or of the letter's grounds (REFERRAL); None takes what ships. Raises SheetError where one is missing.
    """
    page = fill(
        kind, imprint, file=file, disclosure=disclosure, district=district, definition=definition, vocabulary=vocabulary
    )
    pdf, missing = render(marked(page, imprint), drawn_at(kind, imprint.printed_at))
    return Sheet(
        kind=kind, pdf=pdf, tagged=not missing, warnings=(*before_handing_over(kind, file, disclosure), *missing)
    )


def pressed(kind: SheetKind, page: Page, imprint: Imprint, warnings: tuple[str, ...] = ()) -> Sheet:
    """A page that was filled already, as PDF. `warnings` are for the one at the desk and stand on no paper."""
    pdf, missing = render(marked(page, imprint), imprint.printed_at)
    return Sheet(kind=kind, pdf=pdf, tagged=not missing, warnings=(*warnings, *missing))


def before_handing_over(kind: SheetKind, file: CaseFile | None, disclosure: Disclosure | None) -> tuple[str, ...]:
    """What a person must think of first; it does not stand on the sheet, where it would tell."""
    warnings = []
    if kind is SheetKind.REFERRAL and disclosure and disclosure.whereabouts_withheld and disclosure.statements:
        warnings.append(_("住所は書いていません。お話の中に、居場所のわかる言葉がないか、確かめてください。"))
    if kind in {SheetKind.OWN_COPY, SheetKind.CONSENT} and file and at_home_dangerous(file):
        warnings.append(_("家で見つかるおそれがあります。渡さずに、ここで預かることもできます。"))
    if kind is SheetKind.OWN_COPY and file and never_spoke(file):
        warnings.append(_("ご本人は、まだ話していません。渡すと、ほかの人が相談したことがわかります。"))
    return tuple(warnings)


def at_home_dangerous(file: CaseFile) -> bool:
    """Abuse and DV, and words of dying that others at home would read."""
    return file.assessment.abuse_or_dv or bool(file.found(*Answer) & {"Q3", "Q4"})


def drawn_at(kind: SheetKind, printed_at: datetime) -> datetime:
    """The moment the file itself carries: of the anonymous sheet the month alone, as on its face."""
    if kind is SheetKind.ANONYMOUS:
        return local(printed_at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return printed_at
