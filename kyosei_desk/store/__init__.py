"""Everything written down: the only room that knows SQL. See `Store` for its door."""

from kyosei_desk.store import mark, tables
from kyosei_desk.store.answers import KeptAnswer
from kyosei_desk.store.audit import Event, Link
from kyosei_desk.store.changes import unpack_writes
from kyosei_desk.store.conflicts import Conflict
from kyosei_desk.store.connection import checkpoint, close, make_database, open_database
from kyosei_desk.store.copies import export, remove, remove_journals
from kyosei_desk.store.drafts import Draft, Kept, SealedDraft, Unfinished
from kyosei_desk.store.exchange import Arrival, Exchange
from kyosei_desk.store.items import ACKNOWLEDGED, ChainHead, Row, SignedBatch
from kyosei_desk.store.letters import Outgoing, QueuedLetter
from kyosei_desk.store.registers import Register, Write
from kyosei_desk.store.rows import Shown, shown_of
from kyosei_desk.store.saving import Edit
from kyosei_desk.store.sealer import Sealer
from kyosei_desk.store.search import Found, searchable
from kyosei_desk.store.store import Store

__all__ = [
    "ACKNOWLEDGED", "Arrival", "ChainHead", "Conflict", "Draft", "Edit", "Event", "Exchange", "Found", "Kept",
    "KeptAnswer", "Link", "Outgoing", "QueuedLetter", "Register", "Row", "SealedDraft", "Sealer", "Shown",
    "SignedBatch", "Store", "Unfinished", "Write", "checkpoint", "close", "export", "make_database", "mark",
    "open_database", "remove", "remove_journals", "searchable", "shown_of", "tables", "unpack_writes",
]  # fmt: skip
