"""The real hub: under uvicorn in a thread, or in a process of its own that can be killed."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from threading import Event, Thread
from typing import Any

import msgspec
import uvicorn

from sync.hub.app import create_app
from sync.hub.hub import OnLetters
from sync.hub.logs import hub_log
from sync.hub.settings import Settings
from sync.hub.store import HubStore
from tests.hub.building import City, Line, Person, Place, Unfounded

ROOT = Path(__file__).parents[2]
GENEROUS = Settings(open_requests=10**9, device_requests=10**9)


def listening_socket() -> socket.socket:
    """On loopback, without Nagle's wait: asyncio turns that off only where a socket names its protocol."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    return listening


class Server(uvicorn.Server):
    """Says when it is up, instead of being asked again and again."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


class Running:
    """A hub that runs here: its address, its store, its log."""

    def __init__(self, store: HubStore, city: City, url: str, log: StringIO) -> None:
        self.store = store
        self.city = city
        self.url = url
        self.log = log
        self.line = Line(url)

    def place(self, *people: Person) -> Place:
        return Place(self.store, self.city, *people)

    def unfounded(self) -> Unfounded:
        return Unfounded(self.store, self.city)


@contextmanager
def running(
    store: HubStore, city: City, settings: Settings = GENEROUS, on_letters: OnLetters | None = None
) -> Iterator[Running]:
    """A hub over this store, as long as the block runs."""
    log = StringIO()
    app: Any = create_app(settings, store, city.keys, on_letters=on_letters, log=hub_log(log))
    server = Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
    with listening_socket() as listening:
        thread = Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        assert server.up.wait(30)
        try:
            yield Running(store, city, f"http://127.0.0.1:{listening.getsockname()[1]}", log)
        finally:
            server.should_exit = True
            thread.join(30)


class Worker(msgspec.Struct, kw_only=True):
    """What a hub in a process of its own is told. `die_before`: the statement that it does not live to send."""

    url: str
    city_public: bytes
    letter_private: bytes
    hub_private: bytes
    card: bytes
    die_before: str = ""


class Process:
    """A hub in a process of its own."""

    def __init__(self, url: str, city: City, die_before: str = "") -> None:
        told = Worker(
            url=url, city_public=city.signing.public, letter_private=city.keys.letter_private,
            hub_private=city.keys.hub_private, card=msgspec.json.encode(city.keys.card), die_before=die_before,
        )  # fmt: skip
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.hub.worker"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(msgspec.json.encode(told) + b"\n")
        self._process.stdin.flush()
        self.line = Line(f"http://127.0.0.1:{int(self._process.stdout.readline())}")

    def died(self) -> int:
        """Waits for its end; minus the signal that ended it."""
        return self._process.wait(30)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(30)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self.line.session.close()


@contextmanager
def workers(count: int, url: str, city: City) -> Iterator[list[Process]]:
    """So many processes over one database."""
    started = [Process(url, city) for _each in range(count)]
    try:
        yield started
    finally:
        for each in started:
            each.kill()
