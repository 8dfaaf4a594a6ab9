"""和暦 in and out, births as far as they are known, 満年齢.

Era starts: 明治改元 (1868-01-25, by the later solar calendar), 大正 1912-07-30, 昭和 1926-12-25, 平成 1989-01-08,
令和 2019-05-01 (the era laws and cabinet orders). Ages: 年齢計算ニ関スル法律; shown as the years completed on the day.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime

from i18n import _
from kyosei_desk.clock import JAPAN
from kyosei_desk.errors import FieldError
from kyosei_desk.records import Birth

ERAS = (
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
    ("大正", "T", date(1912, 7, 30)),
    ("明治", "M", date(1868, 1, 25)),
)
RUNS_ON = 5
"""Years an era may be counted past its end: 昭和64年1月8日 and licences to 平成36年 are common; 昭和99年 is a slip."""

FIRST_YEAR, LAST_YEAR, OLDEST = 1850, 2150, 130
WEEKDAYS = "月火水木金土日"
KANJI_DIGITS = {"〇": 0, **{sign: place for place, sign in enumerate("一二三四五六七八九", start=1)}}
KANJI_NUMBER = re.compile(r"[〇一二三四五六七八九十]+(?=[年月日歳才代])")
ABOUT = re.compile(r"頃|ころ|ごろ|くらい|ぐらい|位|約|およそ|前後|たぶん|以上|ほど|\?")
LEAD = re.compile(r"^(約|およそ|たぶん|おそらく|西暦|\s)+")
AGE = re.compile(r"(?<!\d)(\d{1,3})\s*(歳代|歳|才|代)")
AGE_BESIDE = re.compile(r"\(?\s*満?\s*\d{1,3}\s*[歳才]\s*\)?")
YEAR = r"(?:(?P<era>令和|平成|昭和|大正|明治|[RHSTM])\s*\.?\s*(?P<count>元|\d{1,2})|(?P<west>\d{4}))(?!\d)"
SEPARATOR = r"[\s./・年月-]+"
WRITTEN = re.compile(
    rf"{YEAR}(?:{SEPARATOR}(?P<month>\d{{1,2}})(?!\d)(?:{SEPARATOR}(?P<day>\d{{1,2}})(?!\d))?)?(?P<rest>.*)",
    re.DOTALL | re.IGNORECASE,
)
PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
AFTER_DAY = re.compile(rf"\s*日?\s*(?:\(?[{WEEKDAYS}](?:曜日?)?\)?)?\s*")

Written = tuple[int, int, int, str]
"""Western year, month and day as written (0 where unknown), and the words that follow."""


def parse_birth(text: str) -> Birth:
    """A birth as far as the words tell; words that tell nothing for sure are kept as `said`, never refused."""
    words = usual(text)
    about = bool(ABOUT.search(words))
    written = read(AGE_BESIDE.sub("", words))
    if written is None:
        return age_said(text, words, about=about)
    year, month, day, rest = written
    if re.match(r"\s*年?代", rest) or re.search(r"\d", rest) or not real(year, month, day):
        return Birth(said=text)
    return Birth(said=text, year=year, month=month, day=day, about=about)


def age_said(text: str, words: str, *, about: bool) -> Birth:
    """「3歳くらい」, 「40代」: one age, and no other number beside it."""
    found = AGE.search(words)
    if not found or re.search(r"\d", words[: found.start()] + words[found.end() :]) or int(found[1]) > OLDEST:
        return Birth(said=text)
    return Birth(said=text, about=about, age_said=int(found[1]), decade=found[2].endswith("代"))


def parse_date(text: str) -> date:
    """A whole day: 令和8年10月5日, R8.10.5, 2026-10-05, 2026/10/5, a weekday behind it or not.

    Raises FieldError("date") for words that are no whole day, and for a day that does not exist.
    """
    written = read(usual(text))
    if written is None or not all(written[:3]) or not AFTER_DAY.fullmatch(written[3]):
        happened = _("日付を読みとれませんでした。")
        raise FieldError("date", happened, _("「令和8年10月5日」のように、年から書いてください。"))
    if not real(*written[:3]):
        raise FieldError("date", _("この日は、こよみにありません。"), _("年と月と日を見直してください。"))
    return date(*written[:3])


def usual(text: str) -> str:
    """One width, kanji numbers as digits (昭和十五年), nothing before the date."""
    words = unicodedata.normalize("NFKC", text[:200]).strip()
    return LEAD.sub("", KANJI_NUMBER.sub(lambda found: str(kanji_number(found[0])), words))


def kanji_number(signs: str) -> int:
    """十五 → 15, 二〇二六 → 2026."""
    tens, ten, ones = signs.rpartition("十")
    units = int("".join(str(KANJI_DIGITS[sign]) for sign in ones) or 0)
    return (KANJI_DIGITS.get(tens, 1) * 10 if ten else 0) + units


def read(words: str) -> Written | None:
    """The date at the head of the words, whether it exists or not; None where no year stands there."""
    packed = PACKED.fullmatch(words)
    if packed:
        return int(packed[1]), int(packed[2]), int(packed[3]), ""
    found = WRITTEN.match(words)
    if not found:
        return None
    year = era_to_west(found["era"].upper(), found["count"]) if found["era"] else int(found["west"])
    month, day = int(found["month"] or 0), int(found["day"] or 0)
    # A written 0 is no unknown month: it is kept out of the calendar.
    return year, -1 if found["month"] and not month else month, -1 if found["day"] and not day else day, found["rest"]


def era_to_west(era: str, count: str) -> int:
    """The Western year of 昭和60 or S60; 0 where the era never got so far (see RUNS_ON)."""
    place = next(place for place, (name, letter, _start) in enumerate(ERAS) if era in {name, letter})
    year = ERAS[place][2].year - 1 + (1 if count == "元" else int(count))
    last = ERAS[place - 1][2].year + RUNS_ON if place else LAST_YEAR
    return year if ERAS[place][2].year <= year <= last else 0


def real(year: int, month: int, day: int) -> bool:
    """Whether such a day, month or year exists, in a time that a desk can meet."""
    try:
        return FIRST_YEAR <= year <= LAST_YEAR and bool(date(year, month or 1, day or 1))
    except ValueError:
        return False


def format_date(day: date, *, weekday: bool = True) -> str:
    """令和8年10月5日（月）; a day before 明治 in Western years."""
    tail = f"（{WEEKDAYS[day.weekday()]}）" if weekday else ""
    return f"{era_year(day)}{day.month}月{day.day}日{tail}"


def format_moment(moment: datetime) -> str:
    """10月5日（月）10:20, in Japan's time (a moment without a zone is taken for it)."""
    here = moment.astimezone(JAPAN) if moment.tzinfo else moment
    return f"{here.month}月{here.day}日（{WEEKDAYS[here.weekday()]}）{here:%H:%M}"


