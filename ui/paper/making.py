"""Which sheet a destination means, and what must be thought of before it is made. No widget."""

from collections.abc import Callable

import msgspec
from PySide6.QtGui import QImage

from i18n import _
from kyosei_desk.asking_back import print_record_of_person
from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotFound
from kyosei_desk.handover import print_handover
from kyosei_desk.monthly import month_of
from kyosei_desk.records import Referral
from kyosei_desk.reports.making import print_report
from kyosei_desk.sheets import Sheet, SheetKind
from kyosei_desk.sheets.drawing import at_home_dangerous
from kyosei_desk.sheets.sheet import OF_A_TALK
from sync.reporting import figures_of
from ui.navigation import Place, To
from ui.widgets.paper import pages_of

SCREEN_DPI = 130
REFERRAL, PERSON, HANDOVER, REPORT, BLANK, GUIDE = "referral", "person", "handover", "report", "blank", "guide"
"""What stands in `To.part` before the colon; else it is a SheetKind of a talk."""
OUTSIDE = "outside"
"""After the month of a REPORT: for people outside of the district."""
PLACES = {BLANK: Place.SETTINGS, HANDOVER: Place.SETTINGS, GUIDE: Place.HELP}
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
    what, _colon, whom = part.partition(":")
    ways: dict[str, Callable[[], Sheet]] = {
        REFERRAL: lambda: desk.print_referral(record_id, whom),
        PERSON: lambda: print_record_of_person(desk, whom),
        HANDOVER: lambda: print_handover(desk, *whom.split(":", 1)),
        REPORT: lambda: report(desk, whom),
        BLANK: desk.print_blank,
        GUIDE: desk.print_guide,
    }
    if part in TALKS:
        return desk.print_sheet(record_id, SheetKind(part))
    if what in ways:
        return ways[what]()
    raise NotFound(
        _("その紙は、まだ作れません。"), _("記録はそのままです。"), _("「もどる」で前の画面にもどってください。")
    )


def report(desk: Desk, which: str) -> Sheet:
    """`which`: a month, and after a colon OUTSIDE where it leaves the district."""
    name, _colon, where = which.partition(":")
    month = month_of(name)
    return print_report(desk, month, figures_of(desk, month), outside=where == OUTSIDE)


def dangerous(desk: Desk, to: To) -> bool:
    """Whether it goes home, where it could be found by whom it must not."""
    return to.part in GO_HOME and at_home_dangerous(desk.file(to.record_id))


def way_back(desk: Desk, to: To) -> To:
    """Where 「もどる」 leads. Raises NotFound, NotAllowed."""
    what, _colon, about = to.part.partition(":")
    if what == REPORT:
        month, _second, where = about.partition(":")
        return To(place=Place.REPORTS, record_id=month, part=where)
    if what in PLACES:
        return To(place=PLACES[what])
    if not to.record_id:
        return To(place=Place.TODAY)
    if what == REFERRAL and (asked := asked_of(desk, to.record_id, about)):
        return To(place=Place.REFERRALS, record_id=asked)
    home = to.record_id if what == PERSON else desk.file(to.record_id).household.id
    return To(place=Place.HOUSEHOLD, record_id=home)


def asked_of(desk: Desk, talk: str, agency: str) -> str:
    """The referral that was sent to an agency; "" where none was."""
    sent = (record for _shown, record in desk.postbox.sent(talk))
    return next((each.id for each in sent if isinstance(each, Referral) and each.agency == agency), "")
