"""Answers that desks give back to a hub that was restored: they are ours by our own signature, or refused."""

from collections.abc import Collection

from kyosei_desk.sealing import SignatureBroken
from sync.hub.settings import Keys
from sync.hub.store import HubStore
from sync.letters import check_reply, renumbered
from sync.protocol import Reply, ReplyFate


def taken_back(store: HubStore, keys: Keys, district: str, replies: Collection[Reply]) -> tuple[ReplyFate, ...]:
    """What is new here is numbered as the next ones are: its old number may be another's by now."""
    forged = [each.id for each in replies if not signed(each, keys, district)]
    return store.add_lost_replies(
        district, replies, forged, lambda reply, number: renumbered(reply, district, number, keys.hub_private)
    )


def signed(reply: Reply, keys: Keys, district: str) -> bool:
    try:
        check_reply(reply, keys.card.hub_public, district)
    except SignatureBroken:
        return False
    return True
