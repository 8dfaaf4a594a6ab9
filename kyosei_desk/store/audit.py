"""The audit trail: who did what to which record, in a chain of hashes. Ids and counts only, no words of a resident."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from cryptography.hazmat.primitives import hashes

from kyosei_desk.store.driver import Database

FIRST = bytes(32)


class Event(msgspec.Struct, frozen=True, array_like=True):
    """One thing done. `number` counts from 1 without a gap, `at` is ISO with zone, `detail` holds counts and ids."""

    number: int
    at: str
    person: str
    action: str
    subject: str
    detail: dict[str, int | str | list[str]]


class Link(msgspec.Struct, frozen=True):
    """Where the chain stands: its length and last hash."""

    number: int
    hash: bytes


_encoder = msgspec.msgpack.Encoder(order="deterministic")


def linked(previous: bytes, event: Event) -> bytes:
    """SHA-256 over the previous hash and the event."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(previous)
    digest.update(_encoder.encode(event))
    return digest.finalize()


def head(database: Database) -> Link:
    """The last link; number 0 for an empty trail."""
    row = database.execute("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    return Link(*row) if row else Link(0, FIRST)


def append(
    database: Database,
    at: datetime,
    person: str,
    action: str,
    subject: str = "",
    detail: dict[str, int | str | list[str]] | None = None,
) -> Link:
    """Add an event inside the caller's transaction."""
    last = head(database)
    event = Event(last.number + 1, at.isoformat(), person, action, subject, detail or {})
    link = Link(event.number, linked(last.hash, event))
    database.execute(
        "INSERT INTO audit (number, at, person, action, subject, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (event.number, event.at, person, action, subject, _encoder.encode(event.detail), link.hash),
    )
    return link


def events(database: Database, subject: str = "") -> Iterator[Event]:
    """The trail in its order, of one record or of all."""
    where, parameters = ("WHERE subject = ?", (subject,)) if subject else ("", ())
    sql = f"SELECT number, at, person, action, subject, detail FROM audit {where} ORDER BY number"  # noqa: S608 - fixed text
    for number, at, person, action, about, detail in database.execute(sql, parameters):
        yield Event(number, at, person, action, about, msgspec.msgpack.decode(detail))


def broken_at(database: Database) -> int | None:
    """The number of the first event that does not follow from the one before it; None where all do."""
    previous = FIRST
    stored = database.execute("SELECT hash FROM audit ORDER BY number")
    for number, (event, (digest,)) in enumerate(zip(events(database), stored, strict=True), start=1):
        if event.number != number or linked(previous, event) != digest:
            return number
        previous = digest
    return None
