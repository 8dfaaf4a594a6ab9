"""How far the audit trail had come, in a file of its own: a journal that was cut or deleted just gives fewer rows.

The mark is written after the commit and may lag behind it, never run ahead of it; so a database that stands behind its
mark has lost acknowledged work, and a person is told. It holds a number and a hash, no word of a record.
"""

import contextlib
import os
from pathlib import Path

from kyosei_desk.store.audit import Link
from kyosei_desk.store.driver import Database

LENGTH = 16 + 1 + 64 + 1


def write(path: Path, link: Link) -> None:
    """Overwrite the mark in place. A disk that refuses only leaves an older mark, which claims less: no harm."""
    content = f"{link.number:016d} {link.hash.hex()}\n".encode()
    with contextlib.suppress(OSError), os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.write(content)


def read(path: Path) -> Link | None:
    """The mark; None where there is none or it is unreadable."""
    try:
        number, digest = path.read_bytes()[:LENGTH].split()
        return Link(int(number), bytes.fromhex(digest.decode()))
    except (OSError, ValueError):
        return None


def lost(database: Database, mark: Link | None) -> int:
    """How many audit events the database lacks that the mark knows of; 0 where it stands at or past the mark."""
    if mark is None or mark.number == 0:
        return 0
    row = database.execute("SELECT hash FROM audit WHERE number = ?", (mark.number,)).fetchone()
    if row is not None:
        return 0 if row[0] == mark.hash else 1
    last = database.execute("SELECT max(number) FROM audit").fetchone()[0] or 0
    return mark.number - int(last)
