"""Everything that belongs to one consultation, gathered to be read, printed or disclosed. Pure."""

from collections.abc import Iterable

import msgspec

from kyosei_desk.assessment import ABUSE_QUESTIONS, Assessment
from kyosei_desk.checklist import Definition
from kyosei_desk.records import Answer, Consent, ConsentState, Consultation, District, Gap, Household, Member
from kyosei_desk.vocabulary import Vocabulary, builtin_vocabulary

MAY_FLEE_IN_DOUBT = frozenset({"Q17"})
MAY_FLEE = frozenset({"Q2", "Q14", "Q17"})
"""Questions behind which a person may be hiding from another: the first at わからない already."""


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """A consultation with its household and what was made of it. `taken_by` is the name of who received it, `people`
    holds the names of the desk's people by id.

    Members stand in the order of the record. `definition` is the version the answers were given to, `vocabulary` the
    lists in force.
    """

    district: District
    household: Household
    members: tuple[Member, ...]
    consultation: Consultation
    consents: tuple[Consent, ...]
    gaps: tuple[Gap, ...] = ()
    assessment: Assessment
    definition: Definition
    vocabulary: Vocabulary = msgspec.field(default_factory=builtin_vocabulary)
    taken_by: str = ""
    people: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def outgoing_author(self) -> str:
        """Who signs what leaves the desk: the volunteer, and in cases of abuse and DV the desk (domain.md §5)."""
        desk = self.district.desk or self.district.name
        return desk if self.assessment.abuse_or_dv else (self.taken_by or desk)

    @property
    def hides_place(self) -> bool:
        """A withheld address, and the whereabouts of someone who may be fleeing (domain.md §5).

        A tick at DV・虐待 that no question explains is read with care, as partner violence.
        """
        fleeing = self.found(Answer.YES) & MAY_FLEE or self.found(Answer.UNKNOWN) & MAY_FLEE_IN_DOUBT
        unexplained = self.assessment.abuse_or_dv and not self.found(*Answer) & ABUSE_QUESTIONS
        return self.household.address_withheld or bool(fleeing) or unexplained

    def found(self, *answers: Answer) -> frozenset[str]:
        """The findings that one of these answers made."""
        return frozenset(each.id for each in self.assessment.result.findings if each.answer in answers)


def valid_consents(consultation_id: str, consents: Iterable[Consent]) -> tuple[Consent, ...]:
    """What was agreed in this talk or for the household; where nobody was asked this time, earlier refusals too."""
    every = [each for each in consents if not each.deleted]
    here = [each for each in every if each.consultation_id in {"", consultation_id}]
    if any(each.state is not ConsentState.NOT_ASKED or each.withdrawn_on for each in here):
        return tuple(here)
    earlier = (each for each in every if each.consultation_id not in {"", consultation_id})
    return (*here, *(each for each in earlier if each.withdrawn_on or each.state is ConsentState.REFUSED))
