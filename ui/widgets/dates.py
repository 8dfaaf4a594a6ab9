"""Days and moments as they are said on the window."""

from datetime import date, datetime

from i18n import _
from kyosei_desk.japanese import format_date, shown

WEEKDAYS = "月火水木金土日"


def day_words(day: date) -> str:
    """「10月19日(月)」."""
    return _("{month}月{day}日({weekday})").format(month=day.month, day=day.day, weekday=WEEKDAYS[day.weekday()])


def moment_words(at: datetime) -> str:
    """「10月19日(月) 9:40」."""
    return f"{day_words(at.date())} {at:%H:%M}"


def overdue_words(days: int) -> str:
    """「2日すぎ」, "" today."""
    return _("{days}日すぎ").format(days=days) if days > 0 else ""


def year_words(day: date) -> str:
    """「令和8年10月21日(水)」."""
    return format_date(day)


def near_words(day: date, today: date) -> str:
    """The day, with its year where that is another than this."""
    return day_words(day) if day.year == today.year else year_words(day)


def names_words(names: tuple[str, ...]) -> str:
    """「見本 トメさん・見本 和夫さん」."""
    return "・".join(_("{name}さん").format(name=shown(name)) for name in names) or _("お名前はまだ")
