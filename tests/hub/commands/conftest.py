"""A hub's folder for each test, its keys made once a session: two derivations are a third of a second by design."""

from pathlib import Path

import pytest
import trustme

from kyosei_desk.sealing.passphrase import FLOOR
from sync.hub import keys
from sync.hub.keys import KeyFile
from tests.hub.commands.operating import OTHER_WORDS, WORDS, Keyholder, Operated, founded
from tests.hub.commands.ward import Ward
from tests.hub.conftest import Databases
from tests.journeys.running import secret_file


@pytest.fixture(scope="session")
def made() -> KeyFile:
    """The keys of the session's city."""
    return keys.made(WORDS, FLOOR)


@pytest.fixture(scope="session")
def city(made: KeyFile) -> Keyholder:
    return Keyholder(made)


@pytest.fixture(scope="session")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the hub's passphrase."""
    return secret_file(tmp_path_factory.mktemp("words"), WORDS)


@pytest.fixture(scope="session")
def other_words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with another one."""
    return secret_file(tmp_path_factory.mktemp("words"), OTHER_WORDS)


@pytest.fixture
def small(made: KeyFile, city: Keyholder, words: Path, tmp_path: Path) -> Operated:
    """A hub over the embedded default."""
    return founded(tmp_path / "hub", "", made, city, words)


@pytest.fixture
def operated(databases: Databases, made: KeyFile, city: Keyholder, words: Path, tmp_path: Path) -> Operated:
    """A hub over SQLite, and over PostgreSQL."""
    return founded(tmp_path / "hub", databases.fresh(), made, city, words)


@pytest.fixture
def ward(small: Operated) -> Ward:
    """A district with one laptop in it, where the database does not matter."""
    return Ward(small)


@pytest.fixture
def either(operated: Operated) -> Ward:
    """The same over SQLite, and over PostgreSQL."""
    return Ward(operated)


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path, Path]:
    """The certificate of a throw-away authority, and this hub's certificate and key."""
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    paths = (tmp_path / "ca.pem", tmp_path / "cert.pem", tmp_path / "key.pem")
    authority.cert_pem.write_to_path(str(paths[0]))
    issued.cert_chain_pems[0].write_to_path(str(paths[1]))
    issued.private_key_pem.write_to_path(str(paths[2]))
    return paths
