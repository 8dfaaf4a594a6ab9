"""Which documents a save touches, and what a document of a consultation holds."""

from collections.abc import Iterable

from kyosei_desk.records import Consultation, Gap, Household, Member, Note, Record
from kyosei_desk.store import families, rows, search
from kyosei_desk.store.driver import Database
from kyosei_desk.store.rows import Shown
from kyosei_desk.store.sealer import Sealer

INDEXED = (Consultation, Gap, Household, Member, Note)
INDEXED_KINDS = frozenset(kind.KIND for kind in INDEXED)


def refresh(database: Database, sealer: Sealer, saved: Iterable[Shown]) -> None:
    """Bring the index in step with what was just saved. Restricted records stay out of it."""
    touched = (household_id for shown in saved for household_id in (household_of(shown.record), *parted_from(shown)))
    for household_id in dict.fromkeys(filter(None, touched)):
        refresh_household(database, sealer, household_id)


def households_of(saved: Iterable[Shown]) -> set[str]:
    """Whose documents are touched: only by kinds that a document is made of."""
    indexed = [each for each in saved if isinstance(each.record, INDEXED)]
    return {home for each in indexed for home in (household_of(each.record), *parted_from(each))} - {""}


def parted_from(shown: Shown) -> Iterable[str]:
    """Households that this one is, or was, merged with: their documents name its people, or do so no more."""
    return families.said(shown.kind, shown.state) if shown.kind == Household.KIND else ()


def postpone(database: Database, households: Iterable[str]) -> None:
    """Note in the same transaction that these are to be indexed: a first sync brings more than one can wait for."""
    database.conn.executemany(
        "INSERT OR IGNORE INTO unindexed (household_id) VALUES (?)", [(each,) for each in sorted(households)]
    )


def catch_up(database: Database, sealer: Sealer, limit: int) -> int:
    """Index so many of the postponed ones; returns how many. Inside the caller's transaction."""
    waiting = database.execute("SELECT household_id FROM unindexed LIMIT ?", (limit,)).fetchall()
    for (household_id,) in waiting:
        refresh_household(database, sealer, household_id)
    database.conn.executemany("DELETE FROM unindexed WHERE household_id = ?", waiting)
    return len(waiting)


def household_of(record: Record | None) -> str:
    if isinstance(record, Household):
        return record.id
    return str(getattr(record, "household_id", ""))


def refresh_household(database: Database, sealer: Sealer, household_id: str) -> None:
    """Write the document of each of its open consultations anew, and drop those that are gone."""
    records = [each.record for each in rows.of_household(database, sealer, household_id) if not each.readers]
    consultations = {each.id: each for each in records if isinstance(each, Consultation)}
    for (record_id,) in stale(database, household_id):
        if record_id not in consultations:
            search.drop(database, record_id)
    for consultation in consultations.values():
        search.put(database, document_of(consultation, [each for each in records if each is not None]))


def stale(database: Database, household_id: str) -> list[tuple[str]]:
    ids = families.of(database, household_id)
    sql = f"SELECT record_id FROM document WHERE {rows.among('household_id', ids)}"  # noqa: S608 - fixed text
    return list(database.execute(sql, ids).fetchall())


def document_of(consultation: Consultation, records: Iterable[Record]) -> search.Document:
    """What can be found of a consultation: names and kana; address, phones, statements, wish, title and notes."""
    records = list(records)
    members = sorted((each for each in records if isinstance(each, Member)), key=lambda each: each.position)
    return search.Document(
        record_id=consultation.id,
        household_id=consultation.household_id,
        taken_at=consultation.taken_at,
        case_id=consultation.case_id,
        title=consultation.title,
        names=tuple(member.name for member in members if member.name),
        name_parts=tuple(part for member in members for part in (member.name, member.kana, member.other_name) if part),
        words=tuple(filter(None, words_of(consultation, records))),
    )


def words_of(consultation: Consultation, records: Iterable[Record]) -> Iterable[str]:
    visitor = consultation.visitor
    yield from (consultation.title, consultation.case_id, consultation.wish, consultation.place)
    yield from (visitor.name, visitor.phone)
    for statement in sorted(consultation.statements.values(), key=lambda each: each.position):
        yield statement.text
    for record in records:
        if isinstance(record, Household):
            yield from (record.postal, record.address, record.building, record.association, record.phone.number)
        elif isinstance(record, Member):
            yield record.phone.number
        elif isinstance(record, Note) and record.consultation_id in {"", consultation.id}:
            yield record.text
        elif isinstance(record, Gap) and record.consultation_id == consultation.id:
            yield record.note
