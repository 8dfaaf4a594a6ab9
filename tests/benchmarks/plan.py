"""How much of everything one run of the benchmark measures."""

import msgspec


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of samples; `consultations` is what the vault holds before anything is measured."""

    consultations: int = 100_000
    queries: int = 300
    saves: int = 400
    sheets: int = 100
    unlocks: int = 12
    starts: int = 15
    colds: int = 7
    windows: int = 5
    evaluations: int = 2000
    syncs: int = 200


SMALL = Plan(
    consultations=50, queries=12, saves=4, sheets=2, unlocks=1, starts=1, colds=1, windows=1, evaluations=20, syncs=3
)  # fmt: skip
"""Every figure once: for a look at whether the harness itself still runs."""
