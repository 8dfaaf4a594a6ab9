"""`sync_once()`: pull, a short transaction, read, push, a short mark. The network is never inside a transaction.

The steps stand in files of their own: `pulling.py`, `branches.py` and `inbound.py` for the way in, `outbound.py` and
`pushing.py` for the way out, `devices.py` for who belongs. This file is their order.
"""

from time import monotonic

import msgspec

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.store import ACKNOWLEDGED
from sync import answers, devices, inbound, outbound, people, purging, rejoining, stopping, telling, withdrawing
from sync.client import HubClient
from sync.devices import Enrolment
from sync.errors import HubRefused
from sync.protocol import Head, Page, Trouble
from sync.pulling import pull, start_over
from sync.pushing import push, send_letters
from sync.round import HUB_HEADS, Hooks, Report, Round, digest_of

WITHHELD = "withheld"
"""Under this name the store keeps how many items without content a person was told of."""
LAST_SYNC = "last_sync"
"""Under this name the store keeps when the last round ended well, in seconds by the hub's clock."""


def sync_once(desk: Desk, client: HubClient, enrolment: Enrolment, hooks: Hooks | None = None) -> Report:
    """One round with the hub. Raises SyncError; what was done until then stays done, and the next round goes on."""
    started = monotonic()
    turn = Round(desk, client, enrolment, hooks)
    page = pull(turn)
    at_hub = page.heads
    if turn.enrolment.state == devices.ACTIVE:
        take_in(turn)
        at_hub = sent_out(turn, page)
    finish(turn, page, at_hub)
    turn.report.seconds = round(monotonic() - started, 3)
    return turn.report


def take_in(turn: Round) -> None:
    """After the last page: people who came, restricted changes they may read, what a new key opens, what was purged."""
    people.take_in(turn)
    turn.exchange.settle()
    withdrawing.settle(turn.desk, turn.enrolment, answers=bool(turn.report.letters_down))
    telling.announce(turn.desk, turn.enrolment)
    reconsider(turn)
    purging.carry_out_due(turn)
    purging.tell(turn)
    tell_withheld(turn)
    turn.step("index")
    turn.exchange.index()
    if turn.purged:
        turn.desk.finish_purge()


def reconsider(turn: Round) -> None:
    """What was set aside for want of a key, or of a newer program."""
    aside = turn.exchange.aside()
    if aside:
        opener = turn.opener(devices.roster_of(turn.exchange, turn.enrolment))
        again = list(inbound.understood(opener, aside))
        if again:
            turn.exchange.reconsider(again)


def tell_withheld(turn: Round) -> None:
    """What is to be read stands at its author's desk; a bundle of it brings it here."""
    count = turn.exchange.withheld()
    if count > int(turn.exchange.get(WITHHELD) or 0):
        turn.remark(
            "withheld",
            _(
                "中身のない記録が届きました（大きすぎたか、ハブで失われています）。"
                "書いた机で bundle export --all をして、ここで取りこむと読めます。"
            ),
            items=count,
        )
        turn.exchange.put(WITHHELD, str(count).encode())


def sent_out(turn: Round, page: Page) -> tuple[Head, ...]:
    """`send_out`; a laptop that is revoked meanwhile is given its order at once."""
    try:
        return send_out(turn, page)
    except HubRefused as error:
        if error.refusal.trouble is Trouble.REVOKED:
            devices.revoked(turn.desk, turn.enrolment, error.refusal.roster)
        raise


def send_out(turn: Round, page: Page) -> tuple[Head, ...]:
    """Settle who belongs, seal what was written since, push what the hub lacks, compare; returns the hub's chains."""
    rejoining.pay(turn.desk, turn.client, turn.enrolment)
    roster = devices.settle(turn.desk, turn.client, turn.enrolment)
    people.publish(turn.desk)
    opener = turn.opener(roster)
    turn.step("seal")
    outbound.seal_everything(turn.exchange, opener, turn.enrolment.device.id, turn.enrolment.sign_private)
    at_hub = push(turn, opener, page.heads)
    compare(turn, at_hub, page.time.now)
    turn.report.letters_up = send_letters(turn)
    answers.give_back(turn)
    return tuple(at_hub[device] for device in sorted(at_hub))


def compare(turn: Round, at_hub: dict[str, Head], now: int) -> None:
    """Every chain must stand here and there alike. "同期済み" is said only then."""
    here = turn.exchange.heads()
    short = {device for device, head in at_hub.items() if head.seq > (here[device].seq if device in here else 0)}
    stopped = stopping.standing(turn.exchange, here, at_hub, now)
    for device in sorted(stopped):
        if device not in here or here[device].link != at_hub[device].link:
            stopping.tell(turn, "stopped", device)
    if short - stopped:
        start_over(turn)
        turn.remark(
            "incomplete", _("届いていない記録があります。次の同期で、はじめから確かめます。"), chains=len(short)
        )
    own = here.get(turn.enrolment.device.id)
    if own is not None and at_hub[own.device].link == own.link:
        turn.acknowledged = {ACKNOWLEDGED: msgspec.json.encode(own).decode()}
    turn.report.complete = not short and all(
        at_hub[device].link == head.link for device, head in here.items() if device in at_hub
    )


def finish(turn: Round, page: Page, at_hub: tuple[Head, ...]) -> None:
    """What stands now, the lease, and a line in the log: one transaction."""
    report, counts = turn.report, turn.exchange.counts()
    report.quarantined = counts["aside"] + turn.exchange.refused() + turn.exchange.withheld()
    report.conflicts = counts["conflicts"]
    report.digest = digest_of(turn.exchange)
    if counts["local"] or turn.exchange.unsent_letters(1):
        report.complete = False  # written down since, or not sealed for want of a key
    if turn.enrolment.state == devices.ACTIVE:
        devices.renew_lease(turn.exchange, page.time.now, page.lease_days)
    if alarm := devices.alarm(turn.exchange):
        report.remarks.append(alarm)
    marks = {LAST_SYNC: str(page.time.now), HUB_HEADS: msgspec.json.encode(at_hub).decode(), **turn.acknowledged}
    counted = {"pushed": report.pushed, "pulled": report.pulled, "up": report.letters_up, "down": report.letters_down}
    turn.exchange.note("synced", counted, marks)
