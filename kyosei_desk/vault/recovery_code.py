"""The printed recovery code: 140 random bits in seven groups, each with a check sign, so that a slip is located.

Crockford's base 32: I and L are read as 1, O as 0, and U is refused.
"""

import secrets
import unicodedata

from i18n import _
from kyosei_desk.errors import FieldError
from kyosei_desk.sealing import KeyPair, derived, pair_of

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans("OIL", "011", "ー")
"""ー is what a Japanese keyboard writes for the hyphen."""
GROUPS, DATA = 7, 4
WEIGHTS = (1, 3, 5, 7)
"""Odd, so that any one wrong sign changes the check."""


def new_code() -> str:
    """A fresh code as it is printed: ABCDE-FGHJK-…"""
    groups = ["".join(secrets.choice(SIGNS) for _each in range(DATA)) for _group in range(GROUPS)]
    return "-".join(group + check(place, group) for place, group in enumerate(groups))


def check(place: int, group: str) -> str:
    """The check sign of a group; its place counts, so that two groups cannot change places."""
    return SIGNS[(sum(weight * SIGNS.index(sign) for weight, sign in zip(WEIGHTS, group, strict=True)) + place) % 32]


def parse(code: str) -> str:
    """The 28 data signs of a typed code; raises FieldError naming the group that does not fit."""
    typed = "".join(sign for sign in unicodedata.normalize("NFKC", code).upper() if sign.isalnum()).translate(READ_AS)
    if len(typed) != GROUPS * (DATA + 1):
        raise slip(_("回復コードの文字の数が合いません。"))
    groups = [typed[start : start + DATA + 1] for start in range(0, len(typed), DATA + 1)]
    for place, group in enumerate(groups):
        if not set(group) <= set(SIGNS) or check(place, group[:DATA]) != group[DATA]:
            raise slip(_("回復コードの{place}番目のまとまりが合いません。").format(place=place + 1))
    return "".join(group[:DATA] for group in groups)


def slip(happened: str) -> FieldError:
    return FieldError("recovery_code", happened, _("紙を見て、もう一度打ってください。"), _("記録はそのままです。"))


def pair_from(code: str) -> KeyPair:
    """The key pair a code stands for; raises FieldError for a slip."""
    return pair_of(derived(parse(code).encode("ascii"), "recovery"))
