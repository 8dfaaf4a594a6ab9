"""What the city is told beside a 協力依頼: 情報共有, a lowered level, 資源不足. For each one preview, and one act.

A preview is exactly what would leave the desk, but for number and answer address; it writes nothing and needs no hub.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from i18n import _
from kyosei_desk.assessment import Assessment
from kyosei_desk.case_file import CaseFile
from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.lacking import check_said, meant
from kyosei_desk.lowering import asked_for, since
from kyosei_desk.records import Consultation, Gap, Level, Post, Posted, new_id
from kyosei_desk.referrals import live
from kyosei_desk.sharing import share as shared
from kyosei_desk.store import Edit, Shown
from kyosei_desk.ticking import Offer, sharing_offers
from sync import post
from sync.mailing import Sent, Subject, Trace, mailed, member
from sync.referring import talk_of, ticked_of
from sync.standing import ACTIVE, Enrolment
from sync.writing import FREE_FIELDS, blank_paper, gap_of, lowered_of, sharing_of

UNANNOUNCED = "unannounced"
"""Under this name the vault keeps talks whose lowering is still to be announced, by someone who may open them."""

_ids = msgspec.json.Decoder(tuple[str, ...])


# 情報共有


def share_offers(desk: Desk, talk: str) -> tuple[Offer, ...]:
    """What the volunteer may tick. Raises as `share` does."""
    return sharing_offers(talk_of(desk, talk), desk.today())


def share_preview(desk: Desk, talk: str, ticked: Iterable[str] | None = None) -> post.Sharing:
    """Raises as `share` does."""
    file = talk_of(desk, talk)
    return sharing_of(file, shared(file, desk.today(), ticked), blank_paper(desk.today()))


def share(desk: Desk, enrolment: Enrolment | None, talk: str, ticked: Iterable[str] | None = None) -> Sent:
    """情報共有 of a closed consultation. Raises NotAllowed while it is open, or where no consent includes the city."""
    file = talk_of(desk, talk)
    disclosure = shared(file, desk.today(), ticked)
    known = [pair for pair in told_of(desk, file) if pair[1].what is Post.SHARING]
    subject = posted_of(known, posted(desk, Post.SHARING, file.consultation), statements=ticked_of(file, disclosure))
    return mailed(
        desk, member(enrolment), subject, lambda paper: sharing_of(file, disclosure, paper), trace_of(subject.record)
    )


# A lowered level


class Set(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a level that a person set.

    `sent`: the letter, where it was lowered and there is a way to the city; else it goes with the first sync.
    """

    assessment: Assessment
    sent: Sent | None


def set_level(desk: Desk, enrolment: Enrolment | None, talk: str, level: Level, reason: str = "") -> Set:
    """`Desk.set_level`, and the letter that a lowered level asks for. A cut in between is made good by `announce`."""
    talk_id = talk_of(desk, talk).consultation.id
    reached = desk.set_level(talk_id, level, reason)
    way = enrolment is not None and enrolment.state == ACTIVE
    return Set(assessment=reached, sent=lowered(desk, enrolment, talk_id) if reached.lowering_awaited and way else None)


def lowered_preview(desk: Desk, talk: str) -> post.Lowered:
    """Raises as `lowered` does."""
    file = talk_of(desk, talk)
    level, above = awaited(file)
    return lowered_of(file, level, above, blank_paper(desk.today()))


def lowered(desk: Desk, enrolment: Enrolment | None, talk: str) -> Sent:
    """Ask the coordinator to confirm a lowered level: numbers only. Raises NotAllowed where none waits."""
    file = talk_of(desk, talk)
    level, above = awaited(file)
    known = [pair for pair in told_of(desk, file) if is_lowering(pair[1], level, above, file.consultation)]
    fresh = posted(desk, Post.LOWERED, file.consultation)
    subject = posted_of(known, fresh, level=int(level), lowered_from=int(above))
    return mailed(
        desk, member(enrolment), subject, lambda paper: lowered_of(file, level, above, paper), trace_of(subject.record)
    )


def awaited(file: CaseFile) -> tuple[Level, Level]:
    """The level asked for, and the one that counts until it is confirmed."""
    if not file.assessment.lowering_awaited:
        raise NotAllowed(
            _("確認を待っている緊急度の引き下げは、ありません。"),
            _("記録はそのままです。"),
            _("相談の緊急度を見てください。"),
        )
    return asked_for(file.consultation, file.assessment), file.assessment.level


