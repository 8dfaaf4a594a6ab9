"""What one volunteer holds at the end of a term, as the screen and the paper show it. Pure."""

from datetime import date

import msgspec

from kyosei_desk.records import FollowUp, Level, Referral
from kyosei_desk.referrals import ReferralState


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A household as it is handed over: those with something open, or with a talk in the last year.

    `level` and `last_talk` are those of the person's last talk with it; `visits` are theirs and not done.
    """

    household_id: str
    names: tuple[str, ...]
    last_talk: date | None = None
    level: Level | None = None
    visits: tuple[FollowUp, ...] = ()
    referrals: tuple[tuple[Referral, ReferralState], ...] = ()


class RestrictedTalk(msgspec.Struct, frozen=True, kw_only=True):
    """A restricted talk the person took, that the one at the desk may open. `readers`: ids of who can."""

    consultation_id: str
    household_id: str
    names: tuple[str, ...]
    taken_at: str
    readers: tuple[str, ...]


class Holdings(msgspec.Struct, frozen=True, kw_only=True):
    """What one person holds. `older` counts households whose last talk with them is more than a year back."""

    person_id: str
    person: str
    households: tuple[Held, ...]
    restricted: tuple[RestrictedTalk, ...]
    older: int = 0

    @property
    def visits(self) -> int:
        return sum(len(each.visits) for each in self.households)

    @property
    def referrals(self) -> int:
        return sum(len(each.referrals) for each in self.households)


class HandedOver(msgspec.Struct, frozen=True, kw_only=True):
    """`visits` moved; `opened`: restricted talks the new one may read now; `kept`: visits of restricted talks, which
    stay with the old one because the new one could not open them."""

    visits: int
    opened: int
    kept: int
