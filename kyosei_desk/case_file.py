"""Everything that belongs to one consultation, gathered to be read, printed or disclosed. Pure."""

import msgspec

from kyosei_desk.assessment import Assessment
from kyosei_desk.checklist import Definition
from kyosei_desk.records import Consent, Consultation, District, Gap, Household, Member


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """A consultation with its household and what was made of it. `taken_by` is the name of who received it, `people`
    holds the names of the desk's people by id.

    Members stand in the order of the record. `definition` is the version the answers were given to.
    """

    district: District
    household: Household
    members: tuple[Member, ...]
    consultation: Consultation
    consents: tuple[Consent, ...]
    gaps: tuple[Gap, ...] = ()
    assessment: Assessment
    definition: Definition
    taken_by: str = ""
    people: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def outgoing_author(self) -> str:
        """Who signs what leaves the desk: the volunteer, and in cases of abuse and DV the desk (domain.md §5)."""
        desk = self.district.desk or self.district.name
        return desk if self.assessment.abuse_or_dv else (self.taken_by or desk)
