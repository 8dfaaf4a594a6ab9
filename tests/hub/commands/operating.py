"""A hub as its operator has it: a folder, the installed command in real processes, and `serve` that can be killed."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from kyosei_desk.commands import leaving
from sync.hub import failures, keys
from sync.hub.commands.founding import found_hub
from sync.hub.commands.line import kyosei_hub
from sync.hub.folder import HubFolder
from sync.hub.keys import KeyFile
from sync.hub.store import HubStore
from tests.hub.building import City, Line
from tests.journeys.running import LIMIT, Ended

WORDS = "みほんの ハブの あいことば"
OTHER_WORDS = "べつの ハブの あいことば"
ROOT = Path(__file__).parents[3]
COMMAND = (sys.executable, "-m", "sync.hub")


class Keyholder(City):
    """The city whose keys lie in a file."""

    def __init__(self, made: KeyFile) -> None:
        held = keys.serving_keys(made, WORDS)
        self.signing = keys.signing_pair(made, WORDS)
        self.letter = held.letter
        self.held = held
        self.keys = held.for_app()


class Operated:
    """A hub's folder, and commands upon it. `words`: the file with its passphrase."""

    def __init__(self, folder: Path, words: Path, city: Keyholder, url: str = "") -> None:
        self.folder = folder
        self.words = words
        self.city = city
        self.url = url or HubFolder(folder).database_url()

    def process(self, *arguments: object, words: Path | None = None, data: Path | None = None) -> Ended:
        """One command in a process of its own, to its end."""
        return run(*arguments, "--data", data or self.folder, words=words or self.words)

    def run(self, *arguments: object, words: Path | None = None, data: Path | None = None) -> Ended:
        """The same within this process, which spares the second it takes to start."""
        with spoken(words or self.words) as (out, err):
            typed = [*map(str, arguments), "--data", str(data or self.folder)]
            status = leaving.run(kyosei_hub, "kyosei-hub", typed, failures.known)
        return Ended(status, out(), err())

    def json(self, *arguments: object) -> list[dict[str, Any]]:
        """The lines of a command that succeeds with --json."""
        ended = self.run(*arguments, "--json")
        assert ended.status == 0, ended.err
        return [msgspec.json.decode(line) for line in ended.lines]

    @contextmanager
    def store(self) -> Iterator[HubStore]:
        opened = HubStore(self.url, self.city.signing.public)
        try:
            yield opened
        finally:
            opened.close()

    @contextmanager
    def serving(self, *arguments: object, ca: Path | None = None) -> Iterator["Served"]:
        """`serve` on a free port, ended in order when the block ends, unless the block has ended it."""
        served = Served(self, *arguments, ca=ca)
        try:
            yield served
            if served.running:
                assert served.stop() == 0
        finally:
            served.kill()


def founded(folder: Path, url: str, made: KeyFile, city: Keyholder, words: Path) -> Operated:
    """A new hub; `url` "" is the embedded default."""
    found_hub(HubFolder(folder), made, url or None)
    return Operated(folder, words, city, url)


class Served:
    """A running `kyosei-hub serve`."""

    def __init__(self, hub: Operated, *arguments: object, ca: Path | None = None) -> None:
        where = ("--data", hub.folder, *(("--port", 0) if "--port" not in arguments else ()))
        self.log = hub.folder.with_name("serve.log")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "serve", *map(str, (*where, *arguments))],
                cwd=ROOT, env=environment(hub.words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip
        assert self.process.stdout
        self.url = self.process.stdout.readline().decode().strip()
        assert self.url, self.log.read_text("utf-8")
        self.line = Line(self.url)
        self.line.session.verify = str(ca) if ca else True

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def workers(self) -> list[int]:
        """The ids of its child processes."""
        return [int(each) for each in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def stop(self, sign: int = signal.SIGTERM) -> int:
        """Its exit status after a signal."""
        self.process.send_signal(sign)
        return self.ended()

    def ended(self) -> int:
        """Its exit status once it ends; all of standard output has been read by then."""
        assert self.process.stdout
        assert self.process.stdout.read() == b""
        return self.process.wait(LIMIT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(LIMIT)
        if self.process.stdout:
            self.process.stdout.close()
        self.line.session.close()


@contextmanager
def spoken(words: Path | None = None) -> Iterator[tuple[Callable[[], str], Callable[[], str]]]:
    """The streams and the environment of a command; afterwards they give what was said."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _each in range(2))
    before, told = dict(os.environ), environment(words)
    os.environ.clear()
    os.environ.update(told)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            yield partial(said_on, out), partial(said_on, err)
    finally:
        os.environ.clear()
        os.environ.update(before)


def said_on(stream: io.TextIOWrapper) -> str:
    stream.flush()
    content: bytes = stream.buffer.getvalue()  # type: ignore[attr-defined]
    return content.decode()


def start(*arguments: object, words: Path) -> subprocess.Popen[bytes]:
    """A command that is not waited for."""
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT, env=environment(words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def run(*arguments: object, words: Path | None, env: Mapping[str, str] | None = None) -> Ended:
    """One command in a process of its own, with nothing on its input."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT,
        env={**environment(words), **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=LIMIT,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def environment(words: Path | None) -> dict[str, str]:
    """Ours, with the file of the hub's passphrase."""
    bare = {name: value for name, value in os.environ.items() if name != "KYOSEI_HUB_PASSPHRASE_FILE"}
    return bare if words is None else {**bare, "KYOSEI_HUB_PASSPHRASE_FILE": str(words)}
