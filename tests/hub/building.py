"""Invented districts and laptops that speak the protocol by hand: what they send is made by the wire's own modules."""

import secrets
from collections.abc import Sequence
from typing import Any

import msgspec
import requests

from kyosei_desk.clock import system_clock
from kyosei_desk.purge_order import PURGE, PurgeOrder, signed_order
from kyosei_desk.sealing import SigningPair, letter_pair, new_key, new_pair, signing_pair_of
from sync import chain, codes
from sync.attestations import hub_card, hub_pair
from sync.hub.settings import Keys
from sync.hub.store import HubStore
from sync.hub.store.refusals import CodeTaken
from sync.letters import sealed_letter
from sync.protocol import (
    PREFIX,
    PURGE_TAG,
    Batch,
    DeviceCard,
    Enrol,
    Entry,
    EpochCard,
    Item,
    Letter,
    PersonCard,
    Refusal,
    Step,
)
from sync.roster import EMPTY, MANAGER, Roster, following, signed
from sync.signatures import sign_request

STAFF = "担当者"


class City:
    """A city's keys."""

    def __init__(self) -> None:
        self.signing = signing_pair_of(new_key())
        self.letter = new_pair()
        hub = hub_pair(self.letter.private)
        self.keys = Keys(
            self.letter.private, hub.private, hub_card(self.signing.private, self.letter.public, hub.public)
        )


class Person:
    """Someone of a district, by their right to sign."""

    def __init__(self, role: str = MANAGER) -> None:
        self.signing = signing_pair_of(new_key())
        self.card = PersonCard(id=secrets.token_hex(8), role=role, sign_public=self.signing.public)

    def order(self, *tags: bytes, reason: str = PURGE, renewed: tuple[bytes, ...] = (), roster: int = 0) -> PurgeOrder:
        return signed_order(
            self.signing.private, tags, reason, 1_790_000_000, self.card.id, roster=roster, renewed=renewed
        )


class Laptop:
    """A device with its keys and its chain. It keeps no copy of what it wrote: the tests hold the batches."""

    def __init__(self, district: str, name: str = "見本のパソコン") -> None:
        self.district = district
        self.signing: SigningPair = signing_pair_of(new_key())
        self.sealing = new_pair()
        self.id = secrets.token_hex(16)
        self.card = DeviceCard(id=self.id, name=name, sign_public=self.signing.public, seal_public=self.sealing.public)
        self.head = chain.start(self.id)

    def batch(self, *items: Item, epoch: str = "e" * 32) -> Batch:
        """The next items of its chain, signed."""
        bare = Batch(device=self.id, epoch=epoch, first_seq=self.head.seq + 1, items=items, signature=bytes(64))
        self.head = chain.head_after(self.head, chain.digests(self.district, bare))
        return msgspec.structs.replace(bare, signature=chain.sign_head(self.signing.private, self.district, self.head))

    def write(self, count: int = 1, size: int = 60) -> Batch:
        return self.batch(*(item(size) for _each in range(count)))

    def purge(self, order: PurgeOrder) -> Batch:
        return self.batch(Item(secrets.token_bytes(16), PURGE_TAG, msgspec.json.encode(order)), epoch="")

    def clone(self) -> "Laptop":
        """The same laptop, copied with its disk."""
        twin = Laptop(self.district)
        twin.signing, twin.sealing, twin.id, twin.card, twin.head = (
            self.signing, self.sealing, self.id, self.card, self.head,
        )  # fmt: skip
        return twin

    def letter(self, city: City, content: bytes = b"sealed", letter_id: str = "") -> Letter:
        name = letter_id or secrets.token_hex(16)
        return sealed_letter(content, city.letter.public, self.district, name, self.id, self.signing.private)

    def entry(self, roster: Roster, step: Step, **fields: Any) -> Entry:
        bare = msgspec.structs.replace(following(roster, step, 1_790_000_000, self.id), **fields)
        return signed(self.signing.private, self.district, bare)

    def founding(self, *people: Person) -> Entry:
        return self.entry(
            EMPTY, Step.FOUND, device=self.card, epoch=epoch_for(self), people=tuple(each.card for each in people)
        )


def item(size: int = 60, tag: bytes = b"") -> Item:
    """Random bytes: the hub sees nothing else of a sealed change."""
    return Item(secrets.token_bytes(16), tag or secrets.token_bytes(16), secrets.token_bytes(size))


