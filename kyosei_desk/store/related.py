"""Households that belong to one another, as a daughter's to her mother's: where such a tie stands, seen from both.

A tie is one register of one of the two households, `related/<id of the other>`: written once, it cannot become half,
and two desks that write it meet in it. The table is an index of those of open households, so that the other one finds
it too; a restricted household stands in it with nothing, for the tie alone would tell.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kyosei_desk.store.driver import Database
from kyosei_desk.store.registers import EMPTY, State, displayed

if TYPE_CHECKING:
    from kyosei_desk.store.store import Store

PREFIX = "related/"
KIND = "household"


def said(kind: str, state: State) -> dict[str, bool]:
    """Every id this household was ever tied to, and whether it still is."""
    if kind != KIND:
        return {}
    return {
        name.removeprefix(PREFIX): displayed(kind, name, state.get(name, EMPTY)) is not None
        for name in state
        if name.startswith(PREFIX)
    }


def note(database: Database, home: str, tied: Mapping[str, bool]) -> None:
    """Bring the table in step with an open household. Inside the caller's transaction."""
    if tied:
        database.execute("DELETE FROM related WHERE home = ?", (home,))
        database.conn.executemany(
            "INSERT OR IGNORE INTO related (home, other) VALUES (?, ?)",
            [(home, other) for other, stands in tied.items() if stands],
        )


def forget(database: Database, record_id: str) -> None:
    """The household is gone, for good or behind a restriction."""
    database.execute("DELETE FROM related WHERE home = ?1 OR other = ?1", (record_id,))


def ties_of(store: "Store", ids: Iterable[str]) -> list[tuple[str, str]]:
    """(household that says so, the other) of every tie at either end of which one of these stands."""
    sql = "SELECT home, other FROM related WHERE home = ?1 UNION SELECT home, other FROM related WHERE other = ?1"
    with store.reading() as database:
        found = {tuple(row) for each in ids for row in database.execute(sql, (each,)).fetchall()}
    return sorted((home, other) for home, other in found)


def may_be_told(store: "Store", name: str) -> bool:
    """Whether a register may be shown as far as it names another household: one that is here and open to everyone."""
    if not name.startswith(PREFIX):
        return True
    sql = "SELECT 1 FROM record WHERE id = ? AND sealed = 0 AND deleted = 0"
    with store.reading() as database:
        return database.execute(sql, (name.removeprefix(PREFIX),)).fetchone() is not None
