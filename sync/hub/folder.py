"""A hub's folder: its keys, its settings, and where its database is. Private to its owner."""

import json
from pathlib import Path

import msgspec

from i18n import _
from kyosei_desk import disk
from kyosei_desk.datafile import read_toml

KEYS, SETTINGS, DATABASE = "hub.keys", "hub.toml", "hub.db"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file `hub.toml`. `database` is a URL, with its password where it has one; "" is the embedded default."""

    database: str = ""


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
        """The URL given now, the one remembered, or the file of the embedded default."""
        return given or self.read().database or f"sqlite:///{self.database.absolute()}"

    def read(self) -> Settings:
        """The settings; raises DefinitionError naming the line where a person's edit went wrong."""
        with disk.in_words():
            if not self.settings.exists():
                return Settings()
            text = self.settings.read_text("utf-8")
        return read_toml(text, SETTINGS, Settings)

    def remember(self, url: str) -> None:
        """Every later command finds the same database. The file may hold a password: 0600."""
        if self.read().database != url:
            comment = _("ハブのデータベースの場所。パスワードが入ることがあるので、ほかの人に見せないでください。")
            disk.write_whole(self.settings, f"# {comment}\ndatabase = {toml_text(url)}\n".encode())


def toml_text(text: str) -> str:
    """A basic string of TOML: JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
