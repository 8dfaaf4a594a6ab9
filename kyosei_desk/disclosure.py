"""What may leave the desk for one agency: exactly the fields its grounds allow (domain.md §3, §5). Pure.

最小限 = who, where, what danger, how to reach the desk. 送る = that, and the statements and wish that belong to the
findings, each ticked by the volunteer, 伝聞 off at first. 推進員に相談 = without name, address and free text. Never, on
any ground: who came or reported, a DV whereabouts, issues (illness, handbook, record, nationality), other adults'
matters without their consent or a duty.
"""

from collections.abc import Iterable
from datetime import date

import msgspec

from i18n import _
from kyosei_desk.assessment import own_consents, person_in_question
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import COORDINATOR, AgencyDecision, Ground, state_for
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.japanese import ages
from kyosei_desk.records import Action, Answer, Basis, Consent, ConsentState, Level, Member, Phone, Source, Statement

DUTIES = frozenset({Basis.DUTY, Basis.EFFORT})
PARTNER_VIOLENCE = "Q17"
ADULT = 18
WISH = "wish"
"""The wish's own tick, beside the ids of the statements."""


class DisclosedMember(msgspec.Struct, frozen=True, kw_only=True):
    """One person of the household as an agency may know them; `name` and `kana` empty where they must stay out."""

    relation: str
    name: str = ""
    kana: str = ""
    born: str = ""
    gender: str = ""
    language: str = ""


class Disclosure(msgspec.Struct, frozen=True, kw_only=True):
    """All that one letter carries. `author` is the desk's name where naming the volunteer would put someone at risk.

    `consents` are the person's own, under 送る alone. `whereabouts_withheld`: an address is known and stays out.
    `withheld`: findings whose own action keeps them out. `taken_at` is the moment of the talk, ISO;
    `checklist` the version the grounds are of.
    """

    agency: str
    action: Action
    level: Level
    grounds: tuple[Ground, ...]
    withheld: tuple[str, ...]
    consent: ConsentState
    members: tuple[DisclosedMember, ...] = ()
    postal: str = ""
    address: str = ""
    phone: str = ""
    phone_hours: str = ""
    whereabouts_withheld: bool = False
    statements: tuple[Statement, ...] = ()
    wish: str = ""
    consents: tuple[Consent, ...] = ()
    calls: tuple[str, ...] = ()
    taken_at: str = ""
    checklist: str = ""
    author: str = ""

    @property
    def goes_to(self) -> str:
        """Whose post it is: 推進員に相談 goes to the coordinator, whatever agency it is about."""
        return COORDINATOR if self.action is Action.ASK_COORDINATOR else self.agency


def disclose(file: CaseFile, agency: str, on: date, ticked: Iterable[str] | None = None) -> Disclosure:
    """The letter to one agency. `ticked` are the ids of the ticked statements, and WISH; None takes the first ticks.

    Raises NotFound where the checklist names no such agency, NotAllowed where nothing may be sent.
    """
    decision = decision_for(file, agency)
    if decision.action in {Action.ASK_FIRST, Action.DO_NOT_SEND}:
        raise not_allowed(decision.action)
    bare = nameless(file, decision)
    if decision.action is Action.ASK_COORDINATOR:
        return bare
    named = with_minimum(file, decision, bare)
    if decision.action is Action.SEND_MINIMUM:
        return named
    chosen = first_ticks(file, decision, on) if ticked is None else frozenset(ticked)
    return with_statements(file, decision, named, on, chosen)


def own_words(file: CaseFile, agency: str) -> tuple[Consent, ...]:
    """The person's own consents; whom else they cover is no matter of this agency's."""
    own = own_consents(file.members, file.consents)
    return tuple(msgspec.structs.replace(each, agencies=each.agencies & {agency}) for each in own)


def decision_for(file: CaseFile, agency: str) -> AgencyDecision:
    found = next((each for each in file.assessment.decisions if each.agency == agency), None)
    if found is None:
        raise NotFound(
            _("この相談では、{agency}への依頼は出ていません。").format(agency=agency),
            _("記録はそのままです。"),
            _("つなぎ確認の結果を見てください。"),
        )
    return found


def not_allowed(action: Action) -> NotAllowed:
    if action is Action.ASK_FIRST:
        happened = _("同意をまだ聞いていないので、この機関への依頼書は作れません。")
        return NotAllowed(happened, _("記録はそのままです。"), _("先に、本人に話してよいか聞いてください。"))
    happened = _("本人の同意がないので、この機関への依頼書は作れません。")
    return NotAllowed(happened, _("記録はそのままです。"), _("匿名の相談か、支援会議での見守りを頼めます。"))


def nameless(file: CaseFile, decision: AgencyDecision) -> Disclosure:
    """Ground, level and numbers only: what any letter may carry."""
    grounds = decision.in_letter()
    ids = {each.finding for each in grounds}
    findings = [each for each in file.assessment.result.findings if each.id in ids]
    return Disclosure(
        agency=decision.agency,
        action=decision.action,
        level=max((raised(file), *(each.level for each in findings if each.level))),
        grounds=grounds,
        withheld=tuple(each.finding for each in decision.grounds if each.finding not in ids),
        consent=decision.consent,
        calls=tuple(dict.fromkeys(number for each in findings for number in each.calls)),
        taken_at=file.consultation.taken_at,
        checklist=file.definition.version,
        author=file.outgoing_author,
    )


