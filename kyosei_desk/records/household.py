"""A household, its members and what they agreed to (domain.md §2)."""

from typing import ClassVar

import msgspec

from kyosei_desk.records.base import Record
from kyosei_desk.records.choices import ConsentState


class Phone(msgspec.Struct, frozen=True, kw_only=True):
    """A number as it was said; leading zeros stay. `safe_hours`: when it is safe to call, in the person's words."""

    number: str = ""
    safe_hours: str = ""
    message_allowed: bool | None = None


class Birth(msgspec.Struct, frozen=True, kw_only=True):
    """A birth date as far as it is known.

    `said` keeps the words as they were typed. `year` is a Western year; `year`, `month` and `day` are 0 where
    unknown. `about` marks 頃・くらい. `age_said` is an age in years that was said instead of a date (3 of
    「3歳くらい」, 40 of 「40代」), else None. `decade` marks 「40代」.
    """

    said: str = ""
    year: int = 0
    month: int = 0
    day: int = 0
    about: bool = False
    age_said: int | None = None
    decade: bool = False


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """What two households are to each other, in the people's own words: 「長女の世帯」「母の家」.

    `there` is what the household that says so calls the other one, `here` what the other one calls it.
    """

    there: str = ""
    here: str = ""


class Household(Record, frozen=True):
    """People who live one life together: the unit of assessment. `merged`: ids of others that are this very one;
    `related`: ids of others that belong to it, said once for both."""

    KIND: ClassVar[str] = "household"

    postal: str = ""
    address: str = ""
    building: str = ""
    association: str = ""
    beat: str = ""
    phone: Phone = Phone()
    no_fixed_abode: bool = False
    address_withheld: bool = False
    merged: frozenset[str] = frozenset()
    related: dict[str, Tie] = msgspec.field(default_factory=dict)


class Member(Record, frozen=True):
    """One person of a household. Nothing here is ever inferred: what stands here was said.

    `merged`: ids of other members that are the same person.
    """

    KIND: ClassVar[str] = "member"

    household_id: str
    position: int = 0
    name: str = ""
    kana: str = ""
    other_name: str = ""
    relation: str = ""
    living: str = ""
    gender: str = ""
    born: Birth = Birth()
    phone: Phone = Phone()
    language: str = ""
    issues: frozenset[str] = frozenset()
    merged: frozenset[str] = frozenset()


class Consent(Record, frozen=True):
    """What one adult of the household agreed to, for whom, how, and until when.

    `agencies` empty and `everyone` true is the full scope; dates are ISO, "" where there is none.
    """

    KIND: ClassVar[str] = "consent"

    household_id: str
    member_id: str = ""
    consultation_id: str = ""
    state: ConsentState = ConsentState.NOT_ASKED
    everyone: bool = True
    agencies: frozenset[str] = frozenset()
    city: bool = True
    meetings: bool = False
    matters: str = ""
    way: str = ""
    asked_on: str = ""
    asked_by: str = ""
    ends_on: str = ""
    withdrawn_on: str = ""
