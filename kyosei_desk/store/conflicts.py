"""Conflicts as data: registers with several different values, kept in a list so that 今日 needs no search.

Which registers are in conflict follows from the states; the list is only an index of it, kept in the same transaction.
"""

from collections.abc import Iterable

import msgspec

from kyosei_desk.store.driver import Database
from kyosei_desk.store.registers import Value, contested
from kyosei_desk.store.rows import Shown


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One of the values: who wrote it (person id), on which device, at which hybrid time."""

    value: Value
    version: str
    author: str
    device: str
    stamp: int


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """One field of one record that two people wrote without knowing of each other. `versions`: the oldest first."""

    record_id: str
    kind: str
    field: str
    versions: tuple[Version, ...]

    @property
    def place(self) -> tuple[str, str]:
        """Which record, and which field of it."""
        return self.record_id, self.field


def note(database: Database, shown: Iterable[Shown]) -> None:
    """Bring the list in step with records as they stand now. Inside the caller's transaction."""
    for each in shown:
        database.execute("DELETE FROM conflict WHERE record_id = ?", (each.record_id,))
        if any(len(register.live) > 1 for register in each.state.values()):
            database.conn.executemany(
                "INSERT INTO conflict (record_id, name) VALUES (?, ?)",
                [(each.record_id, name) for name in sorted(contested(each.state))],
            )


def count(database: Database) -> int:
    return int(database.execute("SELECT count(*) FROM conflict").fetchone()[0])


def listed(database: Database) -> list[tuple[str, str]]:
    """(record id, register) of every open conflict."""
    return [(row[0], row[1]) for row in database.execute("SELECT record_id, name FROM conflict").fetchall()]


def of(database: Database, shown: Shown, name: str) -> Conflict | None:
    """The values of one register, with who wrote them; None where there is nothing to decide."""
    live = contested(shown.state).get(name)
    if live is None:
        return None
    versions = []
    for each in sorted(live, key=lambda one: (one.stamp, one.version)):
        row = database.execute("SELECT author, device FROM change WHERE id = ?", (each.version,)).fetchone() or ("", "")
        versions.append(Version(value=each.value, version=each.version, author=row[0], device=row[1], stamp=each.stamp))
    return Conflict(record_id=shown.record_id, kind=shown.kind, field=name, versions=tuple(versions))
