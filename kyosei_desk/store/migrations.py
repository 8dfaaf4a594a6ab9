"""The tables, and how older ones become today's. Ordered, named, each in a transaction of its own."""

from kyosei_desk.store.changes import unpack_state
from kyosei_desk.store.driver import Database, Migrations

migrations = Migrations("kyosei_desk")

# `record` and `change` have row ids: without them every row of more than 1 KB would take a page of its own.
TABLES = """
CREATE TABLE record (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    household_id TEXT NOT NULL DEFAULT '',
    consultation_id TEXT NOT NULL DEFAULT '',
    case_id TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL DEFAULT '',
    deleted INTEGER NOT NULL DEFAULT 0,
    sealed INTEGER NOT NULL DEFAULT 0,
    registers BLOB NOT NULL
);
CREATE INDEX record_household ON record (household_id, kind);
CREATE INDEX record_consultation ON record (consultation_id, kind) WHERE consultation_id <> '';
CREATE INDEX record_case ON record (case_id) WHERE case_id <> '';
CREATE INDEX record_at ON record (kind, at);
CREATE INDEX record_sealed ON record (kind) WHERE sealed = 1;
CREATE TABLE change (
    device TEXT NOT NULL,
    seq INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    record_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    stamp INTEGER NOT NULL,
    author TEXT NOT NULL,
    sealed INTEGER NOT NULL DEFAULT 0,
    writes BLOB,
    PRIMARY KEY (device, seq)
);
CREATE INDEX change_record ON change (record_id);
CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail BLOB NOT NULL,
    hash BLOB NOT NULL
);
CREATE INDEX audit_subject ON audit (subject);
CREATE TABLE draft (
    id TEXT PRIMARY KEY,
    author TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE purged (id TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE definition (version TEXT PRIMARY KEY, content TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE document (
    rowid INTEGER PRIMARY KEY,
    record_id TEXT NOT NULL UNIQUE,
    household_id TEXT NOT NULL,
    folding INTEGER NOT NULL,
    names TEXT NOT NULL,
    words TEXT NOT NULL,
    shown BLOB NOT NULL
);
CREATE INDEX document_household ON document (household_id);
"""
INDEXES = """
CREATE VIRTUAL TABLE name_index USING fts5 (names, content='', columnsize=0, tokenize='ascii', prefix='1');
CREATE VIRTUAL TABLE word_index USING fts5 (words, content='', columnsize=0, tokenize='ascii', prefix='1');
INSERT INTO name_index (name_index, rank) VALUES ('secure-delete', 1);
INSERT INTO word_index (word_index, rank) VALUES ('secure-delete', 1);
"""


@migrations()
def m0001_start(database: Database) -> None:
    """Records as registers, their changes, the audit trail, drafts, tombstones, search."""
    for statement in (TABLES + INDEXES).split(";\n"):
        if statement.strip():
            database.execute(statement)


EXCHANGE = """
ALTER TABLE change ADD COLUMN state TEXT NOT NULL DEFAULT 'local';
ALTER TABLE change ADD COLUMN epoch TEXT NOT NULL DEFAULT '';
ALTER TABLE change ADD COLUMN digest BLOB;
ALTER TABLE change ADD COLUMN household_id TEXT NOT NULL DEFAULT '';
ALTER TABLE change ADD COLUMN consultation_id TEXT NOT NULL DEFAULT '';
ALTER TABLE change ADD COLUMN body BLOB;
ALTER TABLE change ADD COLUMN reason TEXT NOT NULL DEFAULT '';
CREATE INDEX change_open ON change (state, device, seq) WHERE state <> 'sealed';
CREATE INDEX change_refused ON change (state) WHERE reason <> '';
CREATE TABLE head (device TEXT PRIMARY KEY, seq INTEGER NOT NULL, link BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE batch (
    device TEXT NOT NULL,
    last_seq INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (device, last_seq)
) WITHOUT ROWID;
CREATE TABLE epoch (id TEXT PRIMARY KEY, secret BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE roster (number INTEGER PRIMARY KEY, entry BLOB NOT NULL);
CREATE TABLE conflict (record_id TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (record_id, name)) WITHOUT ROWID;
CREATE TABLE unindexed (household_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE letter (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    content BLOB NOT NULL,
    made_at TEXT NOT NULL,
    sent_at TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX letter_subject ON letter (subject);
CREATE INDEX letter_unsent ON letter (sent_at, number) WHERE sent_at = '';
CREATE TABLE answer (
    id TEXT PRIMARY KEY,
    content BLOB NOT NULL,
    digest BLOB NOT NULL,
    number INTEGER NOT NULL,
    at_hub INTEGER NOT NULL
);
CREATE INDEX answer_lost ON answer (id) WHERE at_hub = 0;
CREATE INDEX answer_number ON answer (number) WHERE number > 0;
CREATE TABLE bulletin (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    version TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    content TEXT NOT NULL,
    signature BLOB NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
);
CREATE TABLE exchange_log (number INTEGER PRIMARY KEY, at TEXT NOT NULL, event TEXT NOT NULL, detail BLOB NOT NULL)
"""


