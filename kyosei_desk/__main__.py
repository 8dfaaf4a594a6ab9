"""Composition root: `kyosei-desk` runs a command, and turns what went wrong into a sentence."""

import sys

from kyosei_desk.commands import leaving
from kyosei_desk.commands.line import kyosei_desk
from kyosei_desk.errors import DeskError
from kyosei_desk.store import failures
from kyosei_desk.store.driver import DatabaseError


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with its exit status: 0 done, 1 not done (a sentence says why), 2 wrong usage."""
    sys.exit(leaving.run(kyosei_desk, "kyosei-desk", arguments, known))


def known(error: Exception) -> DeskError | None:
    """The database's own errors, in words."""
    return failures.sentence(str(error)) if isinstance(error, DatabaseError) else None


if __name__ == "__main__":
    main()
