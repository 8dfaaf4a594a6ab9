"""Opens and makes database files: SQLCipher with a raw key, and every check that a silent default would skip."""

from pathlib import Path

from i18n import _
from kyosei_desk.errors import VaultDamaged, VaultExists
from kyosei_desk.store.driver import Database, connect
from kyosei_desk.store.failures import damaged, in_words, missing

KEY_BYTES = 32
PLAIN_HEADER = b"SQLite format 3\x00"
PAGE_CACHE_KIB = 128 * 1024
SETTINGS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL loses acknowledged saves at a power cut
    "PRAGMA temp_store=MEMORY",  # FILE leaks text to the temporary folder
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA cache_size=-{PAGE_CACHE_KIB}",
    "PRAGMA busy_timeout=0",  # the vault's lock file keeps a second instance out; waiting would only hide one
)


def open_database(path: Path, key: bytes) -> Database:
    """An existing encrypted database; raises VaultDamaged with the reason in words."""
    check_file(path)
    with in_words():
        connection = connect(f"file:{quoted(path)}?mode=rw", uri=True, check_same_thread=False)
    try:
        with in_words():
            return unlocked(connection, key)
    except BaseException:
        connection.close()
        raise


def make_database(path: Path, key: bytes) -> Database:
    """A new, empty encrypted database; the file must not be there yet."""
    if path.exists():
        raise VaultExists(
            _("ここには、もう記録のファイルがあります。"), _("記録はそのままです。"), _("ほかの場所を選んでください。")
        )
    with in_words():
        path.touch(mode=0o600, exist_ok=False)
        connection = connect(f"file:{quoted(path)}?mode=rw", uri=True, check_same_thread=False)
        return unlocked(connection, key)


def unlocked(connection: object, key: bytes) -> Database:
    """The connection with its key set, proven to be encrypted, and its settings made."""
    database = Database(connection, recursive_triggers=False, execute_plugins=False)  # type: ignore[arg-type]
    database.execute("PRAGMA cipher_log_level=NONE").fetchall()  # it would write to the terminal, past our sentences
    database.execute(f'PRAGMA key="{raw_key(key)}"')
    status = database.execute("PRAGMA cipher_status").fetchone()
    if status is None or str(status[0]) != "1":
        raise RuntimeError("SQLCipher is not active")
    database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    prepare(database)
    return database


def prepare(database: Database) -> Database:
    """The settings every database of the desk runs with; also used by the benchmark's plain one."""
    for setting in SETTINGS:
        database.execute(setting).fetchall()
    return database


def raw_key(key: bytes) -> str:
    """SQLCipher's form of a raw key. Checked here: a malformed one would silently become a passphrase."""
    if len(key) != KEY_BYTES:
        raise ValueError("a vault key is 32 bytes")
    return f"x'{key.hex()}'"


def check_file(path: Path) -> None:
    """Raises VaultDamaged for a file that is missing, empty or in the clear."""
    try:
        with path.open("rb") as file:
            head = file.read(len(PLAIN_HEADER))
    except FileNotFoundError:
        raise missing() from None
    except OSError:
        raise damaged() from None
    if not head:
        raise damaged()
    if head == PLAIN_HEADER:
        raise VaultDamaged(
            _("記録のファイルが、暗号になっていない別のものに入れかわっています。"),
            _("控え（バックアップ）はそのままです。"),
            _("このファイルは開かずに、控えから戻してください。"),
        )


def file_of(database: Database) -> Path:
    return Path(next(file for _number, name, file in database.execute("PRAGMA database_list") if name == "main"))


def quoted(path: Path) -> str:
    """A path inside a `file:` address."""
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def checkpoint(database: Database) -> None:
    """Move the journal into the file: an integrity check, a copy and a purge look at the file alone."""
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def close(database: Database) -> None:
    """Close, the journal emptied first so that the file stands alone."""
    try:
        checkpoint(database)
    finally:
        database.conn.close()
