"""活動記録 of a month: counted at the desk, looked at by the 責任者, who hands it in. No name and no record leaves.

Counts are exact: the official form asks for them, and the city is who reads them. What a later report of the same month
says stands in place of an earlier one (`post.outdated`), so that handing in twice, or at two desks, counts once.
"""

from collections.abc import Mapping

import msgspec

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.errors import FieldError, NotAllowed
from kyosei_desk.monthly import Counts, Month, check_figures, counted
from kyosei_desk.records import Consultation, FollowUp, Post, Posted, Referral, new_id
from kyosei_desk.referrals import live
from kyosei_desk.store import Edit, Shown
from kyosei_desk.vault import Role
from sync import post
from sync.mailing import Sent, Trace, keep, member, outgoing
from sync.standing import Enrolment
from sync.writing import contact, digest_of, kept_letter


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What would be handed in. `figures`: what a person entered, this time or before.

    `hidden`: restricted talks, of any month, that this person cannot open and that are in no sum.
    """

    month: Month
    counts: Counts
    figures: dict[str, int]
    hidden: int


def preview(desk: Desk, month: Month, figures: Mapping[str, int] | None = None) -> Report:
    """The counts of this desk's records; it writes nothing. `figures` go over those that were entered before."""
    entered = {**remembered(told_of(desk, month)), **(figures or {})}
    check_figures(entered, desk.vocabulary)
    postbox = desk.postbox
    talks, done = postbox.of_month(Consultation, month), postbox.of_month(FollowUp, month)
    asked = postbox.of_month(Referral, month)
    counts = counted(month, talks, done, asked, desk.vocabulary, entered)
    return Report(month=month, counts=counts, figures=entered, hidden=postbox.hidden_talks())


def letter_of(desk: Desk, report: Report) -> post.Monthly:
    """Exactly what leaves."""
    plain = msgspec.structs.asdict(report.counts)
    del plain["unlabelled"]
    return post.Monthly(
        desk=contact(desk.district()), written_on=desk.today().isoformat(), month=str(report.month), **plain
    )


def hand_in(desk: Desk, enrolment: Enrolment | None, report: Report) -> Sent:
    """Once a month and district, unless the counts have changed since. Raises NotAllowed, FieldError, NoPost."""
    check_due(desk, report.month)
    letter, known = letter_of(desk, report), told_of(desk, report.month)
    before, record = known[-1] if known else (None, new_report(desk, report.month))
    last = live(record)[-1:]
    if last and record.letters[last[0]].digest == digest_of(letter):
        return Sent(letter_id=last[0], record_id=record.id, number="", fresh=False)
    letter_id = new_id()
    sealed = outgoing(member(enrolment), letter_id, letter, record.id)
    letters = {**record.letters, letter_id: kept_letter(letter, desk.now().isoformat(), record)}
    after = msgspec.structs.replace(record, letters=letters, figures=report.figures)
    trace = Trace(action="report", subject=record.id, detail={"month": str(report.month)})
    keep(desk, [Edit(after, before)], [sealed], (), trace)
    return Sent(letter_id=letter_id, record_id=record.id, number="", fresh=True)


def check_due(desk: Desk, month: Month) -> None:
    if desk.me.role is not Role.MANAGER:
        raise NotAllowed(
            _("活動の報告を出すのは、責任者です。"), _("何も送っていません。"), _("責任者に頼んでください。")
        )
    if month.last >= desk.today():
        raise FieldError(
            "month",
            _("その月は、まだ終わっていません。"),
            _("月が終わってから出してください。"),
            _("何も送っていません。"),
        )


def told_of(desk: Desk, month: Month) -> list[tuple[Shown, Posted]]:
    """The records of what was handed in for a month, that of the last letter last; two where two desks did at once."""
    known = [(shown, each) for shown, each in desk.postbox.posted() if each.month == str(month)]
    return sorted(known, key=lambda pair: (max((sent.at for sent in pair[1].letters.values()), default=""), pair[1].id))


def figures_of(desk: Desk, month: Month) -> dict[str, int]:
    """What a person entered for a month, handed in or not."""
    return remembered(told_of(desk, month))


def keep_figures(desk: Desk, month: Month, figures: Mapping[str, int]) -> None:
    """Whoever counted writes it down, without handing anything in: the 責任者 finds it at every desk of the district.

    Raises FieldError for a figure that the form does not have.
    """
    check_figures(figures, desk.vocabulary)
    known = told_of(desk, month)
    before, record = known[-1] if known else (None, new_report(desk, month))
    after = {**record.figures, **figures}
    if any(after.get(name, 0) != record.figures.get(name, 0) for name in after):
        desk.save(before, msgspec.structs.replace(record, figures=after))


def remembered(known: list[tuple[Shown, Posted]]) -> dict[str, int]:
    return known[-1][1].figures if known else {}


def new_report(desk: Desk, month: Month) -> Posted:
    return Posted(id=new_id(), what=Post.MONTHLY, month=str(month), made_at=desk.now().isoformat(), by=desk.me.id)