def is_lowering(record: Posted, level: Level, above: Level, talk: Consultation) -> bool:
    """Whether one that was sent is this one, and not one from before a later change of mind."""
    same = (record.what, record.level, record.lowered_from) == (Post.LOWERED, level, above)
    return same and since(record, talk.override.at if talk.override else talk.closed_at)


def announce(desk: Desk, enrolment: Enrolment) -> int:
    """Before changes are sealed: the letter of every lowering here that has none yet; returns how many were written.

    An answer changed after closing, so that the level falls, is one too (domain.md §3). What the person at the desk
    may not open is kept for another.
    """
    if enrolment.state != ACTIVE or desk.belonging.lease_over:
        return 0
    kept = _ids.decode(desk.exchange.get(UNANNOUNCED) or b"[]")
    fates = {talk: announced(desk, enrolment, talk) for talk in dict.fromkeys((*kept, *desk.exchange.edited_talks()))}
    closed = tuple(talk for talk, written in fates.items() if written is None)
    if closed != kept:
        desk.exchange.put(UNANNOUNCED, msgspec.json.encode(closed))
    return sum(bool(written) for written in fates.values())


def announced(desk: Desk, enrolment: Enrolment, talk: str) -> bool | None:
    """Whether a letter was written now; None for a talk that this person may not open."""
    try:
        waits = desk.assess(talk).lowering_awaited
    except NotFound:
        return False
    except NotAllowed:
        return None
    return waits and lowered(desk, enrolment, talk).fresh


# 資源不足


def lack_of(desk: Desk, given: Gap, talk: str = "") -> Gap:
    """The 資源不足 that is meant by what a person wrote, of one talk or of the town itself: one that is there already,
    completed, or a new one. Nothing is written."""
    if not talk:
        return meant([each for each in desk.postbox.gaps() if not each.consultation_id], given)
    file = talk_of(desk, talk)
    home, within = file.consultation.household_id, file.consultation.id
    return meant(file.gaps, msgspec.structs.replace(given, household_id=home, consultation_id=within))


def lack_preview(desk: Desk, wanted: Gap, told: Iterable[str] = ()) -> post.Gap:
    """Raises as `lack` does."""
    desk.check((wanted,))
    check_said(wanted)
    return gap_of(desk.district(), wanted, frozenset(told), blank_paper(desk.today()))


def lack(desk: Desk, enrolment: Enrolment | None, wanted: Gap, told: Iterable[str] = ()) -> Sent:
    """資源不足, written down and told in one transaction.

    `told`: which of FREE_FIELDS were ticked; none at first, for a free sentence may name someone. Raises FieldError for
    one that says nothing, or with a word of no list.
    """
    desk.check((wanted,))
    check_said(wanted)
    ticked = frozenset(told) & frozenset(FREE_FIELDS)
    known = [pair for pair in desk.postbox.posted() if pair[1].gap_id == wanted.id]
    subject = posted_of(known, posted(desk, Post.GAP, wanted), gap_id=wanted.id, told=ticked)
    return mailed(
        desk,
        member(enrolment),
        subject._replace(beside=(Edit(wanted, desk.shown(wanted.id)),)),
        lambda paper: gap_of(desk.district(), wanted, ticked, paper),
        trace_of(subject.record),
    )


def gap(desk: Desk, enrolment: Enrolment | None, gap_id: str, told: Iterable[str] = ()) -> Sent:
    """The same of one that is written down already."""
    _shown, found = desk.postbox.shown(gap_id, Gap)
    return lack(desk, enrolment, found, told)


# What they share


def told_of(desk: Desk, file: CaseFile) -> list[tuple[Shown, Posted]]:
    return [(shown, each) for shown, each in desk.postbox.sent(file.consultation.id) if isinstance(each, Posted)]


def posted(desk: Desk, what: Post, about: Consultation | Gap) -> Posted:
    """A new record of what is told; filed, and restricted, like what it is about."""
    return Posted(
        id=new_id(),
        what=what,
        household_id=about.household_id,
        consultation_id=about.id if isinstance(about, Consultation) else about.consultation_id,
        made_at=desk.now().isoformat(),
        by=desk.me.id,
    )


def posted_of(known: list[tuple[Shown, Posted]], fresh: Posted, **fields: Any) -> Subject[Posted]:
    before, record = known[-1] if known else (None, fresh)
    earlier = tuple(letter for _shown, each in known for letter in live(each))
    return Subject(msgspec.structs.replace(record, **fields), before, earlier)


def trace_of(record: Posted) -> Trace:
    return Trace(action="tell", subject=record.consultation_id, detail={"what": str(record.what)})
