"""Reads the data files of the desk (TOML) into typed values, with errors that name the line.

Shared by the checklist and the vocabulary; it knows neither.
"""

import re
import tomllib
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from i18n import _
from kyosei_desk.errors import DefinitionError

T = TypeVar("T")
STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
HEADER = re.compile(r"^\s*\[\[?\s*[\w\"'][^,]*\]\s*(#.*)?$")
MANY_LINES = re.compile(r"(\"{3}|'{3}).*?\1", re.DOTALL)
MAX_CHARACTERS = 1_000_000

Path = Sequence[str | int]
"""Where a value stands: ("question", 3, "level"); places count from 0."""


def read_toml(text: str, source: str, form: type[T]) -> T:
    """The file as `form`; raises DefinitionError naming `source` and the line (1-based)."""
    try:
        return msgspec.convert(parsed(text, source), form)
    except msgspec.ValidationError as error:
        path = steps(str(error))
        raise DefinitionError(source, line_of(text, path), sentence(str(error), path)) from None


def parsed(text: str, source: str) -> dict[str, Any]:
    if len(text) > MAX_CHARACTERS:
        raise DefinitionError(source, 0, _("ファイルが大きすぎます。"))
    try:
        # Some editors begin a file with a byte order mark.
        return tomllib.loads(text.removeprefix("\ufeff"))
    except ValueError as error:  # TOMLDecodeError, and a number with thousands of digits
        found = re.search(r"at line (\d+)", str(error))
        ended = "at end of document" in str(error)
        line = int(found[1]) if found else text.count("\n") + 1 if ended else 0
        raise DefinitionError(source, line, _("TOML の書き方になっていません。")) from None
    except RecursionError:
        raise DefinitionError(source, 0, _("入れ子が深すぎます。")) from None


def steps(message: str) -> Path:
    """Where in the value a validation message points: ("question", 3, "level"), an unknown field included."""
    found = re.search(r"`\$([^`]*)`", message)
    path = tuple(name or int(place) for name, place in STEP.findall(found[1])) if found else ()
    return (*path, message.split("`")[1]) if "unknown field" in message else path


def sentence(message: str, path: Path) -> str:
    """What is wrong there, without repeating what stands there."""
    if "missing required field" in message:
        return _("「{field}」が書かれていません。").format(field=message.split("`")[1])
    field = next((step for step in reversed(path) if isinstance(step, str)), _("全体"))
    if "unknown field" in message:
        return _("「{field}」という項目は、この版では使えません。").format(field=field)
    return _("「{field}」の値の形が合いません。").format(field=field)


def line_of(text: str, path: Path) -> int:
    """The line (1-based) of a value in a TOML file of tables and arrays of tables; the nearest header, else 1.

    It reads the usual way of writing (headers and keys at the head of a line), as our own files have it.
    """
    lines = MANY_LINES.sub(lambda found: "\n" * found[0].count("\n"), text.removeprefix("\ufeff")).split("\n")
    start, end, prefix = 0, len(lines), ""
    for place, step in enumerate(path):
        if isinstance(step, int):
            continue
        after = path[place + 1] if place + 1 < len(path) else None
        nth = after if isinstance(after, int) else None
        header = nth_header(lines, f"{prefix}{step}", nth or 0, start, end)
        if header is None:
            return value_line(lines[start + bool(prefix) : end], step, nth, start + bool(prefix)) or start + 1
        start, prefix = header, f"{prefix}{step}."
        end = block_end(lines, prefix, start, end)
    return start + 1


def nth_header(lines: Sequence[str], name: str, nth: int, start: int, end: int) -> int | None:
    """The index of the nth `[name]` or `[[name]]` between start and end."""
    pattern = re.compile(rf"^\s*\[\[?\s*{re.escape(name)}\s*\]")
    found = [place for place in range(start, end) if pattern.match(lines[place])]
    return found[nth] if nth < len(found) else None


def block_end(lines: Sequence[str], prefix: str, start: int, end: int) -> int:
    """Where the table that begins at `start` ends: the next header that is not below it ("question.")."""
    below = re.compile(rf"^\s*\[\[?\s*{re.escape(prefix)}")
    headers = (place for place in range(start + 1, end) if HEADER.match(lines[place]))
    return next((place for place in headers if not below.match(lines[place])), end)


def value_line(lines: Sequence[str], key: str, nth: int | None, before: int) -> int:
    """The line of a key in a table (or of the nth value of its list), `before` lines standing above; 0: not there."""
    own = next((place for place, line in enumerate(lines) if HEADER.match(line)), len(lines))
    pattern = re.compile(rf'^\s*(["\']?){re.escape(key)}\1\s*[.=]')
    found = next((place for place in range(own) if pattern.match(lines[place])), None)
    if found is None:
        return 0
    return before + found + 1 + (0 if nth is None else lines_into_list(lines[found:own], key, nth))


def lines_into_list(lines: Sequence[str], key: str, nth: int) -> int:
    """How many lines below its key the nth value of a list stands; 0 for what is no list."""
    for count in range(1, len(lines) + 1):
        try:
            begun = tomllib.loads("\n".join(lines[:count]) + "\n]")
        except ValueError:
            continue
        if len(begun.get(key, ())) > nth:
            return count - 1
    return 0
