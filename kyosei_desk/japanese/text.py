"""What a text field may hold, and how text that could deceive the eye is shown."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from i18n import _
from kyosei_desk.errors import FieldError

LIMIT = 100_000
"""Characters in one field: far more than anyone types, small enough that one save stays short."""

BROKEN = re.compile("[\ud800-\udfff]")
"""A lone half of a surrogate pair: no file and no screen can hold it."""

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""C0 and C1 controls but tab and line ends: C1 comes from text read in the wrong encoding."""

NO_CHARACTER = re.compile(
    "[\ufdd0-\ufdef" + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF)) + "]"
)
"""Unicode's 66 noncharacters (U+FFFE is a byte order read backwards). U+FFFD and private use (外字) may be kept."""

HIDDEN = frozenset(
    map(
        chr,
        (
            0x00AD,  # soft hyphen
            0x034F,  # combining grapheme joiner
            0x061C,  # Arabic letter mark
            *range(0x115F, 0x1161),  # Hangul fillers
            *range(0x17B4, 0x17B6),  # Khmer inherent vowels, deprecated
            0x180E,  # Mongolian vowel separator
            0x200B,  # zero-width space
            *range(0x200E, 0x2010),  # direction marks
            *range(0x2028, 0x202F),  # line and paragraph separators, embeddings and overrides
            *range(0x2060, 0x2070),  # word joiner, invisible operators, isolates, deprecated format characters
            0x3164,  # Hangul filler
            0xFEFF,  # byte order mark
            0xFFA0,  # half-width Hangul filler
            *range(0xFFF9, 0xFFFC),  # interlinear annotation
            *range(0xE0000, 0xE0080),  # tags
        ),
    )
)
"""Signs without a picture that turn, split or hide what stands beside them.

Not among them: ZWJ and ZWNJ, which names in नेपाली and हिन्दी and joined emoji need, and variation selectors, which
choose the form of a name character. Folding drops all of these, so none of them hides a name from search.
"""


def clean(field: str, text: str, limit: int = LIMIT) -> str:
    """The text as it may be kept: every typed character stays. Raises FieldError naming the field, never the text."""
    if len(text) > limit:
        raise FieldError(
            field,
            _("「{field}」が長すぎます（{count}文字）。").format(field=field, count=len(text)),
            _("{limit}文字までに分けて書いてください。").format(limit=limit),
        )
    if BROKEN.search(text):
        raise FieldError(
            field, _("「{field}」に、こわれた文字があります。").format(field=field), _("打ち直してください。")
        )
    if CONTROLS.search(text) or NO_CHARACTER.search(text):
        raise FieldError(
            field, _("「{field}」に、文字でない記号があります。").format(field=field), _("打ち直してください。")
        )
    return text


def clean_texts(value: Any, field: str = "") -> None:
    """`clean` for every text in a record, however deep; the keys of its dicts are texts too.

    The FieldError names the path of fields ("statements.text", "phone.number"), never a place or a key.
    """
    for path, text in texts(value, field):
        clean(path, text)


def texts(value: Any, field: str) -> Iterator[tuple[str, str]]:
    """(path of fields, text) of every text in a value made of structs, dicts and lists."""
    match value:
        case str():
            yield field, value
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from texts(getattr(value, name), f"{field}.{name}" if field else name)
        case dict():
            yield from texts(tuple(value), field)
            yield from texts(tuple(value.values()), field)
        case list() | tuple() | set() | frozenset():
            for part in value:
                yield from texts(part, field)


def hidden_marks(text: str) -> tuple[str, ...]:
    """The invisible marks in a text, as code points: bidi overrides and isolates, zero-width spaces, tags …"""
    return tuple(f"U+{ord(sign):04X}" for sign in text if sign in HIDDEN)


def shown(text: str) -> str:
    """The text for screen and paper: an invisible mark is made visible, so that a name cannot deceive."""
    mark = _("〔見えない記号〕")
    return "".join(mark if sign in HIDDEN else sign for sign in text)
