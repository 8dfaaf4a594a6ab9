"""What the city may read: letters opened with the letter key, and those hidden that were taken back.

A letter that is named by a withdrawal is hidden when the withdrawal is received, or, where it comes later itself, then.
"""

from collections.abc import Iterable
from typing import NamedTuple

from kyosei_desk.sealing import SealBroken
from sync import post
from sync.hub.keys import ServingKeys
from sync.hub.store import HubStore
from sync.hub.store.rows import StoredLetter
from sync.letters import opened_letter
from sync.protocol import Letter


class Opened(NamedTuple):
    """A letter as it lies there, and what it says; None where this version cannot read it."""

    stored: StoredLetter
    content: post.Letter | None


def opened(stored: StoredLetter, keys: ServingKeys) -> Opened:
    try:
        content = opened_letter(stored.letter, keys.letter.private, stored.district)
        return Opened(stored, post.read(content))
    except (SealBroken, post.Unreadable):
        return Opened(stored, None)


def readable(letter: Letter, keys: ServingKeys, district: str) -> bool:
    """Whether it is sealed to our key: another one nobody in the city could ever read."""
    try:
        opened_letter(letter, keys.letter.private, district)
    except SealBroken:
        return False
    return True


def contents(letters: Iterable[Opened]) -> list[post.Letter]:
    return [each.content for each in letters if each.content is not None]


class Withdrawals:
    """Hears of a district's letters once they are stored, and hides what was taken back.

    It remembers which ids were, district by district, so that each letter is opened once by a process.
    """

    def __init__(self, store: HubStore, keys: ServingKeys) -> None:
        self._store = store
        self._keys = keys
        self._known: dict[str, tuple[int, frozenset[str]]] = {}

    def __call__(self, district: str, _letters: tuple[Letter, ...] = ()) -> None:
        """Numbers are given in the order of the commits, so that nothing stored before this call is left out."""
        seen, known = self._known.get(district, (0, frozenset()))
        fresh = [opened(each, self._keys) for each in self._store.letters(district, seen)]
        known |= post.withdrawn(contents(fresh))
        self._store.hide_letters(district, known, self._store.now())
        last = max((each.stored.number for each in fresh), default=seen)
        self._known[district] = (last, known)
