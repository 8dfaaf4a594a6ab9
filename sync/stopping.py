"""Chains that do not fit: remembered where they stopped, so that a round passes them by until something new comes.

Without it one broken item would have every desk ask for everything again, at every round, for ever.
"""

from collections.abc import Mapping

import msgspec

from i18n import _
from kyosei_desk.store import ChainHead, Exchange
from sync.inbound import ChainBroken
from sync.protocol import Head, Page
from sync.round import Round

STOPPED = "stopped"
"""Under this name the store keeps them (JSON); it moves with the cursor that passes them."""
AGAIN_SECONDS = 24 * 3600
"""After so long one is asked for again, though nothing is new: someone may have mended it at the hub."""


class Stop(msgspec.Struct, frozen=True):
    """Where a chain stopped here, where it stood at the hub then, and when (the hub's time)."""

    here: int
    head: Head
    at: int


_stops = msgspec.json.Decoder(dict[str, Stop])


def note(turn: Round, error: ChainBroken, here: ChainHead | None) -> None:
    """One author's chain stops; the others go on."""
    turn.broken[error.device] = here.seq if here else 0
    tell(turn, error.word, error.device)


def tell(turn: Round, word: str, device: str) -> None:
    turn.remark(
        "chain_" + word,
        _("ある机から届いた記録の並びが合いません。ほかの記録は届いています。市の担当に知らせてください。"),
        device=device[:8],
    )


def marks(turn: Round, page: Page) -> dict[str, str]:
    """What is to be kept together with the cursor that passes what did not fit in this round."""
    if not turn.broken:
        return {}
    at_hub = {head.device: head for head in page.heads}
    fresh = {
        device: Stop(here, at_hub[device], page.time.now) for device, here in turn.broken.items() if device in at_hub
    }
    return {STOPPED: msgspec.json.encode({**kept(turn.exchange), **fresh}).decode()}


def kept(exchange: Exchange) -> dict[str, Stop]:
    content = exchange.get(STOPPED)
    return {} if content is None else _stops.decode(content)


def standing(exchange: Exchange, here: Mapping[str, ChainHead], at_hub: Mapping[str, Head], now: int) -> frozenset[str]:
    """The devices whose chains stand, here and at the hub, as they did when they stopped, not long ago."""
    return frozenset(
        device
        for device, stop in kept(exchange).items()
        if at_hub.get(device) == stop.head
        and (here[device].seq if device in here else 0) == stop.here
        and now - stop.at < AGAIN_SECONDS
    )
