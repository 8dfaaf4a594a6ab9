"""Sync by hand at a desk: a bundle written for a stick, and one taken in. The same checks as on the wire."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.sealing import SignatureBroken
from kyosei_desk.store import ChainHead, Exchange, QueuedLetter
from kyosei_desk.vault import Role
from sync import answers, bulletins, bundle, devices, outbound, pulling, recognising, telling
from sync.answers import Answers
from sync.attestations import check_hub_card, check_time
from sync.bundle import Bundle
from sync.devices import Enrolment
from sync.durable import put_away
from sync.engine import take_in
from sync.inbound import Opener
from sync.outbound import CannotRebuild
from sync.protocol import Batch, Head, Letter
from sync.round import CITY_DEVICE, HUB_HEADS, Hooks, Report, Round, digest_of, hub_heads
from sync.standing import Standing
from sync.vouching import DeviceKeys

AT_MOST = 100_000
"""Letters and answers in one bundle."""

_entries = msgspec.json.Decoder(devices.Entry)


def export(desk: Desk, enrolment: Enrolment, path: Path, *, everything: bool = False) -> Bundle:
    """Write what the hub does not have yet, or all there is; returns what was written. Nothing counts as sent by it.

    What may not be sealed now stays behind: `left_behind` says so.
    """
    exchange = desk.exchange
    telling.announce(desk, enrolment)
    opener = opener_of(exchange, enrolment)
    outbound.seal_everything(exchange, opener, enrolment.device.id, enrolment.sign_private)
    known = {} if everything else hub_heads(exchange)
    letters = exchange.all_letters() if everything else exchange.unsent_letters(AT_MOST)
    replies = exchange.every_answer() if everything else exchange.lost_answers(AT_MOST)
    written = Bundle(
        district=enrolment.district,
        roster=tuple(_entries.decode(each) for each in exchange.roster()),
        batches=tuple(batches_beyond(exchange, opener, known)),
        heads=tuple(heads_of(exchange)),
        letters=tuple(letters_of(letters)),
        replies=answers.replies_of(replies),
        bulletins=tuple(bulletins.kept(desk)),
        pending=() if enrolment.state == devices.ACTIVE else (enrolment.device,),
        hub=enrolment.card,
    )
    bundle.write(path, written)
    exchange.note("bundle_written", {"changes": bundle.counted(written.batches), "letters": len(written.letters)})
    return written


def export_as(desk: Desk, keys: DeviceKeys, standing: Standing, path: Path) -> Bundle:
    """What was not sent, under the name of the device that this laptop was: it goes on as one that never came in.

    All of that device's chain goes along, for the hub may know another end of it than this vault does.
    """
    exchange = desk.exchange
    opener = Opener(standing.district, exchange.epochs(), standing.roster)
    outbound.seal_everything(exchange, opener, keys.device.id, keys.sign_private)
    known = {device: seq for device, seq in hub_heads(exchange).items() if device != keys.device.id}
    written = Bundle(
        district=standing.district,
        roster=tuple(_entries.decode(each) for each in exchange.roster()),
        batches=tuple(batches_beyond(exchange, opener, known)),
        heads=tuple(heads_of(exchange)),
        letters=tuple(letters_of(exchange.unsent_letters(AT_MOST))),
    )
    bundle.write(path, written)
    return written


def letters_of(kept: Iterable[QueuedLetter]) -> Iterator[Letter]:
    """As they were sealed; those that the hub refused stay behind."""
    return (msgspec.json.decode(each.content, type=Letter) for each in kept if not each.reason)


def left_behind(exchange: Exchange) -> str:
    """A sentence where changes could not go into a bundle, for want of a key that nobody outside the district knows."""
    count = exchange.unsealed_count()
    if not count:
        return ""
    return str(
        DeskError(
            _("記録 {count}件は、地区の鍵がまだ新しくなっていないので、束に入っていません。").format(count=count),
            _("その記録は、この机にそのまま残っています。"),
            _("市のハブと一度同期してから、もう一度書き出してください。"),
        )
    )


def opener_of(exchange: Exchange, enrolment: Enrolment) -> Opener:
    return Opener(enrolment.district, exchange.epochs(), devices.roster_of(exchange, enrolment))


def heads_of(exchange: Exchange) -> Iterator[Head]:
    for each in exchange.heads().values():
        if not each.device.startswith(CITY_DEVICE):
            yield Head(each.device, each.seq, each.link)


def batches_beyond(exchange: Exchange, opener: Opener, known: Mapping[str, int]) -> Iterator[Batch]:
    """Every signed batch behind what is known there, made anew from its rows."""
    for head in heads_of(exchange):
        after = known.get(head.device, 0)
        for signed in exchange.batches_after(head.device, after):
            try:
                yield outbound.rebuilt(exchange, opener, signed, after)
            except CannotRebuild:
                exchange.note("cannot_rebuild", {"first": signed.first_seq})
                break  # what follows in this chain could not be checked without it


def take(desk: Desk, enrolment: Enrolment, path: Path, hooks: Hooks | None = None) -> Report:
    """Take a bundle in, of another desk or of the hub. Raises DeskError for one that is broken or of elsewhere."""
    found = bundle.read(path)
    if found.district != enrolment.district:
        raise bundle.of_other_district()
    turn = Round(desk, None, enrolment, hooks)
    turn.own = True
    turn.enrolment, roster = devices.take_roster(desk, enrolment, found.roster)
    roster = recognising.recognised(turn, roster)
    pulling.take_bulletins(turn, found.bulletins)
    if turn.enrolment.state == devices.ACTIVE:
        take_chains(turn, Opener(enrolment.district, desk.exchange.epochs(), roster), found)
    take_acknowledgements(turn, found)
    take_in(turn)
    return reported(turn, found)


def take_chains(turn: Round, opener: Opener, found: Bundle) -> None:
    batches = tuple(batch for batch in found.batches if admitted(turn, opener, batch))
    arrival = pulling.arrival_of(turn, opener, batches, lambda heads: take_answers(turn, opener, found, heads))
    put_away(turn, msgspec.structs.replace(arrival, marks={}))


def take_answers(turn: Round, opener: Opener, found: Bundle, heads: dict[str, ChainHead]) -> Answers:
    """Of the hub's own bundle, in its order; of a desk's, each by itself."""
    if not found.hub_epoch:
        return answers.from_desk(turn, opener, found.replies)
    answers.note_epoch(turn, found.hub_epoch)
    return answers.from_hub(turn, opener, found.replies, heads)


def admitted(turn: Round, opener: Opener, batch: Batch) -> bool:
    """Work of a revoked laptop is let in by a 責任者 alone: who holds the stick may be who stole the laptop."""
    if batch.device not in opener.roster.revoked or turn.desk.me.role is Role.MANAGER:
        return True
    turn.remark(
        "revoked_batch",
        _("登録を取り消した机の記録が入っています。取りこむには、責任者が開けて、もう一度取りこんでください。"),
        device=batch.device[:8],
    )
    return False


def take_acknowledgements(turn: Round, found: Bundle) -> None:
    """A hub's bundle says what it has, which letters it took, and what time it is: one signature over all of them."""
    time, card = found.time, turn.enrolment.card
    if time is None or found.hub is None:
        return
    try:
        check_hub_card(card)
        check_time(card.hub_public, time)
        genuine = time.nonce == bundle.receipt_of(found)
    except SignatureBroken:
        genuine = False
    if not genuine:
        turn.remark("receipt_unsigned", _("束にあるハブの時刻や受けとりに、正しい署名がありません。"))
        return
    turn.exchange.put(HUB_HEADS, msgspec.json.encode(found.heads))
    turn.exchange.letters_sent(dict.fromkeys(found.letters_taken, ""))
    devices.renew_lease(turn.exchange, time.now, None)


def reported(turn: Round, found: Bundle) -> Report:
    report, counts = turn.report, turn.exchange.counts()
    report.quarantined = counts["aside"] + turn.exchange.refused() + turn.exchange.withheld()
    report.conflicts = counts["conflicts"]
    report.digest = digest_of(turn.exchange)
    turn.exchange.note("bundle_taken", {"changes": bundle.counted(found.batches), "new": report.pulled})
    return report


def counted(written: Bundle) -> int:
    """How many changes a bundle carries."""
    return bundle.counted(written.batches)
