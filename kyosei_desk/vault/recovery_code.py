"""The printed recovery code: 140 random bits in seven groups, each with a check sign, so that a slip is located."""

from i18n import _
from kyosei_desk.errors import FieldError
from kyosei_desk.printed_code import Form, fresh, printed, read
from kyosei_desk.sealing import KeyPair, derived, pair_of

FORM = Form(groups=7)


def new_code() -> str:
    """A fresh code as it is printed: ABCDE-FGHJK-…"""
    return printed(FORM, fresh(FORM.groups * FORM.data))


def parse(code: str) -> str:
    """The 28 data signs of a typed code; raises FieldError naming the group that does not fit."""
    return read(FORM, code, _("回復コード"), slip)


def slip(happened: str) -> FieldError:
    return FieldError("recovery_code", happened, _("紙を見て、もう一度打ってください。"), _("記録はそのままです。"))


def pair_from(code: str) -> KeyPair:
    """The key pair a code stands for; raises FieldError for a slip."""
    return pair_of(derived(parse(code).encode("ascii"), "recovery"))
