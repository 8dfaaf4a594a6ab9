"""The installed command as a person or a script runs it: a real process, its streams, its exit status."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.builders import WORDS

LIMIT = 120


class Ended(NamedTuple):
    """How a command ended. `lines` are those of standard output."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def run(*arguments: object, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Ended:
    """Run `kyosei-desk` with these arguments and nothing on its input; `env` is added to the environment."""
    return run_as(("-m", "kyosei_desk"), *arguments, env=env, cwd=cwd)


def run_as(
    python: Sequence[str], *arguments: object, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Ended:
    """The same by another way into the program."""
    done = subprocess.run(
        [sys.executable, *python, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=LIMIT,
        env={**os.environ, **(env or {})},
        cwd=cwd,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def secret_file(folder: Path, words: str = WORDS, name: str = "words.txt") -> Path:
    """A file with a passphrase on its first line."""
    path = folder / name
    path.write_bytes(f"{words}\n".encode())
    return path


def case(case_id: str = "T01", **fields: Any) -> dict[str, Any]:
    """One case with what a case must have."""
    return {"id": case_id, "taken_at": "2026-10-05T10:20", "consent": "同意あり", **fields}


def case_file(folder: Path, *cases: Any, name: str = "cases.json") -> Path:
    """A file of cases; what JSON can say and text cannot (half characters) is escaped."""
    path = folder / name
    path.write_text(json.dumps(cases), "ascii")
    return path
