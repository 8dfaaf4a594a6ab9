"""The tables, and how older ones become today's. Ordered, named, each in a transaction of its own."""

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
