"""What is measured inside one process: opening, searching, saving, sheets, the checklist."""

import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import partial

import msgspec

from kyosei_desk.assessment import answers_of
from kyosei_desk.checklist import evaluate
from kyosei_desk.desk import Desk
from kyosei_desk.intake import Intake
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Consultation
from kyosei_desk.store import open_database
from kyosei_desk.store.driver import Database
from kyosei_desk.vault import Parameters, read_slots, unlock, write_slots
from kyosei_desk.vault.people import replaced, slot_of
from kyosei_desk.vault.slots import decode
from kyosei_desk.vault.wraps import wrapped
from kyosei_desk.vault_folder import VaultFolder
from tests.benchmarks.ground import WORDS, Ground, Side, plain_database, side
from tests.benchmarks.invention import FIRST_TALK, YEARS, Inventor
from tests.benchmarks.measuring import Action, Figure, Spread, Target, milliseconds, side_by_side, spread, times
from tests.benchmarks.plan import Plan
from tests.benchmarks.queries import Queries

CHEAP = 1.3
SEARCH = Target(p95=16.0, ratio=CHEAP)
SAVE = Target(p95=20.0, ratio=CHEAP)
SHEET = Target(p95=150.0)
UNLOCK = Target(p95=1000.0)
WARM_UP = 20


def rewrap(folder: VaultFolder, parameters: Parameters) -> None:
    """The same passphrase under other parameters of Argon2id."""
    unlocked = unlock(folder.slots, WORDS)
    slots = decode(read_slots(folder.slots))
    slot = wrapped(slots.vault_id, slot_of(slots, unlocked.person_id), unlocked.private, WORDS, parameters)
    write_slots(folder.slots, replaced(slots, slot, unlocked.vault_key))


def unlocking(ground: Ground, calibrated: Parameters, plan: Plan) -> Iterator[Figure]:
    """From the passphrase to the open desk, at the floor and as calibrated; and the part that is Argon2id."""
    folder = ground.encrypted
    yield Figure(
        key="unlock_floor", what="unlock at the floor (64 MiB, 3 passes)", unit="ms", target=UNLOCK,
        encrypted=spread(opened(folder) for _each in range(plan.unlocks)),
    )  # fmt: skip
    rewrap(folder, calibrated)
    cost = f"{calibrated.memory_kib // 1024} MiB, {calibrated.passes} passes"
    yield Figure(
        key="unlock_calibrated", what=f"unlock as calibrated here ({cost})", unit="ms", target=UNLOCK,
        encrypted=spread(opened(folder) for _each in range(plan.unlocks)),
    )  # fmt: skip
    yield Figure(
        key="key_calibrated", what="— of which keys (Argon2id)", unit="ms",
        encrypted=spread(times([partial(unlock, folder.slots, WORDS)] * plan.unlocks)),
    )  # fmt: skip


def opened(folder: VaultFolder) -> float:
    """The time `open_desk` takes until the desk can be used, in ms."""
    with ExitStack() as closing:
        return milliseconds(lambda: closing.enter_context(open_desk(folder.path, WORDS)))


def opening(ground: Ground, plan: Plan) -> Figure:
    """The database alone, the keys in hand: opened, its settings made, its tables found up to date."""
    encrypted, plain = ground.encrypted, ground.plain
    unlocked = unlock(encrypted.slots, WORDS)
    with ExitStack() as closing:

        def opens(folder: VaultFolder, database: Callable[[], Database]) -> None:
            closing.callback(side(folder, unlocked, database()).database.conn.close)

        one = partial(opens, encrypted, partial(open_database, encrypted.database, unlocked.vault_key))
        other = partial(opens, plain, partial(plain_database, plain.database))
        return compared("open", "open the database, keys in hand", *side_by_side([(one, other)] * plan.unlocks))


def sizes(encrypted: Side, plain: Side, plan: Plan) -> Iterator[Figure]:
    """The files, their journals emptied."""
    encrypted.checkpoint()
    plain.checkpoint()
    both = [side.folder.database.stat().st_size for side in (encrypted, plain)]
    rows = (("file", "file", "MiB", 2**20), ("file_each", "file, a consultation", "bytes", plan.consultations))
    for key, what, unit, per in rows:
        one, other = (single(size / per) for size in both)
        yield Figure(key=key, what=what, unit=unit, encrypted=one, plain=other)


def single(value: float) -> Spread:
    return Spread(1, value, value, value)


def searching(encrypted: Side, plain: Side, asked: Queries) -> Iterator[Figure]:
    """Every kind of query through `Desk.search`, at its usual limit of 50."""
    kinds = {"one": "search, 1 character", "two": "search, 2 characters", "long": "search, 3 and more characters",
             "apart": "search, common pieces far apart"}  # fmt: skip
    mixed = list(itertools.chain.from_iterable(zip(*msgspec.structs.astuple(asked), strict=True)))
    check_same(encrypted, plain, mixed[: WARM_UP * 4])
    every: tuple[list[float], list[float]] = ([], [])
    for key, what in kinds.items():
        pairs = (
            (partial(encrypted.desk.search, each), partial(plain.desk.search, each)) for each in getattr(asked, key)
        )
        one, other = side_by_side(pairs)
        every[0].extend(one)
        every[1].extend(other)
        yield compared(f"search_{key}", what, one, other, SEARCH)
    yield compared("search_all", "search, all of these", *every, SEARCH)


