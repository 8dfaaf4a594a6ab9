"""A hub's folder: its keys, its settings, and where its database is. Private to its owner."""

import json
import re
from pathlib import Path

import msgspec
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from i18n import _
from kyosei_desk import disk
from kyosei_desk.datafile import read_toml
from sync.hub import settings
from sync.hub.failures import no_address

KEYS, SETTINGS, DATABASE = "hub.keys", "hub.toml", "hub.db"
DRIVERS = frozenset({"sqlite", "postgresql", "postgres", "postgresql+psycopg"})
DATABASE_LINE = re.compile(r"^database\s*=.*\n?", re.MULTILINE)


class Limits(settings.Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table [limits]: a misspelt one is an error, never a silent default."""


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file `hub.toml`. `database` is a URL, with its password where it has one; "" is the embedded default."""

    database: str = ""
    limits: Limits = Limits()


class HubFolder:
    """The names of a hub's files, and what stands in its settings."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.keys = path / KEYS
        self.settings = path / SETTINGS
        self.database = path / DATABASE

    def make(self) -> None:
        """The folder, 0700 where it is new or still empty."""
        with disk.in_words():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not any(self.path.iterdir()):
                self.path.chmod(0o700)

    def database_url(self, given: str | None = None) -> str:
        """The URL given now, the one remembered, or the file of the embedded default. Raises DeskError for no URL."""
        return checked(given or self.read().database or f"sqlite:///{self.database.absolute()}")

    def read(self) -> Told:
        """The settings; raises DefinitionError naming the line where a person's edit went wrong."""
        with disk.in_words():
            if not self.settings.exists():
                return Told()
            text = self.settings.read_text("utf-8")
        return read_toml(text, SETTINGS, Told)

    def remember(self, url: str) -> None:
        """Every later command finds the same database. The file may hold a password: 0600. The rest of it stays."""
        if self.read().database == url:
            return
        with disk.in_words():
            text = self.settings.read_text("utf-8") if self.settings.exists() else comment()
        rest = DATABASE_LINE.sub("", text)
        disk.write_whole(self.settings, f"database = {toml_text(url)}\n{rest}".encode())


def checked(url: str) -> str:
    """The URL, a file's path made absolute: it holds wherever a command is run. Raises DeskError for any other URL."""
    try:
        read = make_url(url)
    except ArgumentError:
        raise no_address() from None
    if read.drivername not in DRIVERS or (read.drivername == "sqlite" and read.database in {None, "", ":memory:"}):
        raise no_address()
    if read.drivername == "sqlite":
        read = read.set(database=str(Path(read.database or "").absolute()))
    return read.render_as_string(hide_password=False)


def comment() -> str:
    return "# " + _("データベースの場所には、パスワードが入ることがあります。ほかの人に見せないでください。") + "\n"


def toml_text(text: str) -> str:
    """A basic string of TOML: JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
