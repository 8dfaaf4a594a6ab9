"""The ground the machine runs on, and its end: whoever has to come anew does, all meet, and all are compared."""

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import msgspec
from hypothesis.stateful import RuleBasedStateMachine, initialize

from kyosei_desk.errors import NotAllowed, NotFound, VaultWiped
from kyosei_desk.store import Shown
from kyosei_desk.vault_folder import VaultFolder
from sync import by_hand, devices
from sync.enrolling import AlreadyEnrolled
from sync.errors import Cancelled, Forgotten, HubRefused, HubUnreachable, NotTheHub, Rewound
from sync.protocol import Trouble
from sync.round import Hooks, Report, digest_of
from tests.builders import NOW
from tests.sync.conftest import NAMES
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, Made, World, in_district, quiet
from tests.sync.ledger import Ledger, raw, standing, steady_ids
from tests.sync.lines import Fate

MOST_ROUNDS = 14
T = TypeVar("T")


MET = (HubUnreachable, NotTheHub, HubRefused, Cancelled, Rewound, Forgotten)
"""What a round may end with, on such a line."""
POSTED = (*MET, NotAllowed, AlreadyEnrolled)


class Ground:
    """What every example begins with: a hub with a district of two desks, and two laptops in their boxes."""

    def __init__(self, folder: Path, world: World, hub: Hub, vaults: Sequence[Made]) -> None:
        self.folder, self.world, self.hub, self.vaults = folder, world, hub, vaults
        self.laptops = [self.laptop(number, folder / f"ready-{number}") for number in range(len(vaults))]
        in_district(hub, *self.laptops[:2])
        quiet(self.laptops[:2])
        for each in self.laptops:
            each.close()
        self.base = hub.copy(folder / "base.db")

    def laptop(self, number: int, path: Path, source: Path | None = None) -> Laptop:
        made = self.vaults[number]
        shutil.copytree(source or made.path, path)
        return Laptop(self.world, path, made.keys, NAMES[number])

    def begin(self, folder: Path) -> list[Laptop]:
        """The hub and all laptops as they were."""
        self.world.now = NOW + timedelta(hours=1)
        self.hub.put_back(self.base, new_epoch=False)
        return [self.laptop(number, folder / f"{number}", each.path) for number, each in enumerate(self.laptops)]


def picked(some: Sequence[T], number: int) -> T:
    return some[number % len(some)]


