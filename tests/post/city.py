"""A city without a hub: its keys, the post that desks have queued for it, and its answers on their way back."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from kyosei_desk.desk import Desk
from kyosei_desk.records import AgencyState
from kyosei_desk.sealing import letter_pair, new_key, new_pair, signing_pair_of
from kyosei_desk.store import Arrival, ChainHead, QueuedLetter
from sync import answering, attestations, inbound, letters, post
from sync.answering import Heading
from sync.inbound import Opener
from sync.protocol import Body, DeviceCard, Letter, Reply
from sync.roster import EMPTY
from sync.standing import ACTIVE, Enrolment
from tests.builders import NOW

COORDINATOR = "見本 推進員"


class HandClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: int) -> None:
        self.now += timedelta(**by)


class City:
    """One city with one district of one epoch."""

    def __init__(self) -> None:
        self.signing = signing_pair_of(new_key())
        self.letters = new_pair()
        self.hub = attestations.hub_pair(self.letters.private)
        self.card = attestations.hub_card(self.signing.private, self.letters.public, self.hub.public)
        self.district, self.epoch, self.secret = secrets.token_hex(16), secrets.token_hex(16), new_key()
        self.replies: list[Reply] = []

    def enrolment(self, state: str = ACTIVE, device: str = "") -> Enrolment:
        """A laptop of the district; `device`: its id, where it has one already."""
        sign, seal = signing_pair_of(new_key()), new_pair()
        card = DeviceCard(
            id=device or secrets.token_hex(16), name="見本の机", sign_public=sign.public, seal_public=seal.public
        )
        return Enrolment(
            hub="https://hub.example", ca="", card=self.card, district=self.district, district_name="見本地区",
            device=card, sign_private=sign.private, seal_private=seal.private, state=state,
        )  # fmt: skip

    # Up

    def open(self, queued: QueuedLetter, enrolment: Enrolment) -> post.Letter:
        """One letter as the city reads it: its signature checked, its seal opened with the letter key."""
        letter = msgspec.json.decode(queued.content, type=Letter)
        letters.check_letter(letter, self.district, enrolment.device.sign_public)
        return post.read(letters.opened_letter(letter, self.letters.private, self.district))

    def mail(self, desk: Desk, enrolment: Enrolment) -> dict[str, post.Letter]:
        """Every letter that waits on a desk, by its id, in their order."""
        return {each.id: self.open(each, enrolment) for each in desk.exchange.unsent_letters()}

    def referral(self, desk: Desk, enrolment: Enrolment, letter_id: str) -> post.Referral:
        """One of them that is a 協力依頼."""
        letter = self.mail(desk, enrolment)[letter_id]
        assert isinstance(letter, post.Referral)
        return letter

    # Down

    def heading(self, letter_id: str, to: post.Address, at: datetime = NOW) -> Heading:
        return Heading(reply_id=secrets.token_hex(16), letter_id=letter_id, to=to, by=COORDINATOR, at=at)

    def reply(self, body: Body) -> Reply:
        """An answer sealed to the district, as the hub keeps it."""
        public, content = letter_pair(self.secret).public, msgspec.msgpack.encode(body, order="deterministic")
        number = len(self.replies) + 1
        sealed = letters.sealed_reply(
            content, (self.epoch, public), self.district, number, body.record_id, self.hub.private
        )
        self.replies.append(sealed)
        return sealed

    def deliver(self, desk: Desk, replies: Iterable[Reply] | None = None) -> None:
        """Every answer so far comes in at a desk; those it has make no difference."""
        opener = Opener(self.district, {self.epoch: self.secret}, EMPTY)
        found = self.replies if replies is None else list(replies)
        rows = tuple(inbound.reply_row(opener, each, self.hub.public, "city-1") for each in found)
        heads = tuple(ChainHead(row.device, row.seq, row.digest or b"") for row in rows[-1:])
        desk.exchange.apply(Arrival(rows=rows, heads=heads))

    def accept(self, letter_id: str, letter: post.Answerable, agency: str = "保健所") -> Reply:
        """受理."""
        heading = self.heading(letter_id, letter.reply)
        return self.reply(answering.answer(heading, agency, AgencyState.ACCEPTED))
