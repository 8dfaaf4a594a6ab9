"""The report of a month out of an open desk's records, and its paper."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from kyosei_desk.desk import Desk
from kyosei_desk.monthly import Month, check_figures
from kyosei_desk.printing import logged, next_imprint
from kyosei_desk.records import Consultation, FollowUp, Gap, Member, Referral
from kyosei_desk.referrals import referral_state
from kyosei_desk.reports.summary import Report, Seen, summarise
from kyosei_desk.sheets import Sheet, SheetKind
from kyosei_desk.sheets.drawing import pressed
from kyosei_desk.sheets.report import fill_report
from kyosei_desk.store import lists

SUBJECT = "report"
R = TypeVar("R", Consultation, Member)


def monthly_report(desk: Desk, month: Month, figures: Mapping[str, int] | None = None) -> Report:
    """`figures`: what no record tells (the 6 other activities, 委員相互); raises FieldError for one that is none."""
    check_figures(figures or {}, desk.vocabulary)
    postbox = desk.postbox
    found = [each for each in postbox.of_month(Consultation, month) if month.holds(each.taken_at)]
    homes = lists.roots(postbox.store, (each.household_id for each in found))
    talks = filed_under(homes, found)
    letters = [each for each in postbox.of_month(Referral, month) if month.holds(each.made_at)]
    seen = Seen(
        talks=talks,
        follow_ups=tuple(postbox.of_month(FollowUp, month)),
        referrals=tuple((each, referral_state(each, postbox.answers_to(each.id))) for each in letters),
        members=filed_under(homes, lists.under(postbox.store, "household_id", Member, list(homes))),
        gaps=tuple(lists.under(postbox.store, "consultation_id", Gap, [each.id for each in talks])),
        hidden=postbox.hidden_talks(),
    )
    return summarise(month, seen, desk.vocabulary, figures or {})


def filed_under(homes: Mapping[str, str], found: Iterable[R]) -> tuple[R, ...]:
    """Talks and members of merged households as of the one that stays."""
    return tuple(msgspec.structs.replace(each, household_id=homes.get(each.household_id, "")) for each in found)


def print_report(desk: Desk, month: Month, figures: Mapping[str, int] | None = None, *, outside: bool = False) -> Sheet:
    """活動のまとめ on paper, numbered and audited. `outside`: it leaves the district, so small numbers are not told."""
    report = monthly_report(desk, month, figures)
    district, store = desk.district(), desk.postbox.store
    imprint = next_imprint(store, SUBJECT, desk.now(), district.desk or district.name, "")
    sheet = pressed(SheetKind.REPORT, fill_report(report, district, imprint, outside=outside), imprint)
    return logged(store, sheet, SUBJECT, imprint, {"month": str(month), "outside": int(outside)})
