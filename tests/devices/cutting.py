"""The power goes between two durable writes of sync: which one, the test says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from kyosei_desk.store import Exchange

WRITES = ("put", "keep_epochs", "keep_roster")


class Cut(BaseException):
    """Stands for the power going: nothing catches it."""


@contextmanager
def cut_at_write(monkeypatch: pytest.MonkeyPatch, number: int) -> Iterator[list[str]]:
    """Cut before the `number`-th write from now on; the list tells which ones came before."""
    written: list[str] = []
    with monkeypatch.context() as patched:
        for name in WRITES:
            patched.setattr(Exchange, name, counting(getattr(Exchange, name), written, number))
        yield written


def counting(step: Callable[..., None], written: list[str], number: int) -> Callable[..., None]:
    def counted(*arguments: Any) -> None:
        if len(written) == number:
            raise Cut
        written.append(step.__name__)
        step(*arguments)

    return counted
