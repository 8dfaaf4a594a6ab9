"""The time of day as people write it. Pure."""

import re
import unicodedata
from datetime import time

from i18n import _
from kyosei_desk.errors import FieldError

KANJI = str.maketrans("〇一二三四五六七八九", "0123456789")
TENS = re.compile(r"([1-9]?)十([1-9]?)")
WRITTEN = re.compile(
    r"(?P<half>午前|午後|am|pm)?\s*(?P<hour>\d{1,2})\s*(?:[:時.]\s*(?:(?P<minute>\d{1,2})\s*分?|(?P<thirty>半))?)?\s*頃?",
    re.IGNORECASE,
)
PACKED = re.compile(r"(\d{2})(\d{2})")
AFTERNOON = {"午後", "pm"}


def parse_time(text: str) -> time:
    """10:20, 10時20分, 午後2時半, 1420, 14. Raises FieldError("time") for words that are no time of day."""
    words = unicodedata.normalize("NFKC", text[:40]).strip().translate(KANJI)
    words = TENS.sub(lambda found: f"{found[1] or 1}{found[2] or 0}", words)
    packed = PACKED.fullmatch(words)
    found = WRITTEN.fullmatch(words)
    hour, minute = (int(packed[1]), int(packed[2])) if packed else hour_and_minute(found)
    if not (0 <= hour < 24 and 0 <= minute < 60):
        raise FieldError("time", _("時刻を読みとれませんでした。"), _("「10:20」のように書いてください。"))
    return time(hour, minute)


def hour_and_minute(found: re.Match[str] | None) -> tuple[int, int]:
    """-1 where there is none."""
    if found is None:
        return -1, -1
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half and hour > 12:
        return -1, -1
    if half:
        hour = hour % 12 + (12 if half in AFTERNOON else 0)
    return hour, 30 if found["thirty"] else int(found["minute"] or 0)
