"""What the city tells its desks for a time: the board of notices, and the file it comes from (a bulletin)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import msgspec

from i18n import _
from kyosei_desk.datafile import read_toml
from kyosei_desk.vocabulary.form import Day, Fault, Strict, Version, Word, day_faults, refuse

NOTICES = "notice.toml"


class Notice(Strict, frozen=True, kw_only=True):
    """One notice, to be read up to and including the day `until` (ISO). `text` may have several lines."""

    title: Word
    text: Annotated[str, msgspec.Meta(max_length=4000, pattern=r"\S")]
    until: Day


class Board(Strict, frozen=True):
    """One version: every notice that stands, in the order of the file. A new version takes the old ones down;
    `notice = []` takes down all."""

    version: Version
    notice: tuple[Notice, ...]

    def on(self, day: date) -> tuple[Notice, ...]:
        """What is to be read on a day."""
        return tuple(each for each in self.notice if each.until >= day.isoformat())


def load_board(text: str, source: str = NOTICES) -> Board:
    """A board from TOML; raises DefinitionError naming the line."""
    board = read_toml(text, source, Board)
    refuse(text, source, notice_faults(board))
    return board


def notice_faults(board: Board) -> Iterator[Fault]:
    for place, notice in enumerate(board.notice):
        if not notice.until:
            yield ("notice", place, "until"), _("いつまでのお知らせかが要ります。")
        yield from day_faults(("notice", place, "until"), notice.until)
