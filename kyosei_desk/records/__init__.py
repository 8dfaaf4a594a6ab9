"""What is written down. Pure values; every one is frozen, and changed by making a new one."""

from kyosei_desk.records.base import Record, new_id
from kyosei_desk.records.choices import Action, AgencyState, Answer, Basis, ConsentState, Level, Post, Source
from kyosei_desk.records.colleague import Colleague, Wrap
from kyosei_desk.records.consultation import (
    DISTRICT_ID,
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
from kyosei_desk.records.household import Birth, Consent, Household, Member, Phone, Tie
from kyosei_desk.records.post import AgencyAnswer, Confirmation, FromCity, LetterOpened, Posted, SentLetter, Task

KINDS: dict[str, type[Record]] = {
    kind.KIND: kind
    for kind in (
        Household, Member, Consent, Consultation, Referral, FollowUp, Gap, Note, District, Colleague,
        Posted, AgencyAnswer, LetterOpened, Confirmation, Task,
    )
}  # fmt: skip

__all__ = [
    "DISTRICT_ID", "KINDS", "Action", "AgencyAnswer", "AgencyState", "Answer", "Basis", "Birth", "Colleague",
    "Confirmation", "Consent", "ConsentState", "Consultation", "District", "FollowUp", "FromCity", "Gap", "Household",
    "LetterOpened", "Level", "Member", "Note", "Override", "Phone", "Post", "Posted", "Record", "Referral",
    "SentLetter", "Source", "Statement", "Task", "Tie", "Visitor", "Wrap", "new_id",
]  # fmt: skip
