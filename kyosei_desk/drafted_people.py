"""People of a form that move: a talk goes over to a household that is known, a member goes and comes back. Pure.

Nothing that was typed is lost: what has no place in the known record stands in a note of the talk.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from i18n import _
from kyosei_desk.drafting import Form
from kyosei_desk.intake import Intake
from kyosei_desk.japanese import fold
from kyosei_desk.records import Birth, Consent, Household, Member, Note, Phone, Record, Statement, new_id

R = TypeVar("R", bound=Record)
FILED_UNDER = ("consents", "gaps", "referrals", "follow_ups", "notes")

HOME_WORDS = {
    "postal": _("郵便番号"), "address": _("住所"), "building": _("建物"), "association": _("自治会"),
    "beat": _("担当区域"), "phone": _("電話"),
}  # fmt: skip
MEMBER_WORDS = {
    "name": _("氏名"), "kana": _("ふりがな"), "other_name": _("通称"), "relation": _("続柄"), "living": _("同居・別居"),
    "gender": _("性別"), "born": _("生年月日"), "phone": _("電話"), "language": _("言葉"),
}  # fmt: skip
TICKS = ("no_fixed_abode", "address_withheld")


def carried(form: Form, home: Household, members: Sequence[Member]) -> Form:
    """The talk at a known household: blanks there are filled with what was typed, and nothing there is overwritten."""
    intake, left = form.intake, list[str]()
    settled = ticked(completed(home, intake.household, HOME_WORDS, left), intake.household)
    people, renamed = met(members, intake.members, home.id, left)
    talk = msgspec.structs.replace(
        intake.consultation, household_id=home.id, statements=about(intake.consultation.statements, renamed)
    )
    filed = {name: tuple(under(each, home.id, renamed) for each in getattr(intake, name)) for name in FILED_UNDER}
    fresh = msgspec.structs.replace(intake, household=settled, members=people, consultation=talk, **filed)
    known = form.known | {home.id, *(each.id for each in members)}
    return msgspec.structs.replace(form, intake=remarked(fresh, left), known=known)


def met(
    known: Sequence[Member], typed: Sequence[Member], home_id: str, left: list[str]
) -> tuple[tuple[Member, ...], dict[str, str]]:
    """Who is of the household now, and which typed member became which known one (ids)."""
    people, renamed = {each.id: each for each in known}, dict[str, str]()
    for member in typed:
        there = next((each for each in known if each.id not in renamed.values() and is_same(each, member)), None)
        if there is None:
            place = 1 + max((each.position for each in people.values()), default=-1)
            people[member.id] = msgspec.structs.replace(member, household_id=home_id, position=place)
        else:
            renamed[member.id] = there.id
            both = completed(there, member, MEMBER_WORDS, left)
            people[there.id] = msgspec.structs.replace(both, issues=there.issues | member.issues)
    return tuple(people.values()), renamed


def is_same(one: Member, other: Member) -> bool:
    """The same name or reading, and no two years of birth."""
    years = {one.born.year, other.born.year} - {0}
    names = {fold(one.name), fold(one.other_name)} - {""}
    alike = fold(other.name) in names or (bool(fold(one.kana)) and fold(one.kana) == fold(other.kana))
    return alike and len(years) < 2


def completed(known: R, typed: R, words: Mapping[str, str], left: list[str]) -> R:
    """The known record with its blanks filled; what differs goes to `left`, in words."""
    filled: dict[str, object] = {}
    for name, word in words.items():
        there, new = getattr(known, name), getattr(typed, name)
        if is_blank(new) or new == there:
            continue
        if is_blank(there):
            filled[name] = new
        elif fold(in_words(new)) != fold(in_words(there)):
            left.append(_("{word}：{value}").format(word=word, value=in_words(new)))
    return msgspec.structs.replace(known, **filled)


def ticked(known: Household, typed: Household) -> Household:
    """A place that is to be hidden stays hidden."""
    return msgspec.structs.replace(known, **{each: getattr(known, each) or getattr(typed, each) for each in TICKS})


def is_blank(value: object) -> bool:
    return value in ("", Phone(), Birth())


def in_words(value: object) -> str:
    match value:
        case Phone():
            return " ".join(each for each in (value.number, value.safe_hours) if each)
        case Birth():
            return value.said or "-".join(str(each) for each in (value.year, value.month, value.day) if each)
    return str(value)


def about(statements: Mapping[str, Statement], renamed: Mapping[str, str]) -> dict[str, Statement]:
    return {
        key: msgspec.structs.replace(each, member_id=renamed.get(each.member_id, each.member_id))
        for key, each in statements.items()
    }


def under(record: R, home_id: str, renamed: Mapping[str, str]) -> R:
    """A record filed under another household."""
    if isinstance(record, Consent):
        record = msgspec.structs.replace(record, member_id=renamed.get(record.member_id, record.member_id))
    return msgspec.structs.replace(record, household_id=home_id)


def remarked(intake: Intake, left: Iterable[str]) -> Intake:
    """The form with one note more, or more words on the note there is."""
    words = "\n".join(left)
    if not words:
        return intake
    text = _("この日に書いたこと\n{words}").format(words=words)
    talk = intake.consultation
    there = next(iter(intake.notes), None) or Note(
        id=new_id(), household_id=talk.household_id, consultation_id=talk.id, at=talk.taken_at, by=talk.taken_by
    )
    note = msgspec.structs.replace(there, text=f"{there.text}\n{text}".strip())
    return msgspec.structs.replace(intake, notes=(note, *intake.notes[1:]))


# A member goes, and comes back


def without_member(form: Form, member_id: str) -> Form:
    """Nobody is left who names them."""
    intake = form.intake
    fresh = msgspec.structs.replace(
        intake,
        members=tuple(each for each in intake.members if each.id != member_id),
        consents=tuple(each for each in intake.consents if each.member_id != member_id),
        consultation=msgspec.structs.replace(
            intake.consultation, statements=about(intake.consultation.statements, {member_id: ""})
        ),
    )
    return msgspec.structs.replace(form, intake=fresh)


def with_member_again(form: Form, before: Form, member_id: str) -> Form:
    """The member as they stood in `before`, with their consents and the statements about them."""
    intake, old = form.intake, before.intake
    own = [key for key, each in old.consultation.statements.items() if each.member_id == member_id]
    statements = {
        key: msgspec.structs.replace(each, member_id=member_id) if key in own else each
        for key, each in intake.consultation.statements.items()
    }
    fresh = msgspec.structs.replace(
        intake,
        members=in_order((*intake.members, *(each for each in old.members if each.id == member_id))),
        consents=(*intake.consents, *(each for each in old.consents if each.member_id == member_id)),
        consultation=msgspec.structs.replace(intake.consultation, statements=statements),
    )
    return msgspec.structs.replace(form, intake=fresh)


def moved(form: Form, member_id: str, by: int) -> Form:
    """The member so many places further on; every place is counted anew."""
    order = list(form.intake.members)
    at = next(place for place, each in enumerate(order) if each.id == member_id)
    order.insert(min(max(at + by, 0), len(order) - 1), order.pop(at))
    members = tuple(msgspec.structs.replace(each, position=place) for place, each in enumerate(order))
    return msgspec.structs.replace(form, intake=msgspec.structs.replace(form.intake, members=members))


def in_order(members: Sequence[Member]) -> tuple[Member, ...]:
    return tuple(sorted(members, key=lambda each: (each.position, each.id)))
