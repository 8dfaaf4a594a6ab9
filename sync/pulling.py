"""The way in: page after page is verified, opened and put away together with the cursor that passes it."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

from i18n import _
from kyosei_desk.purge_order import PurgeOrder
from kyosei_desk.sealing import SealBroken
from kyosei_desk.store import Arrival, ChainHead, Row, SignedBatch
from sync import bulletins, devices, inbound
from sync.chain import START
from sync.client import Cursors
from sync.errors import HubRefused, Rewound
from sync.inbound import ChainBroken, Opener
from sync.protocol import Batch, Bulletin, Page, Reply, Trouble
from sync.round import CITY_DEVICE, Round

CURSOR, HUB_EPOCH = "cursor", "hub_epoch"


def pull(turn: Round) -> Page:
    """Everything the hub has beyond our cursors; returns its last page. Nothing new costs one request."""
    page = asked(turn, lambda: turn.client.pull(cursors(turn, text(turn, CURSOR))))
    with ThreadPoolExecutor(1, "sync") as line:
        while True:
            turn.step("pull")
            following = ahead(turn, line, page)
            if not take(turn, page):
                start_over(turn)
                page = asked(turn, lambda: turn.client.pull(cursors(turn, "")))
            elif page.more:
                page = asked(turn, following or next_pull(turn, page))
            else:
                return page


def ahead(turn: Round, line: ThreadPoolExecutor, page: Page) -> Callable[[], Page] | None:
    """Ask for the next page while this one is put away; only where this one moves no other lane's cursor."""
    if not page.more or page.roster or page.replies or page.bulletins:
        return None
    return line.submit(turn.client.pull, cursors(turn, page.cursor)).result


def next_pull(turn: Round, page: Page) -> Callable[[], Page]:
    return lambda: turn.client.pull(cursors(turn, page.cursor))


def text(turn: Round, name: str) -> str:
    return (turn.exchange.get(name) or b"").decode()


def cursors(turn: Round, cursor: str) -> Cursors:
    city = turn.exchange.heads().get(CITY_DEVICE + text(turn, HUB_EPOCH))
    return Cursors(
        cursor=cursor,
        roster=len(turn.exchange.roster()),
        replies=city.seq if city else 0,
        bulletins=bulletins.last_number(turn.desk),
        own=turn.own,
    )


def asked(turn: Round, ask: Callable[[], Page]) -> Page:
    """One page. A hub that was restored is met from the beginning; one that revoked us gives its order."""
    try:
        return ask()
    except HubRefused as error:
        if error.refusal.trouble is Trouble.REVOKED:
            devices.revoked(turn.desk, turn.enrolment, error.refusal.roster)
        if error.refusal.trouble is not Trouble.EPOCH_CHANGED:
            raise
    turn.exchange.note("hub_epoch_changed")
    turn.exchange.letters_again()
    turn.exchange.put(HUB_EPOCH, b"")
    return turn.client.pull(cursors(turn, start_over(turn)))


def start_over(turn: Round) -> str:
    """Ask for everything once more: what is here already is known by its digest and costs little."""
    turn.exchange.put(CURSOR, b"")
    turn.own = True
    return ""


def take(turn: Round, page: Page) -> bool:
    """Put one page away. False: it begins behind what we have; ask from the beginning."""
    turn.enrolment, roster = devices.take_roster(turn.desk, turn.enrolment, page.roster)
    take_bulletins(turn, page.bulletins)
    turn.report.state = turn.enrolment.state
    if page.state != devices.ACTIVE:
        return True
    if page.hub_epoch != text(turn, HUB_EPOCH):
        turn.exchange.put(HUB_EPOCH, page.hub_epoch.encode())
    check_own_chain(turn, page)
    opener = turn.opener(roster)
    try:
        arrival = arrival_of(turn, opener, page.batches, page.replies)
    except ChainBroken:
        return False
    marks = {} if turn.stuck else {CURSOR: page.cursor}
    put_away(turn, msgspec.structs.replace(arrival, marks=marks))
    return True


def take_bulletins(turn: Round, found: Sequence[Bulletin]) -> None:
    """In their order; the reason of a refused one is said, and the old version stays in use."""
    for taken in bulletins.take(turn.desk, found, turn.enrolment.card.sign_public):
        if taken.sentence:
            turn.remark(f"bulletin_{taken.fate}", taken.sentence, number=taken.number)


