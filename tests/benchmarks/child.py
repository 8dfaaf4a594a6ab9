"""A desk in a process of its own: `python -m tests.benchmarks.child FOLDER RECORD WORDS...`

It opens the vault there, prints the sheet of one record, searches for each of the words, and says on a line of JSON
each what it took.

The highest memory is read from the kernel's mark for this very program: `getrusage` also counts what the process that
started it held, and would report the harness.
"""

import resource
import sys
import time
from pathlib import Path

import msgspec

from tests.benchmarks.ground import Ground

STATUS = Path("/proc/self/status")


class Told(msgspec.Struct, frozen=True):
    """One step done: how long it took (ms), the highest memory so far (MiB)."""

    step: str
    took: float
    peak: float


def tell(step: str, since: int) -> None:
    """A line for the parent, at once: it takes the time of its arrival."""
    told = Told(step, (time.perf_counter_ns() - since) / 1e6, peak_mib())
    print(msgspec.json.encode(told).decode(), flush=True)


def peak_mib() -> float:
    """The most memory this process ever held."""
    if STATUS.exists():
        lines = STATUS.read_text("ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(arguments: list[str]) -> None:
    folder, record_id, *words = arguments
    start = time.perf_counter_ns()
    side = Ground(Path(folder)).open_encrypted()
    tell("open", start)
    start = time.perf_counter_ns()
    side.desk.print_record(record_id)
    tell("sheet", start)
    start = time.perf_counter_ns()
    for each in words:
        side.desk.search(each)
    tell("search", start)
    side.close()


if __name__ == "__main__":
    main(sys.argv[1:])
