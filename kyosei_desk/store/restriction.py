"""閲覧制限: restricted consultations are sealed to named persons, kept out of the common index, searched in memory."""

from collections.abc import Iterable, Iterator

import msgspec

from kyosei_desk.records import Consultation, Member, Record, new_id
from kyosei_desk.store import indexing, purging, rows, saving, search
from kyosei_desk.store.driver import Database
from kyosei_desk.store.rows import Shown
from kyosei_desk.store.saving import Edit, Origin
from kyosei_desk.store.sealer import Sealer
from kyosei_desk.store.search import Found


def readers(database: Database, sealer: Sealer, household_id: str) -> list[tuple[str, ...]]:
    """Who can open each restricted consultation of a household."""
    found = database.execute(
        "SELECT registers FROM record WHERE household_id = ? AND kind = 'consultation' AND sealed = 1", (household_id,)
    ).fetchall()
    return [sealer.readers(content) for (content,) in found]


def readable_only_by(database: Database, sealer: Sealer, person_id: str) -> int:
    """How many restricted records have this person as their only reader."""
    found = database.execute("SELECT registers FROM record WHERE sealed = 1").fetchall()
    return sum(sealer.readers(content) == (person_id,) for (content,) in found)


def restrict(
    database: Database, sealer: Sealer, origin: Origin, consultation_id: str, named: tuple[str, ...]
) -> dict[str, str]:
    """Re-issue a consultation and what grew out of it, sealed to `named`; purge the open ones. Returns old id → new id.

    The household goes with it where nothing else is filed there: a name alone would tell that there was a talk.
    """
    shown = list(affected(database, sealer, consultation_id))
    renewed = {each.record_id: new_id() for each in shown}
    records = [renamed(each.record, renewed) for each in shown if each.record is not None]
    purging.purge(database, renewed, origin.at)
    saving.save(database, sealer, origin, (Edit(record, None, named) for record in records))
    return renewed


def affected(database: Database, sealer: Sealer, consultation_id: str) -> Iterator[Shown]:
    """The consultation, what grew out of it, and the household with its members where it has no other consultation."""
    consultation = rows.read(database, sealer, consultation_id)
    if consultation is None or not isinstance(consultation.record, Consultation):
        return
    household = rows.of_household(database, sealer, consultation.record.household_id)
    alone = all(each.record_id == consultation_id for each in household if each.kind == "consultation")
    if alone:
        yield from household
        known = {each.record_id for each in household}
    else:
        yield consultation
        known = {consultation_id}
    grown = rows.of_consultation(database, sealer, consultation_id)
    yield from (each for each in grown if each.record_id not in known)


def renamed(record: Record, ids: dict[str, str]) -> Record:
    """The record under its new id, its references too. Field names ending in `_id` are references."""
    plain = msgspec.structs.asdict(record)
    changed = {
        name: ids[value] for name, value in plain.items() if (name == "id" or name.endswith("_id")) and value in ids
    }
    return restated(msgspec.structs.replace(record, **changed), ids)


def restated(record: Record, ids: dict[str, str]) -> Record:
    """A consultation's statements point at members: those move too."""
    if not isinstance(record, Consultation):
        return record
    moved = {
        key: msgspec.structs.replace(each, member_id=ids.get(each.member_id, each.member_id))
        for key, each in record.statements.items()
    }
    return msgspec.structs.replace(record, statements=moved)


class Reading:
    """The restricted consultations this person may open, folded once and kept in memory until something changes."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._known: list[tuple[search.Folded, Found]] | None = None

    def forget(self) -> None:
        self._known = None

    def mixed(self, found: list[Found], query: str, limit: int) -> list[Found]:
        """The open findings with the restricted ones that answer the query, these first: there are few."""
        words = search.searchable(query)
        if not words:
            return found
        ranked = [(search.rank(text, words), each) for text, each in self._all()]
        own = sorted(((tier, each) for tier, each in ranked if tier is not None), key=lambda pair: pair[0])
        return ([each for _tier, each in own] + found)[:limit]

    def _all(self) -> list[tuple[search.Folded, Found]]:
        if self._known is None:
            self._known = list(self._read())
        return self._known

    def _read(self) -> Iterator[tuple[search.Folded, Found]]:
        sealed = rows.where(self._database, self._sealer, "kind = 'consultation' AND sealed = 1", ())
        for each in sealed:
            if isinstance(each.record, Consultation):
                yield self._folded(each.record)

    def _folded(self, consultation: Consultation) -> tuple[search.Folded, Found]:
        around = [each.record for each in rows.of_household(self._database, self._sealer, consultation.household_id)]
        records: Iterable[Record] = [each for each in around if each is not None]
        document = indexing.document_of(consultation, [each for each in records if belongs(each, consultation)])
        found = Found(
            id=consultation.case_id or consultation.id,
            record_id=consultation.id,
            taken_at=consultation.taken_at,
            names=document.names,
            title=consultation.title,
            restricted=True,
        )
        return search.fold_document(document), found


def belongs(record: Record, consultation: Consultation) -> bool:
    """Whether a record of the household is about this consultation or the household at large."""
    return isinstance(record, Member) or getattr(record, "consultation_id", "") in {"", consultation.id}
