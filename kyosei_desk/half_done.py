"""直しかけ: what is typed outside of 新しい相談 (a correction, a gap, figures), as drafts of their own kind.

Such a draft is a person's own, and goes where the records it speaks of go: purged with them, restricted with them.
"""

from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum

import msgspec

from kyosei_desk.desk import Desk
from kyosei_desk.drafting import Base, based, risen, too_new
from kyosei_desk.errors import DeskError, NotAllowed, NotFound
from kyosei_desk.records import Gap, Household, Member
from kyosei_desk.store import Kept, SealedDraft, Shown, Unfinished, shown_of

VERSION = 1
START, BETWEEN = "half", ":"


class What(StrEnum):
    """Where it is typed."""

    HOUSEHOLD = "household"
    LACKING = "lacking"
    FIGURES = "figures"
    JOINING = "joining"


class Half(msgspec.Struct, frozen=True, kw_only=True):
    """Everything typed so far. `about`: what leads back to its place (a household, a talk, a month, a record of which
    two values stand there) and which of it.

    `name`: what it is called where it is listed. `rest`: some of it cannot be written down, and stays a draft.
    `base`: the record as it stood when it was begun, None for a new one; `figures_before`: the same of the `figures`.
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
    figures_before: Mapping[str, str] = msgspec.field(default_factory=dict)
    joined: str = ""

    @property
    def record(self) -> Member | Household | Gap | None:
        return self.member or self.home or self.gap

    @property
    def ids(self) -> frozenset[str]:
        """Of the records it speaks of: whoever may not open each of them may not open it either."""
        record = self.record
        ids = {record.id} if record else set()
        if isinstance(record, Member | Gap):
            ids.add(record.household_id)
        if isinstance(record, Gap):
            ids.add(record.consultation_id)
        if self.what is What.JOINING:
            ids.add(self.about[0])
        return frozenset(ids - {""})

    def before(self) -> Shown | None:
        """What was on the screen when it was begun."""
        record = self.record
        if self.base is None or record is None:
            return None
        return shown_of(record.id, self.base.kind, self.base.state, self.base.readers)


def id_of(desk: Desk, what: What, *about: str) -> str:
    return BETWEEN.join((START, what, *about, desk.me.id))


def base_of(shown: Shown | None) -> Base | None:
    return based(shown) if shown else None


def is_half(draft_id: str) -> bool:
    """Whether a draft is one of these, and no talk."""
    return draft_id.startswith(START + BETWEEN)


def unfinished(half: Half) -> Unfinished:
    """As a draft, with all it speaks of. Nothing of it would stay without that."""
    return Unfinished(id=half.id, content=msgspec.json.encode(half), base=half.ids)


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
    """One's own of this place, on its record as that stands since a 閲覧制限 wrote it anew."""
    half = next((each for each in own(desk) if (each.what, each.about) == (what, about)), None)
    record = half.record if half else None
    if half is None or half.base is None or record is None:
        return half
    with suppress(DeskError):  # gone, or closed to this person: whoever takes it up is told
        if (shown := desk.shown(record.id)) is not None:
            return msgspec.structs.replace(half, base=risen(half.base, shown))
    return half


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


def keep(desk: Desk, half: Half) -> Kept:
    """Durable when it returns. Raises NotFound where what it speaks of was purged, NotAllowed where it was closed."""
    return desk.keep_draft(unfinished(half))


def drop(desk: Desk, draft_id: str) -> None:
    """What it says is written down, or was let go. One that cannot be taken away now is found again, and no harm."""
    with suppress(DeskError):
        desk.drop_draft(draft_id)


class Carried(msgspec.Struct, frozen=True):
    """A draft that could not be written down, and why: it may be carried, sealed, over a lock."""

    error: DeskError
    draft: SealedDraft


def keep_or_carry(desk: Desk, form: Unfinished) -> Kept | Carried:
    """Durable, or sealed to be kept at the next opening. Raises as `keep` where it never can be."""
    try:
        return desk.keep_draft(form)
    except (NotFound, NotAllowed):
        raise
    except DeskError as error:
        return Carried(error, desk.seal_draft(form))
