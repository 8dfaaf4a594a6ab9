"""支援関係機関: the kinds of agencies by field, and the file they come from."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import msgspec

from i18n import _
from kyosei_desk.datafile import read_toml
from kyosei_desk.vocabulary.form import Day, Fault, Strict, Version, Word, day_faults, label_faults, refuse

AGENCIES = "agencies.toml"


class AgencyList(msgspec.Struct, frozen=True):
    """One version of the list: field → kinds, in the order of the file."""

    version: str
    fields: dict[str, tuple[str, ...]]

    def kinds(self) -> frozenset[str]:
        """Every kind, of whatever field."""
        return frozenset().union(*self.fields.values())


class AgencyField(Strict, frozen=True):
    name: Word
    kinds: tuple[Word, ...]


class AgenciesFile(Strict, frozen=True):
    version: Version
    checked_at: Day
    source: Word
    field: tuple[AgencyField, ...]


@cache
def builtin_agencies() -> AgencyList:
    """The list that ships with the desk."""
    return load_agencies((files(__package__) / AGENCIES).read_text("utf-8"))


def load_agencies(text: str, source: str = AGENCIES) -> AgencyList:
    """A list from TOML; raises DefinitionError naming the line."""
    read = read_toml(text, source, AgenciesFile)
    refuse(text, source, agency_faults(read))
    return AgencyList(read.version, {each.name: each.kinds for each in read.field})


def agency_faults(agencies: AgenciesFile) -> Iterator[Fault]:
    names = [each.name for each in agencies.field]
    for place, each in enumerate(agencies.field):
        yield from label_faults(("field", place, "kinds"), each.kinds)
        if each.name in names[:place]:
            yield ("field", place, "name"), _("分野の名前が2回あります。")
    if not agencies.field:
        yield ("field",), _("一覧が空です。")
    yield from day_faults(("checked_at",), agencies.checked_at)
