"""今日: what waits at the desk today, in one call, and what is done about it. It knows no window and no hub."""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from i18n import _
from kyosei_desk.clock import JAPAN, parse_moment
from kyosei_desk.colleagues import enrolled
from kyosei_desk.desk import Desk
from kyosei_desk.errors import FieldError
from kyosei_desk.half_done import is_half
from kyosei_desk.records import AgencyAnswer, Confirmation, FollowUp, FromCity, Referral, Task, new_id
from kyosei_desk.referrals import call_words
from kyosei_desk.store import Conflict, Edit, Store, lists
from kyosei_desk.store.lists import Sending, Waiting
from kyosei_desk.vocabulary import Notice

SHOWN_AT_MOST = 50


class DraftLine(msgspec.Struct, frozen=True, kw_only=True):
    """A form to go on with. `whose`: its author's name, "" for one who is no longer here."""

    id: str
    saved_at: datetime
    whose: str
    mine: bool


class VisitLine(msgspec.Struct, frozen=True, kw_only=True):
    """A visit or call that is due. `names`: of the household; `who`: the name of who is to do it.

    `question` is the id of a question to ask again, "" for a visit; `overdue` counts days, 0 today.
    """

    id: str
    household_id: str
    consultation_id: str
    names: tuple[str, ...]
    way: str
    text: str
    question: str
    who: str
    due_on: date
    overdue: int


class AnswerLine(msgspec.Struct, frozen=True, kw_only=True):
    """What the city said and nobody has read yet. `about`: id of the referral or of what else was told."""

    id: str
    about: str
    household_id: str
    consultation_id: str
    names: tuple[str, ...]
    agency: str
    words: str
    text: str
    by: str
    at: datetime | None


class CallLine(msgspec.Struct, frozen=True, kw_only=True):
    """A letter whose time ran out unopened: 電話してください."""

    id: str
    household_id: str
    consultation_id: str
    names: tuple[str, ...]
    agency: str
    level: int
    due_at: datetime
    words: str


class ConflictLine(msgspec.Struct, frozen=True, kw_only=True):
    """A field that two people wrote without knowing of each other, and whose record it is."""

    conflict: Conflict
    household_id: str
    names: tuple[str, ...]


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """Each list holds the first `SHOWN_AT_MOST`; the counts are of all. `shut`: the lease has run out, so that only
    drafts and notices are shown."""

    on: date
    shut: bool = False
    drafts: tuple[DraftLine, ...] = ()
    calls: tuple[CallLine, ...] = ()
    visits: tuple[VisitLine, ...] = ()
    visits_count: int = 0
    unheard: tuple[VisitLine, ...] = ()
    unheard_count: int = 0
    answers: tuple[AnswerLine, ...] = ()
    answers_count: int = 0
    conflicts: tuple[ConflictLine, ...] = ()
    conflicts_count: int = 0
    sending: Sending
    notices: tuple[Notice, ...] = ()


def today(desk: Desk) -> Day:
    """Everything the screen 今日 lists."""
    on = desk.today()
    bare = Day(
        on=on,
        shut=desk.belonging.lease_over,
        drafts=draft_lines(desk),
        sending=lists.sending(desk.sorting.store, enrolled=enrolled(desk.sorting.store)),
        notices=desk.notices(on),
    )
    return bare if bare.shut else with_records(desk, bare)


def with_records(desk: Desk, bare: Day) -> Day:
    """Whatever was due by the last day the vault was used on is due, though the clock was set back since."""
    store, on = desk.postbox.store, desk.due_day()
    visits = lists.visits_due(store, on.isoformat(), SHOWN_AT_MOST)
    unheard = lists.questions_due(store, on.isoformat(), SHOWN_AT_MOST)
    answers = lists.unread(store, SHOWN_AT_MOST)
    conflicts = desk.conflicts()
    return msgspec.structs.replace(
        bare,
        calls=call_lines(desk),
        visits=visit_lines(desk, visits, on),
        visits_count=visits.count,
        unheard=visit_lines(desk, unheard, on),
        unheard_count=unheard.count,
        answers=answer_lines(store, answers),
        answers_count=answers.count,
        conflicts=conflict_lines(store, conflicts[:SHOWN_AT_MOST]),
        conflicts_count=len(conflicts),
    )


def draft_lines(desk: Desk) -> tuple[DraftLine, ...]:
    return tuple(
        DraftLine(
            id=each.id,
            saved_at=parse_moment(each.saved_at).astimezone(JAPAN),
            whose=desk.keys.named(each.author),
            mine=each.author == desk.me.id,
        )
        for each in desk.drafts()
        if not is_half(each.id)
    )


def visit_lines(desk: Desk, found: Waiting, on: date) -> tuple[VisitLine, ...]:
    visits = [each.record for each in found.shown if isinstance(each.record, FollowUp)]
    names = lists.names(desk.postbox.store, (each.household_id for each in visits))
    return tuple(visit_line(desk, each, names.get(each.household_id, ()), on) for each in visits)


def visit_line(desk: Desk, visit: FollowUp, names: tuple[str, ...], on: date) -> VisitLine:
    due_on = day_of(visit.due_on) or on
    return VisitLine(
        id=visit.id,
        household_id=visit.household_id,
        consultation_id=visit.consultation_id,
        names=names,
        way=visit.way,
        text=visit.text,
        question=visit.question,
        who=desk.keys.named(visit.by),
        due_on=due_on,
        overdue=(on - due_on).days,
    )


