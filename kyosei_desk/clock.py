"""Time, passed in: nothing in the desk asks the machine for the time by itself."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

JAPAN = ZoneInfo("Asia/Tokyo")

YEARS = range(1900, 2200)
"""Years a talk at a desk can lie in: beyond them the sums with times and stamps overflow."""

Clock = Callable[[], datetime]
"""Returns an aware datetime. Shown and recorded in Japan's time, compared in any."""


def system_clock() -> datetime:
    """The machine's time, in Japan's zone."""
    return datetime.now(UTC).astimezone(JAPAN)


def fixed_clock(at: datetime) -> Clock:
    """A clock that stands still at `at` (naive means Japan's time): for repeatable output and tests."""
    moment = at if at.tzinfo else at.replace(tzinfo=JAPAN)
    return lambda: moment


def parse_moment(text: str) -> datetime:
    """An aware moment from ISO text; without a zone it is Japan's. Raises ValueError outside of YEARS too."""
    moment = datetime.fromisoformat(text)
    if moment.year not in YEARS:
        raise ValueError("the year is out of range")
    return moment if moment.tzinfo else moment.replace(tzinfo=JAPAN)


class HybridClock:
    """A time stamp that never goes back, whatever the machine's clock does.

    A stamp is `milliseconds since 1970 << 16 | counter`, so stamps order as integers.
    Source: Kulkarni et al., "Logical Physical Clocks" (2014).
    """

    _COUNTER_BITS = 16

    def __init__(self, clock: Clock, last: int = 0) -> None:
        self._clock = clock
        self._last = last

    def next(self) -> int:
        """A stamp greater than every one given or seen before."""
        now = int(self._clock().timestamp() * 1000) << self._COUNTER_BITS
        self._last = max(now, self._last + 1)
        return self._last

    def see(self, stamp: int, ahead: timedelta = timedelta(days=1)) -> None:
        """Take note of another desk's stamp, but never run more than `ahead` before our own time."""
        limit = int((self._clock() + ahead).timestamp() * 1000) << self._COUNTER_BITS
        self._last = max(self._last, min(stamp, limit))
