"""開示請求: what the desk holds about one person, as far as that person may see it (domain.md §5). Pure.

Shown are their own words, what was seen of them, what was agreed, asked and done. Never, on any ground: who came or
reported, third persons' words, other members' matters, the households that belong to theirs, the place of someone who
may be hiding; of abuse and DV nothing to anybody but the person in question, and to them neither what was found nor
what was reported on that ground. Words without a source (notes) are shown only where a 責任者 has read and chosen them.
"""

from collections.abc import Iterable, Sequence

import msgspec

from kyosei_desk.assessment import SELF, person_in_question
from kyosei_desk.case_file import CaseFile
from kyosei_desk.records import Consent, District, FollowUp, Household, Level, Member, Note, Referral, Source, Visitor
from kyosei_desk.referrals import ReferralState, rests_on_consent

Told = tuple[Referral, ReferralState]


class ShownTalk(msgspec.Struct, frozen=True, kw_only=True):
    """One talk. `taken_by` is a name; `reasons` are what the checklist found, in the order of its questions."""

    taken_at: str
    place: str
    channel: str
    taken_by: str
    entered_late: bool = False
    came_themself: bool = False
    said: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    wish: str = ""
    topics: tuple[str, ...] = ()
    response: tuple[str, ...] = ()
    next_contact: str = ""
    level: Level | None = None
    reasons: tuple[str, ...] = ()
    referrals: tuple[Told, ...] = ()


class PersonFile(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one person that may be shown to them.

    `household` is None where the place stays out. `left_out` counts talks that may not be shown, `closed` those that
    the one at the desk cannot open: neither stands on the paper.
    """

    district: District
    person: Member
    household: Household | None
    talks: tuple[ShownTalk, ...]
    consents: tuple[Consent, ...]
    visits: tuple[FollowUp, ...]
    notes: tuple[Note, ...]
    people: dict[str, str]
    left_out: int = 0
    closed: int = 0


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """What is filed around a person: their talks, the oldest first, and the letters of each by its id."""

    files: tuple[CaseFile, ...]
    letters: dict[str, tuple[Told, ...]]
    visits: tuple[FollowUp, ...]
    notes: tuple[Note, ...]
    closed: int


def person_file(
    person: Member, household: Household, district: District, around: Around, people: dict[str, str]
) -> PersonFile:
    """`around.notes`: those that were chosen."""
    theirs = [each for each in around.files if may_know(each, person)]
    shown = {each.consultation.id for each in theirs}
    own = not around.files or any(is_own(each, person) for each in around.files)
    hidden = household.address_withheld or any(each.hides_place for each in around.files)
    consents = {each.id: each for file in around.files for each in file.consents}.values()
    return PersonFile(
        district=district,
        person=person,
        household=None if hidden else msgspec.structs.replace(household, related={}),
        talks=tuple(shown_talk(each, person, around.letters.get(each.consultation.id, ())) for each in theirs),
        consents=tuple(each for each in consents if each.member_id == person.id or (own and not each.member_id)),
        visits=tuple(
            each for each in around.visits if each.consultation_id in shown or (own and not each.consultation_id)
        ),
        notes=around.notes,
        people=people,
        left_out=len(around.files) - len(theirs),
        closed=around.closed,
    )


def is_own(file: CaseFile, person: Member) -> bool:
    """Whether the talk is about this person."""
    about = person_in_question(file.members)
    return about is not None and about.id == person.id


def may_know(file: CaseFile, person: Member) -> bool:
    """Whether they may know of the talk at all. A talk that others alone had would tell that somebody spoke of them."""
    own = is_own(file, person)
    if file.assessment.abuse_or_dv and not own:
        return False
    came = own and file.consultation.visitor.relation in {"", SELF}
    return came or bool(words(file, person, Source.SAID) or seen_of(file, person))


def words(file: CaseFile, person: Member, source: Source) -> tuple[str, ...]:
    """Statements about this person; what nobody assigned is about the person in question."""
    whose = {person.id, ""} if is_own(file, person) else {person.id}
    statements = sorted(file.consultation.statements.items(), key=lambda pair: (pair[1].position, pair[0]))
    return tuple(each.text for _key, each in statements if each.source is source and each.member_id in whose)


def seen_of(file: CaseFile, person: Member) -> tuple[str, ...]:
    """In abuse and DV what was seen tells of others too."""
    return () if file.assessment.abuse_or_dv else words(file, person, Source.SEEN)


def shown_talk(file: CaseFile, person: Member, letters: Sequence[Told]) -> ShownTalk:
    talk, careful = file.consultation, file.assessment.abuse_or_dv
    base = ShownTalk(
        taken_at=talk.taken_at,
        place="" if file.hides_place else talk.place,
        channel=talk.channel,
        taken_by="" if careful else file.taken_by,
        entered_late=talk.entered_late,
        said=words(file, person, Source.SAID),
        seen=seen_of(file, person),
    )
    if not is_own(file, person):
        return base
    named = letters if not careful else [each for each in letters if rests_on_consent(each[0])]
    whole = msgspec.structs.replace(
        base,
        came_themself=talk.visitor.relation == SELF or talk.visitor == Visitor(),
        wish=talk.wish,
        response=in_order(file.vocabulary.responses, talk.response),
        next_contact=talk.next_contact,
        referrals=tuple(named),
    )
    return whole if careful else with_findings(whole, file)


def with_findings(shown: ShownTalk, file: CaseFile) -> ShownTalk:
    talk = file.consultation
    return msgspec.structs.replace(
        shown,
        topics=in_order(file.vocabulary.topics, talk.topics | ({talk.main_topic} - {""})),
        level=file.assessment.level,
        reasons=tuple(file.definition[each.id].short for each in file.assessment.result.findings),
    )


def in_order(labels: Iterable[str], found: frozenset[str]) -> tuple[str, ...]:
    return tuple(each for each in labels if each in found)
