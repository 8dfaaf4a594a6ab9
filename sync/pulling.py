"""The way in: page after page is verified, opened and put away together with the cursor that passes it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import msgspec

from i18n import _
from kyosei_desk.sealing import SignatureBroken
from kyosei_desk.store import ACKNOWLEDGED, Arrival, ChainHead, Row, SignedBatch
from sync import bulletins, devices, inbound, rejoining
from sync.branches import check_own_chain, verified
from sync.client import Cursors
from sync.durable import CURSOR, release, text
from sync.errors import Forgotten, HubRefused, SyncError
from sync.inbound import ChainBroken, Opener
from sync.protocol import Batch, Bulletin, Page, Reply, Trouble
from sync.roster import Roster
from sync.round import CITY_DEVICE, HUB_HEADS, Round, hub_heads

HUB_EPOCH = "hub_epoch"
LIFE = "~"
"""Between a hub's epoch and how often it fell back within it: from then on it gives numbers a second time."""
TOGETHER = 4000
"""Changes made durable in one transaction; a pull that is cut short asks for at most so many again."""


def pull(turn: Round) -> Page:
    """Everything the hub has beyond our cursors; returns its last page. Nothing new costs one request."""
    with ThreadPoolExecutor(1, "sync") as line, kept(turn):
        page = asked(turn, submitted(turn, line, text(turn, CURSOR)))
        while True:
            turn.step("pull")
            if fell_back(turn, page):
                page = asked(turn, submitted(turn, line, met_anew(turn)))
                continue
            following = ahead(turn, line, page)
            if not take(turn, page):
                page = asked(turn, submitted(turn, line, start_over(turn)))
            elif page.more:
                page = asked(turn, following or submitted(turn, line, page.cursor))
            else:
                return page


@contextmanager
def kept(turn: Round) -> Iterator[None]:
    """What has come stays, though the line breaks or a person stops it."""
    try:
        yield
    except SyncError:
        release(turn)
        raise


def ahead(turn: Round, line: ThreadPoolExecutor, page: Page) -> Callable[[], Page] | None:
    """Ask for the next page while this one is put away; only where this one moves no other lane's cursor."""
    if not page.more or page.roster or page.replies or page.bulletins:
        return None
    return submitted(turn, line, page.cursor)


def submitted(turn: Round, line: ThreadPoolExecutor, cursor: str) -> Callable[[], Page]:
    """All requests stand in one line: no two are ever under way at once."""
    return line.submit(turn.client.pull, cursors(turn, cursor)).result


