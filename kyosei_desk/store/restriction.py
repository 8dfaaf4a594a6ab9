"""閲覧制限: restricted consultations are sealed to named persons, kept out of the common index, searched in memory."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from i18n import _
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.purge_order import MAX_RESTRICTED, RESTRICT
from kyosei_desk.records import Consultation, Member, Record, new_id
from kyosei_desk.sealing import SealBroken, digest, readers_of
from kyosei_desk.store import draft_moves, families, indexing, letters, purging, reissuing, rows, search
from kyosei_desk.store.driver import Database
from kyosei_desk.store.origin import Origin
from kyosei_desk.store.rows import Shown
from kyosei_desk.store.sealer import Sealer
from kyosei_desk.store.search import Found


def readers(database: Database, sealer: Sealer, household_id: str) -> list[tuple[str, ...]]:
    """Who can open each restricted consultation of a household."""
    ids = families.of(database, household_id)
    condition = f"{rows.among('household_id', ids)} AND kind = 'consultation' AND sealed = 1"
    found = database.execute(f"SELECT registers FROM record WHERE {condition}", ids).fetchall()  # noqa: S608 - fixed
    return [sealer.readers(content) for (content,) in found]


def there_are(database: Database) -> bool:
    """Whether any record is restricted."""
    return database.execute("SELECT 1 FROM record WHERE sealed = 1 LIMIT 1").fetchone() is not None


def readable_only_by(database: Database, sealer: Sealer, person_id: str) -> int:
    """How many restricted records and drafts nobody else could open who is here and stays."""
    left = set(sealer.present) - {person_id}
    return sum(person_id in named and left.isdisjoint(named) for named in readers_of_all(database))


def unreadable(database: Database, gone: Collection[str], staying: Collection[str]) -> int:
    """How many restricted records and drafts name one who has gone, and nobody who stays."""
    return sum(not named.isdisjoint(gone) and named.isdisjoint(staying) for named in readers_of_all(database))


def readers_of_all(database: Database) -> Iterator[set[str]]:
    """Whom each restricted record and draft names: who has left too, and where nobody here has read a change yet."""
    there = (
        "SELECT id FROM record WHERE sealed = 1 UNION"
        " SELECT record_id FROM change WHERE state <> 'sealed' AND state = 'waiting'"
    )
    sealed = (
        "SELECT registers FROM record WHERE id = ?1 UNION ALL"
        " SELECT writes FROM change WHERE record_id = ?1 AND sealed = 1 AND writes IS NOT NULL"
    )
    for (record_id,) in database.execute(there).fetchall():
        yield {each for (content,) in database.execute(sealed, (record_id,)).fetchall() for each in named_in(content)}
    for (content,) in database.execute("SELECT sealed FROM draft").fetchall():
        yield set(named_in(content))


def named_in(content: bytes) -> tuple[str, ...]:
    """Nobody where it is no envelope: `verify` tells of that."""
    try:
        return readers_of(content)
    except SealBroken:
        return ()


def restrict(
    database: Database, sealer: Sealer, origin: Origin, consultation_id: str, named: tuple[str, ...]
) -> dict[str, str]:
    """Re-issue a consultation and what grew out of it, sealed to `named`; purge the open ones. Returns old id → new id.

    The household goes with it where nothing else is filed there: a name alone would tell that there was a talk.
    """
    shown = affected(database, sealer, consultation_id)
    renewed = {each.record_id: new_id() for each in shown}
    purging.purge(database, renewed, origin.at, renewed)
    letters.move(database, renewed)
    for each in shown:
        reissuing.reissue(database, sealer, origin, each, renewed, named)
    draft_moves.follow(database, sealer, renewed)
    for old in parts(list(renewed)):
        purging.order(database, sealer, origin, old, RESTRICT, [renewed[each] for each in old])
    return renewed


def parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many as one order may name."""
    for start in range(0, len(ids), MAX_RESTRICTED):
        yield ids[start : start + MAX_RESTRICTED]


def affected(database: Database, sealer: Sealer, consultation_id: str) -> list[Shown]:
    """The consultation, what grew out of it, and the household with its members where it has no other consultation.

    Deleted ones too: their words would stay open. The other consultation may be one this person cannot open.
    """
    consultation = rows.read(database, sealer, consultation_id)
    if consultation is None or not isinstance(consultation.record, Consultation):
        raise NotFound(
            _("この記録は見つかりません。"), _("ほかの記録はそのままです。"), _("もう一度さがしてください。")
        )
    ids = families.of(database, consultation.record.household_id)
    there = rows.among("household_id", ids)
    others = f"SELECT 1 FROM record WHERE {there} AND kind = 'consultation' AND id <> ? AND deleted = 0"  # noqa: S608
    alone = not database.execute(others, (*ids, consultation_id)).fetchone()
    condition = "(id = ? OR (consultation_id = ? AND consultation_id <> '')"
    condition += f" OR {there})" if alone else ")"
    parameters = (consultation_id, consultation_id, *(ids if alone else ()))
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
        self._known: dict[str, tuple[str, search.Folded, Found]] | None = None
        self._stale: set[str] = set()
        self._opened: dict[str, tuple[bytes, Shown]] = {}

    def forget(self) -> None:
        self._known = None

    def touched(self, saved: Iterable[Shown]) -> None:
        """Of these households alone, what is known may be old: one save does not cost reading all anew."""
        self._stale |= {
            home for each in saved for home in (*indexing.parted_from(each), indexing.household_of(each.record))
        }

    def close(self) -> None:
        """Nothing that was opened stays in memory."""
        self._known = None
        self._opened.clear()

    def of_kind(self, kind: str) -> Iterator[Shown]:
        """Opened once each: as long as the sealed bytes are the same, so is what they say."""
        sql = "SELECT id, registers FROM record WHERE kind = ? AND sealed = 1 AND deleted = 0"
        for record_id, content in self._database.execute(sql, (kind,)).fetchall():
            seal = digest(content)
            known = self._opened.get(record_id)
            if known is None or known[0] != seal:
                try:
                    known = seal, rows.opened(self._sealer, record_id, kind, True, content)  # noqa: FBT003
                except NotAllowed:
                    continue  # someone else's
                self._opened[record_id] = known
            yield known[1]

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

    def beginning(self, name: str, limit: int) -> list[str]:
        """The latest (ids) where a name or its kana begins so."""
        words = search.folded(name)
        found = [each for text, each in self._all() if words and f"{search.START}{words}" in text.names]
        found.sort(key=lambda each: -search.row_time(each.taken_at))
        return [each.record_id for each in found[:limit]]

    def _all(self) -> list[tuple[search.Folded, Found]]:
        known = self._known
        if known is None:
            known = self._known = dict(self._read(self.of_kind(Consultation.KIND)))
        elif self._stale:
            homes = {home for each in self._stale if each for home in families.of(self._database, each)}
            for record_id in [record_id for record_id, (home, *_rest) in known.items() if home in homes]:
                del known[record_id]
            known.update(self._read(self._restricted_of(homes)))
        self._stale.clear()
        return [(text, found) for _home, text, found in known.values()]

    def _read(self, sealed: Iterable[Shown]) -> Iterator[tuple[str, tuple[str, search.Folded, Found]]]:
        for each in sealed:
            if isinstance(each.record, Consultation):
                yield each.record_id, (each.record.household_id, *self._folded(each.record))

    def _restricted_of(self, homes: Iterable[str]) -> Iterator[Shown]:
        condition = "household_id = ? AND kind = 'consultation' AND sealed = 1"
        for home in homes:
            yield from rows.where(self._database, self._sealer, condition, (home,))

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
