"""The figures as a Markdown table and as JSON."""

from collections.abc import Iterable, Iterator

import msgspec

from tests.benchmarks.measuring import Figure, Target
from tests.benchmarks.plan import Plan

HEAD = ("what", "unit", "n", "p50", "p95", "longest", "plain p50", "plain p95", "× p50", "× p95", "target", "")


class Report(msgspec.Struct, frozen=True):
    """One run. `load` is the CPU's load average before and after it."""

    plan: Plan
    machine: dict[str, str]
    load: tuple[str, str]
    figures: list[Figure]


def as_json(report: Report) -> bytes:
    return msgspec.json.format(msgspec.json.encode(report), indent=2)


def as_markdown(report: Report) -> str:
    """The machine, then the table."""
    return "\n".join((*machine_lines(report), "", *table(report.figures))) + "\n"


def machine_lines(report: Report) -> Iterator[str]:
    yield f"- consultations: {report.plan.consultations:,}"
    yield from (f"- {name}: {value}" for name, value in report.machine.items())
    yield f"- load average (1, 5, 15 min): {report.load[0]} before, {report.load[1]} after"


def table(figures: Iterable[Figure]) -> Iterator[str]:
    yield row(HEAD)
    yield row("---" if place in {0, 1, 10, 11} else "--:" for place in range(len(HEAD)))
    for figure in figures:
        yield row(cells(figure))


def row(parts: Iterable[str]) -> str:
    return f"| {' | '.join(parts)} |"


def cells(figure: Figure) -> Iterator[str]:
    yield from (figure.what, figure.unit, str(figure.encrypted.count))
    yield from map(number, (figure.encrypted.p50, figure.encrypted.p95, figure.encrypted.longest))
    yield from map(number, (figure.plain.p50, figure.plain.p95) if figure.plain else (None, None))
    yield from (f"{each:.2f}" for each in figure.ratios() or ()) if figure.plain else ("", "")
    yield words_of(figure.target)
    yield {None: "", True: "held", False: "**missed**"}[figure.held()]


def number(value: float | None) -> str:
    """Three digits that count, and every one before the point."""
    if value is None:
        return ""
    places = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:,.{places}f}"


def words_of(target: Target | None) -> str:
    if target is None:
        return ""
    limits = (("p50 ≤ ", target.p50), ("p95 ≤ ", target.p95), ("longest ≤ ", target.longest), ("× ≤ ", target.ratio))
    return ", ".join(f"{name}{limit:g}" for name, limit in limits if limit is not None)
