"""A desk in a process of its own that syncs, and says each step before it takes it: then it can be killed there.

`python -m tests.sync.killing VAULT PERSON`: a line for each step on standard output, a line on standard input for each
go-ahead.
"""

import subprocess
import sys
from pathlib import Path

from kyosei_desk.opening import open_desk
from sync import devices
from sync.client import HubClient, Signer
from sync.engine import sync_once
from sync.round import Hooks, Progress
from tests.builders import CLOCK, WORDS

ROOT = Path(__file__).parents[2]
DONE = "done"


def announced(progress: Progress) -> None:
    print(progress.step, flush=True)
    sys.stdin.readline()


def main(vault: str, person: str) -> None:
    with open_desk(Path(vault), WORDS, person=person, clock=CLOCK) as desk:
        enrolment = devices.load(desk.exchange)
        assert enrolment is not None
        signer = Signer(
            device=enrolment.device.id, private=enrolment.sign_private, hub_public=enrolment.card.hub_public
        )
        with HubClient(enrolment.hub, CLOCK, signer=signer) as client:
            sync_once(desk, client, enrolment, Hooks(announced))
        print(DONE, flush=True)
        sys.stdin.readline()


def killed_after(vault: Path, person: str, steps: int) -> list[str]:
    """Let it take so many steps, and kill it −9 before the next; returns what it said, DONE where it came so far."""
    command = [sys.executable, "-m", "tests.sync.killing", str(vault), person]
    said: list[str] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        while len(said) <= steps and DONE not in said:
            said.append(child.stdout.readline().strip())
            if len(said) <= steps and said[-1] != DONE:
                child.stdin.write("\n")
                child.stdin.flush()
        child.kill()
    return said


if __name__ == "__main__":
    main(*sys.argv[1:])
