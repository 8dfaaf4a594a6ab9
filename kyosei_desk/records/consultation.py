"""A consultation and what grows out of it: referrals, follow-ups, gaps, notes (domain.md §2)."""

from typing import ClassVar

import msgspec

from kyosei_desk.records.base import Record
from kyosei_desk.records.choices import Action, Answer, Level, Source
from kyosei_desk.records.post import SentLetter


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """Who came. Stands on no sheet in cases of abuse and DV (domain.md §5)."""

    relation: str = ""
    name: str = ""
    phone: str = ""
    kinship: str = ""


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said, seen or heard, word for word. `position` orders statements on screen and paper.

    `member_id` is whose matter it is, "" where it is the whole household's. `questions` names the findings it
    belongs to, empty where nobody said: a letter carries only what belongs to its findings.
    """

    source: Source
    text: str
    position: int = 0
    member_id: str = ""
    questions: frozenset[str] = frozenset()


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """A level set by a person. Lowering needs a reason, and counts only once a coordinator has confirmed it.

    `lowered_from` is the level it was lowered from: a confirmation does not outlive a later rise above it.
    """

    level: Level
    lowered_from: Level = Level.L1
    reason: str = ""
    by: str = ""
    at: str = ""
    confirmed_by: str = ""
    confirmed_at: str = ""


class Consultation(Record, frozen=True):
    """One talk at the desk. Everything but `taken_at` (ISO, with zone) may stay empty.

    `statements` is keyed by an opaque id, `topics` holds the ○ (◎ `main_topic` implies ○), `answers` and
    `sub_answers` are keyed by question id ("Q10"). `checklist` is the version the answers were given to. `closed_at`
    "" means open; `closed_level` is the level it was closed with.
    """

    KIND: ClassVar[str] = "consultation"

    household_id: str
    taken_at: str
    case_id: str = ""
    title: str = ""
    place: str = ""
    channel: str = ""
    taken_by: str = ""
    visitor: Visitor = Visitor()
    statements: dict[str, Statement] = msgspec.field(default_factory=dict)
    wish: str = ""
    urgent: bool | None = None
    topics: frozenset[str] = frozenset()
    main_topic: str = ""
    checklist: str = ""
    answers: dict[str, Answer] = msgspec.field(default_factory=dict)
    sub_answers: dict[str, Answer] = msgspec.field(default_factory=dict)
    override: Override | None = None
    response: frozenset[str] = frozenset()
    minutes: int | None = None
    next_contact: str = ""
    activity: str = ""
    client_group: str = ""
    entered_late: bool = False
    closed_at: str = ""
    closed_level: int = 0
    close_reason: str = ""


class Referral(Record, frozen=True):
    """Help asked of one agency: 協力依頼. What was disclosed: `findings`, `grounds` ("Q15 E") and ticked `statements`.

    `letters` and `withdrawn`: see `records.post`. `level` is the letter's, and `due_at` (ISO) when its time runs out,
    counted from the talk. `state` is what the desk itself knows; with the answers it becomes `referrals.standing_of`.
    """

    KIND: ClassVar[str] = "referral"

    household_id: str
    consultation_id: str
    agency: str
    number: str = ""
    action: Action = Action.SEND
    findings: frozenset[str] = frozenset()
    statements: frozenset[str] = frozenset()
    grounds: frozenset[str] = frozenset()
    way: str = ""
    state: str = ""
    made_at: str = ""
    due_at: str = ""
    sent_at: str = ""
    opened_at: str = ""
    outcome: str = ""
    by: str = ""
    level: int = 0
    letters: dict[str, SentLetter] = msgspec.field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()


class FollowUp(Record, frozen=True):
    """A visit or call to come, or done. `by` (id) is who is to do it, `done_by` who did, `outcome` what came of it.

    `question` is the id of a question that is to be asked again on the day.
    """

    KIND: ClassVar[str] = "follow_up"

    household_id: str
    consultation_id: str = ""
    due_on: str = ""
    way: str = ""
    done_at: str = ""
    text: str = ""
    by: str = ""
    question: str = ""
    done_by: str = ""
    outcome: str = ""


class Gap(Record, frozen=True):
    """資源不足: what the town lacks, without a name in it. `household_id` never leaves the desk."""

    KIND: ClassVar[str] = "gap"

    household_id: str = ""
    consultation_id: str = ""
    field: str = ""
    area: str = ""
    audience: str = ""
    kind: str = ""
    note: str = ""
    substitute: str = ""
    proposal: str = ""
    state: str = ""
    owner: str = ""
    outcome: str = ""


class Note(Record, frozen=True):
    """A remark, append-only."""

    KIND: ClassVar[str] = "note"

    household_id: str
    consultation_id: str = ""
    at: str = ""
    by: str = ""
    text: str = ""


DISTRICT_ID = "district"


class District(Record, frozen=True):
    """The desk's own name and address, as they stand on paper. One record, id "district".

    `practice`: an invented one; every paper of it says so.
    """

    KIND: ClassVar[str] = "district"

    city: str = ""
    name: str = ""
    desk: str = ""
    place: str = ""
    postal: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""
    manager: str = ""
    practice: bool = False
