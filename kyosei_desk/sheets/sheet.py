"""What a printed sheet is: its kind, the marks of one copy, and its pages."""

from datetime import datetime
from enum import StrEnum

import msgspec


class SheetKind(StrEnum):
    """The sheets: six of one talk or for one, three of a person, a volunteer and a month, and one about the window."""

    RECORD = "相談票"
    REFERRAL = "協力依頼書"
    OWN_COPY = "本人控え"
    ANONYMOUS = "匿名版"
    CONSENT = "同意書"
    BLANK = "白紙の相談票"
    PERSON_FILE = "開示する記録"
    HANDOVER = "引継書"
    REPORT = "活動のまとめ"
    GUIDE = "手引き"
    RECOVERY = "回復コード"


OF_A_TALK = (SheetKind.RECORD, SheetKind.REFERRAL, SheetKind.OWN_COPY, SheetKind.ANONYMOUS, SheetKind.CONSENT)


class Imprint(msgspec.Struct, frozen=True, kw_only=True):
    """The marks of one copy. `number` is the 部数番号; `recipient` and `purpose` empty take the kind's own.

    `practice`: nothing of it is real, and nobody who finds the paper may take it for real.
    """

    number: str
    printed_at: datetime
    author: str
    recipient: str = ""
    purpose: str = ""
    practice: bool = False


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet as PDF. `tagged`: PDF/UA-1 and PDF/A-2a; else plain, and `warnings` and the sheet itself say why."""

    kind: SheetKind
    pdf: bytes
    tagged: bool
    warnings: tuple[str, ...] = ()