@migrations()
def m0002_exchange(database: Database) -> None:
    """What sync needs: the seal of each change, chains, epochs, the roster, conflicts, the post, bulletins, its log."""
    for statement in EXCHANGE.split(";\n"):
        database.execute(statement)


DAILY = """
ALTER TABLE record ADD COLUMN person TEXT NOT NULL DEFAULT '';
ALTER TABLE record ADD COLUMN todo INTEGER NOT NULL DEFAULT 0;
CREATE INDEX record_todo ON record (kind, todo, at, id) WHERE todo > 0;
CREATE INDEX record_person ON record (person, kind) WHERE person <> '';
CREATE INDEX record_deleted ON record (kind) WHERE deleted = 1;
CREATE INDEX audit_backup ON audit (number) WHERE action = 'backup';
CREATE TABLE merged (keep TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (keep, other)) WITHOUT ROWID;
CREATE INDEX merged_other ON merged (other)
"""
LISTED = "('consultation', 'follow_up', 'referral', 'answer', 'confirmation', 'task')"


@migrations()
def m0003_daily(database: Database) -> None:
    """What 今日, hand-overs and merged households need: whose a record is, whether it is still to be done."""
    from kyosei_desk.store import rows  # its own imports reach up to here

    for statement in DAILY.split(";\n"):
        database.execute(statement)
    there = f"SELECT id, kind, registers FROM record WHERE sealed = 0 AND kind IN {LISTED}"  # noqa: S608 - fixed text
    for record_id, kind, content in database.execute(there).fetchall():
        columns = rows.columns_of_state(kind, record_id, unpack_state(content), sealed=False)
        database.execute(
            "UPDATE record SET at = ?, person = ?, todo = ? WHERE id = ?",
            (columns.at, columns.person, columns.todo, record_id),
        )
    # nobody is here who could open a sealed one: to be looked at, until it is written anew
    database.execute(
        "UPDATE record SET todo = 1 WHERE sealed = 1 AND kind IN ('follow_up', 'answer', 'confirmation', 'task')"
    )
    database.execute("UPDATE record SET todo = 2 WHERE sealed = 1 AND kind = 'referral'")


RELATED = """
CREATE TABLE related (home TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (home, other)) WITHOUT ROWID;
CREATE INDEX related_other ON related (other)
"""


@migrations()
def m0004_related(database: Database) -> None:
    """Households that belong to one another, found from both; a newer desk may have told of some already."""
    from kyosei_desk.store import related  # its own imports reach up to here

    for statement in RELATED.split(";\n"):
        database.execute(statement)
    there = f"SELECT id, registers FROM record WHERE sealed = 0 AND kind = '{related.KIND}'"  # noqa: S608 - fixed text
    for record_id, content in database.execute(there).fetchall():
        related.note(database, record_id, related.said(related.KIND, unpack_state(content)))


DRAFTS = """
ALTER TABLE draft ADD COLUMN base TEXT NOT NULL DEFAULT '';
ALTER TABLE draft ADD COLUMN own BLOB;
ALTER TABLE draft ADD COLUMN was TEXT NOT NULL DEFAULT '';
ALTER TABLE draft ADD COLUMN readers TEXT NOT NULL DEFAULT '';
ALTER TABLE purged ADD COLUMN renewed TEXT NOT NULL DEFAULT ''
"""


@migrations()
def m0005_drafts(database: Database) -> None:
    """What a draft builds on, so that it goes where that goes; what stands in the place of what was restricted.

    Nobody is here who could open the drafts there are: each says it when it is next kept.
    """
    for statement in DRAFTS.split(";\n"):
        database.execute(statement)
