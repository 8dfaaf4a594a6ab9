"""A hub in a process of its own, to be measured: `python -m tests.benchmarks.hub_child FOLDER [DATABASE-URL]`.

Says its address and district on a line, then a fresh enrolment code for every line it reads, until its input ends.
"""

import sys
from pathlib import Path

from kyosei_desk.sealing.passphrase import FLOOR
from sync.hub import keys
from sync.hub.commands.founding import found_hub
from sync.hub.folder import HubFolder
from sync.practice_hub import WORDS, start_hub


def main(arguments: list[str]) -> None:
    folder, *database = arguments
    hub_folder = HubFolder(Path(folder))
    found_hub(hub_folder, keys.made(WORDS, FLOOR), database[0] if database else None)
    with start_hub(Path(folder)) as hub:
        print(hub.url, flush=True)
        for _line in sys.stdin:
            print(hub.code(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