class Gathering(RuleBasedStateMachine):
    """A district in the making: its laptops, what they wrote, and how all of them are brought together in the end."""

    ground: ClassVar[Ground]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=self.ground.folder))
        self.hub, self.world = self.ground.hub, self.ground.world
        self.steady = steady_ids(1)
        self.steady.__enter__()
        self.ledger = Ledger()
        there = self.ground.begin(self.folder)
        self.laptops, self.boxes = there[:2], there[2:]
        self.talks: list[str] = []
        self.marks: dict[str, str] = {}
        self.screens: dict[str, list[tuple[str, Shown]]] = {}
        self.copies: list[tuple[Laptop, Path]] = []
        self.days: list[Path] = []
        self.drafts: list[tuple[Laptop, str]] = []
        self.count = 0
        self.went_back = False

    # Helpers

    def fresh(self, kind: str) -> Path:
        self.count += 1
        return self.folder / f"{kind}-{self.count}"

    @property
    def anchor(self) -> Laptop:
        """The first laptop is never copied, put back or taken out: somebody must be there to let the others in."""
        return self.laptops[0]

    def note(self, *laptops: Laptop) -> None:
        for each in laptops:
            self.ledger.note(each)

    def shown(self, laptop: Laptop, number: int) -> Shown | None:
        """A talk that this laptop can show."""
        for place in range(len(self.talks)):
            with suppress(NotAllowed, NotFound):
                shown = laptop.desk._store.read(picked(self.talks, number + place))
                if shown is not None and shown.record is not None and not shown.record.deleted:
                    return shown
        return None

    @initialize()
    def begin(self) -> None:
        self.note(*self.laptops)

    # Meeting the hub

    def enrolled(self, laptop: Laptop) -> bool:
        return devices.load(laptop.desk.exchange) is not None

    def met(self, laptop: Laptop, *fates: Fate, hooks: Hooks | None = None) -> Report | None:
        """A round that may go wrong in all the ways that have words; None where it did."""
        if not self.enrolled(laptop):
            return None
        reports: list[Report] = []
        with self.meeting(laptop, MET):
            reports.append(laptop.sync(*fates, hooks=hooks))
        return reports[0] if reports else None

    @contextmanager
    def meeting(self, laptop: Laptop, allowed: tuple[type[Exception], ...]) -> Iterator[None]:
        """What may come of meeting the hub, or a stick: a desk that finds itself taken out does as it is told."""
        try:
            yield
        except VaultWiped:
            self.wiped(laptop)
        except devices.OutOfDistrict:
            self.out(laptop)
        except allowed:
            pass
        finally:
            self.left(laptop)

    def left(self, laptop: Laptop) -> None:
        laptop.fates.clear()
        if laptop in self.laptops:
            self.note(laptop)

    def taken_in(self, laptop: Laptop, path: Path) -> None:
        with self.meeting(laptop, (Rewound,)):
            by_hand.take(laptop.desk, laptop.enrolment, path)

    def wiped(self, laptop: Laptop) -> None:
        """Its keys are gone; its last bundle lies in its folder."""
        self.laptops.remove(laptop)
        laptop.kill()
        last = VaultFolder(laptop.path).unsent
        if last.exists():
            self.taken_in(self.anchor, last)
        if self.went_back:
            self.ledger.only_left(self.laptops, self.hub)

    def out(self, laptop: Laptop) -> None:
        """It keeps its records, and hands what it had not sent to a desk of the district."""
        path = self.fresh("stick")
        by_hand.export(laptop.desk, laptop.enrolment, path, everything=True)
        self.note(laptop)
        self.laptops.remove(laptop)
        self.taken_in(self.anchor, path)
        laptop.kill()

    def let_in(self, laptop: Laptop, by: Laptop) -> None:
        with self.meeting(laptop, POSTED):
            laptop.enrol(self.hub)
        waits = laptop in self.laptops and self.enrolled(laptop) and laptop.enrolment.state != devices.ACTIVE
        if waits and self.enrolled(by):
            with self.meeting(by, (*POSTED, NotFound)):
                by.approve(laptop)

    # The end

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:
                self.settle()
                self.compare()
        finally:
            for each in (*self.laptops, *self.boxes):
                each.kill()
            self.steady.__exit__(None, None, None)
            shutil.rmtree(self.folder)

    def settle(self) -> None:
        """All meet the hub until nobody has news for anybody; whoever has to come anew does."""
        reports: list[Report | None] = []
        for _round in range(MOST_ROUNDS):
            reports = [self.settled(each) for each in list(self.laptops)]
            if all(each and each.complete and not (each.pushed or each.pulled) for each in reports):
                return
        stands = "\n".join(map(told, self.laptops, reports))
        at_hub = short_heads((each.device, each.seq, each.link) for each in self.hub.store.heads(self.hub.district))
        raise AssertionError(f"never quiet:\n{stands}\nhub {at_hub}")

    def settled(self, laptop: Laptop) -> Report | None:
        if laptop not in self.laptops:
            return None
        if not self.enrolled(laptop) or laptop.enrolment.state != devices.ACTIVE:
            self.let_in(laptop, self.anchor)
        if laptop not in self.laptops or not self.enrolled(laptop):
            return None
        try:
            with self.meeting(laptop, (Rewound,)):
                return laptop.sync()
        except Forgotten:
            laptop.enrol(self.hub)
        except HubRefused as error:
            if error.refusal.trouble is not Trouble.UNKNOWN_DEVICE:
                raise
            laptop.enrol(self.hub)
        return None

    def compare(self) -> None:
        ids = self.hub.item_ids()
        for each in self.laptops:
            assert each.change_ids() == ids
            assert each.desk.verify() == []
        assert len({digest_of(each.desk.exchange) for each in self.laptops}) == 1
        missing = self.ledger.acknowledged() - ids
        assert not missing, f"lost: {[self.ledger.all[each] for each in missing]}"
        self.compare_records(ids)
        self.compare_words(ids)

    def compare_records(self, ids: set[str]) -> None:
        expected = self.ledger.expected(ids)
        for each in self.laptops:
            found = standing(each)
            for record_id, (restricted, values) in expected.items():
                there = found.pop(record_id, None)
                assert there == values or (restricted and there is None), (each.name, record_id)
            assert not found, (each.name, found)

    def compare_words(self, ids: set[str]) -> None:
        gone = self.ledger.purged(ids)
        marks = [mark for record_id, mark in self.marks.items() if bytes.fromhex(record_id) in gone]
        restricted = {record_id for record_id, (closed, _values) in self.ledger.expected(ids).items() if closed}
        for each in self.laptops:
            content = raw(each)
            for mark in marks:
                assert mark.encode() not in content, (each.name, mark)
                assert restricted or not each.desk.search(mark)
            for owner, draft in self.drafts:
                assert owner is each or draft.encode() not in content
        assert all(draft.encode() not in self.hub.database.read_bytes() for _owner, draft in self.drafts)


def told(laptop: Laptop, report: Report | None) -> str:
    """Where a laptop stands, for whoever looks for the cause."""
    exchange = laptop.desk.exchange
    heads = short_heads((each.device, each.seq, each.link) for each in exchange.heads().values())
    said = report and (report.complete, report.pushed, report.pulled, report.remarks)
    events = [(event, facts) for _at, event, facts in exchange.log()[-4:]]
    state = getattr(devices.load(exchange), "state", "not enrolled")
    return f"{laptop.name} {exchange.device[:6]} {state} roster {len(exchange.roster())} {said} {heads} {events}"


def short_heads(heads: Iterable[tuple[str, int, bytes]]) -> dict[str, str]:
    return {device[:6]: f"{seq}/{link.hex()[:4]}" for device, seq, link in heads}


def vars_of(shown: Shown) -> dict[str, Any]:
    return msgspec.structs.asdict(shown.record) if shown.record else {}
