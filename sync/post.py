"""What letters say: the contents of what goes to the city, and the records that its answers become. Pure.

A content is JSON inside the seal, told apart by `kind`. It holds words that were on the volunteer's screen and not one
id of the desk's records, so that two letters can only be laid side by side where their words allow it; the exception is
`reply.file`, a random id of the one record a letter was written from, under which its answers are filed.

A desk writes contents with `writing.py`; the hub reads them here and answers with `answering.py`.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec

from kyosei_desk.records import Action, Basis, ConsentState, Level, Source
from sync.protocol import Id, Key, PersonId

VERSION = 1
"""Raised only by a change that an older reader must not read over; what it does not know, it leaves aside."""


class Unreadable(Exception):
    """The bytes are no content of this version. It carries none of them."""


# Parts


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Unknown fields are left aside."""


class Contact(Part, frozen=True, kw_only=True):
    """The desk that writes, and how to reach it."""

    name: str
    phone: str = ""
    hours: str = ""


class Reader(Part, frozen=True, kw_only=True):
    """One who may read the answer: person id and public key (X25519)."""

    id: PersonId
    key: Key


class Address(Part, frozen=True, kw_only=True):
    """Where answers go: filed under `file`; sealed to `readers` where the record is restricted, else to everyone."""

    file: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{32})?$")] = ""
    readers: tuple[Reader, ...] = ()


class Reason(Part, frozen=True, kw_only=True):
    """One finding that asks for help: its danger in words, its basis, and the law behind it in words."""

    question: str
    words: str
    basis: Basis
    law: str


class Person(Part, frozen=True, kw_only=True):
    """One of the household as disclosed; `born` as it was said. Where nothing but the relation may go, nothing else."""

    relation: str
    name: str = ""
    kana: str = ""
    born: str = ""
    gender: str = ""
    language: str = ""


class Place(Part, frozen=True, kw_only=True):
    """`withheld`: the place is known and stays at the desk."""

    postal: str = ""
    address: str = ""
    phone: str = ""
    phone_hours: str = ""
    withheld: bool = False


class Said(Part, frozen=True, kw_only=True):
    """One statement, word for word."""

    source: Source
    text: str


class Agreed(Part, frozen=True, kw_only=True):
    """The person's consent towards the addressee, and how it was given where one entry alone tells it; ISO dates."""

    state: ConsentState
    way: str = ""
    asked_on: str = ""
    ends_on: str = ""
    matters: str = ""


# Desk → city


class Content(Part, frozen=True, kw_only=True, tag_field="kind", tag=str.lower):
    """What every letter says: who writes, and on which day (ISO)."""

    version: int = VERSION
    desk: Contact
    written_on: str


class Answerable(Content, frozen=True, kw_only=True):
    """A letter that is answered. `number` names it on the telephone.

    `replaces`: earlier letters about the same thing to the same addressee, in whose place this one stands.
    """

    number: str
    reply: Address
    replaces: tuple[Id, ...] = ()


class Case(Answerable, frozen=True, kw_only=True):
    """What a volunteer saw and ticked of one consultation. `taken_at` (ISO): when the talk was."""

    level: Level
    taken_at: str
    checklist: str
    grounds: tuple[Reason, ...]
    consent: Agreed
    author: str = ""
    people: tuple[Person, ...] = ()
    place: Place = Place()
    statements: tuple[Said, ...] = ()
    wish: str = ""


class Referral(Case, frozen=True, kw_only=True):
    """協力依頼 to one agency. `goes_to` is whose post it is; 推進員に相談 has no name, place or word of the person.

    `due_at` (ISO, "" where the level has no clock): the time counts from the talk.
    """

    agency: str
    goes_to: str
    action: Action
    due_at: str = ""


class Sharing(Case, frozen=True, kw_only=True):
    """情報共有 of a closed consultation with the city's coordinator, within the person's consent."""


class WithdrawalReason(StrEnum):
    CONSENT_WITHDRAWN = "consent_withdrawn"
    MISTAKE = "mistake"


class Withdrawal(Content, frozen=True, kw_only=True):
    """These letters of the same district no longer count, and are hidden: those that come later than this one too."""

    letters: tuple[Id, ...]
    reason: WithdrawalReason


class Readdressed(Content, frozen=True, kw_only=True):
    """Answers to these letters go to another address from now on: their record was restricted (閲覧制限)."""

    letters: tuple[Id, ...]
    reply: Address


class Lowered(Answerable, frozen=True, kw_only=True):
    """A level was lowered and waits to be confirmed: numbers only. `questions`: findings that stand above `level`."""

    level: Level
    lowered_from: Level
    questions: tuple[str, ...] = ()


class Gap(Answerable, frozen=True, kw_only=True):
    """資源不足: what the town lacks. No household and no consultation; the last three only where they were ticked."""

    field: str = ""
    area: str = ""
    audience: str = ""
    lack: str = ""
    note: str = ""
    substitute: str = ""
    proposal: str = ""


class Monthly(Content, frozen=True, kw_only=True):
    """活動記録 of a month ("2026-10"): counts by the labels of the official form (domain.md §6), nothing else."""

    month: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
    consultations: dict[str, int]
    client_groups: dict[str, int]
    activities: dict[str, int]
    visits: int = 0
    other_visits: int = 0
    contacts_members: int = 0
    contacts_agencies: int = 0
    days: int = 0


Letter: TypeAlias = Referral | Sharing | Withdrawal | Readdressed | Lowered | Gap | Monthly

_contents: msgspec.json.Decoder[Letter] = msgspec.json.Decoder(Letter)


def written(letter: Content) -> bytes:
    """The content as it is sealed."""
    return msgspec.json.encode(letter, order="deterministic")


def read(content: bytes) -> Letter:
    """Raises Unreadable for anything but a letter of this version."""
    try:
        letter = _contents.decode(content)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError):
        raise Unreadable from None
    if letter.version != VERSION:
        raise Unreadable
    return letter


def kind_of(letter: Content) -> str:
    """The word the content carries as its kind."""
    return str(type(letter).__struct_config__.tag)


# What a district's letters say of one another


def withdrawn(letters: Iterable[Letter]) -> frozenset[str]:
    """The ids of letters that no longer count, in whatever order they came."""
    return frozenset(each for letter in letters if isinstance(letter, Withdrawal) for each in letter.letters)


def replaced(letters: Iterable[Letter]) -> frozenset[str]:
    """The ids of letters in whose place another stands."""
    return frozenset(each for letter in letters if isinstance(letter, Answerable) for each in letter.replaces)


def outdated(letters: Iterable[tuple[str, Letter]]) -> frozenset[str]:
    """The ids of monthly reports in whose place a later one of the same month stands: written on a later day, or on the
    same day and come later. `letters` (id, content) are a district's, in their order."""
    standing: dict[str, tuple[str, str]] = {}
    gone: set[str] = set()
    for letter_id, letter in letters:
        if isinstance(letter, Monthly):
            day, other = standing.get(letter.month, ("", ""))
            late = letter.written_on < day
            gone.add(letter_id if late else other)
            if not late:
                standing[letter.month] = (letter.written_on, letter_id)
    return frozenset(gone - {""})


def address_of(letter_id: str, letter: Letter, letters: Iterable[Letter]) -> Address:
    """Where an answer to a letter goes: the last of the district's letters (in their order) that says so."""
    own = letter.reply if isinstance(letter, Answerable) else Address()
    moved = (each.reply for each in letters if isinstance(each, Readdressed) and letter_id in each.letters)
    return next(reversed(list(moved)), own)
