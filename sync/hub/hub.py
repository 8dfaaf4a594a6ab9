"""What every request needs of the hub: its settings, its store, its keys, the time, and who hears of letters."""

from collections.abc import Callable

import msgspec

from kyosei_desk.clock import Clock
from sync.hub.settings import Keys, Settings
from sync.hub.store import HubStore
from sync.protocol import Letter

OnLetters = Callable[[str, tuple[Letter, ...]], None]
"""Hears of a district's letters once they are stored; of the same ones again where a desk sent them again."""


class Hub(msgspec.Struct, frozen=True):
    """One hub, as one of its workers has it."""

    settings: Settings
    store: HubStore
    keys: Keys
    clock: Clock
    on_letters: OnLetters

    def now(self) -> int:
        """Seconds since 1970."""
        return int(self.clock().timestamp())
