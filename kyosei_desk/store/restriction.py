"""閲覧制限: restricted consultations are sealed to named persons, kept out of the common index, searched in memory."""

from collections.abc import Iterable, Iterator

from i18n import _
from kyosei_desk.errors import NotFound
from kyosei_desk.purge_order import RESTRICT
from kyosei_desk.records import Consultation, Member, Record, new_id
from kyosei_desk.store import indexing, letters, purging, reissuing, rows, search
from kyosei_desk.store.driver import Database
from kyosei_desk.store.origin import Origin
from kyosei_desk.store.rows import Shown
from kyosei_desk.store.sealer import Sealer
from kyosei_desk.store.search import Found


def readers(database: Database, sealer: Sealer, household_id: str) -> list[tuple[str, ...]]:
    """Who can open each restricted consultation of a household."""
    found = database.execute(
        "SELECT registers FROM record WHERE household_id = ? AND kind = 'consultation' AND sealed = 1", (household_id,)
    ).fetchall()
    return [sealer.readers(content) for (content,) in found]


def there_are(database: Database) -> bool:
    """Whether any record is restricted."""
    return database.execute("SELECT 1 FROM record WHERE sealed = 1 LIMIT 1").fetchone() is not None


def readable_only_by(database: Database, sealer: Sealer, person_id: str) -> int:
    """How many restricted records and drafts have this person as their only reader."""
    found = database.execute("SELECT registers FROM record WHERE sealed = 1 UNION ALL SELECT sealed FROM draft")
    return sum(sealer.readers(content) == (person_id,) for (content,) in found)


def restrict(
    database: Database, sealer: Sealer, origin: Origin, consultation_id: str, named: tuple[str, ...]
) -> dict[str, str]:
    """Re-issue a consultation and what grew out of it, sealed to `named`; purge the open ones. Returns old id → new id.

    The household goes with it where nothing else is filed there: a name alone would tell that there was a talk.
    """
    shown = affected(database, sealer, consultation_id)
    renewed = {each.record_id: new_id() for each in shown}
    purging.purge(database, renewed, origin.at, letters=False)
    letters.move(database, renewed)
    for each in shown:
        reissuing.reissue(database, sealer, origin, each, renewed, named)
    purging.order(database, sealer, origin, list(renewed), RESTRICT)
    return renewed


def affected(database: Database, sealer: Sealer, consultation_id: str) -> list[Shown]:
    """The consultation, what grew out of it, and the household with its members where it has no other consultation.

    Deleted ones too: their words would stay open. The other consultation may be one this person cannot open.
    """
    consultation = rows.read(database, sealer, consultation_id)
    if consultation is None or not isinstance(consultation.record, Consultation):
        raise NotFound(
            _("この記録は見つかりません。"), _("ほかの記録はそのままです。"), _("もう一度さがしてください。")
        )
    household_id = consultation.record.household_id
    alone = not database.execute(
        "SELECT 1 FROM record WHERE household_id = ? AND kind = 'consultation' AND id <> ? AND deleted = 0",
        (household_id, consultation_id),
    ).fetchone()
    condition = "(id = ? OR (consultation_id = ? AND consultation_id <> '') OR household_id = ?)"
    parameters = (consultation_id, consultation_id, household_id if alone else None)
    shown = {each.record_id: each for each in rows.where(database, sealer, condition, parameters, deleted=True)}
    for record_id in list(shown):  # what the city answered stands one step further
        answers = rows.where(database, sealer, "consultation_id = ?", (record_id,), deleted=True)
        shown.update((each.record_id, each) for each in answers)
    return list(shown.values())


class Reading:
    """The restricted consultations this person may open, folded once and kept in memory until something changes."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._known: list[tuple[search.Folded, Found]] | None = None

    def forget(self) -> None:
        self._known = None

    def mixed(self, found: list[Found], query: str, limit: int) -> list[Found]:
        """The open findings and the restricted ones that answer the query: best first, newest first within equals."""
        words = search.searchable(query)
        ranked = [(search.rank(text, words), each) for text, each in self._all()] if words else []
        own = [(tier, -search.row_time(each.taken_at), each) for tier, each in ranked if tier is not None]
        if not own:
            return found
        tiers = ((search.rank(search.text_of(self._database, each.record_id), words), each) for each in found)
        rated = own + [(tier or 0, -search.row_time(each.taken_at), each) for tier, each in tiers]
        return [each for _tier, _time, each in sorted(rated, key=lambda one: one[:2])][:limit]

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
