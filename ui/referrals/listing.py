"""What つなぎ shows, read from the desk in one go: lists first, and one referral with all that belongs to it."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from kyosei_desk.case_file import CaseFile
from kyosei_desk.day import mark_read
from kyosei_desk.desk import Desk
from kyosei_desk.records import Consent, ConsentState, Note, Referral
from kyosei_desk.referrals import CALLED, Followed, ReferralState, live
from kyosei_desk.store import lists
from kyosei_desk.vocabulary import Office

ORDER = (
    ReferralState.ASKED, ReferralState.OPENED, ReferralState.ACCEPTED, ReferralState.SUPPORTING,
    ReferralState.DECLINED, ReferralState.ENDED, ReferralState.WITHDRAWN,
)  # fmt: skip


COORDINATOR = "推進員"
"""The kind of office that opens every letter."""


class Named(msgspec.Struct, frozen=True):
    """A referral, and the names of whom it is about."""

    followed: Followed
    names: tuple[str, ...]


class Group(msgspec.Struct, frozen=True):
    """Those of one state; `state` None: to be telephoned about. `count` of them there are, `found` are shown."""

    state: ReferralState | None
    count: int
    found: tuple[Named, ...]


class One(msgspec.Struct, frozen=True, kw_only=True):
    """One referral. `calls`: what was written down of telephone calls; `offices`: whom to call, of this town.

    `consent`: the id of the consent that could be taken back, "" where there is none.
    """

    named: Named
    calls: tuple[Note, ...] = ()
    offices: tuple[Office, ...] = ()
    consent: str = ""


def grouped(desk: Desk, limit: int) -> tuple[Group, ...]:
    """The first `limit`: those to telephone about, then by how far they have come."""
    every = desk.postbox.referrals(desk.now())
    sorts: list[tuple[ReferralState | None, list[Followed]]] = [(None, [each for each in every if each.call])]
    sorts += [(state, [each for each in every if each.state is state and not each.call]) for state in ORDER]
    groups, room = [], limit
    for state, there in sorts:
        if there and room > 0:
            groups.append(Group(state, len(there), named(desk, there[:room])))
            room -= len(there)
    return tuple(groups)


def named(desk: Desk, found: Sequence[Followed]) -> tuple[Named, ...]:
    names = lists.names(desk.postbox.store, (each.referral.household_id for each in found))
    return tuple(Named(each, names.get(each.referral.household_id, ())) for each in found)


def one(desk: Desk, referral_id: str) -> One:
    """Raises NotFound, or NotAllowed naming whom to ask. Its answers count as read from now on."""
    postbox = desk.postbox
    _shown, referral = postbox.shown(referral_id, Referral)
    talk = referral.consultation_id
    followed = next(each for each in postbox.referrals(desk.now(), talk) if each.referral.id == referral_id)
    mark_read(desk, [each.id for each in followed.answers])
    begins = CALLED.format(agency=referral.agency)
    return One(
        named=named(desk, [followed])[0],
        calls=tuple(each for each in postbox.notes_of(talk) if each.text.startswith(begins)),
        offices=(*desk.directory(referral.agency), *desk.directory(COORDINATOR)),
        consent=consent_of(desk.file(talk)),
    )


def consent_of(file: CaseFile) -> str:
    given = [each for each in file.consents if is_given(each)]
    return given[0].id if given else ""


def is_given(consent: Consent) -> bool:
    return consent.state is ConsentState.GIVEN and not consent.withdrawn_on


def sent_at(referral: Referral) -> datetime | None:
    """When its last letter was written; for one on paper alone, when it was asked."""
    counting = live(referral)
    at = referral.letters[counting[-1]].at if counting else referral.made_at
    return datetime.fromisoformat(at) if at else None
