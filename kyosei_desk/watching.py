"""Long work that a person can look on at and stop: a copy, a tested restore."""

from collections.abc import Callable

import msgspec

from i18n import _
from kyosei_desk.errors import DeskError


class GivenUp(DeskError):
    """A person stopped it between two steps."""

    def __init__(self) -> None:
        super().__init__(
            _("とちゅうで、やめました。"),
            _("記録はそのままで、前に取った控えも、そのままです。"),
            _("つづけるときは、はじめからもう一度どうぞ。"),
        )


def unheard(_done: int, _total: int) -> None:
    """Nobody looks on."""


def never() -> bool:
    """Nobody stops it."""
    return False


class Watch(msgspec.Struct, frozen=True):
    """`progress` hears how much is done, and of how much; `cancelled` is asked at every step, in the thread that works.

    The sync has hooks of its own: what comes with one is not known before it came.
    """

    progress: Callable[[int, int], None] = unheard
    cancelled: Callable[[], bool] = never

    def step(self, done: int, total: int) -> None:
        """Between two steps. Raises GivenUp."""
        if self.cancelled():
            raise GivenUp
        self.progress(min(done, total), total)

    def part(self, begin: int, end: int) -> "Watch":
        """For a part of the work: from so many per cent of the whole to so many."""

        def within(done: int, total: int) -> None:
            self.progress(begin * total + (end - begin) * done, 100 * total)

        return Watch(within, self.cancelled)


UNWATCHED = Watch()
