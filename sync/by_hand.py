"""Sync by hand at a desk: a bundle written for a stick, and one taken in. The same checks as on the wire."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError
from kyosei_desk.sealing import SignatureBroken
from kyosei_desk.store import Exchange
from kyosei_desk.vault import Role
from sync import bulletins, bundle, devices, outbound, pulling
from sync.attestations import check_hub_card, check_time
from sync.bundle import Bundle
from sync.devices import Enrolment
from sync.durable import put_away
from sync.engine import take_in
from sync.inbound import Opener
from sync.outbound import CannotRebuild
from sync.protocol import Batch, Head, Letter
from sync.round import CITY_DEVICE, HUB_HEADS, Report, Round, digest_of, hub_heads

_entries = msgspec.json.Decoder(devices.Entry)


def export(desk: Desk, enrolment: Enrolment, path: Path, *, everything: bool = False) -> Bundle:
    """Write what the hub does not have yet, or all there is; returns what was written. Nothing counts as sent by it."""
    exchange = desk.exchange
    opener = opener_of(exchange, enrolment)
    outbound.seal_everything(exchange, opener, enrolment.device.id, enrolment.sign_private)
    known = {} if everything else hub_heads(exchange)
    letters = exchange.all_letters() if everything else exchange.unsent_letters(limit=100_000)
    written = Bundle(
        district=enrolment.district,
        roster=tuple(_entries.decode(each) for each in exchange.roster()),
        batches=tuple(batches_beyond(exchange, opener, known)),
        heads=tuple(heads_of(exchange)),
        letters=tuple(msgspec.json.decode(each.content, type=Letter) for each in letters if not each.reason),
        bulletins=tuple(bulletins.kept(desk)),
        pending=() if enrolment.state == devices.ACTIVE else (enrolment.device,),
        hub=enrolment.card,
    )
    bundle.write(path, written)
    exchange.note("bundle_written", {"changes": bundle.counted(written.batches), "letters": len(written.letters)})
    return written


def export_unsent(desk: Desk, path: Path) -> Bundle:
    """The unsent work of a desk that is about to be wiped; raises DeskError where it could not be written."""
    enrolment = devices.load(desk.exchange)
    if enrolment is None:
        raise DeskError(_("この机は登録されていません。"), _("記録はそのままです。"), _("控えを取ってください。"))
    return export(desk, enrolment, path)


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


def take(desk: Desk, enrolment: Enrolment, path: Path) -> Report:
    """Take a bundle in, of another desk or of the hub. Raises DeskError for one that is broken or of elsewhere."""
    found = bundle.read(path)
    if found.district != enrolment.district:
        raise bundle.of_other_district()
    turn = Round(desk, None, enrolment)
    turn.own = True
    turn.enrolment, roster = devices.take_roster(desk, enrolment, found.roster)
    pulling.take_bulletins(turn, found.bulletins)
    if turn.enrolment.state == devices.ACTIVE:
        take_chains(turn, Opener(enrolment.district, desk.exchange.epochs(), roster), found)
    take_acknowledgements(turn, found)
    take_in(turn)
    return reported(turn, found)


def take_chains(turn: Round, opener: Opener, found: Bundle) -> None:
    batches = tuple(batch for batch in found.batches if admitted(turn, opener, batch))
    if found.hub_epoch and found.replies:
        pulling.note_epoch(turn, found.hub_epoch)
    arrival = pulling.arrival_of(turn, opener, batches, found.replies)
    put_away(turn, msgspec.structs.replace(arrival, marks={}))


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