def epoch_for(*laptops: Laptop) -> EpochCard:
    rings = {each.id: b"ring" for each in laptops}
    return EpochCard(id=secrets.token_hex(16), letters_public=letter_pair(new_key()).public, rings=rings)


class Unfounded:
    """A district at a hub's store that nobody has come to yet."""

    def __init__(self, store: HubStore, city: City) -> None:
        self.store = store
        self.city = city
        self.id = store.add_district(f"見本{secrets.token_hex(6)}区")

    def code(self, seconds: int = 900) -> codes.Code:
        """A fresh code; another one where its three signs are in use, as the city's command does."""
        code = codes.new_code(self.city.signing.public)
        try:
            self.store.add_code(self.id, code.id, codes.secret_key(code), self.store.now() + seconds)
        except CodeTaken:
            return self.code(seconds)
        return code

    def enrolled(self) -> Laptop:
        """A laptop that came by a code and waits."""
        laptop = Laptop(self.id)
        self.store.spend_code(enrolment(self.code(), laptop))
        return laptop


class Place(Unfounded):
    """A district with a founder and whoever else was let in."""

    def __init__(self, store: HubStore, city: City, *people: Person) -> None:
        super().__init__(store, city)
        self.founder = self.enrolled()
        store.append_entry(self.id, self.founder.founding(*people), self.founder.id)

    def member(self) -> Laptop:
        """A laptop that the founder let in."""
        laptop = self.enrolled()
        self.let_in(laptop)
        return laptop

    def let_in(self, laptop: Laptop) -> None:
        entry = self.founder.entry(self.store.roster(self.id), Step.APPROVE, device=laptop.card, ring=b"ring")
        self.store.append_entry(self.id, entry, self.founder.id)

    def revoke(self, laptop: Laptop) -> None:
        entry = self.founder.entry(self.store.roster(self.id), Step.REVOKE, device_id=laptop.id, wipe=True)
        self.store.append_entry(self.id, entry, self.founder.id)


def enrolment(code: codes.Code, laptop: Laptop) -> Enrol:
    proof = codes.proof(codes.secret_key(code), code.id, laptop.card)
    return Enrol(code_id=code.id, device=laptop.card, proof=proof)


class Line:
    """HTTP to a hub, by hand. `created` and what is signed can be bent."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False

    def prepared(
        self, laptop: Laptop, method: str, path: str, body: object = None, created: int | None = None, **query: Any
    ) -> requests.PreparedRequest:
        """A signed request that is not sent yet."""
        content = encoded(body)
        request = requests.Request(method, self.url + PREFIX + path, params=query, data=content or None)
        ready = self.session.prepare_request(request)
        if content:
            ready.headers["Content-Type"] = "application/json"
        self.sign(ready, laptop, created)
        return ready

    def sign(self, ready: requests.PreparedRequest, laptop: Laptop, created: int | None = None) -> None:
        """By the laptop's key, over whatever the request is."""
        body = ready.body or b""
        content = body.encode() if isinstance(body, str) else body
        now = laptop_clock() if created is None else created
        sign_request(ready, content, laptop.id, laptop.signing.private, now)  # type: ignore[arg-type]

    def send(self, ready: requests.PreparedRequest) -> requests.Response:
        return self.session.send(ready, timeout=30, allow_redirects=False)

    def get(self, laptop: Laptop, path: str = "/pull", created: int | None = None, **query: Any) -> requests.Response:
        return self.send(self.prepared(laptop, "GET", path, created=created, **query))

    def post(self, laptop: Laptop, path: str, body: object) -> requests.Response:
        return self.send(self.prepared(laptop, "POST", path, body))

    def open(self, method: str, path: str, body: object = None, **headers: str) -> requests.Response:
        """Without a signature."""
        return self.session.request(
            method, self.url + path, data=encoded(body) or None, headers=headers, timeout=30, allow_redirects=False
        )


def encoded(body: object) -> bytes:
    if body is None:
        return b""
    return body if isinstance(body, bytes) else msgspec.json.encode(body)


def laptop_clock() -> int:
    return int(system_clock().timestamp())


def refusal(response: requests.Response) -> Refusal:
    return msgspec.json.decode(response.content, type=Refusal)


def sealed_of(batches: Sequence[Batch]) -> list[bytes]:
    return [each.sealed for batch in batches for each in batch.items]
