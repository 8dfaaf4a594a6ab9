"""Replays practice cases into a desk: each recorded once, assessed, and printed where a folder is given."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from i18n import _
from kyosei_desk import disk
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, FieldError, NotAllowed
from kyosei_desk.japanese import hidden_marks
from kyosei_desk.practice.cases import (
    REASON_LEFT_OPEN,
    BadCase,
    Case,
    as_bad_case,
    intake_of,
    name_of,
    parse_case,
    readable,
    unknown_fields,
)
from kyosei_desk.records import Consultation
from kyosei_desk.sealing import digest

LONGEST_NAME, SHORT_NAME = 100, 40


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one case, in the words of the case files; field order is the order printed."""

    id: str
    level: str
    findings: list[str]
    calls: list[str]
    agencies: dict[str, str]
    unheard: list[str]
    closable: bool
    conference_candidate: bool
    resource_gap: bool
    issue_count: int
    sheet: str | None


class Remark(msgspec.Struct, frozen=True):
    """Something a person should know of a case that was recorded all the same. `failed`: a sheet was not made."""

    sentence: str
    failed: bool = False


def replay(desk: Desk, items: Iterable[Any], sheets: Path | None) -> Iterator[Outcome | BadCase | Remark]:
    """Each case of the file in its order. An outcome is yielded only once its case is durable."""
    first: dict[str, Any] = {}
    for place, item in enumerate(items, start=1):
        try:
            case = parse_case(item, place)
            yield from remarks(case, item)
            consultation = recorded(desk, case)
            yield from repeated(case, item, first.setdefault(case.id, item))
            yield from outcomes(desk, consultation, sheets)
        except BadCase as problem:
            yield problem
        except FieldError as error:
            yield as_bad_case(name_of(item, place), error)
        except NotAllowed as error:  # recorded, and restricted to others meanwhile
            yield Remark(f"{name_of(item, place)}: {error}", failed=True)


def recorded(desk: Desk, case: Case) -> Consultation:
    """The consultation of this case: found by its id, or recorded now."""
    known = desk.by_case_id(case.id)
    if known is not None:
        return known
    definition = desk.checklist
    intake = intake_of(case, definition.asked(), definition.version, desk.me.id)
    return desk.record(intake, REASON_LEFT_OPEN)


def remarks(case: Case, item: Any) -> Iterator[Remark]:
    """What was kept as typed but may deceive the eye, and what the form does not know."""
    if any(hidden_marks(text) for text in texts_of(msgspec.to_builtins(case))):
        yield Remark(
            _("{id}: 見えない記号がふくまれています。記録はそのまま残し、紙には〔見えない記号〕と出します。").format(
                id=readable(case.id)
            )
        )
    for field in unknown_fields(item):
        yield Remark(
            _("{id}: 「{field}」という項目は、残していません。ほかは残しました。").format(
                id=readable(case.id), field=readable(field)
            )
        )


def repeated(case: Case, item: Any, first: Any) -> Iterator[Remark]:
    """A file that gives one id to two different cases: only the first is recorded, and a person is told."""
    if item != first:
        yield Remark(
            _(
                "{id}: 同じ番号で、中身の違う事例があります。はじめのものだけを残しました。番号を変えてください。"
            ).format(id=readable(case.id))
        )


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a value, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_of(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_of(part)


def outcomes(desk: Desk, consultation: Consultation, sheets: Path | None) -> Iterator[Outcome | Remark]:
    """What came of a recorded case. A sheet that could not be made takes nothing from the record."""
    try:
        sheet = printed(desk, consultation, sheets)
    except DeskError as error:
        sheet = None
        yield Remark(f"{readable(consultation.case_id)}: {error}", failed=True)
    yield outcome_of(desk, consultation, sheet)


def outcome_of(desk: Desk, consultation: Consultation, sheet: str | None) -> Outcome:
    """The assessment of a recorded consultation in the words of the case files."""
    assessment = desk.assess(consultation.id)
    result = assessment.result
    return Outcome(
        id=consultation.case_id,
        level=result.level.name,
        findings=sorted(finding.id for finding in result.findings),
        calls=sorted(result.calls),
        agencies={each.agency: str(each.action) for each in assessment.decisions},
        unheard=sorted(result.unheard),
        closable=assessment.closable,
        conference_candidate=result.conference_candidate,
        resource_gap=result.resource_gap,
        issue_count=assessment.issues,
        sheet=sheet,
    )


def printed(desk: Desk, consultation: Consultation, sheets: Path | None) -> str | None:
    """The path of the 相談票, or None where none is wanted."""
    if sheets is None:
        return None
    path = sheets / f"{file_name(consultation.case_id)}.pdf"
    pdf = desk.print_record(consultation.id).pdf
    with disk.in_words():
        sheets.mkdir(parents=True, exist_ok=True)
    disk.write_whole(path, pdf)
    return str(path)


def file_name(case_id: str) -> str:
    """A case id as a file name on every system: letters and digits stay, the rest becomes its code point.

    Whatever is long, not ASCII or has small letters carries a digest: Windows does not tell A from a.
    """
    name = "".join(sign if sign.isalnum() or sign in "-_" else f"~{ord(sign):x}" for sign in case_id)
    plain = name.isascii() and len(name) <= LONGEST_NAME and name.upper() == name
    return name if plain else f"{name[:SHORT_NAME]}-{digest(case_id.encode()).hex()[:12]}"
