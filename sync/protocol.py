"""Everything on the wire, as types: one set checks at the desk, on the wire and at the hub. PROTOCOL.md is the norm.

Bytes travel as base64 in JSON, times as whole seconds since 1970 (UTC), ids as lower-case hexadecimal.
"""

from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec

VERSION = 1
PREFIX = "/v1"

MAX_ITEMS = 500
MAX_BATCH_BYTES = 1 << 20
MAX_ITEM_BYTES = 256 << 10
MAX_LETTER_BYTES = 256 << 10
MAX_LETTERS = 50
MAX_BULLETIN_BYTES = 512 << 10
MAX_BODY_BYTES = 2 << 20
MAX_RESPONSE_BYTES = 8 << 20
"""A response longer than this, unpacked, is not of a hub: the desk stops reading."""

FRESH_SECONDS = 300
CODE_SECONDS = 15 * 60
CODE_TRIES = 5
LEASE_DAYS = 30

Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]
PersonId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}$")]
Key = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Digest = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Tag = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
Signature = Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Number = Annotated[int, msgspec.Meta(ge=1, le=2**53)]
Seconds = Annotated[int, msgspec.Meta(ge=0, le=2**40)]
Cursor = Annotated[str, msgspec.Meta(max_length=100)]
"""Opaque to a desk: hub epoch and sequence. "" is the beginning."""


class Wire(msgspec.Struct, frozen=True, kw_only=True):
    """What travels. Unknown fields are left aside, so that a newer side may say more."""


# Changes


class Item(msgspec.Struct, frozen=True, array_like=True):
    """One change, sealed for the desks of a district; what it is stands inside. An array, to be short on the wire.

    `tag` names its record without telling it (`purge_order.tag_of`), so that a blind hub can purge. `sealed` is empty
    for a void item (purged, or refused): then `digest` (32 bytes, `chain.digest_of`) keeps its place in the chain.
    """

    id: Tag
    tag: Tag
    sealed: bytes
    digest: bytes = b""


class Batch(Wire, frozen=True):
    """Items of one device in its own order, numbered from `first_seq` without a gap, under one epoch ("": clear).

    `signature`: the author's, over the last number and the chain's link there (`chain.py`). Never made anew on the way.
    """

    device: Id
    epoch: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{32})?$")]
    first_seq: Number
    items: Annotated[tuple[Item, ...], msgspec.Meta(min_length=1, max_length=MAX_ITEMS)]
    signature: Signature


class Fate(StrEnum):
    """What became of one item at the hub."""

    ACCEPTED = "accepted"
    KNOWN = "known"
    VOID = "void"
    """Its record is purged, or it came void: its place is kept, its content is not."""
    TOO_LARGE = "too_large"
    """Kept as void; the desk sets it aside and says so."""
    FORK = "fork"
    """Another item stands at this number, or this id has other bytes. An alarm for people; nothing is stored."""
    GAP = "gap"
    """The number before it is not here; push from `head` on."""


class Head(msgspec.Struct, frozen=True, array_like=True):
    """How far a device's chain has come: number and link of its last item."""

    device: Id
    seq: Count
    link: Digest


class Pushed(Wire, frozen=True):
    """Per-item results in the order of the batch, and where the device's chain stands now."""

    fates: tuple[Fate, ...]
    head: Head


PURGE_TAG = b"kyosei-desk/purg"
"""The tag of clear items (epoch "") that carry a `purge_order.PurgeOrder` as JSON in `sealed`."""


class Body(msgspec.Struct, frozen=True, array_like=True):
    """The plaintext of an item (MessagePack): what one save did to one record.

    `writes`: MessagePack of register name → [value, base versions]; where `restricted`, an envelope of that for its
    readers (`sealing.envelope`, subject `change/<id>`). A reader of version 1 keeps what a later version adds.
    """

    version: int
    record_id: str
    kind: str
    stamp: int
    author: str
    household_id: str
    consultation_id: str
    restricted: bool
    writes: bytes


# People and devices


class DeviceCard(Wire, frozen=True):
    """A laptop's public keys, and the words its person named it by."""

    id: Id
    name: Annotated[str, msgspec.Meta(max_length=100)]
    sign_public: Key
    seal_public: Key


class PersonCard(Wire, frozen=True):
    """A person's right to sign, without a name. `role`: 責任者 or 担当者."""

    id: PersonId
    role: Annotated[str, msgspec.Meta(max_length=20)]
    sign_public: Key


class EpochCard(Wire, frozen=True):
    """An epoch as the hub may know it. `rings`: device id → every secret of the district so far, sealed to that device
    (`roster.sealed_ring`)."""

    id: Id
    letters_public: Key
    rings: dict[str, bytes]


class Step(StrEnum):
    """What a roster entry does."""

    FOUND = "found"
    APPROVE = "approve"
    REVOKE = "revoke"
    EPOCH = "epoch"
    PERSON = "person"
    REMOVE_PERSON = "remove_person"


CITY = "city"
"""Who signs an entry that the city made with its signing key."""


class Entry(Wire, frozen=True):
    """One line of the district's roster: who belongs, hash-chained and signed. See `roster.py` for its rules.

    `by` is the device that signed, or CITY. Which fields are set depends on `step`.
    """

    number: Number
    previous: bytes
    step: Step
    at: Seconds
    by: Annotated[str, msgspec.Meta(max_length=40)]
    device: DeviceCard | None = None
    device_id: str = ""
    people: tuple[PersonCard, ...] = ()
    person_id: str = ""
    epoch: EpochCard | None = None
    ring: bytes = b""
    """For an approved device: every secret so far, sealed to it."""
    wipe: bool = False
    signature: bytes = b""