def check_same(encrypted: Side, plain: Side, words: Sequence[str]) -> None:
    """Both sides find the same, or nothing they measure can be compared. Also the warm-up."""
    for each in words:
        if encrypted.desk.search(each) != plain.desk.search(each):
            raise RuntimeError("the two sides do not hold the same")


def compared(key: str, what: str, one: list[float], other: list[float], target: Target | None = None) -> Figure:
    return Figure(key=key, what=what, unit="ms", encrypted=spread(one), plain=spread(other), target=target)


def saving(encrypted: Side, plain: Side, talks: Sequence[Intake], plan: Plan) -> Iterator[Figure]:
    """A talk written down and closed (`Desk.record`), then an edit of each (`Desk.save`); durable when they return."""
    recorded = ((partial(encrypted.desk.record, talk), partial(plain.desk.record, talk)) for talk in talks)
    yield compared("record", "save, a whole talk", *side_by_side(recorded, warm_up(plan)), SAVE)
    edited = (
        (partial(edit, encrypted, place), partial(edit, plain, place))
        for place in (talk.consultation.id for talk in talks)
    )
    yield compared("edit", "save, an edit of it", *side_by_side(edited, warm_up(plan)), SAVE)


def warm_up(plan: Plan) -> int:
    return min(WARM_UP, plan.saves // 2)


def searching_after_saves(
    encrypted: Side, plain: Side, talks: Sequence[Intake], asked: Queries, plan: Plan
) -> Iterator[Figure]:
    """The first search after something changed: nothing kept in memory from before may be trusted then."""

    def pairs() -> Iterator[tuple[Action, Action]]:
        for talk, words in zip(talks[: plan.sheets], itertools.cycle(asked.two), strict=False):
            for each in (encrypted, plain):
                edit(each, talk.consultation.id, "また話したい。")
            yield partial(encrypted.desk.search, words), partial(plain.desk.search, words)

    yield compared("search_after_save", "search, the first after a save", *side_by_side(pairs()), SEARCH)


def edit(at: Side, record_id: str, wish: str = "朝の電話はさけてほしい。") -> None:
    """What a volunteer does: the record is read, a wish is written, it is saved."""
    shown = at.store.read(record_id)
    if shown is None or not isinstance(shown.record, Consultation):
        raise LookupError("the talk just recorded is not there")
    at.desk.save(shown, msgspec.structs.replace(shown.record, wish=wish))


def disk(folder: VaultFolder, plan: Plan) -> Figure:
    """What the disk itself asks for one durable write of 4 KiB: no save can be faster than this."""
    path = folder.path / "disk.probe"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        taken = times([partial(write_through, handle)] * plan.syncs)
    finally:
        os.close(handle)
        path.unlink()
    return Figure(key="fsync", what="the disk itself: 4 KiB and fsync", unit="ms", encrypted=spread(taken))


def write_through(handle: int) -> None:
    os.write(handle, bytes(4096))
    os.fsync(handle)


def sheets(encrypted: Side, plain: Side, talks: Sequence[Intake], plan: Plan) -> Iterator[Figure]:
    """相談票 of one talk after another, with number and audit event; the first is drawn before (cold: see starting)."""
    ids = [talk.consultation.id for talk in talks[: plan.sheets + 1]]
    pairs = ((partial(encrypted.desk.print_record, each), partial(plain.desk.print_record, each)) for each in ids)
    yield compared("sheet_warm", "sheet (相談票), warm", *side_by_side(pairs, warm_up=1), SHEET)


def evaluating(desk: Desk, talks: Sequence[Intake], plan: Plan) -> Figure:
    """The checklist alone, in µs."""
    definition = desk.checklist
    asked = [answers_of(talk.consultation, talk.members) for talk in talks]
    actions: Iterator[Action] = (
        partial(evaluate, definition, each) for each in itertools.islice(itertools.cycle(asked), plan.evaluations)
    )
    taken = [each * 1000 for each in times(actions, warm_up=plan.evaluations // 10)]
    return Figure(key="evaluate", what="checklist: evaluate()", unit="µs", encrypted=spread(taken))


def backing_up(desk: Desk) -> Figure:
    """The daily backup that closing the desk makes: written, and opened again to prove it."""
    return Figure(
        key="backup", what="daily backup, on closing", unit="ms",
        encrypted=spread(times([desk.daily_backup])),
    )  # fmt: skip


def invented(plan: Plan) -> tuple[list[Intake], list[Intake]]:
    """Some of the talks that are there, and new ones for the saves."""
    inventor = Inventor()
    step = max(1, plan.consultations // 1000)
    there = [talk for place, talk in enumerate(inventor.talks(plan.consultations)) if place % step == 0]
    after = FIRST_TALK + YEARS
    new = [inventor.talk(after + timedelta(minutes=30 * place)) for place in range(plan.saves)]
    return there, new
