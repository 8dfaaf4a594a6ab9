"""A real hub for the tests of sync: the app over a SQLite file, under uvicorn on loopback, its clock in our hand.

Its keys are made once a session (that costs Argon2id twice); its database can be copied, put back, or bent.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from kyosei_desk.clock import Clock
from kyosei_desk.vault import FLOOR
from sync.hub import keys, serving
from sync.hub.app import create_app
from sync.hub.commands.districts import new_code
from sync.hub.keys import KeyFile, ServingKeys
from sync.hub.letters import Withdrawals
from sync.hub.logs import hub_log
from sync.hub.serving import Place
from sync.hub.settings import Settings
from sync.hub.store import HubStore
from sync.practice_hub import running

WORDS = "みほんの ハブの あいことば"
GENEROUS = Settings(open_requests=10**9, device_requests=10**9)
DISTRICT = "見本地区"


class City:
    """A city's keys, made once: the file, and what a serving hub holds."""

    def __init__(self) -> None:
        self.file: KeyFile = keys.made(WORDS, FLOOR)
        self.held: ServingKeys = keys.serving_keys(self.file, WORDS)


class Hub:
    """A hub that runs: where it listens, and its database."""

    def __init__(self, city: City, database: Path, clock: Clock) -> None:
        self.city = city
        self.database = database
        self.url = ""
        self.log = StringIO()
        self.store = HubStore(f"sqlite:///{database}", city.held.card.sign_public, clock)
        found = self.store.find_district(DISTRICT)
        self.district = found.id if found else self.store.add_district(DISTRICT)

    def code(self) -> str:
        """A fresh enrolment code."""
        return new_code(self.store, self.city.held.card, self.district)

    # What may befall a hub

    def copy(self, target: Path) -> Path:
        """A copy of one moment of its database."""
        target.unlink(missing_ok=True)
        with sqlite3.connect(self.database) as live, sqlite3.connect(target) as copied:
            live.backup(copied)
        live.close()
        copied.close()
        return target

    def put_back(self, copied: Path, *, new_epoch: bool) -> None:
        """Yesterday's database in place of today's; `new_epoch`: by the restore command, which says so."""
        self.store.database.engine.dispose()
        for name in ("-wal", "-shm"):
            self.database.with_name(self.database.name + name).unlink(missing_ok=True)
        shutil.copyfile(copied, self.database)
        if new_epoch:
            self.store.new_epoch()

    def bend(self, sql: str, *parameters: Any) -> int:
        """Change its database behind its back; returns how many rows."""
        with sqlite3.connect(self.database) as live:
            count = live.execute(sql, parameters).rowcount
        live.close()
        return count

    def ask(self, sql: str, *parameters: Any) -> list[Any]:
        with sqlite3.connect(self.database) as live:
            rows = live.execute(sql, parameters).fetchall()
        live.close()
        return rows

    def item_ids(self) -> set[str]:
        return {row[0].hex() for row in self.ask("SELECT id FROM item")}


@contextmanager
def running_hub(
    city: City,
    database: Path,
    clock: Clock,
    *,
    tls: tuple[Path, Path] | None = None,
    settings: Settings = GENEROUS,
) -> Iterator[Hub]:
    """A hub over this file (made where there is none), as long as the block lasts."""
    hub = Hub(city, database, clock)
    certificate, key = tls or (None, None)
    place = Place(certificate=certificate, key=key)
    app = create_app(
        settings,
        hub.store,
        city.held.for_app(),
        clock=clock,
        on_letters=Withdrawals(hub.store, city.held),
        log=hub_log(hub.log),
    )
    try:
        with serving.listening(place) as listener:
            hub.url = serving.address(place, listener)
            with running(place, app, listener):
                yield hub
    finally:
        hub.store.close()
