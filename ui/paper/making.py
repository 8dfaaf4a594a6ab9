"""Which sheet a destination means, and what must be thought of before it is made. No widget."""

import msgspec
from PySide6.QtGui import QImage

from i18n import _
from kyosei_desk.asking_back import print_record_of_person
from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotFound
from kyosei_desk.handover import print_handover
from kyosei_desk.monthly import month_of
from kyosei_desk.reports.making import print_report
from kyosei_desk.sheets import Sheet, SheetKind
from kyosei_desk.sheets.drawing import at_home_dangerous
from kyosei_desk.sheets.sheet import OF_A_TALK
from ui.navigation import Place, To
from ui.widgets.paper import pages_of

SCREEN_DPI = 130
REFERRAL, PERSON, HANDOVER, REPORT, BLANK = "referral:", "person:", "handover:", "report:", "blank"
"""What `To.part` begins with; else it is a SheetKind of a talk."""
TALKS = frozenset(map(str, OF_A_TALK)) - {str(SheetKind.REFERRAL)}
GO_HOME = frozenset({str(SheetKind.OWN_COPY), str(SheetKind.CONSENT)})


class Drawn(msgspec.Struct, frozen=True):
    """A sheet and its pages as pictures, of the same bytes."""

    sheet: Sheet
    pictures: list[QImage]


def drawn(desk: Desk, to: To) -> Drawn:
    sheet = made(desk, to.record_id, to.part)
    return Drawn(sheet, list(pages_of(sheet.pdf, SCREEN_DPI)))


def made(desk: Desk, record_id: str, part: str) -> Sheet:
    """A new copy of the sheet that `To.part` names. Raises NotAllowed, NotFound, SheetError."""
    if part.startswith(REFERRAL):
        return desk.print_referral(record_id, part.removeprefix(REFERRAL))
    if part.startswith(PERSON):
        return print_record_of_person(desk, part.removeprefix(PERSON))
    if part.startswith(HANDOVER):
        person, _colon, to = part.removeprefix(HANDOVER).partition(":")
        return print_handover(desk, person, to)
    if part.startswith(REPORT):
        return print_report(desk, month_of(part.removeprefix(REPORT)))
    if part == BLANK:
        return desk.print_blank()
    if part in TALKS:
        return desk.print_sheet(record_id, SheetKind(part))
    raise NotFound(
        _("その紙は、まだ作れません。"), _("記録はそのままです。"), _("「もどる」で前の画面にもどってください。")
    )


def dangerous(desk: Desk, to: To) -> bool:
    """Whether it goes home, where it could be found by whom it must not."""
    return to.part in GO_HOME and at_home_dangerous(desk.file(to.record_id))


def way_back(desk: Desk, to: To) -> To:
    """Where 「もどる」 leads. Raises NotFound, NotAllowed."""
    if to.part.startswith(REPORT):
        return To(place=Place.REPORTS, record_id=to.part.removeprefix(REPORT))
    if to.part == BLANK or to.part.startswith(HANDOVER):
        return To(place=Place.SETTINGS)
    if not to.record_id:
        return To(place=Place.TODAY)
    home = to.record_id if to.part.startswith(PERSON) else desk.file(to.record_id).household.id
    return To(place=Place.HOUSEHOLD, record_id=home)
