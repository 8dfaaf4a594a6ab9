"""手引き: how the window is used, on one sheet to lie beside the laptop. Pure; it says nothing of any person."""

from collections.abc import Sequence

import msgspec

from i18n import _
from kyosei_desk.records import District
from kyosei_desk.sheets import frame
from kyosei_desk.sheets.page import Block, Heading, Items, Number, Numbers, Page, Pair, Pairs, Together, Words
from kyosei_desk.sheets.sheet import SheetKind
from kyosei_desk.sheets.wording import desk_name

KEYS = 42
"""Millimetres of the keys' column."""


class Guide(msgspec.Struct, frozen=True):
    """What a guide says: sections of a title and its sentences, keys and what they do, numbers to call at once."""

    sections: Sequence[tuple[str, Sequence[str]]]
    keys: Sequence[tuple[str, str]]
    numbers: Sequence[tuple[str, str]]


def fill_guide(guide: Guide, district: District) -> Page:
    title = frame.title_of(SheetKind.GUIDE)
    return Page(
        title=title,
        document_title=title,
        subtitle=desk_name(district),
        foot=(title,),
        blocks=(
            Heading(_("いそぐとき"), _("電話に、ご本人の同意はいりません")),
            Numbers(tuple(Number(number, use) for number, use in guide.numbers)),
            *(section(heading, lines) for heading, lines in guide.sections),
            keyboard(guide.keys),
        ),
    )


def section(heading: str, lines: Sequence[str]) -> Block:
    return Together((Heading(heading), Items(tuple(lines))))


def keyboard(keys: Sequence[tuple[str, str]]) -> Block:
    rows = tuple((Pair(key, Words(words)),) for key, words in keys)
    return Together((Heading(_("キーボードの近道")), Pairs(rows, label=KEYS)))
