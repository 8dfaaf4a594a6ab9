"""Letters to the city as they wait and as they went: sealed bytes that this laptop itself can no longer open."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from kyosei_desk.store.driver import Database


class QueuedLetter(msgspec.Struct, frozen=True, kw_only=True):
    """One sealed letter (JSON of the wire's letter). `subject`: the record it is about; `reason`: why refused."""

    id: str
    kind: str
    subject: str
    content: bytes
    made_at: str
    sent_at: str
    reason: str


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A sealed letter that is to be queued."""

    id: str
    kind: str
    subject: str
    content: bytes


COLUMNS = "id, kind, subject, content, made_at, sent_at, reason"


def queue(database: Database, letter_id: str, kind: str, subject: str, content: bytes, at: datetime) -> None:
    database.execute(
        "INSERT INTO letter (id, kind, subject, content, made_at) VALUES (?, ?, ?, ?, ?)",
        (letter_id, kind, subject, content, at.isoformat()),
    )


def unsent(database: Database, limit: int) -> list[QueuedLetter]:
    """The oldest that the hub has not taken and not refused."""
    sql = f"SELECT {COLUMNS} FROM letter WHERE sent_at = '' AND reason = '' ORDER BY number LIMIT ?"  # noqa: S608 - fixed
    return [letter_of(row) for row in database.execute(sql, (limit,)).fetchall()]


def every(database: Database) -> list[QueuedLetter]:
    return [letter_of(row) for row in database.execute(f"SELECT {COLUMNS} FROM letter ORDER BY number").fetchall()]  # noqa: S608


def letter_of(row: tuple[str, str, str, bytes, str, str, str]) -> QueuedLetter:
    return QueuedLetter(**dict(zip(QueuedLetter.__struct_fields__, row, strict=True)))  # type: ignore[arg-type]


def of(database: Database, subject: str) -> list[str]:
    rows = database.execute("SELECT id FROM letter WHERE subject = ? ORDER BY number", (subject,)).fetchall()
    return [row[0] for row in rows]


def move(database: Database, renewed: Mapping[str, str]) -> None:
    """Records have new ids (old → new): their letters are about those."""
    database.conn.executemany("UPDATE letter SET subject = ? WHERE subject = ?", [(b, a) for a, b in renewed.items()])


def drop(database: Database, letter_ids: Iterable[str]) -> None:
    """Letters that were taken back: they are sent no more, not to a restored hub either."""
    database.conn.executemany("DELETE FROM letter WHERE id = ?", [(each,) for each in letter_ids])


def mark(database: Database, fates: Mapping[str, str], at: datetime) -> None:
    """Letter id → "" where the hub has it, else why not."""
    database.conn.executemany(
        "UPDATE letter SET sent_at = CASE ? WHEN '' THEN ? ELSE '' END, reason = ? WHERE id = ?",
        [(reason, at.isoformat(), reason, letter_id) for letter_id, reason in fates.items()],
    )