def cursors(turn: Round, cursor: str) -> Cursors:
    city = turn.exchange.heads().get(CITY_DEVICE + text(turn, HUB_EPOCH))
    return Cursors(
        cursor=cursor,
        roster=len(turn.exchange.roster()),
        replies=city.seq if city else 0,
        bulletins=0 if turn.own else bulletins.last_number(turn.desk),
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
    return turn.client.pull(cursors(turn, met_anew(turn)))


def fell_back(turn: Round, page: Page) -> bool:
    """Whether the hub has less than when we last met it, and says nothing of it: a disk was put back under it."""
    if turn.own or page.state != devices.ACTIVE:
        return False
    now = {head.device: head.seq for head in page.heads}
    return any(now.get(device, 0) < seq for device, seq in hub_heads(turn.exchange).items())


def met_anew(turn: Round) -> str:
    """The hub was restored: letters go again, its answers are another life's, all is asked for from the beginning."""
    turn.exchange.note("hub_epoch_changed")
    turn.exchange.letters_again()
    epoch, _life, number = text(turn, HUB_EPOCH).partition(LIFE)
    turn.exchange.put(HUB_EPOCH, f"{epoch}{LIFE}{int(number or 0) + 1}".encode())
    cursor = start_over(turn)
    turn.exchange.drop(ACKNOWLEDGED)  # what it was seen to hold, it may hold no more
    turn.exchange.drop(HUB_HEADS)
    return cursor


def note_epoch(turn: Round, epoch: str) -> None:
    """Under which epoch the hub numbers its answers; a later life of the same epoch stays what it is."""
    if text(turn, HUB_EPOCH).partition(LIFE)[0] != epoch:
        turn.exchange.put(HUB_EPOCH, epoch.encode())


def start_over(turn: Round) -> str:
    """Ask for everything once more: what is here already is known by its digest and costs little."""
    release(turn)
    turn.exchange.put(CURSOR, b"")
    turn.own = True
    return ""


def take(turn: Round, page: Page) -> bool:
    """Put one page away. False: it begins behind what we have; ask from the beginning."""
    turn.enrolment, roster = take_roster(turn, page)
    take_bulletins(turn, page.bulletins)
    turn.report.state = turn.enrolment.state
    if page.state != devices.ACTIVE:
        if turn.enrolment.state == devices.ACTIVE:
            raise Forgotten
        return True
    note_epoch(turn, page.hub_epoch)
    check_own_chain(turn, page)
    opener = turn.opener(roster)
    try:
        arrival = arrival_of(turn, opener, page.batches, page.replies)
    except ChainBroken:
        return False
    marks = {} if turn.stuck else {CURSOR: page.cursor}
    turn.held.append(msgspec.structs.replace(arrival, marks=marks))
    if not page.more or page.replies or arrival.orders or sum(len(each.rows) for each in turn.held) >= TOGETHER:
        release(turn)
    return True


def take_roster(turn: Round, page: Page) -> tuple[devices.Enrolment, Roster]:
    """The whole roster first: what else is on the page may be of an author, or under a key, that it brings.

    A hub that stands behind us is told what it lost, revocations above all.
    """
    enrolment, roster = devices.take_roster(turn.desk, turn.enrolment, page.roster)
    if page.roster_number is None:
        return enrolment, roster
    if page.roster_number > roster.number:
        enrolment, roster, page = devices.refreshed(turn.desk, turn.client, enrolment)
    if rejoining.parted(turn.exchange, enrolment, roster, page):
        return rejoining.rejoined(turn.desk, turn.client, enrolment)
    if page.roster_number is not None and page.roster_number < roster.number and page.state == devices.ACTIVE:
        devices.heal(turn.exchange, turn.client)
    return enrolment, roster


def take_bulletins(turn: Round, found: Sequence[Bulletin]) -> None:
    """In their order; the reason of a refused one is said, and the old version stays in use."""
    for taken in bulletins.take(turn.desk, found, turn.enrolment.card.sign_public):
        if taken.sentence:
            turn.remark(f"bulletin_{taken.fate}", taken.sentence, number=taken.number)


def arrival_of(turn: Round, opener: Opener, found: Sequence[Batch], replies: Sequence[Reply]) -> Arrival:
    """What came, verified and opened, ready to be applied. Raises ChainBroken where a fresh start may close a gap."""
    heads = turn.exchange.heads() | {head.device: head for each in turn.held for head in each.heads}
    rows: list[Row] = []
    batches: list[SignedBatch] = []
    for batch in found:
        try:
            rows += verified(turn, opener, batch, heads)
            if batch.device not in turn.branches:
                batches.append(inbound.signed_batch(batch))
        except ChainBroken as error:
            broken(turn, error)
    rows += replies_of(turn, opener, replies, heads)
    touched = {row.device for row in rows}
    return Arrival(
        rows=tuple(rows),
        batches=tuple(batches),
        heads=tuple(heads[device] for device in sorted(touched & heads.keys())),
        orders=tuple(inbound.orders_of(opener.roster, rows)),
    )


def broken(turn: Round, error: ChainBroken) -> None:
    """One author's chain does not fit: the others go on, the cursor stays. It is first tried from the beginning."""
    if error.word in {"gap", "fork"} and not turn.own:
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
        last = heads[city].seq if city in heads else 0
        if reply.number <= last:
            continue
        row = reply_row(turn, opener, reply, city) if reply.number == last + 1 else None
        if row is None:
            turn.remark("reply_broken", _("市からの答えの1つが、届いていません。市の担当に知らせてください。"))
            break
        rows.append(row)
        heads[city] = ChainHead(city, reply.number, row.digest or b"")
    return rows


def reply_row(turn: Round, opener: Opener, reply: Reply, city: str) -> Row | None:
    """An answer, set aside where it is none; None where its signature is not the hub's."""
    try:
        row = inbound.reply_row(opener, reply, turn.enrolment.card.hub_public, city)
    except SignatureBroken:
        return None
    if turn.exchange.stands_for_another(reply.id):
        bare = msgspec.structs.replace(row, kind="", stamp=0, restricted=False, writes=None)
        return inbound.aside(bare, reply.sealed, inbound.UNREADABLE)
    return row
