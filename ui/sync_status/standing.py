"""How this laptop stands with the city, read in one go."""

import msgspec

from kyosei_desk.desk import Desk
from kyosei_desk.store.held_up import held_up
from sync.standing import PENDING, check_number_of, load
from ui.status import Line, line_of


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """`state` "" before enrolment; `number`: the 照合番号 while it waits; `held_up`: reason → how many."""

    line: Line
    state: str = ""
    district: str = ""
    hub: str = ""
    number: str = ""
    conflicts: int = 0
    held_up: dict[str, int] = msgspec.field(default_factory=dict)


def standing(desk: Desk) -> Standing:
    exchange = desk.exchange
    enrolment = load(exchange)
    if enrolment is None:
        return Standing(line=line_of(desk), conflicts=exchange.counts()["conflicts"])
    return Standing(
        line=line_of(desk),
        state=enrolment.state,
        district=enrolment.district_name,
        hub=enrolment.hub,
        number=check_number_of(exchange, enrolment) if enrolment.state == PENDING else "",
        conflicts=exchange.counts()["conflicts"],
        held_up=held_up(desk.sorting.store),
    )


def log_lines(desk: Desk) -> list[str]:
    """Times, codes and counts: it can be handed to a stranger."""
    lines = []
    for at, event, detail in desk.exchange.log():
        counts = " ".join(f"{name}={value}" for name, value in detail.items())
        lines.append(f"{at} {event} {counts}".rstrip())
    return lines
