"""Codes that are printed, read aloud and typed: Crockford's base 32 in groups, each with a check sign. Pure.

I and L are read as 1, O as 0, and U is refused; a slip is located by its group.
"""

import secrets
import unicodedata
from collections.abc import Callable

import msgspec

from i18n import _

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans("OIL", "011", "ー")
"""ー is what a Japanese keyboard writes for the hyphen."""
WEIGHTS = (1, 3, 5, 7)
"""Odd, so that any one wrong sign changes the check."""


class Form(msgspec.Struct, frozen=True):
    """How many groups, and how many data signs in each (as many as there are WEIGHTS)."""

    groups: int
    data: int = len(WEIGHTS)


def fresh(count: int) -> str:
    """So many random signs, 5 bits each."""
    return "".join(secrets.choice(SIGNS) for _each in range(count))


def printed(form: Form, signs: str) -> str:
    """Data signs as they are printed: ABCDE-FGHJK-…"""
    groups = [signs[start : start + form.data] for start in range(0, form.groups * form.data, form.data)]
    return "-".join(group + check(place, group) for place, group in enumerate(groups))


def check(place: int, group: str) -> str:
    """The check sign of a group; its place counts, so that two groups cannot change places."""
    return SIGNS[(sum(weight * SIGNS.index(sign) for weight, sign in zip(WEIGHTS, group, strict=True)) + place) % 32]


def signs_of(code: str) -> str:
    """What was typed, without hyphens and spaces, each sign as it is read."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", code).upper() if sign.isalnum()).translate(READ_AS)


def read(form: Form, code: str, called: str, slip: Callable[[str], Exception]) -> str:
    """The data signs of a typed code; raises what `slip` makes of a sentence that names the group.

    `called` is what people call this kind of code.
    """
    typed = signs_of(code)
    size = form.data + 1
    if len(typed) != form.groups * size:
        raise slip(_("{code}の文字の数が合いません。").format(code=called))
    groups = [typed[start : start + size] for start in range(0, len(typed), size)]
    for place, group in enumerate(groups):
        if not set(group) <= set(SIGNS) or check(place, group[: form.data]) != group[form.data]:
            raise slip(_("{code}の{place}番目のまとまりが合いません。").format(code=called, place=place + 1))
    return "".join(group[: form.data] for group in groups)
