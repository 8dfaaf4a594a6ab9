"""A household's page: its people, what they agreed to, and all that happened, the newest first."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from i18n import _
from kyosei_desk.assessment import assess
from kyosei_desk.case_file import valid_consents
from kyosei_desk.clock import JAPAN, parse_moment
from kyosei_desk.colleagues import enrolled
from kyosei_desk.day import said
from kyosei_desk.desk import Desk
from kyosei_desk.errors import FieldError
from kyosei_desk.gathering import members_of
from kyosei_desk.lowering import confirmed
from kyosei_desk.records import (
    Consent,
    Consultation,
    FollowUp,
    FromCity,
    Household,
    Level,
    Member,
    Note,
    Posted,
    Record,
    Referral,
    new_id,
)
from kyosei_desk.referrals import referral_state
from kyosei_desk.relating import Kin, related
from kyosei_desk.store import Edit, Shown, lists
from kyosei_desk.store import history as changes
from kyosei_desk.store.related import may_be_told


class What(StrEnum):
    """What an entry tells of."""

    PLANNED = "予定"
    TALK = "相談"
    REFERRAL = "協力依頼"
    TOLD = "市への連絡"
    ANSWER = "回答"
    VISIT = "訪問・連絡"
    NOTE = "メモ"


class Written(StrEnum):
    """How far a talk has come."""

    DRAFT = "下書き"
    CLOSED = "記入ずみ・未送信"
    SENT = "送信ずみ"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the timeline. `at`: None where no day was written. `level` is of a talk or a letter, else None.

    `state` is a word: of a talk one of `Written`, of a letter one of `ReferralState`, else "". `restricted`: only some
    may open it, and the one at the desk is one of them.
    """

    id: str
    what: What
    at: datetime | None
    words: str
    text: str = ""
    by: str = ""
    level: Level | None = None
    state: str = ""
    restricted: bool = False
    record: Record


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """Two that were made one: `other` reads as `keep`. `kind`: household or member."""

    kind: str
    keep: str
    other: str


class HouseholdPage(msgspec.Struct, frozen=True, kw_only=True):
    """`restricted` counts the talks that this person cannot open, and `ask` names whom to ask about them.

    `may_relate`: the household is open to everyone, so that it may be tied to others (`kin`).
    """

    household: Household
    members: tuple[Member, ...]
    consents: tuple[Consent, ...]
    planned: tuple[Entry, ...]
    entries: tuple[Entry, ...]
    restricted: int = 0
    ask: tuple[str, ...] = ()
    merges: tuple[Merge, ...] = ()
    kin: tuple[Kin, ...] = ()
    may_relate: bool = True

    @property
    def restricted_words(self) -> str:
        """「閲覧制限の記録 2件」, "" where there is none."""
        return _("閲覧制限の記録 {count}件").format(count=self.restricted) if self.restricted else ""


class Alteration(msgspec.Struct, frozen=True, kw_only=True):
    """One field that was written. `key` tells apart what stands in it (a question, a topic, a statement's id).

    `old` and `new` are plain data; None is nothing. `by` is a name, "" for one who is no longer here.
    """

    at: datetime
    by: str
    field: str
    key: str
    old: Any
    new: Any


def household(desk: Desk, household_id: str) -> HouseholdPage:
    """Raises NotFound, or NotAllowed naming whom to ask. Households that were made one are one page."""
    store = desk.postbox.store
    desk.postbox.shown(household_id, Household)
    around = store.of_household(household_id)
    records = [each.record for each in around if each.record is not None]
    count, readers = lists.closed_talks(store, household_id)
    entries = sorted(happened(desk, around, records), key=newest, reverse=True)
    planned = [planned_entry(desk, each) for each in around if is_planned(each.record)]
    home = next(each for each in around if isinstance(each.record, Household))
    return HouseholdPage(
        household=next(each for each in records if isinstance(each, Household)),
        members=members_of(records),
        consents=tuple(each for each in records if isinstance(each, Consent)),
        planned=tuple(sorted(planned, key=lambda each: (each.at is None, each.at or desk.now(), each.id))),
        entries=tuple(entries),
        restricted=count,
        ask=tuple(name for each in readers if (name := desk.keys.named(each))),
        merges=tuple(Merge(kind=kind, keep=a, other=b) for kind, a, b in lists.merges(store, household_id)),
        kin=related(desk, household_id),
        may_relate=not home.readers,
    )


def newest(entry: Entry) -> tuple[datetime, str]:
    return entry.at or datetime(1, 1, 1, tzinfo=UTC), entry.id


def is_planned(record: Record | None) -> bool:
    return isinstance(record, FollowUp) and not record.done_at


def planned_entry(desk: Desk, shown: Shown) -> Entry:
    visit = shown.record
    assert isinstance(visit, FollowUp)  # noqa: S101 - `is_planned` said so
    words = _("{id}をもう一度聞く").format(id=visit.question) if visit.question else visit.way or _("予定")
    return Entry(
        id=visit.id, what=What.PLANNED, at=moment(visit.due_on), words=words, text=visit.text,
        by=desk.keys.named(visit.by), restricted=bool(shown.readers), record=visit,
    )  # fmt: skip


def moment(iso: str) -> datetime | None:
    """None for words that are no time."""
    try:
        return parse_moment(iso).astimezone(JAPAN) if iso else None
    except ValueError:
        return None


