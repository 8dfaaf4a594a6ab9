"""What a month came to: the official counts, and beside them what a district thinks about its work with. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from kyosei_desk.monthly import Counts, Month, counted
from kyosei_desk.records import Consultation, FollowUp, Gap, Level, Member, Referral
from kyosei_desk.referrals import ReferralState
from kyosei_desk.vocabulary import UNKNOWN_ISSUE, Vocabulary

T = TypeVar("T")

UNTOLD = ""
"""The key of a gap whose kind nobody wrote down."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """The records a report is made of; more of them than the month's do no harm. `gaps` are those of the month's talks,
    `members` the people of its households. `hidden`: restricted talks that the one at the desk cannot open."""

    talks: tuple[Consultation, ...]
    follow_ups: tuple[FollowUp, ...]
    referrals: tuple[tuple[Referral, ReferralState], ...]
    members: tuple[Member, ...]
    gaps: tuple[Gap, ...]
    hidden: int = 0


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Every label of a list is there, with 0 too, in the order of the form.

    `official` is the form's own (14 内容, 分野, visits, days). `topics` counts talks by each ○ (◎ implies it),
    `levels` by the level they were closed with or a person raised, `issues` households by each 課題の特性, and
    `issues_each` households by how many different ones they have. `late`: talks typed in later. `hidden`: see `Seen`.
    """

    month: Month
    official: Counts
    talks: int
    households: int
    late: int
    visits: int
    topics: dict[str, int]
    levels: dict[Level, int]
    issues: dict[str, int]
    issues_each: dict[int, int]
    referrals: dict[ReferralState, int]
    agencies: dict[str, int]
    gaps: dict[str, int]
    hidden: int = 0


def summarise(month: Month, seen: Seen, lists: Vocabulary, figures: Mapping[str, int]) -> Report:
    """`figures`: what no record tells, as `monthly.counted` takes them."""
    talks = [each for each in seen.talks if month.holds(each.taken_at) and not each.deleted]
    letters = [pair for pair in seen.referrals if month.holds(pair[0].made_at) and not pair[0].deleted]
    done = [each for each in seen.follow_ups if month.holds(each.done_at) and not each.deleted]
    official = counted(month, talks, done, [each for each, _state in letters], lists, figures)
    issues = issues_of(talks, seen.members)
    return Report(
        month=month,
        official=official,
        talks=len(talks),
        households=len({each.household_id for each in talks}),
        late=sum(each.entered_late for each in talks),
        visits=official.visits + official.other_visits,
        topics=by(lists.topics, (topic for each in talks for topic in each.topics | {each.main_topic})),
        levels=by(sorted(Level, reverse=True), (level_of(each) for each in talks)),
        issues=by(lists.issues, (issue for each in issues.values() for issue in each)),
        issues_each=dict(sorted(Counter(len(each - {UNKNOWN_ISSUE}) for each in issues.values()).items())),
        referrals=by(ReferralState, (state for _each, state in letters)),
        agencies=dict(Counter(each.agency for each, _state in letters).most_common()),
        gaps=by((*lists.gap_kinds, UNTOLD), gap_kinds(talks, seen.gaps)),
        hidden=seen.hidden,
    )


def by(labels: Iterable[T], found: Iterable[T | None]) -> dict[T, int]:
    """In the order of the form; a word of no list is counted nowhere."""
    counts: Counter[T | None] = Counter(found)
    return {label: counts.get(label, 0) for label in labels}


def level_of(talk: Consultation) -> Level | None:
    """The level it was closed with, or a higher one that a person set; None for a talk that is still open.

    A lowered one counts as it was: whether the coordinator agreed is no matter of how urgent it looked.
    """
    if not talk.closed_level:
        return None
    raised = talk.override.level if talk.override else Level.L1
    return max(Level(talk.closed_level), raised)


def issues_of(talks: Iterable[Consultation], members: Iterable[Member]) -> dict[str, frozenset[str]]:
    """What each household that came is concerned with."""
    found: dict[str, frozenset[str]] = {each.household_id: frozenset() for each in talks}
    for member in members:
        if member.household_id in found and not member.deleted:
            found[member.household_id] |= member.issues
    return found


def gap_kinds(talks: Iterable[Consultation], gaps: Iterable[Gap]) -> Iterable[str]:
    ids = {each.id for each in talks}
    return (each.kind for each in gaps if each.consultation_id in ids and not each.deleted)
