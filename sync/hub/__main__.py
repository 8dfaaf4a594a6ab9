"""`kyosei-hub`: runs a command of the city's hub, and turns what went wrong into a sentence."""

import sys

from kyosei_desk.commands import leaving
from sync.hub import failures
from sync.hub.commands.line import kyosei_hub


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with its exit status: 0 done, 1 not done (a sentence says why), 2 wrong usage."""
    sys.exit(leaving.run(kyosei_hub, "kyosei-hub", arguments, failures.known))


if __name__ == "__main__":
    main()
