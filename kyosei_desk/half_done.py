"""直しかけ: a correction, something lacking or a month's figures while they are typed, as a draft of their own kind.

Such a draft is a person's own; its id names all that it is about, so that a purge of any of it takes the draft along.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from enum import StrEnum

import msgspec

from kyosei_desk.desk import Desk
from kyosei_desk.drafting import Base, too_new
from kyosei_desk.errors import DeskError
from kyosei_desk.records import Gap, Household, Member
from kyosei_desk.store import Carried, Shown, shown_of

VERSION = 1
START, BETWEEN = "half", ":"


class What(StrEnum):
    """Where it is typed."""

    HOUSEHOLD = "household"
    LACKING = "lacking"
    FIGURES = "figures"


class Half(msgspec.Struct, frozen=True, kw_only=True):
    """Everything typed so far. `about`: what leads back to its place (a household, a talk, a month) and which of it.

    `name`: what it is called where it is listed. `rest`: some of it cannot be written down, and stays a draft.
    `base`: the record as it stood when it was begun, None for a new one.
    """

    id: str
    what: What
    version: int = VERSION
    about: tuple[str, ...] = ()
    name: str = ""
    rest: bool = False
    base: Base | None = None
    member: Member | None = None
    home: Household | None = None
    gap: Gap | None = None
    told: frozenset[str] = frozenset()
    figures: Mapping[str, str] = msgspec.field(default_factory=dict)

    @property
    def ids(self) -> frozenset[str]:
        """Of the records it speaks of: whoever may not open one of them may not open it either."""
        record = self.member or self.home or self.gap
        ids = {record.id} if record else set()
        if isinstance(record, Member | Gap):
            ids.add(record.household_id)
        if isinstance(record, Gap):
            ids.add(record.consultation_id)
        return frozenset(ids - {""})

    def before(self) -> Shown | None:
        """What was on the screen when it was begun."""
        record = self.member or self.home or self.gap
        if self.base is None or record is None:
            return None
        return shown_of(record.id, self.base.kind, self.base.state, self.base.readers)


def id_of(desk: Desk, what: What, *about: str) -> str:
    return BETWEEN.join((START, what, *about, desk.me.id))


def base_of(shown: Shown | None) -> Base | None:
    return Base(shown.kind, dict(shown.state), shown.readers) if shown else None


def is_half(draft_id: str) -> bool:
    """Whether a draft is one of these, and no talk."""
    return draft_id.startswith(START + BETWEEN)


def kept(half: Half) -> bytes:
    return msgspec.json.encode(half)


def taken_up(content: bytes) -> Half:
    """Raises VaultDamaged where a newer program wrote it."""
    try:
        half = msgspec.json.decode(content, type=Half)
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise too_new() from None
    if half.version > VERSION:
        raise too_new()
    return half


# At the desk


def find(desk: Desk, what: What, *about: str) -> Half | None:
    """One's own of this place."""
    return next((each for each in own(desk) if (each.what, each.about) == (what, about)), None)


def own(desk: Desk) -> tuple[Half, ...]:
    """All of the person at the desk, the latest first; one that a newer program wrote is left out.

    Each with the id it is kept under: what it is about may have another id since.
    """
    found = []
    for each in desk.drafts():
        if is_half(each.id) and each.author == desk.me.id:
            with suppress(DeskError):
                found.append(msgspec.structs.replace(taken_up(each.content), id=each.id))
    return tuple(found)


def keep(desk: Desk, half: Half) -> None:
    """Durable when it returns."""
    desk.keep_draft(half.id, kept(half), readers(desk, half))


def readers(desk: Desk, half: Half) -> frozenset[str]:
    """Who may open every record it speaks of; empty: none of them is restricted."""
    named = [frozenset(half.base.readers)] if half.base else []
    for each in half.ids:
        try:
            shown = desk.shown(each)
        except DeskError:  # restricted without this person: the words are theirs alone
            named.append(frozenset({desk.me.id}))
        else:
            named.append(frozenset(shown.readers if shown else ()))
    restricted = [each for each in named if each]
    return frozenset.intersection(*restricted) | {desk.me.id} if restricted else frozenset()


def drop(desk: Desk, draft_id: str) -> None:
    """What it says is written down, or was let go. One that cannot be taken away now is found again, and no harm."""
    with suppress(DeskError):
        desk.drop_draft(draft_id)


def keep_or_carry(desk: Desk, half: Half) -> tuple[DeskError, Carried] | None:
    """As `kept_or_carried`."""
    return kept_or_carried(desk, half.id, kept(half), readers(desk, half))


def kept_or_carried(
    desk: Desk, draft_id: str, content: bytes, within: Collection[str] = ()
) -> tuple[DeskError, Carried] | None:
    """None: it is durable. Else why not, and it sealed: to be carried over a lock and kept at the next opening."""
    try:
        desk.keep_draft(draft_id, content, within)
    except DeskError as error:
        return error, desk.seal_draft(draft_id, content, within)
    return None
