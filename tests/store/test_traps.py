"""The traps of SQLCipher and its driver (sync.md, last section), each with the wrong way tried beside the right one."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from kyosei_desk import store
from kyosei_desk.errors import VaultDamaged, VaultExists
from kyosei_desk.store import driver
from kyosei_desk.store.connection import close, make_database, open_database, raw_key
from kyosei_desk.store.driver import Database, connect

KEY, OTHER_KEY = bytes(range(32)), bytes(32)
PLAIN = b"SQLite format 3\x00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed encrypted database with one row."""
    target = tmp_path / "desk.db"
    database = make_database(target, KEY)
    database.execute("CREATE TABLE word (text TEXT UNIQUE)")
    database.execute("INSERT INTO word VALUES ('見本の言葉')")
    close(database)
    return target


def words(path: Path, key: bytes = KEY) -> list[str]:
    database = open_database(path, key)
    try:
        return [text for (text,) in database.execute("SELECT text FROM word ORDER BY rowid")]
    finally:
        close(database)


# The driver.


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_sqlite_utils_imported_before_its_driver_is_refused() -> None:
    finished = run("import sqlite_utils\nimport kyosei_desk.store.driver")
    assert finished.returncode != 0
    assert "sqlite_utils was imported before" in finished.stderr


def test_sqlite_utils_catches_the_exceptions_of_the_cipher_driver() -> None:
    finished = run(
        "import kyosei_desk.store.driver as d, sqlite_utils.utils as u, sqlcipher3.dbapi2 as c;"
        "assert u.OperationalError is c.OperationalError is d.OperationalError"
    )
    assert finished.returncode == 0, finished.stderr


def half_written(database: Database, fails: Callable[[], object]) -> None:
    with database.atomic():
        database.execute("INSERT INTO word VALUES ('半分')")
        fails()


def interrupted() -> None:
    raise KeyboardInterrupt


def test_an_error_leaves_no_transaction_open_in_which_later_saves_would_vanish(path: Path) -> None:
    database = open_database(path, KEY)
    for _each in range(3):
        with pytest.raises(driver.Error):
            database.execute("INSERT INTO word VALUES ('見本の言葉')")
        with pytest.raises(driver.Error):
            half_written(database, lambda: database.execute("INSERT INTO word VALUES ('見本の言葉')"))
    assert not database.conn.in_transaction
    database.execute("INSERT INTO word VALUES ('後から')")
    database.conn.close()
    assert words(path) == ["見本の言葉", "後から"]


def test_atomic_rolls_back_where_a_connection_as_context_would_not(path: Path) -> None:
    database = open_database(path, KEY)
    with pytest.raises(KeyboardInterrupt):
        half_written(database, interrupted)
    close(database)
    assert words(path) == ["見本の言葉"]


def test_no_room_of_the_store_uses_a_connection_as_context_or_a_trace_that_would_print_keys() -> None:
    source = "".join(each.read_text("utf-8") for each in Path(store.__path__[0]).glob("*.py"))
    for word in ("with self._database.conn:", "with database.conn:", "set_trace_callback", "tracer="):
        assert word not in source


# The key.


