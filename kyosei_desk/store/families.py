"""Households and members that were found to be one: which ids belong together.

A register on the one that stays says so (`merged/<id of the other>`); nothing else of either is touched. So two desks
come to the same in whatever order they hear of it, a record written meanwhile under the other id is found all the same,
a restricted record need not be opened, and undoing it is one register more. The table is only an index of it.
"""

from collections.abc import Iterable, Mapping, Sequence

from kyosei_desk.store.driver import Database
from kyosei_desk.store.registers import EMPTY, State, displayed

PREFIX = "merged/"
KINDS = frozenset({"household", "member"})

Edges = Iterable[tuple[str, str]]


def said(kind: str, state: State) -> dict[str, bool]:
    """Every id this record was ever merged with, and whether it still is."""
    if kind not in KINDS:
        return {}
    return {
        name.removeprefix(PREFIX): bool(displayed(kind, name, state.get(name, EMPTY)))
        for name in state
        if name.startswith(PREFIX)
    }


def note(database: Database, record_id: str, merged: Mapping[str, bool]) -> None:
    """Bring the table in step with a record. Inside the caller's transaction."""
    if not merged:
        return
    database.execute("DELETE FROM merged WHERE keep = ?", (record_id,))
    database.conn.executemany(
        "INSERT OR IGNORE INTO merged (keep, other) VALUES (?, ?)",
        [(record_id, other) for other, stands in merged.items() if stands],
    )


def forget(database: Database, record_id: str) -> None:
    """The record is gone."""
    database.execute("DELETE FROM merged WHERE keep = ?1 OR other = ?1", (record_id,))


def of(database: Database, record_id: str) -> list[str]:
    """The ids that are one with this one, the one that stays first; alone as a rule."""
    edges: set[tuple[str, str]] = set()
    known, waiting = {record_id}, [record_id]
    while waiting:
        found = edges_of(database, waiting.pop())
        edges |= found
        fresh = {each for edge in found for each in edge} - known
        known |= fresh
        waiting += fresh
    return ordered(known, edges)


def edges_of(database: Database, record_id: str) -> set[tuple[str, str]]:
    sql = "SELECT keep, other FROM merged WHERE keep = ?1 UNION ALL SELECT keep, other FROM merged WHERE other = ?1"
    return set(database.execute(sql, (record_id,)).fetchall())


def ordered(ids: Iterable[str], edges: Edges) -> list[str]:
    """Those that were merged into nothing first; two desks may have merged A into B and B into A: then the lower id."""
    gone = {other for _keep, other in edges}
    return sorted(ids, key=lambda each: (each in gone, each))


def groups(ids: Sequence[str], edges: Edges) -> dict[str, str]:
    """Each id → the one that stays of its group."""
    edges = [edge for edge in edges if edge[0] in ids and edge[1] in ids]
    home = {each: {each} for each in ids}
    for keep, other in edges:
        both = home[keep] | home[other]
        home.update(dict.fromkeys(both, both))
    return {each: ordered(home[each], edges)[0] for each in ids}
