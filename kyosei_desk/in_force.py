"""What counts at this desk today: the newest that the city published, and beneath it what ships. It reads on demand.

What can no longer be read is given back to be set aside, and the next older one counts; at the end stand the built-in
files, which are always there.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import msgspec

from kyosei_desk.checklist import Definition
from kyosei_desk.checklist.definition import CURRENT, builtin_text
from kyosei_desk.errors import DefinitionError
from kyosei_desk.practice.training import Training
from kyosei_desk.published import Content, Kind, Publication, read
from kyosei_desk.vocabulary import (
    AgencyList,
    Board,
    Directory,
    NumberList,
    Office,
    Vocabulary,
    builtin_agencies,
    builtin_numbers,
    builtin_vocabulary,
)

C = TypeVar("C", bound=Content)


class SheetText(NamedTuple):
    """A checklist as its text stands."""

    version: str
    text: str


class InForce:
    """`newest_first(kind)` gives what counts; `broken(number, reason)` takes a publication that no longer reads."""

    def __init__(
        self, newest_first: Callable[[Kind], Sequence[Publication]], broken: Callable[[int, str], None]
    ) -> None:
        self._newest_first = newest_first
        self._broken = broken

    def _readable(self, kind: Kind, form: type[C]) -> Iterator[tuple[Publication, C]]:
        for item in self._newest_first(kind):
            try:
                content = read(item)
            except DefinitionError as error:
                self._broken(item.number, str(error))
                continue
            if isinstance(content, form):
                yield item, content

    def _newest(self, kind: Kind, form: type[C]) -> C | None:
        return next((content for _item, content in self._readable(kind, form)), None)

    @cached_property
    def _sheets(self) -> tuple[tuple[Definition, str], ...]:
        """Every checklist that was published and counts, with its text, the newest first."""
        return tuple((sheet, item.content) for item, sheet in self._readable(Kind.CHECKLIST, Definition))

    def sheet(self, on: date) -> SheetText:
        """The checklist for a new talk on a day: the newest that has come into effect, else the one that ships."""
        day = on.isoformat()
        found = next((each for each in self._sheets if each[0].effective_from <= day), None)
        return SheetText(found[0].version, found[1]) if found else SheetText(CURRENT, builtin_text(CURRENT))

    def text_of(self, version: str) -> str | None:
        """The text of a checklist version that was published, whether or not a newer one took its place."""
        return next((text for sheet, text in self._sheets if sheet.version == version), None)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The official lists, with the published numbers and kinds of agencies."""
        numbers = self._newest(Kind.NUMBERS, NumberList) or builtin_numbers()
        agencies = self._newest(Kind.AGENCIES, AgencyList) or builtin_agencies()
        return msgspec.structs.replace(builtin_vocabulary(), numbers=numbers.life_first(), agencies=agencies.fields)

    @cached_property
    def offices(self) -> tuple[Office, ...]:
        """The concrete offices of the town; none before a directory was published."""
        directory = self._newest(Kind.DIRECTORY, Directory)
        return directory.office if directory else ()

    @cached_property
    def board(self) -> Board:
        """The notices as they were published last."""
        return self._newest(Kind.NOTICE, Board) or Board("0", ())

    @cached_property
    def cases(self) -> tuple[Any, ...]:
        """The training cases as they were published last, in the form of `cases.json`."""
        training = self._newest(Kind.TRAINING, Training)
        return training.cases if training else ()
