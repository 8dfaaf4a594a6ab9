"""Choices that carry a rule: their words are those of the paper, the wire and the case files alike.

Official lists without a rule of their own (topics, issues, agencies …) are data: see `vocabulary`.
"""

from enum import IntEnum, StrEnum


class Answer(StrEnum):
    """An answer on the checklist. No answer is the absence of one, and never a No."""

    YES = "はい"
    NO = "いいえ"
    UNKNOWN = "わからない"


class Source(StrEnum):
    """Where a statement comes from."""

    SAID = "本人が話した"
    SEEN = "見た"
    HEARSAY = "伝聞"


class ConsentState(StrEnum):
    """What a person answered when asked whether others may be told."""

    GIVEN = "同意あり"
    REFUSED = "拒否"
    UNOBTAINABLE = "確認できない"
    NOT_ASKED = "まだ聞いていない"


class Action(StrEnum):
    """What consent and basis make of asking one agency for help."""

    SEND = "送る"
    SEND_MINIMUM = "最小限を送る"
    ASK_COORDINATOR = "推進員に相談"
    ASK_FIRST = "まず聞く"
    DO_NOT_SEND = "送らない"


class Basis(StrEnum):
    """On what ground others may be told (domain.md §3)."""

    DUTY = "D"
    EFFORT = "E"
    EFFORT_WISH_FIRST = "E2"
    PROTECTION = "X"
    CHILD = "X3"
    FIND_OUT = "U"
    CONSENT = "N"
    CONSENT_OR_PROTECTION = "N/X"
    CONSENT_OR_CHILD = "N/X3"
    ANONYMOUS = "匿名"
    NONE = "—"


class AgencyState(StrEnum):
    """What an agency answers to a 協力依頼."""

    ACCEPTED = "受理"
    DECLINED = "不受理"
    SUPPORTING = "支援中"
    ENDED = "終結"
    WITHDRAWN = "取下げ"


class Post(StrEnum):
    """What a desk tells the city beside a 協力依頼."""

    SHARING = "情報共有"
    LOWERED = "緊急度の確認"
    GAP = "資源不足"
    MONTHLY = "活動の報告"


class Level(IntEnum):
    """How urgent: L5 緊急・今すぐ … L1 地域で解決."""

    L1 = 1
    L2 = 2
    L3 = 3
    L4 = 4
    L5 = 5