def check_own_chain(turn: Round, page: Page) -> None:
    """Raises Rewound where the hub has more of our own chain than we do: this vault is an older copy of itself."""
    own = turn.exchange.heads().get(turn.enrolment.device.id)
    seq, link = (own.seq, own.link) if own else (0, START)
    for head in page.heads:
        ahead = head.seq > seq or (head.seq == seq and head.link != link)
        if head.device == turn.enrolment.device.id and ahead:
            turn.exchange.note("rewound", {"here": seq, "hub": head.seq})
            turn.exchange.new_identity()
            raise Rewound


def arrival_of(turn: Round, opener: Opener, found: Sequence[Batch], replies: Sequence[Reply]) -> Arrival:
    """What came, verified and opened, ready to be applied. Raises ChainBroken for a gap that a fresh start may close."""
    heads = turn.exchange.heads()
    rows: list[Row] = []
    batches: list[SignedBatch] = []
    for batch in found:
        try:
            rows += verified(turn, opener, batch, heads)
            batches.append(inbound.signed_batch(batch))
        except ChainBroken as error:
            broken(turn, error)
    rows += replies_of(turn, opener, replies, heads)
    touched = {row.device for row in rows}
    return Arrival(
        rows=tuple(rows),
        batches=tuple(batches),
        heads=tuple(heads[device] for device in sorted(touched)),
        orders=tuple(inbound.orders_of(opener.roster, rows)),
    )


def verified(turn: Round, opener: Opener, batch: Batch, heads: dict[str, ChainHead]) -> list[Row]:
    """The new rows of a batch; `heads` moves on."""
    head = heads.get(batch.device) or ChainHead(batch.device, 0, START)
    after, known, digests = inbound.extended(opener, batch, head)
    compare_known(turn, batch, known, digests)
    heads[batch.device] = after
    return list(inbound.rows_of(opener, batch, known, digests))


def compare_known(turn: Round, batch: Batch, known: int, digests: list[bytes]) -> None:
    """What we have of a chain must be what the hub has. Raises ChainBroken for a fork."""
    if not known:
        return
    ours = turn.exchange.rows_between(batch.device, batch.first_seq, batch.first_seq + known - 1)
    if [row.digest for row in ours] != digests[:known]:
        raise ChainBroken("fork", batch.device)


def broken(turn: Round, error: ChainBroken) -> None:
    """One author's chain does not fit: the others go on, the cursor stays. A gap is first tried from the beginning."""
    if error.word == "gap" and not turn.own:
        raise error
    turn.stuck = True
    turn.remark(
        "chain_" + error.word,
        _("ある机から届いた記録の並びが合いません。ほかの記録は届いています。市の担当に知らせてください。"),
        device=error.device[:8],
    )


def replies_of(turn: Round, opener: Opener, replies: Iterable[Reply], heads: dict[str, ChainHead]) -> list[Row]:
    """The city's answers, in their order; a forged one ends them for this round."""
    city = CITY_DEVICE + text(turn, HUB_EPOCH)
    rows: list[Row] = []
    for reply in replies:
        at = heads.get(city)
        if reply.number != (at.seq if at else 0) + 1:
            continue
        try:
            rows.append(inbound.reply_row(opener, reply, turn.enrolment.card.hub_public, city))
        except SealBroken:
            turn.remark("reply_broken", _("市からの答えの1つが、開けられませんでした。市の担当に知らせてください。"))
            break
        heads[city] = ChainHead(city, reply.number, rows[-1].digest or b"")
        turn.report.letters_down += 1
    return rows


def put_away(turn: Round, arrival: Arrival) -> None:
    """One transaction: rows, heads and cursor together."""
    if not (arrival.rows or arrival.marks.get(CURSOR, text(turn, CURSOR)) != text(turn, CURSOR)):
        return
    turn.purged += announced(turn, arrival.orders)
    outcome = turn.exchange.apply(arrival)
    turn.report.pulled += sum(not row.device.startswith(CITY_DEVICE) for row in arrival.rows) - outcome.known


def announced(turn: Round, orders: tuple[PurgeOrder, ...]) -> int:
    """Before anything is purged: older backups are known to be stale, whatever happens next."""
    if orders:
        turn.desk.begin_purge()
    return len(orders)
