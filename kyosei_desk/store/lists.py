"""Lists that 今日, the reports and a hand-over are made of: each asked of an index, none by reading everything."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar

import msgspec

from kyosei_desk.records import Household, Member, Record
from kyosei_desk.store import families, items, meta, rows, search
from kyosei_desk.store.driver import Database
from kyosei_desk.store.rows import Shown
from kyosei_desk.store.sealer import Sealer
from kyosei_desk.store.store import Store
from kyosei_desk.store.todo import FOLLOW_UP, FOR_READING, ONE, OTHER, REFERRAL

HEARD = (
    "SELECT 1 FROM record heard WHERE heard.consultation_id = record.id AND heard.consultation_id <> ''"
    " AND heard.kind IN ('answer', 'opened', 'confirmation', 'task')"
)
SEALED_WAITING = "kind = ? AND todo = ? AND todo > 0 AND at = '' AND sealed = 1"
CHUNK = 500


class Waiting(msgspec.Struct, frozen=True):
    """How many there are, and the first of them."""

    count: int
    shown: tuple[Shown, ...]


def visits_due(store: Store, on: str, limit: int) -> Waiting:
    """Follow-ups not done whose day (ISO) has come, the oldest first."""
    return due(store, ONE, on, limit)


def questions_due(store: Store, on: str, limit: int) -> Waiting:
    """Questions that are to be asked again by now, the oldest first."""
    return due(store, OTHER, on, limit)


def due(store: Store, todo: int, on: str, limit: int) -> Waiting:
    ready = "kind = ? AND todo = ? AND todo > 0 AND at BETWEEN '!' AND ?"
    with store.reading() as database:
        sealer = store.sealer
        sealed = [each for each in rows.where(database, sealer, SEALED_WAITING, (FOLLOW_UP, todo)) if is_due(each, on)]
        count = counted(database, ready, (FOLLOW_UP, todo, on))
        first = rows.where(database, sealer, ready, (FOLLOW_UP, todo, on), tail=f"ORDER BY at LIMIT {limit:d}")
        found = [*sealed, *first]
    found.sort(key=lambda each: str(getattr(each.record, "due_on", "")))
    return Waiting(count + len(sealed), tuple(found[:limit]))


def is_due(shown: Shown, on: str) -> bool:
    return "" < getattr(shown.record, "due_on", "") <= on and not getattr(shown.record, "done_at", "")


def counted(database: Database, condition: str, parameters: Sequence[str | int]) -> int:
    sql = f"SELECT count(*) FROM record WHERE {condition}"  # noqa: S608 - our own fixed text
    return int(database.execute(sql, tuple(parameters)).fetchone()[0])


def unread(store: Store, limit: int) -> Waiting:
    """What the city answered and nobody here has read, the newest first."""
    with store.reading() as database:
        kinds = sorted(FOR_READING)
        count = sum(counted(database, "kind = ? AND todo = 1 AND todo > 0 AND at > ''", (kind,)) for kind in kinds)
        sealed = [each for kind in kinds for each in rows.where(database, store.sealer, SEALED_WAITING, (kind, ONE))]
        sealed = [each for each in sealed if not getattr(each.record, "read", True)]
        newest = f"ORDER BY at DESC LIMIT {limit:d}"
        dated = "kind = ? AND todo = 1 AND todo > 0 AND at > ''"
        found = [
            each for kind in kinds for each in rows.where(database, store.sealer, dated, (kind,), tail=newest)
        ] + sealed
    found.sort(key=lambda each: str(getattr(each.record, "at", "")), reverse=True)
    return Waiting(count + len(sealed), tuple(found[:limit]))


def unheard_referrals(store: Store) -> list[Shown]:
    """Letters of L4 and L5 that nobody may have opened: whether their time is over is not asked here."""
    waiting = f"SELECT id FROM record WHERE kind = ? AND todo = 1 AND todo > 0 AND NOT EXISTS ({HEARD})"  # noqa: S608
    once = f"id IN ({waiting})"
    with store.reading() as database:
        found = list(rows.where(database, store.sealer, once, (REFERRAL,)))
        return found + list(rows.where(database, store.sealer, "kind = ? AND todo = 2 AND todo > 0", (REFERRAL,)))


def names(store: Store, household_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The names of the people of each household, in the order of the form, as far as they are open to this person."""
    with store.reading() as database:
        return {each: names_of(database, store.sealer, each) for each in dict.fromkeys(household_ids) if each}


def names_of(database: Database, sealer: Sealer, household_id: str) -> tuple[str, ...]:
    ids = families.of(database, household_id)
    condition = f"{rows.among('household_id', ids)} AND kind IN ('household', 'member')"
    found = rows.as_one(list(rows.where(database, sealer, condition, ids)), ids)
    members = [each.record for each in found if isinstance(each.record, Member)]
    return tuple(each.name for each in sorted(members, key=lambda one: (one.position, one.id)) if each.name)


