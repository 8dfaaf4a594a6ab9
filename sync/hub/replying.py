"""Answers of the city: sealed to the district's epoch, numbered and signed by the hub."""

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from i18n import _
from kyosei_desk.checklist import COORDINATOR
from kyosei_desk.clock import JAPAN
from kyosei_desk.errors import DeskError
from kyosei_desk.records import new_id
from sync import answering, post
from sync.answering import Heading
from sync.hub.keys import ServingKeys
from sync.hub.letters import Opened
from sync.hub.store import HubStore
from sync.letters import sealed_reply
from sync.protocol import Body, EpochCard, Reply


def heading(store: HubStore, letter: Opened, all_of_district: Iterable[Opened], by: str) -> Heading:
    """What every answer to a letter begins with. `by`: a name, "" for the coordinator."""
    letter_id = letter.stored.letter.id
    said = [each.content for each in all_of_district if each.content is not None]
    to = post.Address() if letter.content is None else post.address_of(letter_id, letter.content, said)
    at = datetime.fromtimestamp(store.now(), JAPAN)
    return Heading(reply_id=new_id(), letter_id=letter_id, to=to, by=by or COORDINATOR, at=at)


def send(store: HubStore, keys: ServingKeys, district: str, body: Body) -> None:
    """Raises DeskError where the district has no key that may be sealed to just now."""
    store.add_reply(district, sealing(store, keys, district, body))


def sealing(store: HubStore, keys: ServingKeys, district: str, body: Body) -> Callable[[int], Reply]:
    """Makes the answer once its number is known. Raises DeskError as `send` does."""
    epoch = epoch_of(store, district)
    content = msgspec.msgpack.encode(body)

    def make(number: int) -> Reply:
        sealed_to = (epoch.id, epoch.letters_public)
        return sealed_reply(content, sealed_to, district, number, body.record_id, keys.hub.private)

    return make


def epoch_of(store: HubStore, district: str) -> EpochCard:
    """The district's current epoch; after someone has left, none until a desk has begun the next one."""
    roster = store.roster(district)
    if roster.epoch is None or roster.must_renew:
        raise no_epoch()
    return roster.epoch


def tell_opened(store: HubStore, keys: ServingKeys, letter: Opened, all_of_district: Iterable[Opened]) -> bool:
    """Let the desk know that its letter was opened, once; False where it has to wait for the district's next epoch."""
    stored = letter.stored
    if stored.opened_at is not None:
        return True
    if not isinstance(letter.content, post.Answerable):
        store.mark_opened(stored.district, [stored.letter.id], store.now())
        return True
    body = answering.opened(heading(store, letter, all_of_district, ""))
    try:
        make = sealing(store, keys, stored.district, body)
    except NoEpoch:
        return False
    store.add_opened(stored.district, stored.letter.id, store.now(), make)
    return True


class NoEpoch(DeskError):
    """Someone has left the district, and no desk of it has begun a new epoch yet."""


def no_epoch() -> NoEpoch:
    return NoEpoch(
        _("地区の鍵を替えている途中なので、いまは答えを送れません。"),
        _("何も変えていません。"),
        _("地区の机が次に同期したあとで、もう一度どうぞ。"),
    )