@pytest.mark.parametrize("key", [b"", b"k", bytes(31), bytes(33), bytes(48), b"0" * 64])
def test_a_key_of_the_wrong_form_is_refused_and_not_taken_for_a_passphrase(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        make_database(tmp_path / "desk.db", key)
    with pytest.raises(ValueError, match="32 bytes"):
        raw_key(key)


def test_an_empty_or_missing_key_never_ends_in_a_plaintext_database_of_ours(tmp_path: Path) -> None:
    connection = connect(str(tmp_path / "plain.db"))
    with suppress(driver.Error):  # newer SQLCiphers refuse; older ones took it for no key at all
        connection.execute('PRAGMA key=""')
    connection.execute("CREATE TABLE word (text TEXT)")
    connection.close()
    assert (tmp_path / "plain.db").read_bytes().startswith(PLAIN)  # the trap is real
    with pytest.raises(VaultDamaged, match="暗号になっていない"):
        open_database(tmp_path / "plain.db", KEY)


def test_a_malformed_raw_key_would_silently_become_a_passphrase(tmp_path: Path) -> None:
    connection = connect(str(tmp_path / "weak.db"))
    connection.execute(f"PRAGMA key=\"x'{KEY.hex()[:-1]}'\"")
    connection.execute("CREATE TABLE word (text TEXT)")  # the trap is real: no error
    connection.close()
    with pytest.raises(VaultDamaged):
        open_database(tmp_path / "weak.db", KEY)


def test_what_we_make_is_encrypted_from_its_first_byte(path: Path) -> None:
    content = path.read_bytes()
    assert not content.startswith(PLAIN)
    assert b"CREATE TABLE" not in content
    assert "見本の言葉".encode() not in content


def test_a_wrong_key_and_a_corrupt_file_raise_the_same_error(path: Path) -> None:
    with pytest.raises(VaultDamaged) as wrong_key:
        open_database(path, OTHER_KEY)
    broken = bytearray(path.read_bytes())
    broken[100] ^= 1
    path.write_bytes(broken)
    with pytest.raises(VaultDamaged) as corrupt:
        open_database(path, KEY)
    assert str(wrong_key.value) == str(corrupt.value)


# The file.


def test_a_0_byte_file_is_not_opened_as_an_empty_database(path: Path) -> None:
    path.write_bytes(b"")
    with pytest.raises(VaultDamaged, match="こわれて"):
        open_database(path, KEY)
    assert path.read_bytes() == b""


def test_a_missing_file_is_not_made_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(VaultDamaged, match="見つかりません"):
        open_database(tmp_path / "desk.db", KEY)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_the_file_is_damage(tmp_path: Path) -> None:
    (tmp_path / "desk.db").mkdir()
    with pytest.raises(VaultDamaged):
        open_database(tmp_path / "desk.db", KEY)


def test_a_database_that_is_there_is_never_made_anew(path: Path) -> None:
    with pytest.raises(VaultExists):
        make_database(path, KEY)
    assert words(path) == ["見本の言葉"]


@pytest.mark.parametrize("name", ["100%.db", "a?mode=memory.db", "a#b.db", "見本 記録.db", "%41.db", "a'b\"c.db"])
def test_a_file_name_is_never_read_as_options(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    close(make_database(target, KEY))
    assert [each.name for each in tmp_path.iterdir()] == [name]
    close(open_database(target, KEY))


# The settings.


def setting(database: Database, name: str) -> object:
    return database.execute(f"PRAGMA {name}").fetchone()[0]


def test_acknowledged_saves_survive_a_power_cut_wal_with_full_sync(path: Path) -> None:
    database = open_database(path, KEY)
    assert setting(database, "journal_mode") == "wal"
    assert setting(database, "synchronous") == 2  # FULL; NORMAL (1) loses acknowledged commits
    close(database)


def test_secure_delete_page_cache_and_no_waiting_for_a_second_instance(path: Path) -> None:
    database = open_database(path, KEY)
    assert setting(database, "secure_delete") == 1
    assert setting(database, "cache_size") == -128 * 1024
    assert setting(database, "busy_timeout") == 0
    assert setting(database, "foreign_keys") == 1
    close(database)


def temporary_files_while_sorting(database: Database) -> list[str]:
    """SQLite's temporary files are unlinked at once: only our own open handles show them."""
    database.execute("CREATE TEMP TABLE heap AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                     " WHERE i < 60000) SELECT i, hex(randomblob(100)) AS t FROM n")  # fmt: skip
    rows = database.execute("SELECT t FROM heap ORDER BY t")
    rows.fetchone()
    handles = (each.readlink() for each in Path("/proc/self/fd").iterdir() if each.is_symlink())
    return [str(each) for each in handles if "etilqs" in str(each)]


def test_temp_store_in_memory_leaves_no_word_in_the_temporary_folder(path: Path) -> None:
    database = open_database(path, KEY)
    assert setting(database, "temp_store") == 2
    assert temporary_files_while_sorting(database) == []
    close(database)


def test_every_file_is_private_to_its_owner_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        database = make_database(tmp_path / "desk.db", KEY)
        database.execute("CREATE TABLE word (text TEXT)")
        store.export(database, tmp_path / "copy.db", OTHER_KEY)
        database.execute("INSERT INTO word VALUES ('見本')")
        modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.iterdir()}
        close(database)
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(("desk.db", "desk.db-wal", "desk.db-shm", "copy.db"), 0o600)


# Copies.


def test_a_copy_opens_under_its_own_key_only(path: Path, tmp_path: Path) -> None:
    database = open_database(path, KEY)
    store.export(database, tmp_path / "copy.db", OTHER_KEY)
    close(database)
    assert words(tmp_path / "copy.db", OTHER_KEY) == ["見本の言葉"]
    with pytest.raises(VaultDamaged):
        open_database(tmp_path / "copy.db", KEY)


def test_a_copy_that_fails_leaves_nothing(path: Path, tmp_path: Path) -> None:
    database = open_database(path, KEY)
    with pytest.raises(ValueError, match="32 bytes"):
        store.export(database, tmp_path / "copy.db", b"short")
    assert not (tmp_path / "copy.db").exists()
    close(database)


def damage_seen(path: Path) -> bool:
    try:
        database = open_database(path, KEY)
    except VaultDamaged:
        return True
    seen = bool(database.execute("PRAGMA cipher_integrity_check").fetchall())
    database.conn.close()
    return seen


def test_a_flipped_bit_anywhere_is_noticed(path: Path) -> None:
    whole = path.read_bytes()
    assert not damage_seen(path)
    for place in range(0, len(whole), 499):
        broken = bytearray(whole)
        broken[place] ^= 0x10
        path.write_bytes(broken)
        assert damage_seen(path), place
    path.write_bytes(whole)
    assert words(path) == ["見本の言葉"]


def test_the_cipher_writes_nothing_of_its_own_to_the_terminal(path: Path) -> None:
    finished = run(
        "from pathlib import Path; from kyosei_desk.store.connection import open_database\n"
        f"try: open_database(Path({str(path)!r}), bytes(32))\nexcept Exception as error: print(type(error).__name__)"
    )
    assert (finished.stdout, finished.stderr) == ("VaultDamaged\n", "")
