"""Kills a desk between any two steps: before a transaction, before and after a request, before a file is put in place.

What follows a kill does not run: the connection goes, and what a transaction had not committed is not there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kyosei_desk import disk
from kyosei_desk.store.driver import Database
from sync.client import HubClient


class Killed(BaseException):
    """The power went."""


class Fuse:
    """Burns down step by step; at its end it kills. With no end (None) it only counts, and names, the steps."""

    def __init__(self, end: int | None = None) -> None:
        self.end = end
        self.steps: list[str] = []

    def step(self, name: str) -> None:
        self.steps.append(name)
        if self.end is not None and len(self.steps) >= self.end:
            raise Killed(name)

    @property
    def blown(self) -> bool:
        return self.end is not None and len(self.steps) >= self.end


@contextmanager
def burning(fuse: Fuse) -> Iterator[Fuse]:
    """Every durable step, and every request, of this process burns the fuse; the hub's are left alone."""
    atomic, once, write_whole = Database.atomic, HubClient._once, disk.write_whole

    @contextmanager
    def transaction(self: Database) -> Iterator[Any]:
        fuse.step("transaction")
        with atomic(self) as inside:
            yield inside

    def request(self: HubClient, method: str, path: str, *rest: Any) -> Any:
        fuse.step(f"before {method} {path}")
        answer = once(self, method, path, *rest)
        fuse.step(f"after {method} {path}")
        return answer

    def file(path: Path, content: bytes) -> None:
        fuse.step(f"file {path.name}")
        write_whole(path, content)

    with (
        patch.object(Database, "atomic", transaction),
        patch.object(HubClient, "_once", request),
        patch.object(disk, "write_whole", file),
    ):
        yield fuse