def filed_under(store: Store, record_id: str) -> tuple[str, str]:
    """(household id, consultation id) of a record, whether or not this person may open it."""
    with store.reading() as database:
        row = database.execute("SELECT household_id, consultation_id FROM record WHERE id = ?", (record_id,)).fetchone()
        return ("", "") if row is None else (families.of(database, row[0])[0] if row[0] else "", str(row[1]))


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """`unsent` and `sent` count talks; `changes` everything that the hub has not, `letters` letters to the city."""

    unsent: int
    sent: int
    changes: int
    letters: int


def sending(store: Store, *, enrolled: bool) -> Sending:
    """How much of what is written down here has reached the hub. Without a hub, nothing has."""
    with store.reading() as database:
        talks = counted(database, "kind = 'consultation'", ()) - counted(
            database, "kind = 'consultation' AND deleted = 1", ()
        )
        known = items.acknowledged(database, store.device).seq
        last = database.execute("SELECT max(seq) FROM change WHERE device = ?", (store.device,)).fetchone()[0] or 0
        unsent = unsent_talks(database, store.device, known) if enrolled else talks
        letters = database.execute("SELECT count(*) FROM letter WHERE sent_at = '' AND reason = ''").fetchone()[0]
    return Sending(unsent=unsent, sent=max(talks - unsent, 0), changes=max(last - known, 0), letters=letters)


def unsent_talks(database: Database, device: str, known: int) -> int:
    sql = (
        "SELECT count(DISTINCT record_id) FROM change WHERE device = ? AND seq > ? AND kind = 'consultation'"
        " AND writes IS NOT NULL"
    )
    return int(database.execute(sql, (device, known)).fetchone()[0])


def is_sent(store: Store, record_id: str) -> bool:
    """Whether the hub has all that was written here about a record."""
    with store.reading() as database:
        known = items.acknowledged(database, store.device).seq
        sql = "SELECT 1 FROM change WHERE record_id = ? AND device = ? AND seq > ? LIMIT 1"
        return database.execute(sql, (record_id, store.device, known)).fetchone() is None


R = TypeVar("R", bound=Record)


def of_kind(found: Iterable[Shown], kind: type[R]) -> list[tuple[Shown, R]]:
    return [(each, each.record) for each in found if isinstance(each.record, kind)]


def between(store: Store, kind: type[R], first: str, last: str) -> list[R]:
    """Records of a kind from a day to a day (ISO, both included); of restricted ones all that can be opened."""
    dated = "kind = ? AND at >= ? AND at < ?"
    with store.reading() as database:
        found = list(rows.where(database, store.sealer, dated, (kind.KIND, first, last + "~")))
        found += store.restricted_of(kind.KIND)
    return [record for _shown, record in of_kind(found, kind)]


def under(store: Store, column: str, kind: type[R], ids: Sequence[str]) -> list[R]:
    """Records of a kind filed under any of these. `column`: household_id or consultation_id."""
    found: list[Shown] = []
    with store.reading() as database:
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            condition = f"{rows.among(column, part)} AND {column} <> '' AND kind = ?"
            found += rows.where(database, store.sealer, condition, (*part, kind.KIND))
    return [record for _shown, record in of_kind(found, kind)]


def of_person(store: Store, person_id: str, kind: type[R]) -> list[tuple[Shown, R]]:
    """What one person took, made or is to do; of restricted ones all that can be opened here, whoever's."""
    own = "person = ? AND person <> '' AND kind = ?"
    with store.reading() as database:
        found = list(rows.where(database, store.sealer, own, (person_id, kind.KIND)))
        found += store.restricted_of(kind.KIND)
    return of_kind(found, kind)


def closed_talks(store: Store, household_id: str) -> tuple[int, tuple[str, ...]]:
    """How many restricted talks of a household this person cannot open, and whom to ask (ids)."""
    readers = [each for each in store.restricted(household_id) if store.sealer.person_id not in each]
    return len(readers), tuple(dict.fromkeys(person for each in readers for person in each))


def last_backup(store: Store) -> str:
    """When a copy was last made by hand (ISO), "" where none was."""
    with store.reading() as database:
        row = database.execute("SELECT at FROM audit WHERE action = 'backup' ORDER BY number DESC LIMIT 1").fetchone()
    return "" if row is None else str(row[0])


def remembered(store: Store, name: str) -> str:
    """A small value of the vault itself."""
    with store.reading() as database:
        return meta.get(database, name) or ""


def remember(store: Store, name: str, value: str) -> None:
    with store.writing() as database:
        meta.put(database, name, value)


