"""The city's answers: from the hub, in the order of their numbers; from a stick, in any; and back to a hub that lost
them. Wherever one comes from, the hub's signature is what makes it one."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from i18n import _
from kyosei_desk.sealing import SignatureBroken
from kyosei_desk.store import ChainHead, KeptAnswer, Row
from sync import inbound
from sync.durable import text
from sync.inbound import Opener
from sync.protocol import MAX_LETTERS, Page, Replies, Reply
from sync.pushing import within
from sync.round import CITY_DEVICE, Round

HUB_EPOCH = "hub_epoch"
LIFE = "~"
"""Between a hub's epoch and how often it fell back within it: from then on it gives numbers a second time."""

_replies = msgspec.json.Decoder(Reply)


class Answers(NamedTuple):
    """What answers become, and they themselves, to be kept as they came."""

    rows: list[Row]
    kept: list[KeptAnswer]


# In


def city_of(turn: Round) -> str:
    """The device that the hub's answers are changes of, in its present life."""
    return CITY_DEVICE + text(turn, HUB_EPOCH)


def last_number(turn: Round) -> int:
    """How far we have come in the answers of the hub's present life."""
    head = turn.exchange.heads().get(city_of(turn))
    return head.seq if head else 0


def met_anew(turn: Round) -> None:
    """The hub was put back: from now on its answers are those of another life."""
    epoch, _life, number = text(turn, HUB_EPOCH).partition(LIFE)
    turn.exchange.put(HUB_EPOCH, f"{epoch}{LIFE}{int(number or 0) + 1}".encode())
    turn.exchange.answers_again()


def note_epoch(turn: Round, epoch: str) -> None:
    """Under which epoch the hub numbers its answers; a later life of the same epoch stays what it is."""
    if text(turn, HUB_EPOCH).partition(LIFE)[0] != epoch:
        turn.exchange.put(HUB_EPOCH, epoch.encode())
        turn.exchange.answers_again()


def replaced(turn: Round, page: Page) -> bool:
    """Whether the hub has not the answer any more, or another one, at the last number we had from it."""
    ours = None if page.reply_before is None else turn.exchange.answer_at(last_number(turn))
    return ours is not None and ours != page.reply_before


def from_hub(turn: Round, opener: Opener, replies: Iterable[Reply], heads: dict[str, ChainHead]) -> Answers:
    """What the hub shows, in its order; a forged one ends them for this round. `heads` moves on."""
    city, found = city_of(turn), Answers([], [])
    for reply in replies:
        last = heads[city].seq if city in heads else 0
        if reply.number <= last:
            continue
        row = row_of(turn, opener, reply, city) if reply.number == last + 1 else None
        if row is None:
            tell_broken(turn)
            break
        found.rows.append(row)
        found.kept.append(inbound.kept_answer(reply, at_hub=True))
        heads[city] = ChainHead(city, reply.number, row.digest or b"")
    return found


def from_desk(turn: Round, opener: Opener, replies: Iterable[Reply]) -> Answers:
    """What a desk carries on: each by itself, for the hub may have lost it, and numbers it anew."""
    found = Answers([], [])
    for reply in replies:
        row = row_of(turn, opener, reply, CITY_DEVICE + reply.id)
        if row is None:
            tell_broken(turn)
            continue
        found.rows.append(row)
        found.kept.append(inbound.kept_answer(reply, at_hub=False))
    return found


def row_of(turn: Round, opener: Opener, reply: Reply, city: str) -> Row | None:
    """An answer, set aside where it is none; None where its signature is not the hub's."""
    try:
        row = inbound.reply_row(opener, reply, turn.enrolment.card.hub_public, city)
    except SignatureBroken:
        return None
    if turn.exchange.stands_for_another(reply.id):
        bare = msgspec.structs.replace(row, kind="", stamp=0, restricted=False, writes=None)
        return inbound.aside(bare, reply.sealed, inbound.UNREADABLE)
    return row


def tell_broken(turn: Round) -> None:
    turn.remark("reply_broken", _("市からの答えの1つが、届いていません。市の担当に知らせてください。"))


# Back


def replies_of(kept: Iterable[KeptAnswer]) -> tuple[Reply, ...]:
    return tuple(_replies.decode(each.content) for each in kept)


def give_back(turn: Round) -> None:
    """What a restored hub has not shown again is given back to it, and so comes to every desk."""
    while lost := within(turn.exchange.lost_answers(MAX_LETTERS)):
        turn.step("answers")
        turn.client.replies(Replies(replies=replies_of(lost)))
        turn.exchange.note("answers_given_back", {"answers": len(lost)})
        turn.exchange.answers_given_back([each.id for each in lost])
