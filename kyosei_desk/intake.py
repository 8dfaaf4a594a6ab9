"""What one talk at the desk brings: the records that are saved together, in one transaction."""

import msgspec

from kyosei_desk.records import Consent, Consultation, FollowUp, Gap, Household, Member, Record, Referral


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """A consultation with its household and all that was written at the same table."""

    household: Household
    members: tuple[Member, ...] = ()
    consultation: Consultation
    consents: tuple[Consent, ...] = ()
    gaps: tuple[Gap, ...] = ()
    referrals: tuple[Referral, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()

    def records(self) -> tuple[Record, ...]:
        """Every record, the household first."""
        return (
            self.household,
            *self.members,
            self.consultation,
            *self.consents,
            *self.gaps,
            *self.referrals,
            *self.follow_ups,
        )
