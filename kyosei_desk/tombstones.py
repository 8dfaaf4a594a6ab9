"""The list of what was purged, beside the database: opaque ids only, one a line. A restore reads it first."""

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from kyosei_desk import disk
from kyosei_desk.errors import DeskError

ID = re.compile(r"[0-9a-f]{32}")


def read(path: Path) -> tuple[str, ...]:
    """The ids on the list; none where there is no list, and no line that is not an id."""
    try:
        lines = path.read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return ()
    return tuple(line for line in lines if ID.fullmatch(line))


def keep(path: Path, ids: Iterable[str]) -> None:
    """Add ids to the list. The database holds them too, so a disk that refuses costs nothing yet."""
    known = set(read(path))
    wanted = known | set(ids)
    if wanted - known:
        with suppress(DeskError):
            disk.write_whole(path, "".join(f"{each}\n" for each in sorted(wanted)).encode("ascii"))
