"""What a printed sheet is: its kind, the marks of one copy, and its pages."""

from datetime import datetime
from enum import StrEnum

import msgspec


class SheetKind(StrEnum):
    """The six sheets."""

    RECORD = "相談票"
    REFERRAL = "協力依頼書"
    OWN_COPY = "本人控え"
    ANONYMOUS = "匿名版"
    CONSENT = "同意書"
    BLANK = "白紙の相談票"


class Imprint(msgspec.Struct, frozen=True, kw_only=True):
    """The marks of one copy. `number` is the 部数番号; `recipient` and `purpose` empty take the kind's own."""

    number: str
    printed_at: datetime
    author: str
    recipient: str = ""
    purpose: str = ""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet as PDF. `tagged`: PDF/UA-1 and PDF/A-2a; else plain, and `warnings` and the sheet itself say why."""

    kind: SheetKind
    pdf: bytes
    tagged: bool
    warnings: tuple[str, ...] = ()
