"""Search over everything typed: bigrams of folded text in two FTS5 indexes, names apart from words.

A trigram index cannot find 佐藤; bigrams can, and a prefix index finds a single character. Names stand between marks,
so that a whole name, its beginning and its inside are told apart: the best comes first, and the newest first within
equals, because a document's rowid is its time and FTS5 walks rowids downwards.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from kyosei_desk.japanese import FOLDING_VERSION, fold
from kyosei_desk.store.driver import Database

START, END = "「", "」"
"""Folding drops punctuation, so these never stand in folded text."""
ASCII_SIGNS = str.maketrans("", "", "$+<=>^`|~\x7f")
"""Signs the ascii tokenizer would split at; folding keeps them as symbols, search does without."""
ROW_BITS = 20


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What is searched and shown of one consultation. `name_parts`: names and kana; `words`: the rest, in pieces."""

    record_id: str
    household_id: str
    taken_at: str
    case_id: str
    title: str
    names: tuple[str, ...]
    name_parts: tuple[str, ...]
    words: tuple[str, ...]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One consultation that answers a query; `id` is its case id where it has one."""

    id: str
    record_id: str
    taken_at: str
    names: tuple[str, ...]
    title: str
    restricted: bool = False


class Folded(msgspec.Struct, frozen=True):
    """A document as it is compared."""

    names: str
    words: str


def searchable(query: str) -> tuple[str, ...]:
    """The folded words of a query, none of them empty; a query of signs alone has none."""
    return tuple(word for word in (folded(part) for part in query.split()) if word)


def folded(text: str) -> str:
    return fold(text).translate(ASCII_SIGNS)


def fold_document(document: Document) -> Folded:
    """Names between marks, whole and by their parts; words piece by piece, so that no match crosses two."""
    names = dict.fromkeys(folded(part) for name in document.name_parts for part in (name, *name.split()))
    pieces = (folded(piece) for piece in document.words)
    return Folded(
        names="".join(f"{START}{name}{END}" for name in names if name),
        words=START.join(piece for piece in pieces if piece),
    )


def bigrams(text: str) -> str:
    """Every pair of neighbours, and the last character alone, as tokens: 佐藤 → 「佐藤 藤」."""
    return " ".join(text[place : place + 2] for place in range(len(text)))


def phrase(word: str) -> str:
    """An FTS5 query for a folded word: its bigrams in a row; a single character as the beginning of a bigram."""
    if len(word) == 1:
        return f'"{word}"*'
    return '"' + " ".join(word[place : place + 2] for place in range(len(word) - 1)) + '"'


def together(phrases: Iterable[str]) -> str:
    return " AND ".join(phrases)


def put(database: Database, document: Document) -> None:
    """Index a document, in place of what stood there for the same record. Inside the caller's transaction."""
    text = fold_document(document)
    if unchanged(database, document, text):
        return
    kept = drop(database, document.record_id)
    moved = kept is None or kept >> ROW_BITS != row_time(document.taken_at) >> ROW_BITS
    rowid = free_rowid(database, document.taken_at) if kept is None or moved else kept
    database.execute(
        "INSERT INTO document (rowid, record_id, household_id, folding, names, words, shown)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (rowid, document.record_id, document.household_id, FOLDING_VERSION, text.names, text.words, pack(document)),
    )
    insert(database, rowid, text)


def unchanged(database: Database, document: Document, text: Folded) -> bool:
    row = database.execute(
        "SELECT names, words, shown, folding, household_id FROM document WHERE record_id = ?", (document.record_id,)
    ).fetchone()
    now = (text.names, text.words, pack(document), FOLDING_VERSION, document.household_id)
    return row is not None and tuple(row) == now


def insert(database: Database, rowid: int, text: Folded) -> None:
    database.execute("INSERT INTO name_index (rowid, names) VALUES (?, ?)", (rowid, bigrams(text.names)))
    database.execute(
        "INSERT INTO word_index (rowid, words) VALUES (?, ?)", (rowid, bigrams(text.names + START + text.words))
    )


def drop(database: Database, record_id: str) -> int | None:
    """Take a document out, its text out of the index too; returns its rowid, None where there was none."""
    row = database.execute("SELECT rowid, names, words FROM document WHERE record_id = ?", (record_id,)).fetchone()
    if row is None:
        return None
    rowid, names, words = row
    delete = "INSERT INTO {0}_index ({0}_index, rowid, {0}s) VALUES ('delete', ?, ?)"
    database.execute(delete.format("name"), (rowid, bigrams(names)))
    database.execute(delete.format("word"), (rowid, bigrams(names + START + words)))
    database.execute("DELETE FROM document WHERE rowid = ?", (rowid,))
    return int(rowid)


