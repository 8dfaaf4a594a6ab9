"""A district whose epoch secret the test holds, so that it can open what the city answers. Invented letters."""

from typing import Any

import msgspec

from kyosei_desk.records import Action, Basis, ConsentState, Level, Source
from kyosei_desk.sealing import letter_pair, new_key
from sync import codes, post
from sync.letters import opened_reply
from sync.protocol import Body, EpochCard, Letter, Reply, Step
from sync.roster import EMPTY
from tests.hub.building import Laptop, Person, enrolment
from tests.hub.commands.operating import Operated

SAID = "見本の言葉：電気が止まりそうです"
WISH = "見本の希望：子どもの部屋だけでも暖めたい"
NAME = "見本 花子"
DESK = post.Contact(name="見本地区の相談の場", phone="000-0000-0000")


class Ward:
    """One district of a hub, with its founding laptop."""

    def __init__(self, hub: Operated, name: str = "見本地区") -> None:
        self.hub = hub
        self.name = name
        with hub.store() as store:
            self.id = store.add_district(name)
        self.secret = new_key()
        self.person = Person()
        self.founder = self.enrolled()
        self.append(self.founder.entry(
            EMPTY, Step.FOUND, device=self.founder.card, epoch=self.epoch(self.founder), people=(self.person.card,)
        ))  # fmt: skip

    def epoch(self, *laptops: Laptop) -> EpochCard:
        rings = {each.id: b"ring" for each in laptops}
        return EpochCard(id=new_key().hex()[:32], letters_public=letter_pair(self.secret).public, rings=rings)

    def enrolled(self) -> Laptop:
        """A laptop that came by a code and waits."""
        laptop = Laptop(self.id)
        code = codes.new_code(self.hub.city.signing.public)
        with self.hub.store() as store:
            store.add_code(self.id, code.id, codes.secret_key(code), store.now() + 900)
            store.spend_code(enrolment(code, laptop))
        return laptop

    def member(self) -> Laptop:
        laptop = self.enrolled()
        with self.hub.store() as store:
            roster = store.roster(self.id)
        self.append(self.founder.entry(roster, Step.APPROVE, device=laptop.card, ring=b"ring"))
        return laptop

    def append(self, entry: Any) -> None:
        with self.hub.store() as store:
            store.append_entry(self.id, entry, entry.by)

    def sealed(self, content: post.Letter, letter_id: str = "") -> Letter:
        return self.founder.letter(self.hub.city, post.written(content), letter_id)

    def put(self, *contents: post.Letter) -> list[str]:
        """Letters at the hub, not through its door; returns their ids."""
        letters = [self.sealed(each) for each in contents]
        with self.hub.store() as store:
            store.add_letters(self.id, letters)
        return [each.id for each in letters]

    def replies(self) -> list[Body]:
        """What the city answered, opened as a desk of the district would."""
        with self.hub.store() as store:
            return [self.opened(each) for each in store.replies(self.id)]

    def opened(self, reply: Reply) -> Body:
        hub_public, private = self.hub.city.keys.card.hub_public, letter_pair(self.secret).private
        return msgspec.msgpack.decode(opened_reply(reply, hub_public, private, self.id), type=Body)


def referral(**fields: Any) -> post.Referral:
    """A 協力依頼 with a name, a statement and a wish in it."""
    usual: dict[str, Any] = {
        "desk": DESK, "written_on": "2026-10-05", "number": "見-1", "reply": post.Address(file="a" * 32),
        "level": Level.L4, "taken_at": "2026-10-05T10:20:00+09:00", "checklist": "1",
        "grounds": (post.Reason(question="Q12", words="困窮のサインです", basis=Basis.CONSENT, law=""),),
        "consent": post.Agreed(state=ConsentState.GIVEN), "agency": "自立相談支援機関", "goes_to": "自立相談支援機関",
        "action": Action.SEND, "people": (post.Person(relation="本人", name=NAME),),
        "statements": (post.Said(source=Source.SAID, text=SAID),), "wish": WISH,
    }  # fmt: skip
    return post.Referral(**{**usual, **fields})


def withdrawal(*letters: str) -> post.Withdrawal:
    return post.Withdrawal(
        desk=DESK, written_on="2026-10-06", letters=letters, reason=post.WithdrawalReason.CONSENT_WITHDRAWN
    )


def lowered() -> post.Lowered:
    return post.Lowered(
        desk=DESK, written_on="2026-10-05", number="見-2", reply=post.Address(file="b" * 32), level=Level.L2,
        lowered_from=Level.L4, questions=("Q3",),
    )  # fmt: skip


def fields_of(body: Body) -> dict[str, Any]:
    """The fields of an open answer."""
    return {name: write[0] for name, write in msgspec.msgpack.decode(body.writes).items()}
