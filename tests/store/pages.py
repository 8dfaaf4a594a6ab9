"""Every page of an encrypted database in the clear, free ones and the unused ends of pages too.

SQLCipher 4 with a raw key: pages of 4096 bytes, AES-256-CBC, the last 80 bytes of each are its IV (16) and HMAC; the
first 16 bytes of the file are a salt. The journal's frames hold such pages behind a header of 24 bytes.
"""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from kyosei_desk.store.driver import Database

PAGE, RESERVED, SALT, IV = 4096, 80, 16, 16
JOURNAL_HEADER, FRAME_HEADER = 32, 24
HEADER_REST = b"\x10\x00\x02\x02\x50\x40\x20\x20"
"""What follows SQLite's name in a header: page size 4096, WAL, 80 bytes reserved. Proves that we decrypted."""


def plain_page(page: bytes, key: bytes, start: int = 0) -> bytes:
    body, iv = page[start : PAGE - RESERVED], page[PAGE - RESERVED : PAGE - RESERVED + IV]
    return Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor().update(body)


def plain_pages(path: Path, key: bytes) -> Iterator[bytes]:
    """The pages of a database file; raises AssertionError where the key is not its key."""
    content = path.read_bytes()
    assert len(content) % PAGE == 0
    for place in range(0, len(content), PAGE):
        plain = plain_page(content[place : place + PAGE], key, 0 if place else SALT)
        assert place or plain.startswith(HEADER_REST)
        yield plain


def plain_frames(path: Path, key: bytes) -> Iterator[bytes]:
    """The pages in a journal, whether still current or not."""
    content = path.read_bytes() if path.exists() else b""
    for place in range(JOURNAL_HEADER, len(content), FRAME_HEADER + PAGE):
        page = content[place + FRAME_HEADER : place + FRAME_HEADER + PAGE]
        first = content[place : place + 4] == b"\x00\x00\x00\x01"
        yield plain_page(page, key, SALT if first else 0)


def traces(folder: Path, key: bytes, marker: str) -> int:
    """In how many decrypted pages of a vault's database and journal a text stands."""
    wanted = marker.encode()
    database, journal = folder / "desk.db", folder / "desk.db-wal"
    return sum(wanted in page for page in (*plain_pages(database, key), *plain_frames(journal, key)))


def tables(database: Database) -> dict[str, list[str]]:
    """Every row of every table, the index's own tables too: to see that nothing at all stayed."""
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    shadows = {"name_index", "word_index"}
    return {
        name: sorted(map(repr, database.table(name).rows))
        for (name,) in names
        if name not in shadows  # contentless: their rows stand in the tables beside them
    }
