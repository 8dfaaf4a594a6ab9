"""The form that every data file of this room shares: strict fields, and faults that name their place. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, TypeAlias

import msgspec

from i18n import _
from kyosei_desk.datafile import line_of
from kyosei_desk.errors import DefinitionError

ONE_LINE = r"^\S(.*\S)?\Z"
Word = Annotated[str, msgspec.Meta(max_length=200, pattern=ONE_LINE)]
"""One line, not empty, no space at its ends."""

Remark = Annotated[str, msgspec.Meta(max_length=500, pattern=r"^(\S(.*\S)?)?\Z")]
"""One line, or nothing."""

Day = Annotated[str, msgspec.Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?\Z")]
"""ISO, or nothing where nobody checked."""

Version = Annotated[str, msgspec.Meta(max_length=40, pattern=r"^[0-9]+(\.[0-9]+)*\Z")]
Path: TypeAlias = tuple[str | int, ...]
Fault: TypeAlias = tuple[Path, str]
"""Where in the file, and a sentence."""


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a data file: a misspelt field is an error, never a silent loss."""


def refuse(text: str, source: str, faults: Iterable[Fault]) -> None:
    """Raises DefinitionError for the first fault, naming its line."""
    for path, sentence in faults:
        raise DefinitionError(source, line_of(text, path), sentence)


def label_faults(path: Path, labels: Sequence[str]) -> Iterator[Fault]:
    if not labels:
        yield path, _("一覧が空です。")
    for place, label in enumerate(labels):
        if label != label.strip() or not label:
            yield (*path, place), _("言葉が空か、前後に空白があります。")
        if label in labels[:place]:
            yield (*path, place), _("同じ言葉が2回あります。")


def day_faults(path: Path, day: str) -> Iterator[Fault]:
    try:
        date.fromisoformat(day or "2026-10-01")
    except ValueError:
        yield path, _("日付の形が合いません。")
