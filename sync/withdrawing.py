"""What must follow a letter: it is taken back when its consent is, and its answers move with a restricted record.

A withdrawal names letter ids, so any desk of the district can send it for any other. It goes even for a letter that
still waits here: whether the hub has it cannot be known while its receipt has not come.
"""

from collections.abc import Iterable, Sequence

import msgspec

from kyosei_desk.assessment import assess, own_consents
from kyosei_desk.case_file import CaseFile, valid_consents
from kyosei_desk.checklist import state_for
from kyosei_desk.desk import Desk
from kyosei_desk.disclosure import Disclosure, disclose
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.records import Consent, ConsentState, Post, Posted, Referral, new_id
from kyosei_desk.referrals import live, rests_on_consent
from kyosei_desk.sharing import includes_city
from kyosei_desk.store import Edit, Outgoing, Shown
from sync import post
from sync.mailing import Trace, address, keep, outgoing
from sync.post import WithdrawalReason
from sync.standing import Enrolment
from sync.writing import contact

MOVING = "readdress"
"""Stands in the vault while a restriction is under way, so that a cut in between is made good."""

ALL = 1 << 30
Known = tuple[Shown, Referral | Posted]


# Consent is taken back


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """What a withdrawal did: the letters taken back, and the agencies whose letters stand all the same (on a duty).

    `again`: those among them whose letter would say less now: to be looked at, and sent anew.
    """

    letters: tuple[str, ...]
    kept: tuple[str, ...]
    again: tuple[str, ...]


def withdraw(desk: Desk, enrolment: Enrolment | None, consent_id: str) -> Withdrawn:
    """A person takes their consent back: from now on it reads as 拒否, at the desk and at the city.

    The consent, the marks on what was sent and the letter that withdraws it are one transaction.
    """
    shown, consent = desk.postbox.shown(consent_id, Consent)
    gone = msgspec.structs.replace(consent, state=ConsentState.REFUSED, withdrawn_on=desk.today().isoformat())
    sent = [each for each in desk.postbox.sent_of_household(consent.household_id) if live(each[1])]
    fallen = [each for each in sent if falls(desk, each[1], gone)]
    kept = [each for _shown, each in sent if isinstance(each, Referral) and not any(each is one for _s, one in fallen)]
    again = [each.agency for each in kept if says_less(desk, each, gone)]
    ids = [letter for _shown, each in fallen for letter in live(each)]
    edits = [Edit(gone, shown), *(Edit(taken_back(each), before) for before, each in fallen)]
    letters = [withdrawal(desk, enrolment, ids)] if ids and enrolment else []
    keep(desk, edits, letters, ids, Trace(action="withdraw_consent", subject=consent_id, detail={"letters": len(ids)}))
    return Withdrawn(letters=tuple(ids), kept=tuple(each.agency for each in kept), again=tuple(again))


def falls(desk: Desk, record: Referral | Posted, gone: Consent) -> bool:
    """Whether nothing lets the city have it any longer. A duty to report stays, and so does what never named anyone."""
    if isinstance(record, Posted):
        return record.what is Post.SHARING and not includes_city(file_with(desk, record, gone), desk.today())
    if not rests_on_consent(record):
        return False
    file = file_with(desk, record, gone)
    return state_for(own_consents(file.members, file.consents), record.agency, desk.today()) is ConsentState.REFUSED


def file_with(desk: Desk, record: Referral | Posted, gone: Consent) -> CaseFile:
    """The case as it will stand once the consent is taken back."""
    file = desk.file(record.consultation_id)
    around = (gone if each.id == gone.id else each for each in desk.postbox.consents(record.household_id))
    consents = valid_consents(record.consultation_id, around)
    assessment = assess(file.definition, file.consultation, file.members, consents, desk.today())
    return msgspec.structs.replace(file, consents=consents, assessment=assessment)


def says_less(desk: Desk, referral: Referral, gone: Consent) -> bool:
    """Whether its letter would be another one now: parts of it stood on the consent, or it named the one who agreed."""
    before = disclosed(desk, desk.file(referral.consultation_id), referral)
    return before != disclosed(desk, file_with(desk, referral, gone), referral)


