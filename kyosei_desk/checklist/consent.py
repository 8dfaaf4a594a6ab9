"""Consent × basis → what may be done, per agency (domain.md §3, the action table). Pure.

Calls (119, 110, 189 …) are not here: a call needs no consent and waits for none.
"""

from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from kyosei_desk.checklist.definition import COORDINATOR
from kyosei_desk.checklist.evaluation import Ask, Finding, Result
from kyosei_desk.records import Action, Basis, Consent, ConsentState, Level

STRENGTH = (Action.SEND, Action.SEND_MINIMUM, Action.ASK_COORDINATOR, Action.ASK_FIRST, Action.DO_NOT_SEND)
CAREFUL_FIRST = (ConsentState.REFUSED, ConsentState.NOT_ASKED, ConsentState.UNOBTAINABLE, ConsentState.GIVEN)

SEND, LEAST, ASK, FIRST, NOT = STRENGTH
TABLE: dict[Basis, tuple[Action, Action, Action, Action]] = {
    # basis: 同意あり, 拒否, 確認できない, まだ聞いていない
    Basis.DUTY: (SEND, SEND, SEND, SEND),
    Basis.EFFORT: (SEND, ASK, SEND, SEND),
    Basis.EFFORT_WISH_FIRST: (SEND, ASK, SEND, FIRST),
    Basis.FIND_OUT: (SEND, ASK, LEAST, FIRST),
    Basis.PROTECTION: (SEND, ASK, LEAST, LEAST),
    Basis.CHILD: (SEND, NOT, LEAST, FIRST),  # arises only under 確認できない; elsewhere as N
    Basis.CONSENT: (SEND, NOT, NOT, FIRST),
}
COLUMNS = (ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.UNOBTAINABLE, ConsentState.NOT_ASKED)

ConsentFor = Callable[[str], ConsentState]
"""The state of the person's consent towards one agency."""


class Ground(msgspec.Struct, frozen=True):
    """Why one finding asks one agency, and what may be done on that ground alone."""

    finding: str
    basis: Basis
    action: Action


class AgencyDecision(msgspec.Struct, frozen=True, kw_only=True):
    """What may be done with one agency. `action` is the strongest of its grounds; see `in_letter`."""

    agency: str
    action: Action
    consent: ConsentState
    grounds: tuple[Ground, ...]

    def in_letter(self) -> tuple[Ground, ...]:
        """The grounds whose own action lets them into the letter: the shown action never lends itself to others."""
        if self.action in {Action.SEND, Action.SEND_MINIMUM}:
            return tuple(each for each in self.grounds if each.action in {Action.SEND, Action.SEND_MINIMUM})
        return tuple(each for each in self.grounds if each.action is self.action)


def decide(result: Result, consent: ConsentFor) -> tuple[AgencyDecision, ...]:
    """One decision per agency, in the order the findings name them."""
    asked: dict[str, list[tuple[Finding, Ask]]] = {}
    for finding in result.findings:
        for ask in finding.asks:
            asked.setdefault(ask.agency, []).append((finding, ask))
    return tuple(decision(agency, pairs, consent(agency)) for agency, pairs in asked.items())


def decision(agency: str, pairs: list[tuple[Finding, Ask]], state: ConsentState) -> AgencyDecision:
    grounds = tuple(ground(finding, ask, state) for finding, ask in pairs)
    return AgencyDecision(
        agency=agency,
        action=min((each.action for each in grounds), key=STRENGTH.index),
        consent=state,
        grounds=grounds,
    )


def ground(finding: Finding, ask: Ask, state: ConsentState) -> Ground:
    basis = resolved(ask.basis, finding.level, state)
    return Ground(finding.id, basis, action_for(basis, state))


def resolved(basis: Basis, level: Level | None, state: ConsentState) -> Basis:
    """N/X and N/X3 as they read for this level and this consent."""
    unobtainable = state is ConsentState.UNOBTAINABLE
    if basis is Basis.CONSENT_OR_PROTECTION:
        return Basis.PROTECTION if unobtainable or level is Level.L5 else Basis.CONSENT
    if basis is Basis.CONSENT_OR_CHILD:
        return Basis.CHILD if unobtainable else Basis.CONSENT
    return basis


def action_for(basis: Basis, state: ConsentState) -> Action:
    """The cell of the action table; a ground that lets no name out (匿名, —) sends nothing."""
    row = TABLE.get(basis)
    return row[COLUMNS.index(state)] if row else Action.DO_NOT_SEND


def state_for(consents: Iterable[Consent], agency: str, on: date) -> ConsentState:
    """One adult's consent towards one agency on a day: the most careful of the entries that speak of it.

    An entry that has expired, or was given for others, says nothing; where none does, it reads まだ聞いていない.
    """
    states = [state_of(each) for each in consents if not each.deleted and speaks(each, agency, on)]
    return min(states, key=CAREFUL_FIRST.index, default=ConsentState.NOT_ASKED)


def state_of(consent: Consent) -> ConsentState:
    """Withdrawn reads as 拒否."""
    return ConsentState.REFUSED if consent.withdrawn_on else consent.state


def speaks(consent: Consent, agency: str, on: date) -> bool:
    """Whether an entry counts: a refusal always does, a consent within its scope and time."""
    if state_of(consent) is not ConsentState.GIVEN:
        return True
    expired = bool(consent.ends_on) and on.isoformat() > consent.ends_on
    return in_scope(consent, agency) and not expired


def in_scope(consent: Consent, agency: str) -> bool:
    """Named agencies narrow the scope, whatever `everyone` says: two desks' entries may have met in one record."""
    full = consent.everyone and not consent.agencies
    return full or agency in consent.agencies or (agency == COORDINATOR and consent.city)
