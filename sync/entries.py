"""Posting to the roster, by compare-and-set: where another desk was first, its entry is taken, and ours asked for anew.

A hub that was restored from an older state is given the entries it lost, as they were signed.
"""

from collections.abc import Callable
from typing import Protocol

import msgspec

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.store import Exchange
from sync.client import Cursors
from sync.errors import HubRefused, SyncError
from sync.protocol import Enrol, Enrolled, Entry, HubCard, Page, Step, Trouble
from sync.roster import Roster, following, signed
from sync.standing import Enrolment, roster_of, take_roster

TRIES = 8
"""How often another desk may be first in a row."""

FAR = 2**53
"""A cursor past everything: this request is about the roster alone."""


class Hub(Protocol):
    """What is asked of a hub here; `client.HubClient` is one."""

    def hub_card(self) -> HubCard: ...

    def enrol(self, request: Enrol) -> Enrolled: ...

    def pull(self, at: Cursors) -> Page: ...

    def roster(self, entry: Entry) -> None: ...


Wanted = Callable[[Roster], Entry | None]
"""The entry that a roster still needs, unsigned; None where it needs none."""


def begun(desk: Desk, enrolment: Enrolment, roster: Roster, step: Step) -> Entry:
    return following(roster, step, max(0, desk.belonging.now()), enrolment.device.id)


def posted(desk: Desk, hub: Hub, enrolment: Enrolment, wanted: Wanted) -> Roster:
    """Post what is wanted until nothing is; returns the roster then."""
    roster = roster_of(desk.exchange, enrolment)
    for _try in range(TRIES):
        entry = wanted(roster)
        if entry is None:
            return roster
        roster = offered(desk, hub, enrolment, signed(enrolment.sign_private, enrolment.district, entry))
    raise outrun()


def offered(desk: Desk, hub: Hub, enrolment: Enrolment, entry: Entry) -> Roster:
    """The roster after one try: with our entry, or with what others posted before it."""
    try:
        hub.roster(entry)
    except HubRefused as error:
        leave_if_revoked(desk, enrolment, error)
        if error.refusal.trouble is not Trouble.ROSTER_MOVED:
            raise
        return caught_up(desk, hub, enrolment)
    return take_roster(desk, enrolment, (entry,))[1]


def caught_up(desk: Desk, hub: Hub, enrolment: Enrolment) -> Roster:
    """The roster with what the hub has beyond ours; where it stands behind us, it was restored, and is healed."""
    before = roster_of(desk.exchange, enrolment)
    _enrolment, roster, _page = refreshed(desk, hub, enrolment)
    if roster.number == before.number:
        heal(desk.exchange, hub)
    return roster


def refreshed(desk: Desk, hub: Hub, enrolment: Enrolment) -> tuple[Enrolment, Roster, Page]:
    """What the hub has of the roster now, taken in; and its last page, which tells who waits."""
    while True:
        number = roster_of(desk.exchange, enrolment).number
        try:
            page = roster_page(desk.exchange, hub, number)
        except HubRefused as error:
            leave_if_revoked(desk, enrolment, error)
            raise
        enrolment, roster = take_roster(desk, enrolment, page.roster)
        if not page.more or roster.number == number:
            return enrolment, roster, page


def leave_if_revoked(desk: Desk, enrolment: Enrolment, error: HubRefused) -> None:
    """Raises VaultWiped or OutOfDistrict where the hub's refusal proves that this laptop is out."""
    if error.refusal.trouble is Trouble.REVOKED:
        take_roster(desk, enrolment, error.refusal.roster)


def roster_page(exchange: Exchange, hub: Hub, number: int) -> Page:
    """A page for its roster, from where the last sync stood: from the beginning where the hub was restored since."""
    cursor = (exchange.get("cursor") or b"").decode()
    try:
        return hub.pull(Cursors(cursor=cursor, roster=number, replies=FAR, bulletins=FAR))
    except HubRefused as error:
        if error.refusal.trouble is not Trouble.EPOCH_CHANGED:
            raise
    return hub.pull(Cursors(roster=number, replies=FAR, bulletins=FAR))


def heal(exchange: Exchange, hub: Hub) -> None:
    """Give a restored hub the entries it lost, as they were signed; other desks may do so at the same time.

    A laptop whose approval the hub lost must enrol again before its entry is taken: until then the rest waits too.
    """
    entries = [msgspec.json.decode(content, type=Entry) for content in exchange.roster()]
    lacking: list[Entry] = []
    try:
        while entries and not taken_by(hub, entries[-1]):
            lacking.append(entries.pop())
        for entry in reversed(lacking):
            hub.roster(entry)
    except HubRefused as error:
        exchange.note("roster_not_healed", {"trouble": error.refusal.trouble, "lacking": len(lacking)})


def taken_by(hub: Hub, entry: Entry) -> bool:
    """Whether the hub has it, or takes it now; what does not follow there yet is neither."""
    try:
        hub.roster(entry)
    except HubRefused as error:
        if error.refusal.trouble is Trouble.ROSTER_MOVED:
            return False
        raise
    return True


def outrun() -> SyncError:
    return SyncError(
        _("ほかの机と同時だったので、名簿に書けませんでした。"),
        _("記録はそのままです。"),
        _("しばらくしてから、もう一度どうぞ。"),
    )
