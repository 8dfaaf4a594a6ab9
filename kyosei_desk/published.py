"""What a city publishes to its desks: the kinds, and the form of each. Pure.

Whoever it came through, it is read by the same loaders as the files that ship. `verdicts.py` says what may count,
`in_force.py` what does.
"""

import re
import unicodedata
from enum import StrEnum
from typing import TypeAlias

import msgspec

from i18n import _
from kyosei_desk.checklist import Definition, check_floor, load
from kyosei_desk.datafile import parsed
from kyosei_desk.errors import DefinitionError, FieldError
from kyosei_desk.japanese import clean, hidden_marks, shown
from kyosei_desk.japanese.text import texts
from kyosei_desk.practice.training import Rules, Training, load_training
from kyosei_desk.vocabulary import (
    AgencyList,
    Board,
    Directory,
    NumberList,
    check_number_floor,
    load_agencies,
    load_board,
    load_directory,
    load_numbers,
)

LIMIT_BYTES = 512 << 10
"""Of one publication, in UTF-8."""

NEVER_TOLD = re.compile(r"[#♯][\s-]*9[\s-]*9[\s-]*9[\s-]*9(?!\d)")
"""The number that may stand in no text, however it is typed (after NFKC); domain.md §4."""


class Kind(StrEnum):
    """The kinds this version of the program can read."""

    CHECKLIST = "checklist"
    NUMBERS = "numbers"
    AGENCIES = "agencies"
    DIRECTORY = "directory"
    NOTICE = "notice"
    TRAINING = "training"


Content: TypeAlias = Definition | NumberList | AgencyList | Directory | Board | Training

TELLING = {
    "question": Kind.CHECKLIST,
    "number": Kind.NUMBERS,
    "field": Kind.AGENCIES,
    "office": Kind.DIRECTORY,
    "notice": Kind.NOTICE,
    "cases": Kind.TRAINING,
}
"""The field at the top of a file that tells its kind."""


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """One bulletin without its seal. `number` counts all of a city's from 1, `published_at` is seconds since 1970;
    `kind` may be one that this version does not know."""

    number: int
    kind: str
    version: str
    published_at: int
    content: str


class Context(msgspec.Struct, frozen=True):
    """What a publication must fit: the kinds of agencies and the questions in force."""

    kinds: frozenset[str]
    rules: Rules


def kind_words(kind: str) -> str:
    """The kind as a person calls it."""
    words = {
        Kind.CHECKLIST: _("つなぎ確認シート"),
        Kind.NUMBERS: _("緊急・相談の番号"),
        Kind.AGENCIES: _("機関の種類"),
        Kind.DIRECTORY: _("窓口の一覧"),
        Kind.NOTICE: _("お知らせ"),
        Kind.TRAINING: _("練習の事例"),
    }
    return words[Kind(kind)] if kind in list(Kind) else _("新しい種類")


def title_of(item: Publication) -> str:
    """How a sentence names it."""
    return _("市の配布{number}（{kind} 第{version}版）").format(
        number=item.number, kind=kind_words(item.kind), version=shown(item.version)
    )


def recognised(text: str, source: str) -> tuple[Kind, str]:
    """The kind and the version of a file that is to be published; raises DefinitionError where it is none."""
    content = parsed(text, source)
    found = [kind for field, kind in TELLING.items() if field in content]
    version = content.get("version")
    if len(found) != 1 or not isinstance(version, str):
        raise DefinitionError(source, 0, _("市が配れるどの種類のファイルか、わかりません。"))
    return found[0], version


def read(item: Publication, context: Context | None = None) -> Content:
    """The content by the loader of its kind; raises DefinitionError naming the line.

    Without a context it is looked at by itself: so is read what was found to fit once.
    """
    text, source = item.content, title_of(item)
    check_size(text, source)
    check_signs(text, source)
    content = loaded(Kind(item.kind), text, source, context)
    check_texts(content, text, source)
    if content.version != item.version:
        raise DefinitionError(source, 0, _("中の版の番号が、配布の版の番号とちがいます。"))
    return content


def loaded(kind: Kind, text: str, source: str, context: Context | None) -> Content:
    kinds = context.kinds if context else None
    match kind:
        case Kind.CHECKLIST:
            definition = load(text, source, kinds)
            check_floor(definition, text, source)
            return definition
        case Kind.NUMBERS:
            numbers = load_numbers(text, source)
            check_number_floor(numbers, text, source)
            return numbers
        case Kind.AGENCIES:
            return load_agencies(text, source)
        case Kind.DIRECTORY:
            return load_directory(text, source, kinds)
        case Kind.NOTICE:
            return load_board(text, source)
        case Kind.TRAINING:
            return load_training(text, source, context.rules if context else None)


def readable(item: Publication) -> bool:
    """Whether the content can be read by itself."""
    try:
        read(item)
    except DefinitionError:
        return False
    return True


def check_size(text: str, source: str) -> None:
    if len(text) > LIMIT_BYTES or len(text.encode("utf-8", "replace")) > LIMIT_BYTES:
        raise DefinitionError(source, 0, _("ファイルが大きすぎます。"))


def check_signs(text: str, source: str) -> None:
    """Raises DefinitionError for signs that could deceive the eye, as they stand in the file."""
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        check_text(line, source, number)


def check_text(text: str, source: str, line: int) -> None:
    if hidden_marks(text):
        raise DefinitionError(source, line, _("目に見えない記号がふくまれています。"))
    if NEVER_TOLD.search(unicodedata.normalize("NFKC", text)):
        raise DefinitionError(source, line, _("この番号は載せられません。"))
    try:
        clean("", text, LIMIT_BYTES)
    except FieldError:
        raise DefinitionError(source, line, _("文字でない記号がふくまれています。")) from None


def check_texts(content: Content, text: str, source: str) -> None:
    """The same for what stands there as an escape (`\\u202e`): seen only once it is read."""
    line = line_of_escape(text)
    for _field, part in texts(msgspec.to_builtins(content), ""):
        check_text(part, source, line)


def line_of_escape(text: str) -> int:
    """The first line (1-based) with an escape; 0 where there is none."""
    start = re.search(r"\\[uU][0-9a-fA-F]{4}", text)
    return text.count("\n", 0, start.start()) + 1 if start else 0
