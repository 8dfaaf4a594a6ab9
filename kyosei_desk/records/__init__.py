"""What is written down. Pure values; every one is frozen, and changed by making a new one."""

from kyosei_desk.records.base import Record, new_id
from kyosei_desk.records.choices import Action, Answer, Basis, ConsentState, Level, Source
from kyosei_desk.records.colleague import Colleague, Wrap
from kyosei_desk.records.consultation import (
    Consultation,
    District,
    FollowUp,
    Gap,
    Note,
    Override,
    Referral,
    Statement,
    Visitor,
)
from kyosei_desk.records.household import Birth, Consent, Household, Member, Phone

KINDS: dict[str, type[Record]] = {
    kind.KIND: kind
    for kind in (Household, Member, Consent, Consultation, Referral, FollowUp, Gap, Note, District, Colleague)
}

__all__ = [
    "KINDS", "Action", "Answer", "Basis", "Birth", "Colleague", "Consent", "ConsentState", "Consultation", "District",
    "FollowUp", "Gap", "Household", "Level", "Member", "Note", "Override", "Phone", "Record", "Referral", "Source",
    "Statement", "Visitor", "Wrap", "new_id",
]  # fmt: skip
