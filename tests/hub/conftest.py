"""The hub's tests run twice: on SQLite and on PostgreSQL. One database and one server a session; a district a test."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from sync.hub.store import HubStore
from sync.hub.store.database import driven
from tests.hub.building import City
from tests.hub.postgres import cluster
from tests.hub.running import Running, running


@pytest.fixture(scope="session")
def city() -> City:
    return City()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """The URL of a PostgreSQL of this run's own."""
    base = tmp_path_factory.getbasetemp()
    with cluster(base if worker_id == "master" else base.parent) as url:
        yield url


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Which of xdist's workers this is; "master" where there are none."""
    told = getattr(request.config, "workerinput", {"workerid": "master"})
    return str(told["workerid"])


class Databases:
    """Makes empty databases of one kind."""

    def __init__(self, kind: str, folder: Path, postgres: str = "") -> None:
        self.kind = kind
        self._folder = folder
        self._postgres = postgres

    def fresh(self) -> str:
        """The URL of an empty one."""
        name = f"hub_{secrets.token_hex(6)}"
        if self.kind == "sqlite":
            return f"sqlite:///{self._folder / name}.db"
        server = driven(make_url(self._postgres))
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return server.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    folder = tmp_path_factory.mktemp("hub")
    if request.param == "sqlite":
        return Databases("sqlite", folder)
    return Databases("postgresql", folder, request.getfixturevalue("postgres"))


@pytest.fixture(scope="session")
def url(databases: Databases) -> str:
    """The session's database."""
    return databases.fresh()


@pytest.fixture(scope="session")
def store(url: str, city: City) -> Iterator[HubStore]:
    opened = HubStore(url, city.signing.public)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def hub(store: HubStore, city: City) -> Iterator[Running]:
    """The running hub, with no limits that a test would meet by chance."""
    with running(store, city) as up:
        yield up
