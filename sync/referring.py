"""What a volunteer sends to the city: 協力依頼, 情報共有, a lowered level, 資源不足. Each is pressed by a person.

How a letter becomes durable is `mailing.py`, what it says `writing.py`, how it is taken back `withdrawing.py`.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from i18n import _
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import due_at
from kyosei_desk.clock import parse_moment
from kyosei_desk.desk import Desk
from kyosei_desk.disclosure import WISH, Disclosure
from kyosei_desk.errors import NotAllowed
from kyosei_desk.lowering import asked_for, since
from kyosei_desk.records import Consultation, Gap, Level, Post, Posted, Referral, new_id
from kyosei_desk.referrals import ReferralState, live
from kyosei_desk.sharing import share as shared
from kyosei_desk.store import Shown
from sync import post
from sync.mailing import Sent, Subject, Trace, mailed, member
from sync.post import Address
from sync.standing import Enrolment
from sync.writing import FREE_FIELDS, Stationery, gap_of, letter_of, lowered_of, sharing_of

WAY = "市のハブ"


def talk_of(desk: Desk, talk: str) -> CaseFile:
    """The consultation with this case id, or this record id. Raises NotFound, or NotAllowed naming whom to ask."""
    known = desk.by_case_id(talk)
    return desk.file(known.id if known else talk)


# 協力依頼


def preview(desk: Desk, talk: str, agency: str, ticked: Iterable[str] | None = None) -> post.Referral:
    """Exactly what would leave the desk, but for number and answer address. Needs no hub."""
    file = talk_of(desk, talk)
    disclosure = desk.disclosure(file.consultation.id, agency, ticked)
    return letter_of(file, disclosure, Stationery(number="", reply=Address(), on=desk.today()))


def refer(desk: Desk, enrolment: Enrolment | None, talk: str, agency: str, ticked: Iterable[str] | None = None) -> Sent:
    """Ask one agency for help. `ticked` as in `disclose`.

    Raises NoPost without a hub, NotAllowed where nothing may be sent, NotFound for what is not there.
    """
    file = talk_of(desk, talk)
    disclosure = desk.disclosure(file.consultation.id, agency, ticked)
    subject = referral_of(desk, file, disclosure)
    grounds = sorted(subject.record.grounds)
    detail: dict[str, int | str | list[str]] = {"agency": agency, "action": str(disclosure.action), "grounds": grounds}
    trace = Trace(action="refer", subject=file.consultation.id, detail=detail)
    return mailed(desk, member(enrolment), subject, lambda paper: letter_of(file, disclosure, paper), trace)


def referral_of(desk: Desk, file: CaseFile, disclosure: Disclosure) -> Subject[Referral]:
    """The record of this request; one record an agency and consultation, however often it is sent."""
    talk = file.consultation
    known = [
        (shown, each)
        for shown, each in desk.postbox.sent(talk.id)
        if isinstance(each, Referral) and each.agency == disclosure.agency
    ]
    before, record = known[-1] if known else (None, new_referral(desk, file, disclosure))
    earlier = tuple(letter for _shown, each in known for letter in live(each))
    return Subject(described(record, file, disclosure), before, earlier)


def new_referral(desk: Desk, file: CaseFile, disclosure: Disclosure) -> Referral:
    return Referral(
        id=new_id(),
        household_id=file.consultation.household_id,
        consultation_id=file.consultation.id,
        agency=disclosure.agency,
        way=WAY,
        state=ReferralState.ASKED,
        made_at=desk.now().isoformat(),
        by=desk.me.id,
    )


def described(record: Referral, file: CaseFile, disclosure: Disclosure) -> Referral:
    """What this letter discloses, on which grounds, and until when an answer is asked for: counted from the talk."""
    due = due_at(disclosure.level, parse_moment(disclosure.taken_at))
    return msgspec.structs.replace(
        record,
        action=disclosure.action,
        level=int(disclosure.level),
        due_at=due.isoformat() if due else "",
        findings=frozenset(each.finding for each in disclosure.grounds),
        grounds=frozenset(f"{each.finding} {each.basis}" for each in disclosure.grounds),
        statements=ticked_of(file, disclosure),
    )


def ticked_of(file: CaseFile, disclosure: Disclosure) -> frozenset[str]:
    """The ids of the statements that go, and WISH: what was ticked, as far as it may go."""
    ids = {key for key, each in file.consultation.statements.items() if each in disclosure.statements}
    return frozenset(ids | ({WISH} if disclosure.wish else set()))


# Beside a referral


def share(desk: Desk, enrolment: Enrolment | None, talk: str, ticked: Iterable[str] | None = None) -> Sent:
    """情報共有 of a closed consultation. Raises NotAllowed while it is open, or where no consent includes the city."""
    file = talk_of(desk, talk)
    disclosure = shared(file, desk.today(), ticked)
    known = [pair for pair in told_of(desk, file) if pair[1].what is Post.SHARING]
    subject = posted_of(known, posted(desk, Post.SHARING, file.consultation), statements=ticked_of(file, disclosure))
    return mailed(
        desk, member(enrolment), subject, lambda paper: sharing_of(file, disclosure, paper), trace_of(subject.record)
    )


def lowered(desk: Desk, enrolment: Enrolment | None, talk: str) -> Sent:
    """Ask the coordinator to confirm a lowered level: numbers only. Raises NotAllowed where none waits."""
    file = talk_of(desk, talk)
    if not file.assessment.lowering_awaited:
        raise NotAllowed(
            _("確認を待っている緊急度の引き下げは、ありません。"),
            _("記録はそのままです。"),
            _("相談の緊急度を見てください。"),
        )
    level, above = asked_for(file.consultation, file.assessment), file.assessment.level
    known = [pair for pair in told_of(desk, file) if is_lowering(pair[1], level, above, file.consultation)]
    fresh = posted(desk, Post.LOWERED, file.consultation)
    subject = posted_of(known, fresh, level=int(level), lowered_from=int(above))
    return mailed(
        desk, member(enrolment), subject, lambda paper: lowered_of(file, level, above, paper), trace_of(subject.record)
    )


def is_lowering(record: Posted, level: Level, above: Level, talk: Consultation) -> bool:
    """Whether one that was sent is this one, and not one from before a later change of mind."""
    same = (record.what, record.level, record.lowered_from) == (Post.LOWERED, level, above)
    return same and since(record, talk.override.at if talk.override else talk.closed_at)


def gap(desk: Desk, enrolment: Enrolment | None, gap_id: str, told: Iterable[str] = ()) -> Sent:
    """資源不足. `told`: which of FREE_FIELDS were ticked; none at first, for a free sentence may name someone."""
    _shown, found = desk.postbox.shown(gap_id, Gap)
    ticked = frozenset(told) & frozenset(FREE_FIELDS)
    known = [pair for pair in desk.postbox.posted() if pair[1].gap_id == gap_id]
    subject = posted_of(known, posted(desk, Post.GAP, found), gap_id=gap_id, told=ticked)
    return mailed(
        desk,
        member(enrolment),
        subject,
        lambda paper: gap_of(desk.district(), found, ticked, paper),
        trace_of(subject.record),
    )


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