def era_year(day: date) -> str:
    """令和8年; the year 1 is 元年."""
    for name, _letter, start in ERAS:
        if day >= start:
            years = day.year - start.year + 1
            return f"{name}{'元' if years == 1 else years}年"
    return f"{day.year}年"


def format_birth(birth: Birth, on: date) -> str:
    """平成元年6月14日（37歳） on a day; 頃 and くらい where it is about, 55〜56歳 where only the year is known.

    A birth after `on` has no age; one without a year is shown in the words it was said in.
    """
    if not birth.year:
        return birth.said
    month = f"{birth.month}月" if birth.month else ""
    day = f"{birth.day}日" if birth.day else ""
    return f"{birth_era(birth)}{month}{day}{'頃' if birth.about else ''}{age_words(birth, on)}"


def birth_era(birth: Birth) -> str:
    """The era year of a birth; both (昭和64年/平成元年) where the era changed meanwhile and nobody said which."""
    first = date(birth.year, birth.month or 1, birth.day or 1)
    last_month = birth.month or 12
    last = date(birth.year, last_month, birth.day or monthrange(birth.year, last_month)[1])
    eras = tuple(dict.fromkeys((era_year(first), era_year(last))))
    said = tuple(era for era in eras if era[:2] in birth.said)
    return "/".join(said if len(said) == 1 else eras)


def age_words(birth: Birth, on: date) -> str:
    """（37歳）; "" of a birth whose year nobody knows, and of one to come."""
    if not birth.year:
        return ""
    youngest, oldest = ages(birth, on)
    if oldest < 0:
        return ""
    span = f"{max(youngest, 0)}〜{oldest}" if max(youngest, 0) < oldest else f"{oldest}"
    return f"（{span}歳{'くらい' if birth.about else ''}）"


def ages(birth: Birth, on: date) -> tuple[int, int]:
    """The youngest and the oldest the person can be on a day, in completed years; the birth's year must be known.

    Born on 29 February: a year older on 1 March where there is no 29th. Negative for a birth yet to come.
    """
    latest = (birth.month or 12, birth.day or 31)
    earliest = (birth.month or 1, birth.day or 1)
    today = (on.month, on.day)
    return on.year - birth.year - (today < latest), on.year - birth.year - (today < earliest)


def fiscal_year(day: date) -> int:
    """The 年度 a day falls in: April to March, named by its April."""
    return day.year - (day.month < 4)
