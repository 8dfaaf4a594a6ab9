"""Samples and what is said of them: median, 95th percentile, longest. Nothing is left out as an outlier."""

import math
import time
from collections.abc import Callable, Iterable, Sequence

import msgspec

Action = Callable[[], object]


class Spread(msgspec.Struct, frozen=True):
    """One row of samples, in its figure's unit."""

    count: int
    p50: float
    p95: float
    longest: float


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What a figure must hold: a limit of its p50, p95 or longest, and of its cost over plain SQLite (both
    percentiles)."""

    p50: float | None = None
    p95: float | None = None
    longest: float | None = None
    ratio: float | None = None


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One thing measured, encrypted and, where that says something, on plain SQLite in the same run."""

    key: str
    what: str
    unit: str
    encrypted: Spread
    plain: Spread | None = None
    target: Target | None = None

    def ratios(self) -> tuple[float, float] | None:
        """Encrypted over plain, of the medians and of the 95th percentiles."""
        if self.plain is None or not self.plain.p50 or not self.plain.p95:
            return None
        return self.encrypted.p50 / self.plain.p50, self.encrypted.p95 / self.plain.p95

    def held(self) -> bool | None:
        """Whether the target is held; None where there is none."""
        if self.target is None:
            return None
        found, target = self.encrypted, self.target
        pairs = [(target.p50, found.p50), (target.p95, found.p95), (target.longest, found.longest)]
        pairs += [(self.target.ratio, each) for each in self.ratios() or ()]
        return all(limit is None or value <= limit for limit, value in pairs)


def spread(samples: Iterable[float]) -> Spread:
    """p50 and p95 by nearest rank: each is a sample that was really measured."""
    ordered = sorted(samples)
    return Spread(len(ordered), ranked(ordered, 0.5), ranked(ordered, 0.95), ordered[-1])


def ranked(ordered: Sequence[float], part: float) -> float:
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


def milliseconds(action: Action) -> float:
    """How long one call takes."""
    start = time.perf_counter_ns()
    action()
    return (time.perf_counter_ns() - start) / 1e6


def times(actions: Iterable[Action], warm_up: int = 0) -> list[float]:
    """The time of each call in ms, the first `warm_up` of them left out."""
    return [milliseconds(action) for action in actions][warm_up:]


def side_by_side(pairs: Iterable[tuple[Action, Action]], warm_up: int = 0) -> tuple[list[float], list[float]]:
    """Each pair one right after the other, the order changing every time, so that a busy moment hits both."""
    left: list[float] = []
    right: list[float] = []
    for place, (one, other) in enumerate(pairs):
        if place % 2:
            right.append(milliseconds(other))
            left.append(milliseconds(one))
        else:
            left.append(milliseconds(one))
            right.append(milliseconds(other))
    return left[warm_up:], right[warm_up:]
