"""A lowered level and the coordinator's word on it: what of it counts for a consultation as it stands. Pure."""

from collections.abc import Iterable, Sequence

import msgspec

from kyosei_desk.assessment import Assessment, answers_of
from kyosei_desk.checklist import Definition, evaluate
from kyosei_desk.clock import parse_moment
from kyosei_desk.records import Confirmation, Consultation, Level, Member, Override, Posted

Told = tuple[Posted, Confirmation]
"""A lowering as it was sent, and what the coordinator said to it."""


def asked_for(consultation: Consultation, assessment: Assessment) -> Level:
    """The level that waits: the one a person set, else the one that the answers have fallen to."""
    override = consultation.override
    lowers = override is not None and override.level < assessment.level
    return override.level if override is not None and lowers else assessment.result.level


def confirmed(
    definition: Definition, consultation: Consultation, members: Sequence[Member], told: Iterable[Told]
) -> Consultation:
    """The consultation with the last word on its lowering in it; without one, as it is."""
    fitting = [each for each in told if speaks_of(definition, consultation, members, each)]
    if not fitting:
        return consultation
    _posted, word = max(fitting, key=lambda each: (each[1].at, each[1].id))
    return with_word(consultation, word) if word.confirmed else consultation


def speaks_of(definition: Definition, consultation: Consultation, members: Sequence[Member], told: Told) -> bool:
    """Whether a word was given to this lowering, and not to an earlier one or before a later rise."""
    posted, word = told
    override = consultation.override
    if override is not None:
        same = override.level == word.level and override.lowered_from <= word.lowered_from
        return same and not override.confirmed_by and since(posted, override.at)
    result = evaluate(definition, answers_of(consultation, members))
    return result.level <= word.level and since(posted, consultation.closed_at)


def since(posted: Posted, moment: str) -> bool:
    return not moment or parse_moment(posted.made_at) >= parse_moment(moment)


def with_word(consultation: Consultation, word: Confirmation) -> Consultation:
    bare = consultation.override or Override(level=word.level, lowered_from=word.lowered_from, at=word.at)
    override = msgspec.structs.replace(bare, confirmed_by=word.by, confirmed_at=word.at)
    return msgspec.structs.replace(consultation, override=override)
