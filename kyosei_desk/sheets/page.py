"""What stands on a sheet, as plain data: a page is a list of blocks, and the template only lays them out.

Every word is here, the template has none of its own. Pure; a resident's words are text and never markup.
"""

from enum import StrEnum
from typing import TypeAlias

import msgspec


class Words(msgspec.Struct, frozen=True, tag="words"):
    """Text as it is; a line end breaks the line."""

    text: str
    strong: bool = False


class Name(msgspec.Struct, frozen=True, tag="name"):
    """A person: ふりがな above, the name with its 様, and what follows it in plain size."""

    kana: str
    name: str
    after: str = ""


class Box(msgspec.Struct, frozen=True):
    """A tick box to be ticked by hand, and its word."""

    word: str


class Boxes(msgspec.Struct, frozen=True, tag="boxes"):
    """Choices for a pen; `after` is what stands behind the last."""

    boxes: tuple[Box, ...]
    after: str = ""


class Room(msgspec.Struct, frozen=True, tag="room"):
    """Empty room for a pen, `height` in millimetres, with a word at its end (年 月 日 …)."""

    height: float
    after: str = ""


class Urgency(msgspec.Struct, frozen=True, tag="urgency"):
    """A level as shape and word."""

    level: int
    words: str


Cell: TypeAlias = Words | Name | Boxes | Room | Urgency


class Pair(msgspec.Struct, frozen=True):
    """A label and what stands beside it."""

    label: str
    cell: Cell


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    text: str
    note: str = ""


class Pairs(msgspec.Struct, frozen=True, tag="pairs"):
    """Rows of one or two pairs. Not a table: a reader hears label, then value. `label` is its width in millimetres."""

    rows: tuple[tuple[Pair, ...], ...]
    label: float = 27
    height: float = 0


class Table(msgspec.Struct, frozen=True, tag="table"):
    """A real table with a header. A width is millimetres, or 0 for a share of the rest; `height` of a row at least."""

    header: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    height: float = 0


class Band(msgspec.Struct, frozen=True, tag="band"):
    """The level that counts: shape, words, and until when."""

    level: int
    words: str
    deadline: str = ""
    note: str = ""


class Mark(StrEnum):
    """What stands before a topic."""

    NONE = ""
    YES = "○"
    MAIN = "◎"
    PEN = "box"


class Tick(msgspec.Struct, frozen=True):
    mark: Mark
    word: str
    said: str = ""
    """What a screen reader says of a drawn mark."""


class Ticks(msgspec.Struct, frozen=True, tag="ticks"):
    """A list in columns, ticked or to be ticked."""

    ticks: tuple[Tick, ...]
    columns: int = 4


class Notice(msgspec.Struct, frozen=True, tag="notice"):
    """A framed sentence."""

    label: str
    text: str


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    text: str
    large: bool = False


class Items(msgspec.Struct, frozen=True, tag="items"):
    """Sentences one under the other."""

    items: tuple[str, ...]


class Number(msgspec.Struct, frozen=True):
    number: str
    use: str


class Numbers(msgspec.Struct, frozen=True, tag="numbers"):
    """Telephone numbers to be seen from afar."""

    numbers: tuple[Number, ...]


class Cut(msgspec.Struct, frozen=True, tag="cut"):
    """A dashed line to cut along."""

    text: str


class Question(msgspec.Struct, frozen=True):
    """One question of the blank sheet; `sub` marks one asked only after はい."""

    id: str
    text: str
    sub: bool = False


class Questions(msgspec.Struct, frozen=True, tag="questions"):
    """The checklist for a pen, in columns: every question with a box for each answer."""

    header: tuple[str, ...]
    columns: tuple[tuple[Question, ...], ...]


class Turn(msgspec.Struct, frozen=True, tag="turn"):
    """A new side."""


class Together(msgspec.Struct, frozen=True, tag="together"):
    """Blocks that stay on one side."""

    blocks: "tuple[Block, ...]"


Block: TypeAlias = (
    Heading | Pairs | Table | Band | Ticks | Notice | Paragraph | Items | Numbers | Cut | Questions | Turn | Together
)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A whole sheet. `marks` stand at the top right, `addressee` at the top left, `foot` on every side.

    `document_title` goes into the file's own description and names no one.
    `size` is the body's size in points. `warnings` are framed at the top. `behind` stands large and pale on every side.
    """

    title: str
    document_title: str
    subtitle: str = ""
    addressee: str = ""
    addressee_note: str = ""
    marks: tuple[Pair, ...] = ()
    foot: tuple[str, ...]
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()
    size: float = 10.5
    margin: float = 16
    language: str = "ja"
    behind: str = ""