def is_household_open(store: Store, household_id: str) -> bool:
    shown = store.read(household_id)
    return shown is not None and isinstance(shown.record, Household) and not shown.readers


def merges(store: Store, household_id: str) -> list[tuple[str, str, str]]:
    """(kind, id that stays, id that reads as it) within a household, as far as it stands."""
    with store.reading() as database:
        ids = families.of(database, household_id)
        condition = rows.among("household_id", ids)
        sql = (
            "SELECT record.kind, merged.keep, merged.other FROM record JOIN merged ON merged.keep = record.id"  # noqa: S608
            f" WHERE {condition} AND record.kind IN ('household', 'member') ORDER BY record.kind, merged.other"
        )
        return [tuple(row) for row in database.execute(sql, ids).fetchall()]


def root(store: Store, record_id: str) -> str:
    """The one that a household or member reads as: itself as a rule."""
    with store.reading() as database:
        return families.of(database, record_id)[0]


def alike(store: Store, beginnings: Sequence[str], limit: int) -> list[str]:
    """Households where a name or its kana begins so, the latest talks first; restricted ones only for their readers."""
    found: dict[str, None] = {}
    with store.reading() as database:
        for words in beginnings:
            rowids = search.beginning(database, words, limit)
            homes = (database.execute("SELECT household_id FROM document WHERE rowid = ?", (each,)) for each in rowids)
            found |= dict.fromkeys(families.of(database, each.fetchone()[0])[0] for each in homes)
    for words in beginnings:
        found |= dict.fromkeys(filed_under(store, each)[0] for each in store.restricted_beginning(words, limit))
    return [each for each in found if each]


def people(store: Store, household_ids: Sequence[str]) -> list[tuple[Household, list[Member]]]:
    """Each household with its members, as far as this person may open them."""
    found = []
    with store.reading() as database:
        for household_id in household_ids:
            ids = families.of(database, household_id)
            condition = f"{rows.among('household_id', ids)} AND kind IN ('household', 'member')"
            records = [
                each.record for each in rows.as_one(list(rows.where(database, store.sealer, condition, ids)), ids)
            ]
            home = next((each for each in records if isinstance(each, Household)), Household(id=household_id))
            found.append((home, [each for each in records if isinstance(each, Member)]))
    return found


def last_talks(store: Store, household_ids: Iterable[str]) -> dict[str, str]:
    """When each household last talked with the desk (ISO), of talks open to everyone; "" where there is none."""
    found = {}
    with store.reading() as database:
        for household_id in household_ids:
            ids = families.of(database, household_id)
            sql = (
                f"SELECT max(at) FROM record WHERE {rows.among('household_id', ids)}"  # noqa: S608 - fixed text
                " AND kind = 'consultation' AND deleted = 0"
            )
            found[household_id] = str(database.execute(sql, ids).fetchone()[0] or "")
    return found


def roots(store: Store, household_ids: Iterable[str]) -> dict[str, str]:
    """Every id that is one with any of these → the one that stays."""
    found: dict[str, str] = {}
    with store.reading() as database:
        for household_id in household_ids:
            if household_id and household_id not in found:
                ids = families.of(database, household_id)
                found |= dict.fromkeys(ids, ids[0])
    return found


def kinds_counted(store: Store) -> dict[str, int]:
    """How many records of each kind there are, restricted ones too; no word of them is read."""
    with store.reading() as database:
        found = database.execute("SELECT kind, count(*) FROM record WHERE deleted = 0 GROUP BY kind").fetchall()
    return {str(kind): int(count) for kind, count in found}


def last_event_before(store: Store, action: str) -> str:
    """When something else than this was last done here (ISO), "" in an empty trail."""
    with store.reading() as database:
        sql = "SELECT at FROM audit WHERE action <> ? ORDER BY number DESC LIMIT 1"
        row = database.execute(sql, (action,)).fetchone()
    return "" if row is None else str(row[0])


def last_days(store: Store, acts: int = 50) -> list[date]:
    """The days of the last acts here, in the order they were done."""
    with store.reading() as database:
        rows = database.execute("SELECT at FROM audit ORDER BY number DESC LIMIT ?", (acts,)).fetchall()
    days = [datetime.fromisoformat(str(at)).date() for (at,) in reversed(rows)]
    return list(dict.fromkeys(days))


def newest_of(store: Store, *actions: str) -> str:
    """Which of these actions was done last; "" where none was. It reads the trail from its end."""
    places = ",".join("?" * len(actions))
    sql = f"SELECT action FROM audit WHERE action IN ({places}) ORDER BY number DESC LIMIT 1"  # noqa: S608 - only marks
    with store.reading() as database:
        row = database.execute(sql, actions).fetchone()
    return "" if row is None else str(row[0])
