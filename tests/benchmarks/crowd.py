"""Two hundred desks syncing at once: `python -m tests.benchmarks.crowd [--desks 200] [--rounds 3]`.

Each desk is a thread of one process beside the hub's, on the same two cores: what it costs to sign, encode and check
200 desks' requests is part of every figure.
"""

import argparse
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from kyosei_desk.clock import system_clock
from kyosei_desk.errors import DeskError
from kyosei_desk.sealing import SigningPair, new_key, new_pair, signing_pair_of
from sync import chain, codes
from sync.client import Cursors, HubClient, Signer
from sync.devices import new_epoch
from sync.protocol import Batch, DeviceCard, Enrol, Entry, Item, PersonCard, Step
from sync.roster import EMPTY, MANAGER, Roster, extended, following, sealed_ring, signed
from tests.benchmarks.hubs import KINDS, HubProcess, hub_of
from tests.benchmarks.measuring import ranked

CHANGES = 3
SEALED_BYTES = 584
"""The median weight of a sealed change of `invention.py`."""


class Crowd(msgspec.Struct, frozen=True, kw_only=True):
    """Times in ms, of every request."""

    desks: int
    requests: int
    errors: int
    requests_per_s: float
    p50_ms: float
    p99_ms: float


class Laptop:
    """A device without a vault: it enrols, pulls, and pushes a few sealed changes a round."""

    def __init__(self, hub: HubProcess, number: int) -> None:
        self.keys: SigningPair = signing_pair_of(new_key())
        self.card = DeviceCard(
            id=secrets.token_hex(16),
            name=f"見本 {number}",
            sign_public=self.keys.public,
            seal_public=new_pair().public,
        )
        code = codes.parsed(hub.code())
        proof = codes.proof(codes.secret_key(code), code.id, self.card)
        with HubClient(hub.url, system_clock) as stranger:
            self.hub_card = stranger.hub_card()
            self.district = stranger.enrol(Enrol(code_id=code.id, device=self.card, proof=proof)).district
        signer = Signer(device=self.card.id, private=self.keys.private, hub_public=self.hub_card.hub_public)
        self.client = HubClient(hub.url, system_clock, signer=signer)
        self.head = chain.start(self.card.id)
        self.cursor = ""
        self.times: list[float] = []
        self.errors = 0

    def batch(self, epoch: str) -> Batch:
        """A few changes more, sealed bytes by chance: to the hub they are all alike."""
        items = tuple(
            Item(secrets.token_bytes(16), secrets.token_bytes(16), secrets.token_bytes(SEALED_BYTES))
            for _each in range(CHANGES)
        )
        bare = Batch(device=self.card.id, epoch=epoch, first_seq=self.head.seq + 1, items=items, signature=bytes(64))
        self.head = chain.head_after(self.head, chain.digests(self.district, bare))
        return msgspec.structs.replace(bare, signature=chain.sign_head(self.keys.private, self.district, self.head))

    def round(self, epoch: str) -> None:
        """What a sync of a few changes sends: a pull and a push."""
        try:
            self._timed(self._pull)
            self._timed(lambda: self.client.push(self.batch(epoch)))
        except DeskError:
            self.errors += 1

    def _pull(self) -> None:
        self.cursor = self.client.pull(Cursors(cursor=self.cursor, roster=10_000)).cursor

    def _timed(self, act: Callable[[], object]) -> None:
        start = time.perf_counter()
        act()
        self.times.append((time.perf_counter() - start) * 1000)


def admitted(laptops: list[Laptop]) -> str:
    """The first founds the district, and lets the others in; returns the epoch."""
    first, *others = laptops
    person = PersonCard(id=secrets.token_hex(8), role=MANAGER, sign_public=signing_pair_of(new_key()).public)
    epoch = new_epoch({}, first.district, [first.card])
    roster = EMPTY
    founding = msgspec.structs.replace(
        following(roster, Step.FOUND, now(), first.card.id), device=first.card, people=(person,), epoch=epoch
    )
    roster = taken(first, roster, founding)
    for other in others:
        ring = sealed_ring({epoch.id: new_key()}, first.district, other.card)
        entry = following(roster, Step.APPROVE, now(), first.card.id)
        roster = taken(first, roster, msgspec.structs.replace(entry, device=other.card, ring=ring))
    return epoch.id


def now() -> int:
    return int(system_clock().timestamp())


def taken(first: Laptop, roster: Roster, bare: Entry) -> Roster:
    entry = signed(first.keys.private, first.district, bare)
    first.client.roster(entry)
    return extended(roster, first.district, entry, first.hub_card.sign_public)


def crowd(hub: HubProcess, desks: int, rounds: int) -> Crowd:
    laptops = [Laptop(hub, number) for number in range(desks)]
    epoch = admitted(laptops)
    start = time.perf_counter()
    with ThreadPoolExecutor(desks) as pool:
        list(pool.map(lambda laptop: [laptop.round(epoch) for _each in range(rounds)], laptops))
    seconds = time.perf_counter() - start
    for laptop in laptops:
        laptop.client.close()
    times = sorted(each for laptop in laptops for each in laptop.times)
    return Crowd(
        desks=desks,
        requests=len(times),
        errors=sum(laptop.errors for laptop in laptops),
        requests_per_s=round(len(times) / seconds, 1),
        p50_ms=round(ranked(times, 0.5), 1),
        p99_ms=round(ranked(times, 0.99), 1),
    )


def measured(kinds: list[str], desks: int, rounds: int) -> Iterator[tuple[str, Crowd]]:
    for kind in kinds:
        with tempfile.TemporaryDirectory(prefix="kyosei-crowd-") as folder, hub_of(kind, Path(folder)) as hub:
            yield kind, crowd(hub, desks, rounds)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.crowd", description=__doc__)
    parser.add_argument("--desks", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kinds", nargs="*", default=list(KINDS))
    asked = parser.parse_args(arguments)
    for kind, figures in measured(asked.kinds, asked.desks, asked.rounds):
        print(kind, msgspec.json.encode(figures).decode(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
