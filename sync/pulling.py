"""The way in: page after page is verified, opened and put away together with the cursor that passes it."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import msgspec

from kyosei_desk.store import ACKNOWLEDGED, Arrival, ChainHead, Row, SignedBatch
from sync import answers, bulletins, devices, inbound, recognising, rejoining, stopping
from sync.branches import check_own_chain, verified
from sync.client import Cursors
from sync.durable import CURSOR, release, text
from sync.errors import Forgotten, HubRefused, HubStuck, SyncError
from sync.inbound import ChainBroken, Opener
from sync.protocol import Batch, Bulletin, Page, Trouble
from sync.roster import Roster
from sync.round import HUB_HEADS, Round, hub_heads

Taker = Callable[[dict[str, ChainHead]], answers.Answers]
"""Takes the answers of a page or a bundle; the chains' heads move on."""
TOGETHER = 4000
"""Changes made durable in one transaction; a pull that is cut short asks for at most so many again."""


def pull(turn: Round) -> Page:
    """Everything the hub has beyond our cursors; returns its last page. Nothing new costs one request."""
    with ThreadPoolExecutor(1, "sync") as line, kept(turn), uncollected():
        page = asked(turn, submitted(turn, line, text(turn, CURSOR)))
        while True:
            turn.step("pull")
            before = turn.asked
            if fell_back(turn, page):
                page = asked(turn, submitted(turn, line, met_anew(turn)))
                continue
            following = ahead(turn, line, page)
            if not take(turn, page):
                page = asked(turn, submitted(turn, line, start_over(turn)))
            elif page.more:
                check_progress(turn, page, before)
                page = asked(turn, following or submitted(turn, line, page.cursor))
            else:
                return page


@contextmanager
def uncollected() -> Iterator[None]:
    """What comes holds no cycles, and the collector would walk through all of it again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


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
    turn.asked = cursors(turn, cursor)
    return line.submit(turn.client.pull, turn.asked).result


def cursors(turn: Round, cursor: str) -> Cursors:
    return Cursors(
        cursor=cursor,
        roster=len(turn.exchange.roster()),
        replies=answers.last_number(turn),
        bulletins=turn.shown if turn.own else bulletins.last_number(turn.desk),
        own=turn.own,
    )


def check_progress(turn: Round, page: Page, before: Cursors | None) -> None:
    """Raises HubStuck where there is said to be more, and each page is as far from it as the last.

    Every item is shown but once on the way from the beginning, so that there are never more than the heads say.
    """
    turn.counted += sum(len(batch.items) for batch in page.batches)
    after = cursors(turn, page.cursor)
    alike = before is not None and msgspec.structs.replace(before, cursor=after.cursor) == after
    too_many = turn.counted > sum(head.seq for head in page.heads)
    if before == after or (alike and not page.batches) or too_many:
        raise HubStuck


def asked(turn: Round, ask: Callable[[], Page]) -> Page:
    """One page. A hub that was restored is met from the beginning; one that revoked us gives its order."""
    try:
        return ask()
    except HubRefused as error:
        if error.refusal.trouble is Trouble.REVOKED:
            devices.revoked(turn.desk, turn.enrolment, error.refusal.roster)
        if error.refusal.trouble is not Trouble.EPOCH_CHANGED:
            raise
    turn.asked = cursors(turn, met_anew(turn))
    return turn.client.pull(turn.asked)


def fell_back(turn: Round, page: Page) -> bool:
    """Whether the hub has less than when we last met it, and says nothing of it: a disk was put back under it."""
    if turn.own or page.state != devices.ACTIVE:
        return False
    now = {head.device: head.seq for head in page.heads}
    shorter = any(now.get(device, 0) < seq for device, seq in hub_heads(turn.exchange).items())
    return shorter or answers.replaced(turn, page)


def met_anew(turn: Round) -> str:
    """The hub was restored: letters go again, its answers are another life's, all is asked for from the beginning."""
    turn.exchange.note("hub_epoch_changed")
    turn.exchange.letters_again()
    answers.met_anew(turn)
    cursor = start_over(turn)
    turn.exchange.drop(ACKNOWLEDGED)  # what it was seen to hold, it may hold no more
    turn.exchange.drop(HUB_HEADS)
    turn.exchange.drop(stopping.STOPPED)
    return cursor


def start_over(turn: Round) -> str:
    """Ask for everything once more: what is here already is known by its digest and costs little."""
    release(turn)
    turn.exchange.put(CURSOR, b"")
    turn.own = True
    turn.shown = turn.counted = 0
    return ""


def take(turn: Round, page: Page) -> bool:
    """Put one page away. False: it begins behind what we have; ask from the beginning."""
    turn.enrolment, roster = take_roster(turn, page)
    roster = recognising.recognised(turn, roster)
    take_bulletins(turn, page.bulletins)
    turn.shown = max((each.number for each in page.bulletins), default=turn.shown)
    turn.report.state = turn.enrolment.state
    if page.state != devices.ACTIVE:
        if turn.enrolment.state == devices.ACTIVE:
            raise Forgotten
        return True
    answers.note_epoch(turn, page.hub_epoch)
    check_own_chain(turn, page)
    opener = turn.opener(roster)
    try:
        arrival = arrival_of(turn, opener, page.batches, partial(answers.from_hub, turn, opener, page.replies))
    except ChainBroken:
        return False
    marks = {CURSOR: page.cursor, **stopping.marks(turn, page)}
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


def arrival_of(turn: Round, opener: Opener, found: Sequence[Batch], replies: Taker) -> Arrival:
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
            broken(turn, error, heads)
    answered = replies(heads)
    rows += answered.rows
    touched = {row.device for row in rows}
    return Arrival(
        rows=tuple(rows),
        batches=tuple(batches),
        heads=tuple(heads[device] for device in sorted(touched & heads.keys())),
        orders=tuple(inbound.orders_of(opener.roster, rows)),
        answers=tuple(answered.kept),
    )


def broken(turn: Round, error: ChainBroken, heads: Mapping[str, ChainHead]) -> None:
    """One author's chain does not fit: the others go on. A gap is first tried from the beginning."""
    if error.word in {"gap", "fork"} and not turn.own and error.device not in turn.broken:
        raise error
    stopping.note(turn, error, heads.get(error.device))
