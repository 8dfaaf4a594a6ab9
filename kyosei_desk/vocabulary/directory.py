"""The concrete offices of a town, by kind of agency: what they are, and the file they come from (a bulletin)."""

from collections.abc import Iterator
from datetime import date

from i18n import _
from kyosei_desk.datafile import read_toml
from kyosei_desk.vocabulary.form import Day, Fault, Path, Remark, Strict, Version, Word, day_faults, refuse
from kyosei_desk.vocabulary.numbers import GOOD_FOR, dial_faults

DIRECTORY = "directory.toml"


class Office(Strict, frozen=True, kw_only=True):
    """One office. `night`: the number to call at night and on holidays, "" where there is none.

    `hours` "" means that nobody confirmed them. `checked_at` is the ISO day of the last check by a person.
    """

    kind: Word
    name: Word
    phone: Word
    hours: Remark = ""
    night: Remark = ""
    address: Remark = ""
    note: Remark = ""
    source: Word
    checked_at: Day

    def stale(self, on: date) -> bool:
        """Whether it carries a warning on that day: checked more than a year ago."""
        return on - date.fromisoformat(self.checked_at) > GOOD_FOR


class Directory(Strict, frozen=True):
    """One version: every office of the town, in the order of the file."""

    version: Version
    office: tuple[Office, ...]


def load_directory(text: str, source: str = DIRECTORY, kinds: frozenset[str] | None = None) -> Directory:
    """A directory from TOML; raises DefinitionError naming the line. `kinds`: those an office may be of; None: any."""
    directory = read_toml(text, source, Directory)
    refuse(text, source, office_faults(directory, kinds))
    return directory


def office_faults(directory: Directory, kinds: frozenset[str] | None) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for place, office in enumerate(directory.office):
        path: Path = ("office", place)
        if kinds is not None and office.kind not in kinds:
            yield (*path, "kind"), _("一覧にない機関の種類です。")
        if (office.kind, office.name) in seen:
            yield (*path, "name"), _("同じ窓口が2回あります。")
        seen.add((office.kind, office.name))
        yield from dial_faults((*path, "phone"), office.phone)
        yield from dial_faults((*path, "night"), office.night) if office.night else ()
        yield from check_faults((*path, "checked_at"), office.checked_at)
    if not directory.office:
        yield ("office",), _("一覧が空です。")


def check_faults(path: Path, day: str) -> Iterator[Fault]:
    if not day:
        yield path, _("確かめた日が要ります。")
    yield from day_faults(path, day)
