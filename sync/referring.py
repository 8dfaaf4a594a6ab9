"""協力依頼: what leaves the desk for one agency, looked at first, then sent by a person.

How a letter becomes durable is `mailing.py`, what it says `writing.py`, how it is taken back `withdrawing.py`; what the
city is told beside it `telling.py`.
"""

from collections.abc import Iterable

import msgspec

from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import due_at
from kyosei_desk.clock import parse_moment
from kyosei_desk.desk import Desk
from kyosei_desk.disclosure import WISH, Disclosure
from kyosei_desk.records import Referral, new_id
from kyosei_desk.referrals import ReferralState, live
from kyosei_desk.ticking import Offer
from kyosei_desk.ticking import offers as offered
from sync import post
from sync.mailing import Sent, Subject, Trace, mailed, member
from sync.standing import Enrolment
from sync.writing import blank_paper, letter_of

WAY = "市のハブ"


def talk_of(desk: Desk, talk: str) -> CaseFile:
    """The consultation with this case id, or this record id. Raises NotFound, or NotAllowed naming whom to ask."""
    known = desk.by_case_id(talk)
    return desk.file(known.id if known else talk)


def offers(desk: Desk, talk: str, agency: str) -> tuple[Offer, ...]:
    """What the volunteer may tick of a letter to one agency. Raises NotFound where none is asked for."""
    return offered(talk_of(desk, talk), agency, desk.today())


def preview(desk: Desk, talk: str, agency: str, ticked: Iterable[str] | None = None) -> post.Referral:
    """Exactly what would leave the desk, but for number and answer address. Needs no hub."""
    file = talk_of(desk, talk)
    disclosure = desk.disclosure(file.consultation.id, agency, ticked)
    return letter_of(file, disclosure, blank_paper(desk.today()))


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