def day_of(iso: str) -> date | None:
    """None for words that are no day."""
    try:
        return datetime.fromisoformat(iso).date()
    except ValueError:
        return None


def answer_lines(store: Store, found: Waiting) -> tuple[AnswerLine, ...]:
    answers = [each.record for each in found.shown if isinstance(each.record, FromCity)]
    filed = {each.about: lists.filed_under(store, each.about) for each in answers}
    names = lists.names(store, (household_id for household_id, _talk in filed.values()))
    return tuple(answer_line(each, filed[each.about], names.get(filed[each.about][0], ())) for each in answers)


def answer_line(answer: FromCity, filed: tuple[str, str], names: tuple[str, ...]) -> AnswerLine:
    agency, words, text = said(answer)
    return AnswerLine(
        id=answer.id,
        about=answer.about,
        household_id=filed[0],
        consultation_id=filed[1],
        names=names,
        agency=agency,
        words=words,
        text=text,
        by=answer.by,
        at=parse_moment(answer.at) if answer.at else None,
    )


def said(answer: FromCity) -> tuple[str, str, str]:
    """(who, what in a word, the text as it was written)."""
    match answer:
        case AgencyAnswer():
            return answer.agency, str(answer.state or _("知らせ")), answer.text
        case Confirmation():
            words = _("緊急度を下げてよい") if answer.confirmed else _("緊急度は下げない")
            return _("市の推進員"), words, answer.text
        case Task():
            until = _("（{day}まで）").format(day=answer.until) if answer.until else ""
            return answer.who, _("会議で決まったこと"), f"{answer.what}{until}"
        case _:
            return _("市の推進員"), _("開きました"), ""


def call_lines(desk: Desk) -> tuple[CallLine, ...]:
    """Letters to telephone about: the highest level first, then whose time ended first."""
    store, now = desk.postbox.store, desk.due_moment()
    waiting = [each.record for each in lists.unheard_referrals(store) if isinstance(each.record, Referral)]
    overdue = [each for each in waiting if each.due_at and parse_moment(each.due_at) <= now]
    states = [desk.postbox.followed(each, now) for each in overdue]
    calls = sorted((each for each in states if each.call), key=lambda each: (-each.referral.level, each.due_at or now))
    names = lists.names(store, (each.referral.household_id for each in calls))
    return tuple(
        CallLine(
            id=each.referral.id,
            household_id=each.referral.household_id,
            consultation_id=each.referral.consultation_id,
            names=names.get(each.referral.household_id, ()),
            agency=each.referral.agency,
            level=each.referral.level,
            due_at=each.due_at or now,
            words=call_words(each),
        )
        for each in calls
    )


def conflict_lines(store: Store, conflicts: Iterable[Conflict]) -> tuple[ConflictLine, ...]:
    filed = [(each, lists.filed_under(store, each.record_id)[0]) for each in conflicts]
    names = lists.names(store, (household_id for _each, household_id in filed))
    return tuple(
        ConflictLine(conflict=each, household_id=household_id, names=names.get(household_id, ()))
        for each, household_id in filed
    )


# Doing something about it


def finish_follow_up(desk: Desk, follow_up_id: str, note: str = "") -> FollowUp:
    """The visit was made, the question asked. `note`: what came of it."""
    shown, visit = desk.postbox.shown(follow_up_id, FollowUp)
    done = msgspec.structs.replace(visit, done_at=desk.now().isoformat(), done_by=desk.me.id, outcome=note)
    desk.check((done,))
    desk.postbox.store.save((Edit(done, shown),), "finish_follow_up", follow_up_id)
    return done


def move_follow_up(desk: Desk, follow_up_id: str, due_on: str) -> FollowUp:
    """Another day (ISO). Raises FieldError for what is no day."""
    check_day(due_on)
    shown, visit = desk.postbox.shown(follow_up_id, FollowUp)
    moved = msgspec.structs.replace(visit, due_on=due_on)
    desk.postbox.store.save((Edit(moved, shown),), "move_follow_up", follow_up_id)
    return moved


def add_follow_up(
    desk: Desk, household_id: str, due_on: str, text: str = "", way: str = "", consultation_id: str = ""
) -> FollowUp:
    """A visit or call to come, for the one at the desk to do."""
    check_day(due_on)
    visit = FollowUp(
        id=new_id(), household_id=household_id, consultation_id=consultation_id, due_on=due_on, way=way, text=text,
        by=desk.me.id,
    )  # fmt: skip
    desk.check((visit,))
    desk.postbox.store.save((Edit(visit),), "add_follow_up", visit.id)
    return visit


def mark_read(desk: Desk, answer_ids: Iterable[str]) -> int:
    """Answers that someone has read: they leave 今日 on every desk of the district. Returns how many."""
    found = [desk.postbox.shown(each, FromCity) for each in answer_ids]
    edits = [
        Edit(msgspec.structs.replace(answer, read=answer.read | {desk.me.id}), shown)
        for shown, answer in found
        if desk.me.id not in answer.read
    ]
    if edits:
        desk.postbox.store.save(edits, "read_answers")
    return len(edits)


def check_day(due_on: str) -> None:
    """Raises FieldError."""
    try:
        date.fromisoformat(due_on)
    except ValueError:
        raise FieldError(
            "due_on", _("予定の日が、日付として読みとれません。"), _("日付を選び直してください。")
        ) from None
