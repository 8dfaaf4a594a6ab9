"""情報共有: what the city's coordinator may know of a closed consultation, within the person's own consent. Pure."""

from collections.abc import Iterable
from datetime import date

from i18n import _
from kyosei_desk.assessment import own_consents
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import COORDINATOR, AgencyDecision, Ground, state_for
from kyosei_desk.checklist.consent import speaks, state_of
from kyosei_desk.disclosure import Disclosure, first_ticks, nameless, with_minimum, with_statements
from kyosei_desk.errors import NotAllowed
from kyosei_desk.records import Action, Basis, ConsentState

UNNAMED = frozenset({Basis.ANONYMOUS, Basis.NONE})
"""Findings that are told without a name or not at all, whatever was agreed."""


def share(file: CaseFile, on: date, ticked: Iterable[str] | None = None) -> Disclosure:
    """As much as a letter to the coordinator under 同意あり would carry; `ticked` as in `disclose`.

    Raises NotAllowed for a consultation that is open, or where no valid consent includes the city.
    """
    check_shareable(file, on)
    decision = towards_city(file)
    named = with_minimum(file, decision, nameless(file, decision))
    chosen = first_ticks(file, decision, on) if ticked is None else frozenset(ticked)
    return with_statements(file, decision, named, on, chosen)


def check_shareable(file: CaseFile, on: date) -> None:
    if not file.consultation.closed_at:
        raise NotAllowed(
            _("この相談はまだ閉じていないので、市に共有できません。"),
            _("記録はそのままです。"),
            _("相談を閉じてから、もう一度どうぞ。"),
        )
    if not includes_city(file, on):
        raise NotAllowed(
            _("市の推進員に話してよいという同意がないので、共有できません。"),
            _("記録はそのままです。"),
            _("先に、本人に話してよいか聞いてください。"),
        )


def includes_city(file: CaseFile, on: date) -> bool:
    """Whether the person agrees that the city knows. A consent that leaves the city out is none, however wide."""
    own = own_consents(file.members, file.consents)
    return state_for(own, COORDINATOR, on) is ConsentState.GIVEN and any(
        each.city and not each.deleted and state_of(each) is ConsentState.GIVEN and speaks(each, COORDINATOR, on)
        for each in own
    )


def towards_city(file: CaseFile) -> AgencyDecision:
    """The coordinator as one more agency, on the ground of consent alone."""
    told = (each for each in file.assessment.result.findings if file.definition[each.id].basis not in UNNAMED)
    grounds = tuple(Ground(each.id, Basis.CONSENT, Action.SEND) for each in told)
    return AgencyDecision(agency=COORDINATOR, action=Action.SEND, consent=ConsentState.GIVEN, grounds=grounds)
