"""The whole hub as one file: its wrapped keys, and every row of its tables, from SQLite or PostgreSQL to either.

magic · frames (length, 4 bytes big-endian, and MessagePack): Header, Table and Rows in turn, Last · the last link, 32
bytes. Each link is a digest over the link before and the frame, so a file that was cut, mended or mixed is noticed, and
neither end needs to hold more than a frame. Codes and nonces stay out: they are of minutes.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import msgspec
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData, Table, func, insert, select, text, update

from i18n import _
from kyosei_desk import disk
from kyosei_desk.errors import DeskError, VaultExists
from kyosei_desk.sealing import digest
from sync.hub.store import tables
from sync.hub.store.counting import fresh_epoch
from sync.hub.store.database import Database
from sync.hub.store.upgrading import LOCK, run_migrations

MAGIC = b"KYOSEI-HUB-BACKUP-1\n"
LENGTH_BYTES = 4
FRAME_BYTES, FRAME_ROWS = 1 << 20, 1000
LONGEST_FRAME = 64 << 20
START = bytes(32)
PASSING = frozenset({"nonce", "code"})
WITHOUT_CONTENT = PASSING | {"hub", "alembic_version"}
"""Tables that may hold rows at a hub that keeps nothing yet."""


class Header(msgspec.Struct, frozen=True, tag="header"):
    """`revision`: the migration the tables stood at. `keys`: the file hub.keys as it was."""

    revision: str
    keys: bytes


class Begun(msgspec.Struct, frozen=True, tag="table"):
    """The rows that follow are of this table."""

    name: str
    columns: list[str]


class Rows(msgspec.Struct, frozen=True, tag="rows"):
    rows: list[list[Any]]


class Last(msgspec.Struct, frozen=True, tag="last"):
    """Nothing follows. `rows`: how many there were in all."""

    rows: int


Frame: TypeAlias = Header | Begun | Rows | Last

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Frame)


# Out


def write(database: Database, keys: bytes, target: Path) -> None:
    """A copy of one moment, checked as it lies there, put in place at once. An older copy there is replaced."""
    refuse_stranger(target)
    draft = target.with_name(f"{target.name}.kyosei-draft")
    try:
        with disk.in_words():
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                put(file, frames(database, keys))
                file.flush()
                os.fsync(file.fileno())
            check(draft)
            draft.replace(target)
            disk.sync_folder(target.absolute().parent)
    finally:
        with suppress(OSError):
            draft.unlink()


def refuse_stranger(target: Path) -> None:
    with disk.in_words():
        if target.is_dir() or (target.exists() and not starts_as_backup(target)):
            raise VaultExists(
                _("そこには、控えではない別のものがあります。"),
                _("それはそのままです。"),
                _("ほかの名前にしてください。"),
            )


def starts_as_backup(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def put(file: BinaryIO, each: Iterable[Frame]) -> None:
    link = START
    file.write(MAGIC)
    for frame in each:
        content = _encoder.encode(frame)
        link = digest(link + content)
        file.write(len(content).to_bytes(LENGTH_BYTES, "big") + content)
    file.write(link)


def frames(database: Database, keys: bytes) -> Iterator[Frame]:
    """Everything, as of one moment."""
    count = 0
    with database.reading() as connection:
        yield Header(revision_of(connection) or "", keys)
        for table in kept_tables():
            yield Begun(str(table.name), [str(column.name) for column in table.columns])
            for rows in in_frames(rows_of(connection, table)):
                count += len(rows)
                yield Rows(rows)
    yield Last(count)


def kept_tables() -> list[Table]:
    """In an order in which they can be filled again."""
    return [table for table in tables.metadata.sorted_tables if table.name not in PASSING]


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def rows_of(connection: Connection, table: Table) -> Iterator[list[Any]]:
    streamed = connection.execution_options(stream_results=True, yield_per=100)
    query = select(table).order_by(*table.primary_key.columns)
    yield from (list(row) for row in streamed.execute(query))


def in_frames(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    """Rows by about a megabyte."""
    part: list[list[Any]] = []
    size = 0
    for row in rows:
        part.append(row)
        size += sum(len(value) for value in row if isinstance(value, bytes | str))
        if size >= FRAME_BYTES or len(part) == FRAME_ROWS:
            yield part
            part, size = [], 0
    if part:
        yield part


# In


def check(source: Path) -> Header:
    """The header of a file that is whole to its last byte. Raises DeskError for any other."""
    if not source.is_file():
        raise missing()
    with disk.in_words(), source.open("rb") as file:
        header, *_others = [frame for frame in read(file) if isinstance(frame, Header)]
        return header


def read(file: BinaryIO) -> Iterator[Frame]:
    """The frames in their order; raises DeskError where the file is not what was written, at its end at the latest."""
    if file.read(len(MAGIC)) != MAGIC:
        raise damaged()
    link, count = START, 0
    frame: Frame | None = None
    while not isinstance(frame, Last):
        content = file.read(length_of(file.read(LENGTH_BYTES)))
        link = digest(link + content)
        frame = following(frame, decoded(content))
        count += len(frame.rows) if isinstance(frame, Rows) else 0
        yield frame
    if file.read(len(link) + 1) != link or frame.rows != count:
        raise damaged()


def following(before: Frame | None, frame: Frame) -> Frame:
    """The header stands first, and nowhere else."""
    if isinstance(frame, Header) is not (before is None):
        raise damaged()
    return frame


def length_of(content: bytes) -> int:
    length = int.from_bytes(content, "big")
    if len(content) < LENGTH_BYTES or length > LONGEST_FRAME:
        raise damaged()
    return length


def decoded(content: bytes) -> Frame:
    try:
        frame: Frame = _decoder.decode(content)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError):
        raise damaged() from None
    return frame


def load(database: Database, source: Path) -> None:
    """Fill an empty database, in one transaction, as a new life of the hub. Raises DeskError; then it stays empty."""
    with disk.in_words(), source.open("rb") as file, database.writing() as connection:
        if not database.embedded:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        clear(connection)
        fill(connection, read(file))
        run_migrations(connection)
        connection.execute(update(tables.hub).values(epoch=fresh_epoch()))


def refuse_used(database: Database) -> None:
    """Raises DeskError where a hub has kept anything in this database."""
    with database.reading() as connection:
        check_empty(connection, reflected(connection).sorted_tables)


def check_empty(connection: Connection, there: Iterable[Table]) -> None:
    for table in there:
        if table.name not in WITHOUT_CONTENT and connection.execute(select(table).limit(1)).first():
            raise in_use()


def clear(connection: Connection) -> None:
    """Drop the tables of a hub that never kept anything. Raises DeskError where one did."""
    there = reflected(connection)
    check_empty(connection, there.sorted_tables)
    there.drop_all(connection)


def reflected(connection: Connection) -> MetaData:
    """The tables as they are, at whatever migration."""
    found = MetaData()
    found.reflect(connection)
    return found


def fill(connection: Connection, content: Iterator[Frame]) -> None:
    """Tables as they stood when the copy was taken, and their rows."""
    header = next(content)
    make_tables(connection, header.revision if isinstance(header, Header) else "")
    there, begun = reflected(connection), Begun("", [])
    for frame in content:
        if isinstance(frame, Begun):
            begun = frame
        elif isinstance(frame, Rows):
            table = there.tables[begun.name]
            connection.execute(insert(table), [dict(zip(begun.columns, row, strict=True)) for row in frame.rows])
    renumber(connection, there.sorted_tables)


def make_tables(connection: Connection, revision: str) -> None:
    try:
        run_migrations(connection, revision)
    except CommandError:
        raise newer() from None


def renumber(connection: Connection, there: Sequence[Table]) -> None:
    """PostgreSQL goes on numbering after the rows that were put in with their numbers; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for column in (column for table in there for column in table.primary_key.columns):
        sequence = connection.scalar(select(func.pg_get_serial_sequence(column.table.name, column.name)))
        highest = connection.scalar(select(func.max(column))) if sequence else None
        if highest is not None:
            connection.execute(select(func.setval(sequence, highest)))


def missing() -> DeskError:
    return DeskError(
        _("控えのファイルが見つかりません。"), _("いまあるものはそのままです。"), _("場所と名前を確かめてください。")
    )


def damaged() -> DeskError:
    return DeskError(
        _("控えのファイルがこわれているか、ハブの控えではありません。"),
        _("いまあるものはそのままで、何も戻していません。"),
        _("ほかの日の控えで試してください。"),
    )


def newer() -> DeskError:
    return DeskError(
        _("この控えは、新しい版の道具で取られています。"),
        _("いまあるものはそのままで、何も戻していません。"),
        _("新しい版を入れてから、もう一度どうぞ。"),
    )


def in_use() -> DeskError:
    return DeskError(
        _("このデータベースには、もうハブの記録があります。"),
        _("その記録はそのままで、何も戻していません。"),
        _("空のデータベースと、新しいフォルダーを選んでください。"),
    )
