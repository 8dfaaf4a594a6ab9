"""What the hub's commands share: where the hub is, its passphrase, its open store."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from i18n import _
from kyosei_desk.commands.hidden import asked, first_line
from kyosei_desk.commands.plain import PlainOption
from kyosei_desk.errors import DeskError
from sync.hub import keys
from sync.hub.folder import HubFolder
from sync.hub.keys import KeyFile
from sync.hub.store import HubStore
from sync.hub.store.rows import District

WORDS_FILE = "KYOSEI_HUB_PASSPHRASE_FILE"

Command = TypeVar("Command", bound=Callable[..., Any])


def place_option(*names: str, metavar: str, help: str, required: bool = False) -> Callable[[Command], Command]:  # noqa: A002 - click's word
    """An option that names a file or folder."""
    form = click.Path(path_type=Path, readable=False)  # what cannot be read is said by whoever reads it
    return click.option(*names, cls=PlainOption, type=form, metavar=metavar, required=required, help=help)


data_option = place_option("--data", "data", metavar=_("フォルダー"), required=True, help=_("ハブのフォルダー"))
database_option = click.option(
    "--database",
    cls=PlainOption,
    metavar=_("場所"),
    help=_("データベースの場所（postgresql://… か sqlite:///…）。次からは、書かなくても同じ場所を使います"),
)
json_option = click.option("--json", "as_json", is_flag=True, cls=PlainOption, help=_("1件を1行の JSON で出します"))
district_option = click.option(
    "--district", cls=PlainOption, metavar=_("地区"), help=_("この地区（名前か番号）だけ。書かなければ全部")
)


def hub_options(command: Command) -> Command:
    """--data and --database."""
    return data_option(database_option(command))


def passphrase(*, twice: bool = False) -> str:
    """From the file the environment names, or asked for without echo."""
    named = os.environ.get(WORDS_FILE)
    if named:
        return first_line(Path(named))
    if not sys.stdin.isatty():
        raise DeskError(
            _("ハブの合言葉をたずねる画面がありません。"),
            _("ハブの記録はそのままです。"),
            _("環境変数 {name} で、合言葉を1行目に書いたファイルを指定してください。").format(name=WORDS_FILE),
        )
    return asked(_("ハブの合言葉"), twice=twice)


class Hub:
    """An open hub: its folder, its keys as they lie there (wrapped), its store."""

    def __init__(self, folder: HubFolder, keys: KeyFile, store: HubStore) -> None:
        self.folder = folder
        self.keys = keys
        self.store = store

    def district(self, name_or_id: str) -> District:
        """Raises DeskError where there is none."""
        found = self.store.find_district(name_or_id)
        if found is None:
            raise no_district()
        return found

    def districts(self, name_or_id: str | None) -> list[District]:
        """The one that is named, or all of them."""
        return self.store.districts() if name_or_id is None else [self.district(name_or_id)]


@contextmanager
def at_hub(data: Path, database: str | None) -> Iterator[Hub]:
    """The hub of this folder; a database that is named and opens is remembered."""
    folder = HubFolder(data)
    found = keys.read(folder.keys)
    url = folder.database_url(database)
    store = HubStore(url, found.card.sign_public)
    try:
        if database:
            folder.remember(url)
        yield Hub(folder, found, store)
    finally:
        store.close()


def no_district() -> DeskError:
    return DeskError(
        _("その地区は、このハブにありません。"),
        _("ハブの記録はそのままです。"),
        _("kyosei-hub district list で、名前か番号を確かめてください。"),
    )
