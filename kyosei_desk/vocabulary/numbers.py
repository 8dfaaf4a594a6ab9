"""National numbers a person may be told to call: what they are, and the file they come from."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from i18n import _
from kyosei_desk.datafile import read_toml
from kyosei_desk.vocabulary.form import Day, Fault, Path, Remark, Strict, Version, Word, day_faults, refuse

NUMBERS = "numbers.toml"
GOOD_FOR = timedelta(days=365)
"""How long a check of a number holds (domain.md §4)."""

NEEDED = ("119", "110", "189")
FORBIDDEN = frozenset({"9999"})
"""Digits of numbers that must never be told to anyone (domain.md §4)."""

DIALLED = re.compile(r"#?[0-9]+(-[0-9]+)*")
CONFIRMED = "確認済み"


class Number(msgspec.Struct, frozen=True):
    """A number with what it is for. `hours` "" means nobody confirmed them; `region` "" means the whole country.

    `verified_at` is the ISO day of the last check by a person, "" where there was none.
    """

    number: str
    name: str
    use: str
    hours: str
    source: str
    verified_at: str
    confirmed: bool
    region: str

    def stale(self, on: date) -> bool:
        """Whether the number carries a warning on that day: never confirmed, or checked more than a year ago."""
        return not self.confirmed or on - date.fromisoformat(self.verified_at) > GOOD_FOR


class NumberList(msgspec.Struct, frozen=True):
    """One version of the list, in the order of the file."""

    version: str
    numbers: tuple[Number, ...]

    def life_first(self) -> tuple[Number, ...]:
        """The numbers as they are shown: 119, 110 and 189 above all others."""
        return tuple(sorted(self.numbers, key=lambda each: each.number not in NEEDED))


class NumberEntry(Strict, frozen=True):
    number: Word
    name: Word
    use: Word
    hours: Remark
    source: Word
    verified_at: Day
    status: Literal["確認済み", "未確認"]
    region: Remark


class NumbersFile(Strict, frozen=True):
    version: Version
    number: tuple[NumberEntry, ...]


@cache
def builtin_numbers() -> NumberList:
    """The list that ships with the desk."""
    return load_numbers((files(__package__) / NUMBERS).read_text("utf-8"))


def load_numbers(text: str, source: str = NUMBERS) -> NumberList:
    """A list from TOML; raises DefinitionError naming the line."""
    read = read_toml(text, source, NumbersFile)
    refuse(text, source, number_faults(read))
    return NumberList(read.version, tuple(map(number_of, read.number)))


def number_faults(numbers: NumbersFile) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, entry in enumerate(numbers.number):
        path: Path = ("number", place, "number")
        yield from dial_faults(path, entry.number)
        if entry.number.replace("-", "") in seen:
            yield path, _("同じ番号が2回あります。")
        seen.add(entry.number.replace("-", ""))
        yield from check_faults(("number", place, "verified_at"), entry)
    for needed in NEEDED:
        if needed not in seen:
            yield ("number",), _("{number} は外せません。").format(number=needed)


def dial_faults(path: Path, number: str) -> Iterator[Fault]:
    """What may not stand where a number to dial stands."""
    if not DIALLED.fullmatch(number):
        yield path, _("電話番号の形が合いません。")
    if re.sub(r"\D", "", number) in FORBIDDEN:
        yield path, _("この番号は載せられません。")


def check_faults(path: Path, entry: NumberEntry) -> Iterator[Fault]:
    """A confirmed number says when; a number to call in danger is never a confirmed one without a day."""
    yield from day_faults(path, entry.verified_at)
    if entry.status == CONFIRMED and not entry.verified_at:
        yield path, _("確認済みの番号には、確かめた日が要ります。")


def number_of(entry: NumberEntry) -> Number:
    return Number(
        number=entry.number,
        name=entry.name,
        use=entry.use,
        hours=entry.hours,
        source=entry.source,
        verified_at=entry.verified_at,
        confirmed=entry.status == CONFIRMED,
        region=entry.region,
    )
