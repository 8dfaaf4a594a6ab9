"""`make bench`: how fast and how big the desk is at 100,000 consultations, encrypted beside plain SQLite in one run.

Never part of `make test`; there only `test_harness.py` looks that all of it still runs.
"""

import argparse
import sys
from pathlib import Path

import msgspec

from tests.benchmarks.plan import SMALL, Plan
from tests.benchmarks.report import as_json, as_markdown
from tests.benchmarks.run import run


def main(arguments: list[str]) -> None:
    """Measure, print the table, and keep it beside the figures as JSON."""
    asked = options().parse_args(arguments)
    plan = msgspec.structs.replace(SMALL if asked.quick else Plan(), consultations=asked.consultations)
    asked.into.mkdir(parents=True, exist_ok=True)
    report = run(plan, asked.into)
    (asked.into / "result.json").write_bytes(as_json(report))
    (asked.into / "result.md").write_text(as_markdown(report), "utf-8")
    print(as_markdown(report), end="")


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--consultations", type=int, default=Plan().consultations, help="how many the vault holds")
    parser.add_argument("--quick", action="store_true", help="few samples: only whether all of it runs")
    parser.add_argument("--into", type=Path, default=Path("build/bench"), help="where vaults and results are kept")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
