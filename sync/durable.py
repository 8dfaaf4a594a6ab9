"""What came is made durable: rows, chain heads and the cursor that passes them, in one transaction."""

from collections.abc import Sequence

from kyosei_desk.purge_order import PurgeOrder
from kyosei_desk.store import Arrival
from sync.round import CITY_DEVICE, Round

CURSOR = "cursor"


def text(turn: Round, name: str) -> str:
    return (turn.exchange.get(name) or b"").decode()


def release(turn: Round) -> None:
    """Make what is held durable, in one transaction: small ones would write the same pages again and again."""
    held, turn.held = turn.held, []
    if held:
        put_away(turn, joined(held))


def joined(held: Sequence[Arrival]) -> Arrival:
    """Several pages as one, in their order."""
    heads = {head.device: head for each in held for head in each.heads}
    return Arrival(
        rows=tuple(row for each in held for row in each.rows),
        batches=tuple(batch for each in held for batch in each.batches),
        heads=tuple(heads.values()),
        orders=tuple(order for each in held for order in each.orders),
        answers=tuple(answer for each in held for answer in each.answers),
        marks=held[-1].marks,
    )


def put_away(turn: Round, arrival: Arrival) -> None:
    """One transaction: rows, heads and cursor together."""
    if not (arrival.rows or arrival.marks.get(CURSOR, text(turn, CURSOR)) != text(turn, CURSOR)):
        return
    turn.purged += announced(turn, arrival.orders)
    outcome = turn.exchange.apply(arrival)
    answers = sum(row.device.startswith(CITY_DEVICE) for row in arrival.rows)
    turn.report.pulled += len(arrival.rows) - answers - outcome.known
    turn.report.letters_down += answers - outcome.known_answers


def announced(turn: Round, orders: tuple[PurgeOrder, ...]) -> int:
    """Before anything is purged: older backups are known to be stale, whatever happens next."""
    if orders:
        turn.desk.begin_purge()
    return len(orders)
