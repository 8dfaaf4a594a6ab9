"""Reads a file of practice cases: untrusted JSON in, intakes or clear problems out.

The form is that of the project's practice data (`cases.json`): a list of objects with `id`, `taken_at`, `consent` and
much that may be missing. One bad case never stops the others.
"""

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec

from i18n import _
from kyosei_desk.clock import parse_moment
from kyosei_desk.errors import DeskError, FieldError
from kyosei_desk.intake import Intake
from kyosei_desk.japanese import clean, parse_birth, shown
from kyosei_desk.records import (
    Answer,
    Consent,
    ConsentState,
    Consultation,
    Gap,
    Household,
    Member,
    Source,
    Statement,
    Visitor,
    new_id,
)

A = TypeVar("A")
PRACTICE_CASES = Path(__file__).with_name("cases.json")
REASON_LEFT_OPEN = "聞けなかった（事例の取りこみ）"
"""Where a consultation can lie; a year far outside is a slip, and no calendar reckons with it."""

LONGEST_SHOWN = 50
LONGEST_NUMBER = 1000
"""Digits; Python itself refuses to read a few thousand, and with them the whole file."""

UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

Minutes = Annotated[int, msgspec.Meta(ge=0, le=24 * 60)]


class CaseVisitor(msgspec.Struct, frozen=True):
    relation: str = ""
    name: str = ""
    phone: str = ""


class CaseAddress(msgspec.Struct, frozen=True):
    postal: str = ""
    text: str = ""


class CaseMember(msgspec.Struct, frozen=True):
    name: str = ""
    kana: str = ""
    relation: str = ""
    born: str = ""
    gender: str = ""
    language: str = ""
    issues: tuple[str, ...] = ()


class CaseStatement(msgspec.Struct, frozen=True):
    source: Source
    text: str


class CaseGap(msgspec.Struct, frozen=True):
    field: str = ""
    kind: str = ""
    note: str = ""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One case as it stands in the file, its types checked and its labels not yet."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    taken_at: str
    consent: ConsentState
    title: str = ""
    channel: str = ""
    visitor: CaseVisitor = CaseVisitor()
    members: tuple[CaseMember, ...] = ()
    address: CaseAddress = CaseAddress()
    statements: tuple[CaseStatement, ...] = ()
    wish: str = ""
    topics: tuple[str, ...] = ()
    main_topic: str = ""
    answers: dict[str, Answer | None] = msgspec.field(default_factory=dict)
    sub_answers: dict[str, Answer] = msgspec.field(default_factory=dict)
    others: Answer | None = None
    response: tuple[str, ...] = ()
    minutes: Minutes | None = None
    next_contact: str = ""
    gap: CaseGap | None = None
    activity: str = ""
    client_group: str = ""


WHOLE = _("事例の全体")
KNOWN = frozenset(Case.__struct_fields__) | {"expect"}


class BadCase(DeskError):
    """A case that cannot be recorded. `case_id` names it (its place in the file where it has no id)."""

    def __init__(self, case_id: str, field: str, happened: str, todo: str = "") -> None:
        super().__init__(
            happened,
            _("この事例は残していません。ほかの事例はそのままです。"),
            todo or _("この項目を直して、もう一度読みこんでください。"),
        )
        self.case_id = case_id
        self.field = field

    def __str__(self) -> str:
        return f"{readable(self.case_id)}: {self.field}: {super().__str__()}"


def readable(text: str) -> str:
    """An id or a key from a file for a person's eye: short, one line, and no sign that could deceive a terminal."""
    short = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return UNSHOWABLE.sub("\ufffd", shown(short))


def read_cases(path: Path) -> list[Any]:
    """The raw list in the file; raises DeskError when it is no JSON list."""
    try:
        content = json.loads(path.read_bytes(), parse_int=number)
    except OSError as error:
        raise DeskError(
            _("事例のファイルを開けませんでした。"),
            _("記録はそのままです。"),
            _("ファイルの場所と名前を確かめてください。"),
        ) from error
    except (ValueError, RecursionError) as error:
        raise unreadable() from error
    if not isinstance(content, list):
        raise unreadable()
    return content


def number(digits: str) -> float:
    """A whole number; one of absurd length as infinity, so that its field is refused and not the whole file."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else float("inf")


def unreadable() -> DeskError:
    return DeskError(
        _("事例のファイルの形を読みとれませんでした。"),
        _("記録はそのままです。"),
        _("JSON の一覧（[ で始まる形）かどうかを確かめてください。"),
    )


def parse_case(item: Any, place: int) -> Case:
    """One case; raises BadCase naming the id and the field."""
    case_id = name_of(item, place)
    try:
        case = msgspec.convert(without_nulls(item), Case)
        clean("id", case.id)
    except msgspec.ValidationError as error:
        field = field_of(str(error))
        raise BadCase(case_id, field, _("「{field}」を読みとれませんでした。").format(field=field)) from None
    except FieldError as error:
        raise as_bad_case(case_id, error) from None
    except UnicodeEncodeError:
        raise BadCase(case_id, WHOLE, _("項目の名前に、こわれた文字があります。")) from None
    except RecursionError:
        raise BadCase(case_id, WHOLE, _("入れ子が深すぎます。")) from None
    return case


def name_of(item: Any, place: int) -> str:
    """The case's id, or its place in the file."""
    found = item.get("id") if isinstance(item, dict) else None
    return found if isinstance(found, str) and found else _("{place}番目").format(place=place)


