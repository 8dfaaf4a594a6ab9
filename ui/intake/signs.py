"""Characters that no font here can draw: a name is never changed for them, but the person is told."""

import unicodedata
from collections.abc import Iterator

from PySide6.QtGui import QFont, QTextLayout

from i18n import _

PLAIN = range(0x20, 0x3100)
"""Signs below this, and the common kanji of every font, need no look."""
SELECTORS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}


def undrawn(font: QFont, text: str) -> list[tuple[int, str]]:
    """(place counted from 1, code point) of each sign that only a box would stand for."""
    return [(place, f"U+{ord(sign):04X}") for place, sign in seen(text) if not is_drawn(font, sign)]


def seen(text: str) -> Iterator[tuple[int, str]]:
    """Signs a person would see, but the plain ones."""
    for place, sign in enumerate(text, start=1):
        if ord(sign) not in PLAIN and ord(sign) not in SELECTORS and unicodedata.category(sign) not in {"Cf", "Mn"}:
            yield place, sign


def is_drawn(font: QFont, sign: str) -> bool:
    """Whether any font that Qt falls back to has it: glyph 0 is the box."""
    layout = QTextLayout(sign, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return all(glyph for run in layout.glyphRuns() for glyph in run.glyphIndexes())


def warning(font: QFont, label: str, text: str) -> str:
    """What to say of a field; "" where every sign can be drawn."""
    there = undrawn(font, text)
    if not there:
        return ""
    signs = "、".join(_("{place}文字目（{code}）").format(place=place, code=code) for place, code in there)
    return _("{label}の{signs}は、|ここでは表せない字です。|書いたまま残ります。").format(label=label, signs=signs)