def raised(file: CaseFile) -> Level:
    """The level a person set above what the answers give; L1 where nobody did."""
    held = file.assessment
    return held.level if held.level > held.result.level else Level.L1


def with_minimum(file: CaseFile, decision: AgencyDecision, bare: Disclosure) -> Disclosure:
    """Who and where, added: the person in danger, and their place."""
    withheld = whereabouts_withheld(file, decision)
    household = file.household
    person = person_in_question(file.members)
    return msgspec.structs.replace(
        bare,
        members=(msgspec.structs.replace(known(person), language=""),) if person else (),
        postal="" if withheld else household.postal,
        address="" if withheld else " ".join(part for part in (household.address, household.building) if part),
        whereabouts_withheld=withheld and bool(household.address or household.postal or household.building),
    )


def with_statements(
    file: CaseFile, decision: AgencyDecision, named: Disclosure, on: date, chosen: frozenset[str]
) -> Disclosure:
    """What 送る adds: the household, its telephone where the place is no secret, and what was ticked."""
    phone = Phone() if whereabouts_withheld(file, decision) else file.household.phone
    return msgspec.structs.replace(
        named,
        members=tuple(disclosed(member, file, decision, on) for member in file.members),
        phone=phone.number,
        phone_hours=phone.safe_hours,
        statements=tuple(text for key, text in offered_statements(file, decision, on) if key in chosen),
        wish=file.consultation.wish if WISH in chosen else "",
        consents=own_words(file, decision.agency),
    )


def whereabouts_withheld(file: CaseFile, decision: AgencyDecision) -> bool:
    """A withheld address stays out always; that of someone who may be fleeing, unless a duty needs the place found.

    The duty to try is enough where no partner is behind it: an old person who is beaten must be found.
    """
    if file.household.address_withheld or not file.hides_place:
        return file.household.address_withheld
    partner = PARTNER_VIOLENCE in file.found(*Answer)
    duties = frozenset({Basis.DUTY}) if partner else DUTIES
    return not any(each.basis in duties for each in decision.in_letter())


def disclosed(member: Member, file: CaseFile, decision: AgencyDecision, on: date) -> DisclosedMember:
    return known(member) if may_name(member, file, decision, on) else DisclosedMember(relation=member.relation)


def known(member: Member) -> DisclosedMember:
    return DisclosedMember(
        relation=member.relation,
        name=member.name,
        kana=member.kana,
        born=member.born.said,
        gender=member.gender,
        language=member.language,
    )


def may_name(member: Member, file: CaseFile, decision: AgencyDecision, on: date) -> bool:
    """The person themself and children; another adult by their own consent or under a duty."""
    person = person_in_question(file.members)
    if person is None or member.id == person.id or is_child(member, on):
        return True
    if any(each.basis in DUTIES for each in decision.in_letter()):
        return True
    own = [each for each in file.consents if each.member_id == member.id]
    return state_for(own, decision.agency, on) is ConsentState.GIVEN


def is_child(member: Member, on: date) -> bool:
    """Surely under 18; where the age is not known, no."""
    born = member.born
    if born.age_said is not None:
        return born.age_said + born.about < ADULT and not born.decade
    return bool(born.year) and ages(born, on)[1] < ADULT


def offered_statements(file: CaseFile, decision: AgencyDecision, on: date) -> tuple[tuple[str, Statement], ...]:
    """The statements a letter under 送る may carry, by id, in the record's order."""
    sent = {each.finding for each in decision.in_letter() if each.action is Action.SEND}
    named = {member.id for member in file.members if may_name(member, file, decision, on)} | {""}
    statements = sorted(file.consultation.statements.items(), key=lambda pair: (pair[1].position, pair[0]))
    return tuple(
        (key, each)
        for key, each in statements
        if each.member_id in named and (not each.questions or each.questions & sent)
    )


def first_ticks(file: CaseFile, decision: AgencyDecision, on: date) -> frozenset[str]:
    """What is ticked before the volunteer looks: everything offered but 伝聞.

    With care, only what was said for this letter's own findings: where the place stays out, a statement may tell it;
    where the person has not agreed and other agencies are concerned too, nobody said whose matter a statement is.
    """
    careful = whereabouts_withheld(file, decision) or (
        decision.consent is not ConsentState.GIVEN and concerns_others(file, decision)
    )
    offered = offered_statements(file, decision, on)
    said = (key for key, each in offered if each.source is not Source.HEARSAY and (each.questions or not careful))
    return frozenset(said if careful else {*said, WISH})


def concerns_others(file: CaseFile, decision: AgencyDecision) -> bool:
    """Whether a question was answered that asks for help and is no ground of this letter."""
    ids = {each.finding for each in decision.in_letter()}
    return any(
        each.asks and each.id not in ids and not file.definition[each.id].computed
        for each in file.assessment.result.findings
    )
