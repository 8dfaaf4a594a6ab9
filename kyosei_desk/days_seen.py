"""The days a vault was used on, by which a clock that was set back is noticed. Pure but for `read` and `keep`.

A clock that stood ahead for a while must not count for ever: a day counts with two others shortly before it, or as the
third newest. Where the clock stays behind for many days, or the hub confirms it, it is the past that was wrong.
"""

from datetime import date, timedelta
from itertools import islice

import msgspec

from i18n import _
from kyosei_desk.japanese.dates import format_date
from kyosei_desk.store import Exchange, Store, lists

NAME = "days_seen"
NEAR, OTHERS = timedelta(days=60), 2
KEPT, AT_LENGTH = 40, 20
"""How many days are kept, and on how many the clock must stand behind them to be believed after all."""
ALLOWED = timedelta(days=1)
"""How far a clock may stand behind without a word: two zones, a machine put right."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """`days` in their order; `behind`: on which the clock stood before them, in theirs."""

    days: tuple[date, ...] = ()
    behind: tuple[date, ...] = ()


def latest(seen: Seen) -> date | None:
    """The last day the vault was surely used on; None for a vault that was never used."""
    days = seen.days
    sure = [day for place, day in enumerate(days) if place >= OTHERS and day - days[place - OTHERS] <= NEAR]
    third = days[-OTHERS - 1 :][:1]
    return max((*sure[-1:], *third), default=None)


def stands_behind(seen: Seen, today: date) -> bool:
    known = latest(seen)
    return known is not None and today < known - ALLOWED


def with_day(seen: Seen, today: date) -> Seen:
    """Once the vault was used on a day."""
    if not stands_behind(seen, today):
        return Seen(days=added(seen.days, today))
    behind = added(seen.behind, today)
    return Seen(days=behind) if len(behind) >= AT_LENGTH else Seen(days=seen.days, behind=behind)


def confirmed(seen: Seen, today: date) -> Seen:
    """The hub says that the clock is right: what lies after it never was."""
    return Seen(days=tuple(day for day in seen.days if day <= today + ALLOWED))


def added(days: tuple[date, ...], day: date) -> tuple[date, ...]:
    return tuple(sorted({*days, day}))[-KEPT:]


def set_back(today: date, known: date) -> str:
    """What a person should read at opening."""
    return _(
        "このパソコンの時計が、前に使ったときより前の日（{today}）を示しています。時計を直してください。"
        "直すまで「今日」には、{known}までの予定を出します。"
    ).format(today=format_date(today, weekday=False), known=format_date(known, weekday=False))


def read(store: Store) -> Seen:
    """What the vault keeps; of a vault that has kept none yet, the days of its last acts."""
    kept = Exchange(store).get(NAME)
    if kept is not None:
        return msgspec.json.decode(kept, type=Seen)
    seen = Seen()
    for day in islice(lists.last_days(store), KEPT):
        seen = with_day(seen, day)
    return seen


def keep(store: Store, seen: Seen) -> None:
    Exchange(store).put(NAME, msgspec.json.encode(seen))
