"""The labels a record may carry, and the check that it carries no other."""

from collections.abc import Iterator

import msgspec

from i18n import _
from kyosei_desk.errors import FieldError
from kyosei_desk.records import Consent, Consultation, Gap, Member, Record
from kyosei_desk.vocabulary.numbers import Number

UNKNOWN_ISSUE = "具体的記載なし（不明）"
"""The bucket of the statistics for a case without a named issue; a label like the others, but none of the 27."""

Labels = tuple[str, ...]
Use = tuple[str, frozenset[str], Labels]
"""A field's name in the record, the labels found there, and its list."""


class Vocabulary(msgspec.Struct, frozen=True):
    """One version of every list, in the order of the forms. `issues` is the 27 and, last, `UNKNOWN_ISSUE`."""

    version: str
    topics: Labels
    issues: Labels
    channels: Labels
    relations: Labels
    genders: Labels
    livings: Labels
    responses: Labels
    activities: Labels
    client_groups: Labels
    other_activities: Labels
    visit_channels: Labels
    gap_kinds: Labels
    consent_ways: Labels
    agencies: dict[str, Labels]
    numbers: tuple[Number, ...]

    def agency_kinds(self) -> frozenset[str]:
        """Every kind of agency, of whatever field."""
        return frozenset().union(*self.agencies.values())

    def check(self, record: Record) -> None:
        """Raises FieldError, naming the field alone, for a label that is not on its list. Empty is always fine."""
        for field, found, labels in self._uses(record):
            if not found - {""} <= frozenset(labels):
                raise FieldError(
                    field,
                    _("「{field}」に、一覧にない言葉があります。").format(field=field),
                    _("一覧から選び直してください。"),
                )

    def _uses(self, record: Record) -> Iterator[Use]:
        match record:
            case Consultation():
                yield from self._in_consultation(record)
            case Member():
                yield "members.gender", frozenset({record.gender}), self.genders
                yield "members.issues", record.issues, self.issues
                yield "members.living", frozenset({record.living}), self.livings
            case Gap():
                yield "gap.kind", frozenset({record.kind}), self.gap_kinds
            case Consent():
                yield "consent.way", frozenset({record.way}), self.consent_ways
            case _:
                return

    def _in_consultation(self, record: Consultation) -> Iterator[Use]:
        yield "topics", record.topics, self.topics
        yield "main_topic", frozenset({record.main_topic}), self.topics
        yield "channel", frozenset({record.channel}), self.channels
        yield "response", record.response, self.responses
        yield "activity", frozenset({record.activity}), self.activities
        yield "client_group", frozenset({record.client_group}), self.client_groups
        yield "visitor.relation", frozenset({record.visitor.relation}), self.relations
