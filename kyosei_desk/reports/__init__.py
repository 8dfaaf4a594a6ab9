"""活動のまとめ: what a month came to, as numbers. Pure but for `making`, which asks the desk; no name comes out."""

from kyosei_desk.reports.small import SMALL, suppressed, total
from kyosei_desk.reports.summary import Report, Seen, summarise

__all__ = ["SMALL", "Report", "Seen", "summarise", "suppressed", "total"]
