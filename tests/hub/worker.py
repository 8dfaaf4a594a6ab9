"""A hub as one process: told on its standard input, says its port on its standard output, serves until it is killed."""

import os
import signal
import sys
from io import StringIO
from typing import Any

import msgspec
import uvicorn
from sqlalchemy import event

from sync.hub.app import create_app
from sync.hub.logs import hub_log
from sync.hub.settings import Keys
from sync.hub.store import HubStore
from sync.protocol import HubCard
from tests.hub.running import GENEROUS, Worker, listening_socket


def main() -> None:
    told = msgspec.json.decode(sys.stdin.buffer.readline(), type=Worker)
    store = HubStore(told.url, told.city_public)
    if told.die_before:
        die_before(store, told.die_before)
    card = msgspec.json.decode(told.card, type=HubCard)
    keys = Keys(told.letter_private, told.hub_private, card)
    app: Any = create_app(GENEROUS, store, keys, log=hub_log(StringIO()))
    listening = listening_socket()
    print(listening.getsockname()[1], flush=True)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
    server.run([listening])


def die_before(store: HubStore, statement: str) -> None:
    """Kill this very process, without a word, before the statement or the commit after it was reached for a push."""
    engine = store.database.engine
    pushing = False

    def on_statement(_connection: Any, _cursor: Any, sql: str, *_rest: object) -> None:
        nonlocal pushing
        if sql.startswith(statement):
            die()
        pushing = pushing or sql.startswith("INSERT INTO batch")

    def on_commit(_connection: Any) -> None:
        if statement == "COMMIT" and pushing:
            die()

    event.listen(engine, "before_cursor_execute", on_statement)
    event.listen(engine, "commit", on_commit)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