def happened(desk: Desk, around: Sequence[Shown], records: Sequence[Record]) -> Iterator[Entry]:
    """Everything but what is still planned."""
    talks = Talks(desk, records)
    for shown in around:
        match shown.record:
            case Consultation() as talk:
                yield talks.entry(shown, talk)
            case Referral() | Posted() as told:
                yield from letters(desk, shown, told)
            case FollowUp() as visit if visit.done_at:
                yield visited(desk, shown, visit)
            case Note() as note:
                yield noted(desk, shown, note)
            case _:
                continue


class Talks:
    """The talks of one household as they stand today: its people, consents and checklists are read once."""

    def __init__(self, desk: Desk, records: Sequence[Record]) -> None:
        self._desk = desk
        self._on: date = desk.today()
        self._members = members_of(records)
        self._consents = [each for each in records if isinstance(each, Consent)]
        self._definitions = {"": desk.checklist}
        self._drafts = {each.id for each in desk.drafts()}
        self._enrolled = enrolled(desk.postbox.store)

    def entry(self, shown: Shown, talk: Consultation) -> Entry:
        late = _("（後から入力）") if talk.entered_late else ""
        return Entry(
            id=talk.id, what=What.TALK, at=moment(talk.taken_at), words=(talk.title or _("相談")) + late,
            text=talk.wish, by=self._desk.keys.named(talk.taken_by), level=self._level(talk),
            state=self._written(talk), restricted=bool(shown.readers), record=talk,
        )  # fmt: skip

    def _level(self, talk: Consultation) -> Level:
        version = talk.checklist
        if version not in self._definitions:
            self._definitions[version] = self._desk.definition(version)
        definition = self._definitions[version]
        told = self._desk.postbox.confirmations(talk.id)
        standing = confirmed(definition, talk, self._members, told)
        consents = valid_consents(talk.id, self._consents)
        return assess(definition, standing, self._members, consents, self._on).level

    def _written(self, talk: Consultation) -> Written:
        if not talk.closed_at or talk.id in self._drafts:
            return Written.DRAFT
        there = self._enrolled and lists.is_sent(self._desk.postbox.store, talk.id)
        return Written.SENT if there else Written.CLOSED


def letters(desk: Desk, shown: Shown, told: Referral | Posted) -> Iterator[Entry]:
    """A letter and what was answered to it."""
    answers = desk.postbox.answers_to(told.id)
    if isinstance(told, Referral):
        words, state, what = told.agency, str(referral_state(told, answers)), What.REFERRAL
    else:
        words, state, what = str(told.what), "", What.TOLD
    yield Entry(
        id=told.id, what=what, at=moment(told.made_at), words=words, by=desk.keys.named(told.by),
        level=Level(told.level) if told.level else None, state=state, restricted=bool(shown.readers), record=told,
    )  # fmt: skip
    yield from (answered(each, restricted=bool(shown.readers)) for each in answers)


def answered(answer: FromCity, *, restricted: bool) -> Entry:
    agency, word, text = said(answer)
    words = _("{agency}：{words}").format(agency=agency, words=word)
    return Entry(
        id=answer.id, what=What.ANSWER, at=moment(answer.at), words=words, text=text, by=answer.by,
        restricted=restricted, record=answer,
    )  # fmt: skip


def visited(desk: Desk, shown: Shown, visit: FollowUp) -> Entry:
    text = "\n".join(part for part in (visit.text, visit.outcome) if part)
    return Entry(
        id=visit.id, what=What.VISIT, at=moment(visit.done_at), words=visit.way or _("連絡"), text=text,
        by=desk.keys.named(visit.done_by or visit.by), restricted=bool(shown.readers), record=visit,
    )  # fmt: skip


def noted(desk: Desk, shown: Shown, note: Note) -> Entry:
    return Entry(
        id=note.id, what=What.NOTE, at=moment(note.at), words=_("メモ"), text=note.text, by=desk.keys.named(note.by),
        restricted=bool(shown.readers), record=note,
    )  # fmt: skip


def append_note(desk: Desk, household_id: str, text: str, consultation_id: str = "") -> Note:
    """A remark, never changed afterwards. Raises FieldError for an empty one."""
    if not text.strip():
        raise FieldError("text", _("メモに、まだ何も書かれていません。"), _("メモを書いてから保存してください。"))
    note = Note(
        id=new_id(), household_id=household_id, consultation_id=consultation_id, at=desk.now().isoformat(),
        by=desk.me.id, text=text,
    )  # fmt: skip
    desk.check((note,))
    desk.postbox.store.save((Edit(note),), "append_note", note.id)
    return note


def history(desk: Desk, record_id: str) -> tuple[Alteration, ...]:
    """Who wrote what into which field, and over what, the oldest first; NotAllowed, naming whom to ask."""
    store = desk.postbox.store
    told = (each for each in changes.of(store, record_id) if may_be_told(store, each.name))
    return tuple(alterations(desk, told))


def alterations(desk: Desk, found: Iterable[changes.Altered]) -> Iterator[Alteration]:
    for each in found:
        field, _slash, key = each.name.partition("/")
        at = datetime.fromtimestamp(each.at / 1000, JAPAN)
        yield Alteration(at=at, by=desk.keys.named(each.author), field=field, key=key, old=each.old, new=each.new)
