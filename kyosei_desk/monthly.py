"""活動記録: the counts of one month for the official report (domain.md §6). Pure; no name and no record id comes out.

A talk counts once: it has one 内容 and one 分野. Where one of the two is missing it counts in neither, so that both
sums stay equal, and a person is told how many there are. Nothing is inferred. What no record of the desk tells
(meetings, paperwork, contacts between volunteers) are `figures` that a person enters.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

import msgspec

from i18n import _
from kyosei_desk.clock import JAPAN, parse_moment
from kyosei_desk.errors import FieldError
from kyosei_desk.records import Consultation, FollowUp, Referral
from kyosei_desk.vocabulary import Vocabulary

MEMBERS = "委員相互"
"""連絡調整回数 between volunteers; the one figure that is none of the 6 other activities."""

MOST = 1_000_000


class Month(msgspec.Struct, frozen=True):
    """A calendar month, in Japan's time."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    def holds(self, moment: str) -> bool:
        day = day_of(moment)
        return day is not None and (day.year, day.month) == (self.year, self.number)


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Every label of the form is there, also with 0, in the form's order. `unlabelled`: talks that count in no sum."""

    consultations: dict[str, int]
    client_groups: dict[str, int]
    activities: dict[str, int]
    visits: int
    other_visits: int
    contacts_members: int
    contacts_agencies: int
    days: int
    unlabelled: int


def month_of(text: str) -> Month:
    """ "2026-10". Raises FieldError."""
    try:
        year, number = map(int, text.split("-"))
        first = date(year, number, 1)
    except ValueError:
        first = date.min
    if not 1900 <= first.year < 2200:
        raise FieldError("month", _("月として読みとれませんでした。"), _("2026-10 のように書いてください。"))
    return Month(first.year, first.month)


def month_before(on: date) -> Month:
    """The last one that is over."""
    end = on.replace(day=1) - timedelta(days=1)
    return Month(end.year, end.month)


def day_of(moment: str) -> date | None:
    """The day of a date or a moment (ISO) in Japan; None for what is neither."""
    try:
        return date.fromisoformat(moment) if len(moment) == 10 else parse_moment(moment).astimezone(JAPAN).date()
    except (ValueError, OverflowError):
        return None


def counted(
    month: Month,
    talks: Iterable[Consultation],
    follow_ups: Iterable[FollowUp],
    referrals: Iterable[Referral],
    lists: Vocabulary,
    figures: Mapping[str, int],
) -> Counts:
    """訪問・連絡活動 are follow-ups done (a question asked again is none), その他の訪問 talks held on a visit,
    その他の関係機関 agencies that were asked for help, 活動日数 the distinct days of talks and follow-ups."""
    talks = [each for each in talks if month.holds(each.taken_at) and not each.deleted]
    done = [each for each in follow_ups if month.holds(each.done_at) and not each.deleted]
    whole = [each for each in talks if each.activity in lists.activities and each.client_group in lists.client_groups]
    days = {day_of(moment) for moment in (*(each.taken_at for each in talks), *(each.done_at for each in done))}
    return Counts(
        consultations=tally(lists.activities, (each.activity for each in whole)),
        client_groups=tally(lists.client_groups, (each.client_group for each in whole)),
        activities={label: figures.get(label, 0) for label in lists.other_activities},
        visits=sum(not each.question for each in done),
        other_visits=sum(each.channel in lists.visit_channels for each in talks),
        contacts_members=figures.get(MEMBERS, 0),
        contacts_agencies=sum(month.holds(each.made_at) and not each.deleted for each in referrals),
        days=len(days),
        unlabelled=len(talks) - len(whole),
    )


def tally(labels: Iterable[str], found: Iterable[str]) -> dict[str, int]:
    counts = dict.fromkeys(labels, 0)
    for label in found:
        counts[label] += 1
    return counts


def check_figures(figures: Mapping[str, int], lists: Vocabulary) -> None:
    """Raises FieldError for a label that the form does not have, and for a number nobody can have reached."""
    known = {*lists.other_activities, MEMBERS}
    if not figures.keys() <= known or any(not 0 <= number < MOST for number in figures.values()):
        raise FieldError(
            "figures",
            _("件数の名前か数が合いません。"),
            _("使える名前: {names}").format(names="、".join((*lists.other_activities, MEMBERS))),
        )


def lines_of(counts: Counts) -> Iterator[tuple[str, int]]:
    """The report, a label and a number a line, in the form's order; what is 0 too."""
    yield from counts.consultations.items()
    yield _("内容別の計"), sum(counts.consultations.values())
    yield from ((_("分野: {label}").format(label=label), number) for label, number in counts.client_groups.items())
    yield _("分野別の計"), sum(counts.client_groups.values())
    yield from counts.activities.items()
    yield _("訪問・連絡活動"), counts.visits
    yield _("その他の訪問"), counts.other_visits
    yield _("連絡調整（委員相互）"), counts.contacts_members
    yield _("連絡調整（その他の関係機関）"), counts.contacts_agencies
    yield _("活動日数"), counts.days