def unknown_fields(item: Any) -> tuple[str, ...]:
    """Keys of a case that the form does not know: they are not recorded, and a person is told so."""
    return tuple(sorted(set(item) - KNOWN)) if isinstance(item, dict) else ()


def without_nulls(value: Any, *, kept: str = "answers") -> Any:
    """The value with every `null` key left out: null means missing. An answer's null says that it was left open."""
    if isinstance(value, dict):
        return {key: part if key == kept else without_nulls(part) for key, part in value.items() if part is not None}
    if isinstance(value, list):
        return [without_nulls(part) for part in value]
    return value


def field_of(message: str) -> str:
    """The field a validation message is about, with the field it stands in; never the value, never a key."""
    path = message.rpartition("`$")[2].rstrip("`") if "`$" in message else ""
    missing = f".{message.split('`')[1]}" if "missing required field" in message else ""
    return re.sub(r"\[\.\.\.\]", "", path + missing).strip(".") or WHOLE


def intake_of(case: Case, questions: tuple[str, ...], checklist: str, taken_by: str) -> Intake:
    """The case as records. `questions` are the ids a person can answer; raises BadCase for what no record can hold."""
    taken_at = moment_of(case)
    household_id = new_id()
    members = tuple(member_of(member, household_id, place) for place, member in enumerate(case.members))
    consultation = Consultation(
        id=new_id(),
        household_id=household_id,
        case_id=case.id,
        taken_at=taken_at.isoformat(),
        title=case.title,
        channel=case.channel,
        taken_by=taken_by,
        visitor=Visitor(relation=case.visitor.relation, name=case.visitor.name, phone=case.visitor.phone),
        statements=statements_of(case),
        wish=case.wish,
        topics=frozenset(case.topics),
        main_topic=case.main_topic,
        checklist=checklist,
        answers=answers_of(case, questions),
        sub_answers=known_answers(case.id, "sub_answers", case.sub_answers, questions),
        response=frozenset(case.response),
        minutes=case.minutes,
        next_contact=next_contact_of(case),
        activity=case.activity,
        client_group=case.client_group,
    )
    return Intake(
        household=Household(id=household_id, postal=case.address.postal, address=case.address.text),
        members=members,
        consultation=consultation,
        consents=(consent_of(case, members, consultation, taken_at),),
        gaps=gaps_of(case, consultation),
    )


def moment_of(case: Case) -> datetime:
    """When the consultation took place; a time without a zone is Japan's."""
    try:
        return parse_moment(case.taken_at)
    except ValueError:
        raise BadCase(case.id, "taken_at", _("1900年から2199年までの日時として読みとれませんでした。")) from None


def next_contact_of(case: Case) -> str:
    try:
        return date.fromisoformat(case.next_contact).isoformat() if case.next_contact else ""
    except ValueError:
        raise BadCase(case.id, "next_contact", _("日付を読みとれませんでした。")) from None


def member_of(member: CaseMember, household_id: str, position: int) -> Member:
    return Member(
        id=new_id(),
        household_id=household_id,
        position=position,
        name=member.name,
        kana=member.kana,
        relation=member.relation,
        born=parse_birth(member.born),
        gender=member.gender,
        language=member.language,
        issues=frozenset(member.issues),
    )


def statements_of(case: Case) -> dict[str, Statement]:
    return {
        new_id(): Statement(source=each.source, text=each.text, position=place)
        for place, each in enumerate(case.statements)
    }


def answers_of(case: Case, questions: tuple[str, ...]) -> dict[str, Answer]:
    """The answers given; the rest take `others`, but for those named with null: no answer is never いいえ."""
    given = known_answers(case.id, "answers", case.answers, questions)
    rest = {} if case.others is None else dict.fromkeys(questions, case.others)
    return {key: answer for key, answer in (rest | given).items() if answer is not None}


def known_answers(case_id: str, field: str, answers: dict[str, A], questions: tuple[str, ...]) -> dict[str, A]:
    if not set(answers) <= set(questions):
        raise BadCase(case_id, field, _("確認シートにない質問があります。"))
    return answers


def consent_of(case: Case, members: tuple[Member, ...], consultation: Consultation, taken_at: datetime) -> Consent:
    """The person's own consent, full scope: the form of the cases gives no other."""
    asked = case.consent in (ConsentState.GIVEN, ConsentState.REFUSED)
    own = next((member.id for member in members if member.relation == "本人"), members[0].id if members else "")
    return Consent(
        id=new_id(),
        household_id=consultation.household_id,
        member_id=own,
        consultation_id=consultation.id,
        state=case.consent,
        asked_on=taken_at.date().isoformat() if asked else "",
        asked_by=consultation.taken_by if asked else "",
    )


def gaps_of(case: Case, consultation: Consultation) -> tuple[Gap, ...]:
    if case.gap is None:
        return ()
    gap = Gap(
        id=new_id(),
        household_id=consultation.household_id,
        consultation_id=consultation.id,
        field=case.gap.field,
        kind=case.gap.kind,
        note=case.gap.note,
    )
    return (gap,)


def as_bad_case(case_id: str, error: FieldError) -> BadCase:
    """A field the vocabulary or the text rules refuse, as a problem of its case."""
    return BadCase(case_id, error.field, error.happened, error.todo)
