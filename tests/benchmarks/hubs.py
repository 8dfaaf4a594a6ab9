"""Hubs to measure against, each in a process of its own: the embedded database, and PostgreSQL."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.hub.postgres import cluster

ROOT = Path(__file__).parents[2]
KINDS = ("sqlite", "postgresql")


class HubProcess:
    """A running hub: where it listens, and a code for whoever asks."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.url = self._said()

    def _said(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def code(self) -> str:
        """A fresh enrolment code."""
        assert self._process.stdin
        self._process.stdin.write("code\n")
        self._process.stdin.flush()
        return self._said()


@contextmanager
def hub_of(kind: str, folder: Path) -> Iterator[HubProcess]:
    """A new hub on one kind of database, gone when the block ends."""
    if kind == "sqlite":
        with started(folder / "hub") as hub:
            yield hub
        return
    with cluster(folder) as url, started(folder / "hub", url) as hub:
        yield hub


@contextmanager
def started(folder: Path, *database: str) -> Iterator[HubProcess]:
    command = [sys.executable, "-m", "tests.benchmarks.hub_child", str(folder.absolute()), *database]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield HubProcess(process)
    finally:
        assert process.stdin
        assert process.stdout
        process.stdin.close()
        process.wait()
        process.stdout.close()
