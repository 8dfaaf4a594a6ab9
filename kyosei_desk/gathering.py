"""A case file out of the records around one consultation. Pure: it is given the records, and asks no store."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeGuard

import msgspec

from kyosei_desk import lowering
from kyosei_desk.assessment import assess
from kyosei_desk.case_file import CaseFile, valid_consents
from kyosei_desk.checklist import Definition
from kyosei_desk.lowering import Told
from kyosei_desk.records import Consent, Consultation, District, Gap, Household, Member, Record
from kyosei_desk.vocabulary import Vocabulary


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What a case is read in: the desk, the checklist its answers were given to, the lists, the people's names by id,
    and the day."""

    district: District
    definition: Definition
    vocabulary: Vocabulary
    people: Mapping[str, str]
    on: date


def gathered(
    consultation: Consultation, around: Iterable[Record], grown: Iterable[Record], told: Iterable[Told], at: Setting
) -> CaseFile:
    """`around`: the household and all filed under it; `grown`: what grew out of the talk; `told`: the coordinator's
    words on its lowered level."""
    around = list(around)
    members = members_of(around)
    # as it stands among them: where members were made one, its statements name the one that stays
    consultation = next((each for each in around if is_same(each, consultation)), consultation)
    consents = valid_consents(consultation.id, [each for each in around if isinstance(each, Consent)])
    counting = lowering.confirmed(at.definition, consultation, members, told)
    return CaseFile(
        district=at.district,
        household=household_of(around, consultation.household_id),
        members=members,
        consultation=counting,
        consents=consents,
        gaps=tuple(each for each in grown if isinstance(each, Gap)),
        assessment=assess(at.definition, counting, members, consents, at.on),
        definition=at.definition,
        vocabulary=at.vocabulary,
        taken_by=at.people.get(consultation.taken_by, ""),
        people=dict(at.people),
    )


def is_same(record: Record, consultation: Consultation) -> TypeGuard[Consultation]:
    return isinstance(record, Consultation) and record.id == consultation.id


def household_of(around: Iterable[Record], household_id: str) -> Household:
    """An empty one where it is not here yet."""
    found = (each for each in around if isinstance(each, Household))
    return next(found, Household(id=household_id))


def members_of(around: Iterable[Record]) -> tuple[Member, ...]:
    """In the order of the form."""
    members = (each for each in around if isinstance(each, Member))
    return tuple(sorted(members, key=lambda each: (each.position, each.id)))
