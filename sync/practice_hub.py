"""A real hub for practice and for tests: on loopback, in a thread of this process, over the embedded database.

It stands in an ordinary hub's folder, so `kyosei-hub … --data FOLDER` works on it too, with the passphrase below.
"""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from threading import Thread

from litestar import Litestar

from kyosei_desk import disk
from kyosei_desk.clock import Clock, system_clock
from kyosei_desk.errors import DeskError
from kyosei_desk.sealing.passphrase import FLOOR
from sync.hub import keys, serving
from sync.hub.app import create_app
from sync.hub.commands.districts import new_code
from sync.hub.commands.founding import found_hub
from sync.hub.folder import HubFolder
from sync.hub.keys import KeyFile, ServingKeys
from sync.hub.letters import Withdrawals
from sync.hub.logs import hub_log
from sync.hub.serving import Place, Worker
from sync.hub.store import HubStore
from sync.protocol import HubCard

WORDS = "れんしゅうの ハブの あいことば"
DISTRICT = "みどり地区"
LOG, WORDS_FILE = "hub.log", "practice-passphrase.txt"


class PracticeHub:
    """A running hub: where it listens, its district, and how to come into it."""

    def __init__(self, folder: HubFolder, url: str, held: ServingKeys, store: HubStore) -> None:
        self.folder = folder.path
        self.url = url
        self.store = store
        self.district = district_of(store)
        self._held = held

    @property
    def card(self) -> HubCard:
        return self._held.card

    @property
    def words_file(self) -> Path:
        """For KYOSEI_HUB_PASSPHRASE_FILE."""
        return self.folder / WORDS_FILE

    def code(self, district: str = "") -> str:
        """A fresh enrolment code, for its own district where none is named (by id)."""
        return new_code(self.store, self.card, district or self.district)


def district_of(store: HubStore) -> str:
    """The id of the district, made where it is not there yet."""
    found = store.find_district(DISTRICT)
    return found.id if found else store.add_district(DISTRICT)


@contextmanager
def start_hub(
    folder: Path, *, tls: tuple[Path, Path] | None = None, port: int = 0, clock: Clock = system_clock
) -> Iterator[PracticeHub]:
    """A hub in this folder, made where there is none; stopped when the block ends. `tls`: certificate and key (PEM)."""
    certificate, key = tls or (None, None)
    place = Place(port=port, certificate=certificate, key=key)
    hub_folder = HubFolder(folder)
    held = keys.serving_keys(kept(hub_folder), WORDS)
    store = HubStore(hub_folder.database_url(), held.card.sign_public, clock)
    try:
        with serving.listening(place) as listener, (folder / LOG).open("a", encoding="utf-8") as log:
            app = create_app(
                hub_folder.read().limits,
                store,
                held.for_app(),
                clock=clock,
                on_letters=Withdrawals(store, held),
                log=hub_log(log),
            )
            address = serving.address(place, listener)
            with running(place, app, listener):
                yield PracticeHub(hub_folder, address, held, store)
    finally:
        store.close()


def kept(folder: HubFolder) -> KeyFile:
    """The keys of the hub in this folder, which is made where there is none."""
    if not folder.keys.exists():
        found_hub(folder, keys.made(WORDS, FLOOR), None)
        disk.write_whole(folder.path / WORDS_FILE, f"{WORDS}\n".encode())
    return keys.read(folder.keys)


@contextmanager
def running(place: Place, app: Litestar, listener: socket) -> Iterator[None]:
    """One worker in a thread of its own, from its start to its end."""
    started: Future[None] = Future()
    worker = Worker(serving.config(place, app), lambda: started.set_result(None))
    thread = Thread(target=run, args=(worker, listener, started), name="practice-hub")
    thread.start()
    try:
        started.result()
        yield
    finally:
        worker.stop()
        thread.join()


def run(worker: Worker, listener: socket, started: Future[None]) -> None:
    """What goes wrong before the start is raised where the start is waited for."""
    try:
        serving.work(worker, listener)
    except DeskError as error:
        if started.done():
            raise
        started.set_exception(error)
