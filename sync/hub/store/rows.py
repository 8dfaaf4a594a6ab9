"""What the store hands out: rows as plain values."""

from enum import StrEnum

import msgspec

from sync.protocol import Batch, Bulletin, DeviceCard, Entry, Head, Letter, Reply


class State(StrEnum):
    """Where a device stands."""

    PENDING = "pending"
    APPROVED = "approved"
    """The roster lists it, but it did not come by a code of this hub yet, or the hub was restored and forgot: it is
    served nothing until it does."""
    ACTIVE = "active"
    REVOKED = "revoked"


class AlarmKind(StrEnum):
    """What only people can judge."""

    FORK = "fork"
    """Two different items at one number of a device, or under one id: a cloned or rewound laptop."""
    REPLAY = "replay"
    """A signed request came twice."""
    LETTER_FORK = "letter_fork"
    """Two different letters under one id."""
    MORE = "more"
    """Older ones that are not kept any more; `times` says how many."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A value out of the database."""


class District(Row, frozen=True):
    """`sequence`: the hub's number of its last item; `roster`, `replies`: the number of its last entry and answer."""

    id: str
    name: str
    added_at: int
    sequence: int
    replies: int
    roster: int


class Device(Row, frozen=True):
    """A laptop as the hub knows it. `bytes`: what it has stored here (items and letters)."""

    card: DeviceCard
    district: str
    state: State
    enrolled_at: int
    last_seen: int
    head: Head
    bytes: int


class StoredLetter(Row, frozen=True):
    """A letter with what the city did with it. `number` counts the hub's letters."""

    number: int
    district: str
    letter: Letter
    taken_at: int
    opened_at: int | None
    hidden_at: int | None


class Alarm(Row, frozen=True):
    """`about`: the number or id it is about; `times`: how often it was seen."""

    district: str
    kind: AlarmKind
    device: str
    about: str
    times: int
    first_at: int
    last_at: int


class Asked(Row, frozen=True):
    """What a desk has already: the numbers of its last roster entry, answer and bulletin, and its cursor."""

    cursor: str = ""
    roster: int = 0
    replies: int = 0
    bulletins: int = 0
    own: bool = False


class Lanes(Row, frozen=True):
    """Everything for one desk after what it has, as of one moment."""

    hub_epoch: str
    cursor: str
    more: bool
    batches: tuple[Batch, ...]
    heads: tuple[Head, ...]
    roster: tuple[Entry, ...]
    roster_number: int
    roster_head: bytes
    pending: tuple[DeviceCard, ...]
    replies: tuple[Reply, ...]
    reply_before: str | None
    bulletins: tuple[Bulletin, ...]
