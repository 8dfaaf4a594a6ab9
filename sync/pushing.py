"""The way out: every chain that the hub has less of than we do, our own and, for a restored hub, the others'."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from i18n import _
from kyosei_desk.store import ChainHead, KeptAnswer, QueuedLetter, SignedBatch
from sync import outbound
from sync.chain import START
from sync.errors import HubRefused
from sync.inbound import Opener
from sync.outbound import CannotRebuild
from sync.protocol import (
    MAX_BATCH_BYTES,
    MAX_LETTERS,
    Batch,
    Fate,
    Head,
    Letter,
    LetterFate,
    Letters,
    Pushed,
    Trouble,
)
from sync.round import CITY_DEVICE, Round

Posted = TypeVar("Posted", QueuedLetter, KeptAnswer)
TAKEN = frozenset({Fate.ACCEPTED, Fate.VOID, Fate.TOO_LARGE})


def push(turn: Round, opener: Opener, heads: Iterable[Head]) -> dict[str, Head]:
    """Send what the hub lacks; returns where its chains stand then."""
    at_hub = {head.device: head for head in heads}
    for device, here in turn.exchange.heads().items():
        there = at_hub.get(device) or Head(device, 0, START)
        if device.startswith(CITY_DEVICE):
            continue
        at_hub[device] = there
        try:
            at_hub[device] = push_chain(turn, opener, here, there)
        except HubRefused as error:
            refused(turn, device, error)
    return at_hub


def refused(turn: Round, device: str, error: HubRefused) -> None:
    """One chain that the hub does not take stops no other. Raises what is about all of them."""
    if error.refusal.trouble not in {Trouble.BAD_BATCH, Trouble.QUOTA, Trouble.TOO_LARGE, Trouble.MALFORMED}:
        raise error
    turn.remark(f"refused_{error.refusal.trouble}", str(error), device=device[:8])


def push_chain(turn: Round, opener: Opener, here: ChainHead, there: Head) -> Head:
    """Batch after batch, until the hub has what we have or does not take more."""
    while there.seq < here.seq:
        reached = push_batches(turn, opener, turn.exchange.batches_after(here.device, there.seq), there)
        if reached.seq <= there.seq:
            return reached  # no further: said already, and looked at again next time
        there = reached
    return there


def push_batches(turn: Round, opener: Opener, batches: Sequence[SignedBatch], there: Head) -> Head:
    """One request a batch, each item with its own result; the next batch is made while the hub takes this one."""
    after = there.seq
    wire = made(turn, opener, batches[0], after) if batches else None
    with ThreadPoolExecutor(1, "sync") as line:
        for place, batch in enumerate(batches):
            if wire is None:
                break
            turn.step("push")
            answering = line.submit(turn.client.push, wire)
            following = batches[place + 1] if place + 1 < len(batches) else None
            next_wire = made(turn, opener, following, batch.last_seq) if following else None
            there = noted(turn, wire, answering.result())
            if there.seq < batch.last_seq:
                break
            wire = next_wire
    return there


def made(turn: Round, opener: Opener, batch: SignedBatch, after: int) -> Batch | None:
    try:
        return outbound.rebuilt(turn.exchange, opener, batch, after)
    except CannotRebuild:
        turn.remark("cannot_rebuild", _("前に送った記録の一部を、もう一度送れませんでした。"), first=batch.first_seq)
        return None


def noted(turn: Round, wire: Batch, answer: Pushed) -> Head:
    """What became of each item; returns where the chain stands at the hub."""
    turn.report.pushed += sum(fate in TAKEN for fate in answer.fates)
    note_fates(turn, wire, answer.fates)
    return answer.head


def note_fates(turn: Round, wire: Batch, fates: Sequence[Fate]) -> None:
    """What the hub did not take is set aside with its reason; the rest went."""
    for item, fate in zip(wire.items, fates, strict=False):
        if fate is Fate.TOO_LARGE:
            turn.exchange.set_aside(item.id.hex(), str(fate))
            turn.remark(
                "too_large",
                _("大きすぎて市のハブに置けない記録があります。この机には残っています。"),
                seq=wire.first_seq,
            )
        elif fate is Fate.FORK:
            turn.remark(
                "fork",
                _(
                    "この机の番号で、別の記録がハブにあります（机の写しが2台で動いていませんか）。市の担当に知らせてください。"
                ),
                seq=wire.first_seq,
            )


def send_letters(turn: Round) -> int:
    """The sealed letters that wait; the same id and bytes may go twice. Returns how many the hub has now."""
    sent = 0
    while waiting := turn.exchange.unsent_letters(MAX_LETTERS):
        turn.step("letters")
        letters = tuple(outbound.letter_of(each.content) for each in within(waiting))
        fates = turn.client.letters(Letters(letters=letters)).fates
        turn.exchange.letters_sent(results(letters, fates))
        sent += sum(fate in {LetterFate.ACCEPTED, LetterFate.KNOWN} for fate in fates)
        if any(fate not in {LetterFate.ACCEPTED, LetterFate.KNOWN} for fate in fates):
            turn.remark("letter_refused", _("市のハブが受け取らない手紙がありました。電話か紙でつないでください。"))
    return sent


def within(waiting: Sequence[Posted]) -> list[Posted]:
    """As many letters or answers as one request may carry."""
    chosen: list[Posted] = []
    size = 0
    for each in waiting:
        size += len(each.content)
        if chosen and size > MAX_BATCH_BYTES:
            break
        chosen.append(each)
    return chosen


def results(letters: Sequence[Letter], fates: Sequence[LetterFate]) -> dict[str, str]:
    """Letter id → "" where the hub has it, else its word."""
    taken = {LetterFate.ACCEPTED, LetterFate.KNOWN}
    return {each.id: "" if fate in taken else str(fate) for each, fate in zip(letters, fates, strict=True)}
