"""Kill −9 at any moment: what was acknowledged is there, nothing is half there, and the vault verifies clean.

`python -m tests.faults.killing 250` runs the long loop and prints its figures. A child process works on a vault and
acknowledges each finished step with a line; the parent kills it at a seeded moment and looks at what is left.
"""

import os
import random
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import msgspec

from kyosei_desk import backup
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, WrongPassphrase
from kyosei_desk.opening import make_desk, open_desk, people_of, remove_person, restore_backup, vault_exists
from kyosei_desk.practice.district import practice_district
from kyosei_desk.vault import FLOOR, Role, people_in, read_slots, unlock_bytes_with_code
from tests.builders import CLOCK, COLLEAGUE, FOUNDER, OTHER_WORDS, WORDS, intake

KINDS = ("save", "save", "save", "purge", "save", "backup", "save", "rekey", "save", "create")
"""What the child does, kill by kill: half of them plain saves."""

LONGEST = {"save": 0.3, "purge": 1.0, "backup": 0.6, "rekey": 2.0, "create": 0.9, "renew": 2.0}
"""Seconds after its start within which a child is killed: long enough to reach the end of its first steps."""

READY = "ready"
KEPT = 12
ROOT = Path(__file__).parents[2]


class Figures(msgspec.Struct):
    """What a loop found. All but the first two must stay 0; `stale` counts backups a removed person could open."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    more_than_one_extra: int = 0
    verify_failures: int = 0
    not_opened: int = 0
    half_written: int = 0
    stale: int = 0

    def faults(self) -> int:
        return self.lost + self.more_than_one_extra + self.verify_failures + self.not_opened + self.half_written


def prepared(folder: Path) -> Path:
    """A vault with KEPT records in it, `kept-0` …, and a colleague who may open it."""
    vault = folder / "base"
    make_desk(vault, FOUNDER, WORDS, CLOCK, practice_district(), FLOOR)
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        for number in range(KEPT):
            desk.record(intake("練習の話", case_id=f"kept-{number}"))
        desk.add_person(COLLEAGUE, Role.STAFF, OTHER_WORDS)
    return vault


# The child


def acknowledge(word: object) -> None:
    """One line, written through: from here on the step must survive."""
    print(word, flush=True)


def save(vault: Path) -> None:
    with open_desk(vault, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        acknowledge(READY)
        for number in count():
            desk.record(intake("助けてほしい", case_id=f"saved-{number}"))
            acknowledge(number)


def purge(vault: Path) -> None:
    with open_desk(vault, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        acknowledge(READY)
        for number in range(KEPT):
            known = desk.by_case_id(f"kept-{number}")
            if known is not None:
                desk.purge(known.id)
            acknowledge(number)


def take_backups(vault: Path) -> None:
    with open_desk(vault, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        acknowledge(READY)
        for number in count():
            desk.backup(vault.parent / "copy.backup")
            acknowledge(number)


def rekey(vault: Path) -> None:
    acknowledge(READY)
    for number in count():
        remove_person(vault, COLLEAGUE, WORDS, person=FOUNDER, clock=CLOCK)
        acknowledge(number)
        with open_desk(vault, WORDS, person=FOUNDER, clock=CLOCK) as desk:
            desk.add_person(COLLEAGUE, Role.STAFF, OTHER_WORDS)


def renew(vault: Path) -> None:
    """Each code stands on its paper, here a file, before it is put in force."""
    acknowledge(READY)
    for number in count():
        with open_desk(vault, WORDS, person=FOUNDER, clock=CLOCK) as desk:
            renewal = desk.recovery.begin(WORDS, None)
            (vault.parent / f"{number}.paper").write_text(renewal.code, "ascii")
            desk.recovery.renew(renewal, renewal.code)
            acknowledge(number)


def create(vault: Path) -> None:
    acknowledge(READY)
    make_desk(vault.parent / "created", FOUNDER, WORDS, CLOCK, practice_district(), FLOOR)
    acknowledge(0)
    sys.stdin.read()


WORK: dict[str, Callable[[Path], None]] = {
    "save": save, "purge": purge, "backup": take_backups, "rekey": rekey, "create": create,
    "renew": renew,
}  # fmt: skip


# The parent


def killed(kind: str, vault: Path, dice: random.Random) -> list[str]:
    """Let a child work, kill it at a moment the dice choose; returns what it had acknowledged."""
    command = [sys.executable, "-m", "tests.faults.killing", kind, str(vault)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        heard = read_until(child.stdout.fileno(), time.monotonic() + dice.uniform(0, LONGEST[kind]))
        child.kill()
        lines = (said + heard + child.stdout.read()).decode().split("\n")
    assert lines[0] == READY
    return [line for line in lines[1:-1] if line]  # the last piece is no whole line


def read_until(pipe: int, deadline: float) -> bytes:
    """What comes out of the pipe until then."""
    heard = b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if selector.select(left):
                part = os.read(pipe, 1 << 16)
                if not part:
                    break
                heard += part
    return heard


def one_kill(kind: str, base: Path, folder: Path, dice: random.Random, figures: Figures) -> None:
    """One child, one kill, one look at what is left."""
    vault = Path(shutil.copytree(base, folder / "vault"))
    acknowledged = killed(kind, vault, dice)
    figures.kills += 1
    figures.acknowledged += len(acknowledged)
    try:
        LOOK[kind](vault, len(acknowledged), figures)
    except DeskError as error:
        figures.not_opened += 1
        print(kind, type(error).__name__, error, file=sys.stderr)


def looked_at(vault: Path, figures: Figures) -> Iterator[Desk]:
    """The vault, opened once and verified."""
    with open_desk(vault, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        damages = desk.verify()
        figures.verify_failures += bool(damages)
        for damage in damages:
            print(damage, file=sys.stderr)
        yield desk


def there(desk: Desk, prefix: str, numbers: range) -> list[bool]:
    return [desk.by_case_id(f"{prefix}-{number}") is not None for number in numbers]


def after_save(vault: Path, acknowledged: int, figures: Figures) -> None:
    """Every acknowledged save is there, and at most the one that was under way."""
    for desk in looked_at(vault, figures):
        found = there(desk, "saved", range(acknowledged + 3))
        figures.lost += acknowledged - sum(found[:acknowledged])
        figures.lost += KEPT - sum(there(desk, "kept", range(KEPT)))
        figures.more_than_one_extra += any(found[acknowledged + 1 :])


def after_purge(vault: Path, acknowledged: int, figures: Figures) -> None:
    """What was acknowledged as purged is gone; the rest is there, but for the one under way."""
    for desk in looked_at(vault, figures):
        found = there(desk, "kept", range(KEPT))
        figures.half_written += any(found[:acknowledged])
        figures.lost += found[acknowledged + 1 :].count(False)


def after_backup(vault: Path, acknowledged: int, figures: Figures) -> None:
    """An acknowledged backup restores whole; what a kill left beside it goes with the next one."""
    target = vault.parent / "copy.backup"
    figures.lost += bool(acknowledged) and not target.exists()
    if target.exists():
        restore_backup(target, vault.parent / "restored", WORDS, person=FOUNDER, clock=CLOCK)
        after_save(vault.parent / "restored", 0, figures)
    for desk in looked_at(vault, figures):
        desk.backup(target)
    left = sorted(path.name for path in vault.parent.iterdir() if path.name.startswith("copy.backup"))
    figures.half_written += left != ["copy.backup"]


def after_rekey(vault: Path, _acknowledged: int, figures: Figures) -> None:
    """The person is wholly in or wholly out, and every record is there."""
    after_save(vault, 0, figures)
    listed = COLLEAGUE in {person.name for person in people_of(vault)}
    figures.half_written += opens(vault, OTHER_WORDS) is not listed
    figures.half_written += (vault / "desk.db.next").exists()
    figures.stale += not listed and any(names_colleague(each) for each in (vault / "backups").glob("*.backup"))


def after_renew(vault: Path, acknowledged: int, figures: Figures) -> None:
    """The last acknowledged code brings a person back or the one under way does; no other, and none from a backup."""
    slots = read_slots(vault / "people.slots")
    papers = sorted(vault.parent.glob("*.paper"), key=lambda each: int(each.stem))
    working = [int(each.stem) for each in papers if recovers(slots, each.read_text("ascii"))]
    figures.lost += bool(acknowledged) and len(working) != 1
    figures.lost += any(number < acknowledged - 1 for number in working)
    after_save(vault, 0, figures)
    for copy in (vault / "backups").glob("*.backup") if working else ():
        with backup.reading(copy) as (kept, _database):
            figures.half_written += not recovers(kept, papers[working[0]].read_text("ascii"))


def recovers(slots: bytes, code: str) -> bool:
    try:
        unlock_bytes_with_code(slots, code, FOUNDER)
    except WrongPassphrase:
        return False
    return True


def opens(vault: Path, words: str) -> bool:
    try:
        with open_desk(vault, words, clock=CLOCK):
            return True
    except WrongPassphrase:
        return False


def names_colleague(copy: Path) -> bool:
    with backup.reading(copy) as (slots, _database):
        return COLLEAGUE in {person.name for person in people_in(slots)}


def after_create(vault: Path, acknowledged: int, figures: Figures) -> None:
    """A vault that opens, or none, in whose place one can be made."""
    created = vault.parent / "created"
    figures.lost += bool(acknowledged) and not vault_exists(created)
    if not vault_exists(created):
        make_desk(created, FOUNDER, WORDS, CLOCK, practice_district(), FLOOR)
    for desk in looked_at(created, figures):
        figures.half_written += desk.district().name != practice_district().name


LOOK: dict[str, Callable[[Path, int, Figures], None]] = {
    "save": after_save, "purge": after_purge, "backup": after_backup, "rekey": after_rekey, "create": after_create,
    "renew": after_renew,
}  # fmt: skip


def dice_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - dice, not a key


def loop(kills: int, seed: int, base: Path, folder: Path) -> dict[str, Figures]:
    """So many kills, kind after kind; returns the figures of each kind."""
    dice = dice_of(seed)
    figures = {kind: Figures() for kind in WORK}
    for number in range(kills):
        kind, place = KINDS[number % len(KINDS)], folder / f"kill-{number}"
        place.mkdir()
        one_kill(kind, base, place, dice, figures[kind])
        shutil.rmtree(place)
    return figures


def main(arguments: list[str]) -> int:
    """The child with a kind and a vault; else the long loop: a number of kills and a seed."""
    if arguments and arguments[0] in WORK:
        WORK[arguments[0]](Path(arguments[1]))
        return 0
    kills, seed = (int(each) for each in (*arguments, "250", "1")[:2]) if len(arguments) < 2 else map(int, arguments)
    with tempfile.TemporaryDirectory() as name:
        found = loop(kills, seed, prepared(Path(name)), Path(name))
    for kind, figures in found.items():
        print(kind, *(f"{field}={value}" for field, value in msgspec.structs.asdict(figures).items()))
    return 1 if sum(figures.faults() for figures in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
