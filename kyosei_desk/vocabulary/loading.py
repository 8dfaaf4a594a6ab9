"""Reads the lists, the agencies and the numbers from TOML, and refuses what does not hold, naming the line."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.resources import files
from typing import Annotated, Literal

import msgspec

from i18n import _
from kyosei_desk.datafile import line_of, read_toml
from kyosei_desk.errors import DefinitionError
from kyosei_desk.vocabulary.lists import UNKNOWN_ISSUE, Vocabulary
from kyosei_desk.vocabulary.numbers import Number

LISTS, AGENCIES, NUMBERS = "lists.toml", "agencies.toml", "numbers.toml"
COUNTS = {"topics": 16, "issues": 27, "activities": 14, "client_groups": 4}
"""How many labels the official forms have; a version with more or fewer would break the statistics."""

NEEDED = ("119", "110", "189")
FORBIDDEN = frozenset({"9999"})
"""Digits of numbers that must never be told to anyone (domain.md §4)."""

DIALLED = re.compile(r"#?[0-9]+(-[0-9]+)*")

Word = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Day = Annotated[str, msgspec.Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]
Version = Annotated[str, msgspec.Meta(pattern=r"^[0-9]+(\.[0-9]+)*$")]
Path = tuple[str | int, ...]
Fault = tuple[Path, str]
"""Where in the file, and a sentence."""


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a data file: a misspelt field is an error, never a silent loss."""


class LabelList(Strict, frozen=True):
    source: Word
    labels: tuple[Word, ...]


class IssueList(Strict, frozen=True):
    source: Word
    unknown: Word
    labels: tuple[Word, ...]


class ListsFile(Strict, frozen=True):
    version: Version
    checked_at: Day
    topics: LabelList
    issues: IssueList
    channels: LabelList
    relations: LabelList
    genders: LabelList
    livings: LabelList
    responses: LabelList
    activities: LabelList
    client_groups: LabelList
    gap_kinds: LabelList
    consent_ways: LabelList


class AgencyField(Strict, frozen=True):
    name: Word
    kinds: tuple[Word, ...]


class AgenciesFile(Strict, frozen=True):
    version: Version
    checked_at: Day
    source: Word
    field: tuple[AgencyField, ...]


class NumberEntry(Strict, frozen=True):
    number: Word
    name: Word
    use: Word
    hours: str
    source: Word
    verified_at: Day
    status: Literal["確認済み", "未確認"]
    region: str


class NumbersFile(Strict, frozen=True):
    version: Version
    number: tuple[NumberEntry, ...]


def builtin_vocabulary() -> Vocabulary:
    """The lists that ship with the desk."""
    here = files(__package__)
    return load_vocabulary(*((here / name).read_text("utf-8") for name in (LISTS, AGENCIES, NUMBERS)))


def load_vocabulary(lists: str, agencies: str, numbers: str) -> Vocabulary:
    """A version from the text of its three files; raises DefinitionError naming file and line."""
    listed = read_toml(lists, LISTS, ListsFile)
    refuse(lists, LISTS, list_faults(listed))
    kinds = read_toml(agencies, AGENCIES, AgenciesFile)
    refuse(agencies, AGENCIES, agency_faults(kinds))
    dialled = read_toml(numbers, NUMBERS, NumbersFile)
    refuse(numbers, NUMBERS, number_faults(dialled))
    return vocabulary_of(listed, kinds, dialled)


def refuse(text: str, source: str, faults: Iterator[Fault]) -> None:
    for path, sentence in faults:
        raise DefinitionError(source, line_of(text, path), sentence)


def list_faults(lists: ListsFile) -> Iterator[Fault]:
    for name in (each for each in lists.__struct_fields__ if each not in {"version", "checked_at"}):
        part: LabelList | IssueList = getattr(lists, name)
        path: Path = (name, "labels")
        yield from label_faults(path, part.labels)
        if len(part.labels) != COUNTS.get(name, len(part.labels)):
            yield path, _("「{name}」は{count}個の公式の一覧です。").format(name=name, count=COUNTS[name])
    if lists.issues.unknown != UNKNOWN_ISSUE or UNKNOWN_ISSUE in lists.issues.labels:
        yield ("issues", "unknown"), _("不明の区分は「{label}」です。").format(label=UNKNOWN_ISSUE)
    yield from day_faults(("checked_at",), lists.checked_at)


def label_faults(path: Path, labels: Sequence[str]) -> Iterator[Fault]:
    if not labels:
        yield path, _("一覧が空です。")
    for place, label in enumerate(labels):
        if label != label.strip() or not label:
            yield (*path, place), _("言葉が空か、前後に空白があります。")
        if label in labels[:place]:
            yield (*path, place), _("同じ言葉が2回あります。")


def agency_faults(agencies: AgenciesFile) -> Iterator[Fault]:
    names = [each.name for each in agencies.field]
    for place, each in enumerate(agencies.field):
        yield from label_faults(("field", place, "kinds"), each.kinds)
        if each.name in names[:place] or not each.name.strip():
            yield ("field", place, "name"), _("分野の名前が空か、2回あります。")
    if not agencies.field:
        yield ("field",), _("一覧が空です。")
    yield from day_faults(("checked_at",), agencies.checked_at)


def number_faults(numbers: NumbersFile) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, entry in enumerate(numbers.number):
        path: Path = ("number", place, "number")
        digits = re.sub(r"\D", "", entry.number)
        if not DIALLED.fullmatch(entry.number):
            yield path, _("電話番号の形が合いません。")
        if digits in FORBIDDEN:
            yield path, _("この番号は載せられません。")
        if entry.number.replace("-", "") in seen:
            yield path, _("同じ番号が2回あります。")
        seen.add(entry.number.replace("-", ""))
        yield from check_faults(("number", place, "verified_at"), entry)
    for needed in NEEDED:
        if needed not in seen:
            yield ("number",), _("{number} は外せません。").format(number=needed)


def check_faults(path: Path, entry: NumberEntry) -> Iterator[Fault]:
    """A confirmed number says when; a number to call in danger is never a confirmed one without a day."""
    yield from day_faults(path, entry.verified_at)
    if entry.status == "確認済み" and not entry.verified_at:
        yield path, _("確認済みの番号には、確かめた日が要ります。")


def day_faults(path: Path, day: str) -> Iterator[Fault]:
    try:
        date.fromisoformat(day or "2026-10-01")
    except ValueError:
        yield path, _("日付の形が合いません。")


def vocabulary_of(lists: ListsFile, agencies: AgenciesFile, numbers: NumbersFile) -> Vocabulary:
    return Vocabulary(
        version=lists.version,
        topics=lists.topics.labels,
        issues=(*lists.issues.labels, lists.issues.unknown),
        channels=lists.channels.labels,
        relations=lists.relations.labels,
        genders=lists.genders.labels,
        livings=lists.livings.labels,
        responses=lists.responses.labels,
        activities=lists.activities.labels,
        client_groups=lists.client_groups.labels,
        gap_kinds=lists.gap_kinds.labels,
        consent_ways=lists.consent_ways.labels,
        agencies={each.name: each.kinds for each in agencies.field},
        numbers=tuple(number_of(each) for each in numbers.number),
    )


def number_of(entry: NumberEntry) -> Number:
    return Number(
        number=entry.number,
        name=entry.name,
        use=entry.use,
        hours=entry.hours,
        source=entry.source,
        verified_at=entry.verified_at,
        confirmed=entry.status == "確認済み",
        region=entry.region,
    )
