"""The city's answers as they came, sealed and signed: a desk can show them to others, and give a hub back what it lost.

The records they became stand where all records do. Of an answer that was purged only its place stays.
"""

from collections.abc import Iterable

import msgspec

from kyosei_desk.store.driver import Database


class KeptAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer. `content`: JSON of the wire's reply, as it first came; `digest`: of its sealed bytes, which a hub
    that numbers it anew leaves as they are. `number`: where the hub, in its present life, has shown it; 0: nowhere."""

    id: str
    content: bytes
    digest: bytes
    number: int = 0


def keep(database: Database, answers: Iterable[KeptAnswer]) -> None:
    """What the hub shows is at the hub. Inside the caller's transaction, after what it purges."""
    rows = [(each.id, each.content, each.digest, each.number, each.number > 0) for each in answers]
    database.conn.executemany(
        "INSERT INTO answer (id, content, digest, number, at_hub) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET number = max(number, excluded.number), at_hub = max(at_hub, excluded.at_hub)",
        rows,
    )
    database.conn.executemany(
        "UPDATE answer SET content = x'' WHERE id = ? AND id IN (SELECT id FROM purged)", [row[:1] for row in rows]
    )


def purge(database: Database, record_id: str) -> None:
    """Its sealed words go, for this laptop holds the key to them."""
    database.execute("UPDATE answer SET content = x'' WHERE id = ?", (record_id,))


def lost(database: Database, limit: int) -> list[KeptAnswer]:
    """Those that the hub has neither shown nor been given since it was met anew."""
    return found(database, "at_hub = 0", limit)


def every(database: Database) -> list[KeptAnswer]:
    return found(database, "1", -1)


def found(database: Database, condition: str, limit: int) -> list[KeptAnswer]:
    """`condition` is our own fixed text."""
    sql = f"SELECT id, content, digest, number FROM answer WHERE {condition} AND content <> x'' ORDER BY id LIMIT ?"  # noqa: S608
    rows = database.execute(sql, (limit,)).fetchall()
    return [KeptAnswer(id=row[0], content=row[1], digest=row[2], number=row[3]) for row in rows]


def given_back(database: Database, ids: Iterable[str]) -> None:
    """The hub was given these, and has said what became of them; their new numbers come when it shows them."""
    database.conn.executemany("UPDATE answer SET at_hub = 1 WHERE id = ?", [(each,) for each in ids])


def forget_hub(database: Database) -> None:
    """The hub was put back: which of them it still has is seen when it shows them."""
    database.execute("UPDATE answer SET number = 0, at_hub = 0")


def id_at(database: Database, number: int) -> str | None:
    """Which answer the hub has shown under a number; None where that is not known."""
    row = database.execute("SELECT id FROM answer WHERE number = ?", (number,)).fetchone()
    return None if row is None else str(row[0])


def names(database: Database) -> list[str]:
    """Each answer whose words are here, by its id and digest: part of a desk's digest."""
    return [f"{each.id}/{each.digest.hex()}" for each in every(database)]
