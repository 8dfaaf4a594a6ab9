"""`sync_once()`: pull, a short transaction, read, push, a short mark. The network is never inside a transaction.

The steps stand in files of their own: `pulling.py` and `inbound.py` for the way in, `outbound.py` and `pushing.py` for
the way out, `devices.py` for who belongs. This file is their order.
"""

from time import monotonic

from i18n import _
from kyosei_desk.desk import Desk
from sync import devices, inbound, outbound, people
from sync.client import HubClient
from sync.devices import Enrolment
from sync.protocol import Head, Page
from sync.pulling import pull, start_over
from sync.pushing import push, send_letters
from sync.round import Hooks, Report, Round, digest_of


def sync_once(desk: Desk, client: HubClient, enrolment: Enrolment, hooks: Hooks | None = None) -> Report:
    """One round with the hub. Raises SyncError; what was done until then stays done, and the next round goes on."""
    started = monotonic()
    turn = Round(desk, client, enrolment, hooks or Hooks())
    page = pull(turn)
    if turn.enrolment.state == devices.ACTIVE:
        take_in(turn)
        send_out(turn, page)
        turn.report.letters_up = send_letters(turn)
    finish(turn, page)
    turn.report.seconds = round(monotonic() - started, 3)
    return turn.report


def take_in(turn: Round) -> None:
    """After the last page: people who came, restricted changes they may read, items a new key opens, what was purged."""
    people.adopt(turn.desk)
    turn.exchange.settle()
    reconsider(turn)
    if turn.purged:
        turn.desk.finish_purge()


def reconsider(turn: Round) -> None:
    """What was set aside for want of a key, or of a newer program."""
    aside = turn.exchange.aside()
    if aside:
        opener = turn.opener(devices.roster_of(turn.exchange, turn.enrolment))
        turn.exchange.reconsider(list(inbound.understood(opener, aside)))


def send_out(turn: Round, page: Page) -> None:
    """Settle who belongs, seal what was written since, push what the hub lacks, and compare."""
    roster = devices.settle(turn.desk, turn.client, turn.enrolment)
    people.publish(turn.desk)
    opener = turn.opener(roster)
    turn.step("seal")
    outbound.seal_everything(turn.exchange, opener, turn.enrolment.device.id, turn.enrolment.sign_private)
    compare(turn, push(turn, opener, page.heads))


def compare(turn: Round, at_hub: dict[str, Head]) -> None:
    """Every chain must stand here and there alike. "同期済み" is said only then."""
    here = turn.exchange.heads()
    short = [head for device, head in at_hub.items() if head.seq > (here[device].seq if device in here else 0)]
    if short and not turn.stuck:
        start_over(turn)
        turn.remark(
            "incomplete", _("届いていない記録があります。次の同期で、はじめから確かめます。"), chains=len(short)
        )
    turn.report.complete = not short and all(
        at_hub[device].link == head.link for device, head in here.items() if device in at_hub
    )


def finish(turn: Round, page: Page) -> None:
    """What stands now, the lease, and a line in the log."""
    report, counts = turn.report, turn.exchange.counts()
    report.quarantined = counts["aside"] + turn.exchange.refused()
    report.conflicts = counts["conflicts"]
    report.digest = digest_of(turn.exchange)
    devices.renew_lease(turn.exchange, page.time.now, page.lease_days)
    turn.exchange.note(
        "synced",
        {"pushed": report.pushed, "pulled": report.pulled, "up": report.letters_up, "down": report.letters_down},
    )
