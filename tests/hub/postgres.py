"""A PostgreSQL for the tests: a cluster of their own on a socket in a folder of their own, shared by all test workers.

It is started by the first worker that asks and stopped by the last one that goes. fsync stays on: what is tested here
is that an acknowledged push survives.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

MISSING = "PostgreSQL が見つかりません。`sh packaging/postgres.sh` で入れると、この試験も動きます。"
DEBIAN = Path("/usr/lib/postgresql")
OWNER = "postgres"
ROLE = "hub"


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL's programs."""
    found = shutil.which("initdb")
    debian = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    return Path(found).parent if found else debian[-1].parent if debian else None


def required() -> Path:
    """Skips the test where there is none; in CI that is a failure."""
    folder = binaries()
    if folder is None and os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
        pytest.fail(MISSING, pytrace=False)
    if folder is None:
        pytest.skip(MISSING)
    return folder


@contextmanager
def cluster(shared: Path) -> Iterator[str]:
    """The URL of a running server's maintenance database. `shared`: a folder that all workers of this run know."""
    programs = required()
    lock, note, users = FileLock(shared / "pg.lock"), shared / "pg.folder", shared / "pg.users"
    with lock:
        count = counted(users, 1)
        folder = started(programs) if count == 1 else Path(note.read_text())
        note.write_text(str(folder))
    try:
        yield url_of(folder, "postgres")
    finally:
        with lock:
            if counted(users, -1) == 0:
                stopped(programs, folder)


def counted(users: Path, step: int) -> int:
    count = (int(users.read_text()) if users.exists() else 0) + step
    users.write_text(str(count))
    return count


def started(programs: Path) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="kyosei-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, OWNER, OWNER)
    run(programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", ROLE, "-E", "UTF8", "--no-locale")
    options = f"-k {folder} -c listen_addresses= -c max_connections=200"
    run(programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", options, "-w", "start")
    return folder


def stopped(programs: Path, folder: Path) -> None:
    run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder)


def run(*command: object) -> None:
    """As root the server refuses to run: then its own user runs it."""
    user = OWNER if os.geteuid() == 0 else None
    subprocess.run(
        [str(part) for part in command], check=True, cwd="/", user=user, group=user, extra_groups=[] if user else None,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def url_of(folder: Path, database: str) -> str:
    return f"postgresql://{ROLE}@/{database}?host={folder}"
