"""Small numbers: outside of the district a count below five could tell who it was (domain.md §7). Pure."""

from collections.abc import Mapping
from typing import TypeVar

SMALL = 5
K = TypeVar("K")


def suppressed(counts: Mapping[K, int]) -> dict[K, int | None]:
    """Counts for people outside; None for one that is not told. 0 is told: it is about nobody.

    One hidden number alone could be worked out from the sum: then the next smallest is hidden too.
    """
    hidden = {key for key, count in counts.items() if 0 < count < SMALL}
    if len(hidden) == 1:
        others = {key: count for key, count in counts.items() if count and key not in hidden}
        hidden |= {min(others, key=lambda key: others[key])} if others else set()
    return {key: None if key in hidden else count for key, count in counts.items()}


def total(counts: Mapping[K, int]) -> int | None:
    """The sum for people outside; None where it would tell the one number that is hidden, or is small itself."""
    found = sum(counts.values())
    hidden = [each for each in suppressed(counts).values() if each is None]
    return None if len(hidden) == 1 or 0 < found < SMALL else found