def free_rowid(database: Database, taken_at: str) -> int:
    """A rowid that orders as the time does; the next free one within the same second."""
    first = row_time(taken_at)
    row = database.execute(
        "SELECT max(rowid) FROM document WHERE rowid BETWEEN ? AND ?", (first, first + (1 << ROW_BITS) - 1)
    ).fetchone()
    return first if row[0] is None else int(row[0]) + 1


def row_time(taken_at: str) -> int:
    """Seconds since 1970, never below 0, with room for many in one second."""
    return max(int(datetime.fromisoformat(taken_at).timestamp()), 0) << ROW_BITS


def pack(document: Document) -> bytes:
    return msgspec.msgpack.encode(
        (document.case_id or document.record_id, document.names, document.title, document.taken_at)
    )


def shown(record_id: str, content: bytes) -> Found:
    case_id, names, title, taken_at = msgspec.msgpack.decode(content)
    return Found(id=case_id, record_id=record_id, taken_at=taken_at, names=tuple(names), title=title)


def find(database: Database, query: str, limit: int) -> list[Found]:
    """The best `limit` consultations: whole name, name begins so, name holds it, anything holds it; newest first."""
    words = searchable(query)
    if not words:
        return []
    rowids = dict.fromkeys(named(database, words, limit))
    if len(rowids) < limit:
        # Names are in both indexes, so asking for as many as are wanted at all is always enough.
        rowids |= dict.fromkeys(matches(database, "word_index", together(map(phrase, words)), limit + len(rowids)))
    return [load(database, rowid) for rowid in list(rowids)[:limit]]


def named(database: Database, words: Sequence[str], limit: int) -> list[int]:
    """The best `limit` of those whose names hold the words. Few are told apart in memory, many by the index.

    A query of words that are in no name, or in few, is then asked of the index once instead of three times.
    """
    inside = matches(database, "name_index", together(map(phrase, words)), limit + 1)
    if len(inside) <= limit:
        return sorted(inside, key=lambda rowid: rank(names_of(database, rowid), words) or 0)
    rowids: dict[int, None] = {}
    for begins, ends in ((START, END), (START, "")):
        expression = together(phrase(f"{begins}{word}{ends}") for word in words)
        rowids |= dict.fromkeys(matches(database, "name_index", expression, limit + len(rowids)))
        if len(rowids) >= limit:
            return list(rowids)[:limit]
    wider = matches(database, "name_index", together(map(phrase, words)), limit + len(rowids))
    return list(rowids | dict.fromkeys(wider))[:limit]


def beginning(database: Database, name: str, limit: int) -> list[int]:
    """The newest rowids where a name or its kana begins so; none for signs alone."""
    words = folded(name)
    return matches(database, "name_index", phrase(f"{START}{words}"), limit) if words else []


def tidy(database: Database) -> None:
    """Merge the indexes' segments: with `secure-delete`, every edit seeks each of its bigrams in all of them."""
    for index in ("name_index", "word_index"):
        database.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608 - fixed names


def matches(database: Database, index: str, expression: str, limit: int) -> list[int]:
    """The newest rowids that answer an FTS5 query."""
    sql = f"SELECT rowid FROM {index} WHERE {index} MATCH ? ORDER BY rowid DESC LIMIT ?"  # noqa: S608 - fixed names
    return [rowid for (rowid,) in database.execute(sql, (expression, limit))]


def names_of(database: Database, rowid: int) -> Folded:
    names = database.execute("SELECT names FROM document WHERE rowid = ?", (rowid,)).fetchone()[0]
    return Folded(names, "")


def text_of(database: Database, record_id: str) -> Folded:
    """What is compared of an open document."""
    return Folded(*database.execute("SELECT names, words FROM document WHERE record_id = ?", (record_id,)).fetchone())


def load(database: Database, rowid: int) -> Found:
    row = database.execute("SELECT record_id, shown FROM document WHERE rowid = ?", (rowid,)).fetchone()
    return shown(*row)


def rank(text: Folded, words: Sequence[str]) -> int | None:
    """The tier of a document looked at in memory: 0 the best, None where it does not match."""
    everything = text.names + START + text.words
    if all(f"{START}{word}{END}" in text.names for word in words):
        return 0
    if all(f"{START}{word}" in text.names for word in words):
        return 1
    if all(word in text.names for word in words):
        return 2
    return 3 if all(word in everything for word in words) else None