# Letters


class Letter(Wire, frozen=True):
    """Desk → city. `sealed`: HPKE to the city's letter key, info `letters.letter_info`; signed by its device."""

    id: Id
    device: Id
    sealed: Annotated[bytes, msgspec.Meta(min_length=1, max_length=MAX_LETTER_BYTES)]
    signature: Signature


class LetterFate(StrEnum):
    ACCEPTED = "accepted"
    KNOWN = "known"
    FORK = "fork"
    """The same id with other bytes: refused and alarmed."""
    REFUSED = "refused"
    """Not signed by its device, or sealed to another key."""


class Letters(Wire, frozen=True):
    letters: Annotated[tuple[Letter, ...], msgspec.Meta(max_length=MAX_LETTERS)]


class LettersTaken(Wire, frozen=True):
    fates: tuple[LetterFate, ...]


class Reply(Wire, frozen=True):
    """City → district, number `number` of the district's post. `sealed` holds a `Body`.

    `epoch` names the epoch whose letter key it is sealed to (HPKE). A restricted record's answer is an ordinary Body
    whose `writes` are an envelope for its readers. Signed by the hub's own key.
    """

    number: Number
    id: Id
    epoch: Id
    sealed: bytes
    signature: Signature


class Replies(Wire, frozen=True):
    """Answers that a desk gives back to a hub that was restored from an older state: the hub knows its own signature,
    and numbers what it lost anew."""

    replies: Annotated[tuple[Reply, ...], msgspec.Meta(max_length=MAX_LETTERS)]


class ReplyFate(StrEnum):
    ACCEPTED = "accepted"
    KNOWN = "known"
    REFUSED = "refused"
    """Not signed by this hub, or of a purged record."""


class RepliesTaken(Wire, frozen=True):
    fates: tuple[ReplyFate, ...]


# Bulletins


class BulletinKind(StrEnum):
    CHECKLIST = "checklist"
    NUMBERS = "numbers"
    AGENCIES = "agencies"
    DIRECTORY = "directory"
    NOTICE = "notice"
    TRAINING = "training"


class Bulletin(Wire, frozen=True):
    """City → every desk: public, and signed with the city's signing key. `number` counts the hub's bulletins.

    `kind` is a BulletinKind, or one of a newer version. A desk judges the size of `content` by itself
    (MAX_BULLETIN_BYTES), so that one too large does not take its page with it.
    """

    number: Number
    kind: Annotated[str, msgspec.Meta(max_length=40)]
    version: Annotated[str, msgspec.Meta(max_length=40)]
    published_at: Seconds
    content: str
    signature: Signature


# The hub


class SignedTime(Wire, frozen=True):
    """The hub's time. `nonce`: the one of the request it answers; in a bundle, `bundle.receipt_of` it. Signed by the
    hub's own key."""

    now: Seconds
    nonce: Annotated[str, msgspec.Meta(max_length=64)]
    signature: Signature


class HubCard(Wire, frozen=True):
    """Who the hub is. The enrolment code carries the fingerprint of `sign_public` (`codes.fingerprint`), and with it
    `certificate` signs the two keys that `serve` holds."""

    versions: tuple[int, ...]
    sign_public: Key
    letter_public: Key
    hub_public: Key
    certificate: Signature


class Enrol(Wire, frozen=True):
    """A laptop asks to be of a district. `proof`: `codes.proof` over the card, by the secret of the code."""

    code_id: Annotated[str, msgspec.Meta(max_length=20)]
    device: DeviceCard
    proof: Digest


class Enrolled(Wire, frozen=True):
    """`founding`: there is no roster yet; this desk begins it."""

    district: Id
    district_name: str
    founding: bool


class Page(Wire, frozen=True):
    """The answer to a pull: all lanes after the desk's cursors, and where the district stands.

    `state`: "active", or "pending" for a laptop that nobody has approved yet (then only roster and time are set).
    `heads` is the whole district's, `roster_number` and `roster_head` number and hash of its last entry (None and "":
    not said). `reply_before`: the id of the answer at the number that the desk named ("": there is none; None: not
    said). `more`: ask again.
    """

    state: str
    time: SignedTime
    lease_days: int
    hub_epoch: str = ""
    cursor: Cursor = ""
    more: bool = False
    batches: tuple[Batch, ...] = ()
    heads: tuple[Head, ...] = ()
    roster: tuple[Entry, ...] = ()
    roster_number: Count | None = None
    roster_head: bytes = b""
    pending: tuple[DeviceCard, ...] = ()
    replies: tuple[Reply, ...] = ()
    reply_before: str | None = None
    bulletins: tuple[Bulletin, ...] = ()


class Trouble(StrEnum):
    """Why the hub refused a request."""

    MALFORMED = "malformed"
    UNSIGNED = "unsigned"
    STALE = "stale"
    REPLAYED = "replayed"
    UNKNOWN_DEVICE = "unknown_device"
    PENDING = "pending"
    REVOKED = "revoked"
    EPOCH_CHANGED = "epoch_changed"
    ROSTER_MOVED = "roster_moved"
    BAD_BATCH = "bad_batch"
    BAD_CODE = "bad_code"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    QUOTA = "quota"
    VERSION = "version"
    NOT_FOUND = "not_found"
    BUSY = "busy"


class Refusal(Wire, frozen=True):
    """The body of every 4xx and 5xx. `time` where the clock is in question, `roster` where the device is revoked."""

    trouble: Trouble
    time: SignedTime | None = None
    roster: tuple[Entry, ...] = ()
    head: Head | None = None


Answered: TypeAlias = Page | Pushed | LettersTaken | RepliesTaken | Enrolled | HubCard