def disclosed(desk: Desk, file: CaseFile, referral: Referral) -> Disclosure | None:
    try:
        return disclose(file, referral.agency, desk.today(), referral.statements)
    except (NotAllowed, NotFound):
        return None


def taken_back(record: Referral | Posted) -> Referral | Posted:
    return msgspec.structs.replace(record, withdrawn=record.withdrawn | set(live(record)))


def withdrawal(
    desk: Desk,
    enrolment: Enrolment,
    letters: Sequence[str],
    reason: WithdrawalReason = WithdrawalReason.CONSENT_WITHDRAWN,
) -> Outgoing:
    """It names letters and nothing else; it is about no record, so that no purge takes it with it."""
    content = post.Withdrawal(
        desk=contact(desk.district()), written_on=desk.today().isoformat(), letters=tuple(letters), reason=reason
    )
    return outgoing(enrolment, new_id(), content, "")


# A record is restricted


def restrict(
    desk: Desk, enrolment: Enrolment | None, consultation_id: str, readers: Iterable[str], excluded: Iterable[str] = ()
) -> str:
    """閲覧制限, as `Desk.restrict`; and answers to what was sent go to the readers alone from now on."""
    if enrolment:
        desk.exchange.put(MOVING, b"1")
    renewed = desk.restrict(consultation_id, readers, excluded)
    if enrolment:
        readdress(desk, enrolment)
    return renewed


def readdress(desk: Desk, enrolment: Enrolment) -> None:
    """Tell the city the new address of every letter whose record has other readers than it says."""
    for shown, record in desk.sorting.every_sent():
        moved = [each for each in live(record) if record.letters[each].readers != frozenset(shown.readers)]
        if moved and shown.readers:
            keep_moved(desk, enrolment, shown, record, moved)
    desk.exchange.drop(MOVING)


def keep_moved(desk: Desk, enrolment: Enrolment, shown: Shown, record: Referral | Posted, moved: Sequence[str]) -> None:
    readers = frozenset(shown.readers)
    there = {key: msgspec.structs.replace(record.letters[key], readers=readers) for key in moved}
    after = msgspec.structs.replace(record, letters={**record.letters, **there})
    content = post.Readdressed(
        desk=contact(desk.district()),
        written_on=desk.today().isoformat(),
        letters=tuple(moved),
        reply=address(desk, record),
    )
    letter = outgoing(enrolment, new_id(), content, record.id)
    keep(desk, [Edit(after, shown)], [letter], (), Trace(action="readdress", subject=record.id, detail={}))


# Before letters go, and after answers came


def settle(desk: Desk, enrolment: Enrolment, *, answers: bool = True) -> None:
    """What other desks did meanwhile, and what a cut left undone. `answers`: some may have come since."""
    if desk.exchange.get(MOVING) is not None:
        readdress(desk, enrolment)
    hold_back(desk)
    if answers:
        refile(desk)


def hold_back(desk: Desk) -> None:
    """A letter that another desk has taken back while it waited here is not sent."""
    waiting = {each.id for each in desk.exchange.unsent_letters(ALL)}
    if not waiting:
        return
    back = waiting & {letter for _shown, each in desk.sorting.every_sent() for letter in each.withdrawn}
    if back:
        keep(desk, (), (), back, Trace(action="hold_back", subject="", detail={"letters": len(back)}))


def refile(desk: Desk) -> None:
    """An answer under way while its record was restricted names the old id: it is filed under the new one."""
    lost = desk.sorting.unfiled()
    if not lost:
        return
    homes = {letter: record.id for _shown, record in desk.sorting.every_sent() for letter in record.letters}
    found = [(shown, each) for shown, each in lost if each.letter_id in homes]
    edits = [Edit(msgspec.structs.replace(each, about=homes[each.letter_id]), shown) for shown, each in found]
    if edits:
        keep(desk, edits, (), (), Trace(action="refile", subject="", detail={"answers": len(edits)}))
