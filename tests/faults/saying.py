"""What every message about a fault has in common, and the state of a folder to compare."""

import re
from pathlib import Path

from tests.journeys.running import Ended

MARKER = "目印のことば"
"""A resident's words: in the vault, and in nothing that is said."""

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
OURS = ("Traceback", "Error:", "Exception", "ERROR", "sqlite", "思いがけない", MARKER)


def says(ended: Ended, *parts: str) -> None:
    """It failed, with a sentence that holds these parts: what happened, what is safe, what to do."""
    assert ended.status == 1, ended
    assert ended.out == ""
    assert all(part in ended.err for part in parts), ended.err
    assert JAPANESE.search(ended.err)
    assert not any(word in ended.err for word in OURS), ended.err


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the lock, with its content."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "desk.lock"
    }
