"""Chains against chains: what came is compared with what is here, and where they part, it is seen which one counts.

A device writes one chain. Where there are two, two copies of a laptop are at work: at the hub the first of them stands,
what the other one said goes on under another device, and people are told.
"""

from collections.abc import Sequence
from typing import NoReturn

from i18n import _
from kyosei_desk.store import ChainHead, Row
from sync import chain, inbound
from sync.chain import START
from sync.durable import release
from sync.errors import Rewound
from sync.inbound import ChainBroken, Opener
from sync.protocol import Batch, Page
from sync.round import Round


def check_own_chain(turn: Round, page: Page) -> None:
    """Raises Rewound where the hub has another chain of ours than we do: this vault is a copy, or an older one."""
    device = turn.enrolment.device.id
    here = turn.exchange.heads().get(device) or ChainHead(device, 0, START)
    for head in page.heads:
        if head.device == device and (head.seq > here.seq or head.link != link_here(turn, here, head.seq)):
            rewound(turn, here.seq, head.seq)


def rewound(turn: Round, here: int, there: int) -> NoReturn:
    turn.exchange.note("rewound", {"here": here, "there": there})
    turn.exchange.new_identity()
    raise Rewound


def link_here(turn: Round, here: ChainHead, seq: int) -> bytes:
    """Our own chain's link at a number; the usual ones are kept."""
    for known in (here, turn.exchange.acknowledged()):
        if known.seq == seq:
            return known.link
    return turn.exchange.link_at(here.device, seq)


def verified(turn: Round, opener: Opener, batch: Batch, heads: dict[str, ChainHead]) -> list[Row]:
    """The new rows of a batch; `heads` moves on."""
    if goes_on(turn, batch):
        return of_branch(turn, opener, batch, list(chain.digests(opener.district, batch)))
    head = heads.get(batch.device) or ChainHead(batch.device, 0, START)
    after, known, digests = inbound.extended(opener, batch, head)
    ours = known_rows(turn, batch, known)
    parted = [place for place, row in enumerate(ours) if row.digest != digests[place]]
    if len(ours) != known or (parted and not turn.by_hand):
        heads[batch.device] = given_way(turn, opener, batch, digests, parted)
        return verified(turn, opener, batch, heads)
    empty = {row.seq - batch.first_seq for row in ours if row.state == "void"}
    filled = [place for place in sorted(empty) if batch.items[place].sealed]
    rows = list(inbound.rows_of(opener, batch, (*filled, *range(known, len(batch.items))), digests))
    if turn.by_hand and (parted or is_double(turn, batch, after, rows)):
        return of_branch(turn, opener, batch, digests)
    heads[batch.device] = after
    return rows


def goes_on(turn: Round, batch: Batch) -> bool:
    """Whether it follows a batch of the same bundle that belongs to another branch than ours."""
    return batch.device in turn.branches and turn.branches[batch.device].seq + 1 == batch.first_seq


def of_branch(turn: Round, opener: Opener, batch: Batch, digests: Sequence[bytes]) -> list[Row]:
    """Another branch of a chain, by hand: it cannot stand beside ours, but what it says goes on as changes of ours."""
    before = turn.branches.get(batch.device)
    if before is None or before.seq + 1 != batch.first_seq:
        before = head_before(turn, batch)
    turn.branches[batch.device] = inbound.signed_head(opener, batch, before, digests)
    tell_fork(turn, batch)
    rows = inbound.rows_of(opener, batch, range(len(batch.items)), digests)
    return turn.exchange.unknown([inbound.as_ours(row) for row in rows if inbound.opens(row, turn.desk.me.id)])


def head_before(turn: Round, batch: Batch) -> ChainHead:
    """Where the chain stands here before a batch's first item."""
    seq = batch.first_seq - 1
    return ChainHead(batch.device, seq, turn.exchange.link_at(batch.device, seq))


def known_rows(turn: Round, batch: Batch, known: int) -> list[Row]:
    """What we have of a batch."""
    if not known:
        return []
    release(turn)
    return turn.exchange.rows_between(batch.device, batch.first_seq, batch.first_seq + known - 1)


def given_way(turn: Round, opener: Opener, batch: Batch, digests: Sequence[bytes], parted: Sequence[int]) -> ChainHead:
    """A device signed two branches of its chain: the hub's counts, what ours held goes on as ours.

    Raises ChainBroken where the hub's is not under its signature; returns where our branch ends now.
    """
    inbound.signed_head(opener, batch, head_before(turn, batch), digests)
    head = turn.exchange.take_back(batch.device, batch.first_seq + parted[0]) if parted else None
    if head is None:
        raise ChainBroken("fork", batch.device)
    tell_fork(turn, batch)
    return head


def tell_fork(turn: Round, batch: Batch) -> None:
    turn.remark(
        "fork_taken",
        _("ある机の番号に、2つの別の記録があります（机の写しが2台で動いていませんか）。どちらも残してあります。"),
        device=batch.device[:8],
    )


def is_double(turn: Round, batch: Batch, after: ChainHead, rows: Sequence[Row]) -> bool:
    """Whether some of it stands in another chain here. Raises Rewound where it brings what we ourselves have lost."""
    here = turn.exchange.heads().get(batch.device) or ChainHead(batch.device, 0, START)
    if batch.device == turn.enrolment.device.id and after.seq > here.seq:
        rewound(turn, here.seq, after.seq)
    return turn.exchange.doubled(rows)
