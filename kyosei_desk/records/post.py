"""What was told to the city beside a referral, and what the city answered.

`letters` of a Referral or Posted holds every letter that went about it, by letter id; the same ids stand in `withdrawn`
once the letter was taken back. An answer names the letter (`letter_id`) and is filed under the record the letter was
about (`about`). An answer is made once, by the city, and is the same on every desk.
"""

from typing import ClassVar

import msgspec

from kyosei_desk.records.base import Record
from kyosei_desk.records.choices import AgencyState, Level, Post


class SentLetter(msgspec.Struct, frozen=True, kw_only=True):
    """One letter: when it was written (ISO), a digest of what it says (hex), and who may read the answer.

    `order` counts a record's letters from 1. `readers` are the persons (ids) whom the answer is sealed to; empty: the
    whole district.
    """

    at: str
    digest: str
    order: int = 1
    readers: frozenset[str] = frozenset()


class Posted(Record, frozen=True):
    """情報共有, a lowered level that waits, 資源不足, or the report of a month, as it was sent to the city.

    `what` says which; `level` and `lowered_from` are of a lowered level, `gap_id` and `told` (names of the free fields
    that were ticked) of a 資源不足, `statements` (ids) of a 情報共有, `month` ("2026-10") and `figures` (what a person
    entered) of a report. `made_at` is ISO, `by` a person's id.
    """

    KIND: ClassVar[str] = "posted"

    what: Post
    household_id: str = ""
    consultation_id: str = ""
    gap_id: str = ""
    number: str = ""
    letters: dict[str, SentLetter] = msgspec.field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    statements: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    level: int = 0
    lowered_from: int = 0
    month: str = ""
    figures: dict[str, int] = msgspec.field(default_factory=dict)
    made_at: str = ""
    by: str = ""


class FromCity(Record, frozen=True):
    """What every answer says: `by` is a name, `at` ISO. A field is one register, so that the city can write it down.

    `read` is the desk's own mark: the persons (ids) who have read it. One key a person, so that two never contradict.
    """

    letter_id: str = ""
    about: str = ""
    by: str = ""
    at: str = ""
    read: frozenset[str] = frozenset()


class AgencyAnswer(FromCity, frozen=True):
    """What an agency answered to a letter. `state` is None for one that a newer hub has words for."""

    KIND: ClassVar[str] = "answer"

    agency: str = ""
    state: AgencyState | None = None
    text: str = ""


class LetterOpened(FromCity, frozen=True):
    """The coordinator has opened a letter."""

    KIND: ClassVar[str] = "opened"


class Confirmation(FromCity, frozen=True):
    """What the coordinator says to a lowered level: from which level to which, and whether it may count."""

    KIND: ClassVar[str] = "confirmation"

    confirmed: bool = False
    level: Level = Level.L5
    lowered_from: Level = Level.L1
    text: str = ""


class Task(FromCity, frozen=True):
    """What a meeting decided: what, who does it, until when (ISO). `done_at` is the desk's own mark."""

    KIND: ClassVar[str] = "task"

    meeting: str = ""
    what: str = ""
    who: str = ""
    until: str = ""
    done_at: str = ""
