"""Reads the lists from TOML, and refuses what does not hold, naming the line; the three files make one vocabulary."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from i18n import _
from kyosei_desk.datafile import read_toml
from kyosei_desk.vocabulary.agencies import AgencyList, builtin_agencies, load_agencies
from kyosei_desk.vocabulary.form import Day, Fault, Path, Strict, Version, Word, day_faults, label_faults, refuse
from kyosei_desk.vocabulary.lists import UNKNOWN_ISSUE, Vocabulary
from kyosei_desk.vocabulary.numbers import NumberList, builtin_numbers, load_numbers

LISTS = "lists.toml"
COUNTS = {"topics": 16, "issues": 27, "activities": 14, "client_groups": 4, "other_activities": 6}
"""How many labels the official forms have; a version with more or fewer would break the statistics."""


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
    other_activities: LabelList
    visit_channels: LabelList
    gap_kinds: LabelList
    consent_ways: LabelList


@cache
def builtin_vocabulary() -> Vocabulary:
    """The lists that ship with the desk."""
    lists = load_lists((files(__package__) / LISTS).read_text("utf-8"))
    return vocabulary_of(lists, builtin_agencies(), builtin_numbers())


def load_vocabulary(lists: str, agencies: str, numbers: str) -> Vocabulary:
    """A version from the text of its three files; raises DefinitionError naming file and line."""
    return vocabulary_of(load_lists(lists), load_agencies(agencies), load_numbers(numbers))


def load_lists(text: str) -> ListsFile:
    read = read_toml(text, LISTS, ListsFile)
    refuse(text, LISTS, list_faults(read))
    return read


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


def vocabulary_of(lists: ListsFile, agencies: AgencyList, numbers: NumberList) -> Vocabulary:
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
        other_activities=lists.other_activities.labels,
        visit_channels=lists.visit_channels.labels,
        gap_kinds=lists.gap_kinds.labels,
        consent_ways=lists.consent_ways.labels,
        agencies=agencies.fields,
        numbers=numbers.life_first(),
    )
