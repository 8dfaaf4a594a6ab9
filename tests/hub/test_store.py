"""The database under the hub: its tables, its file, and what it forgets."""

import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from kyosei_desk.clock import fixed_clock
from sync.hub.store import HubStore, tables
from sync.hub.store.devices import KEPT_SECONDS
from sync.hub.store.rows import AlarmKind, Asked
from sync.protocol import FRESH_SECONDS
from tests.hub.building import City, Place, item
from tests.hub.conftest import Databases
from tests.hub.running import ROOT, Running


@pytest.fixture
def own(databases: Databases, city: City) -> Iterator[HubStore]:
    """A store of this test's own."""
    store = HubStore(databases.fresh(), city.signing.public)
    yield store
    store.close()


def test_the_migrations_make_the_tables(own: HubStore) -> None:
    with own.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_the_migrations_travel_with_the_package() -> None:
    """setuptools takes along what is a package, and nothing else of a folder."""
    folder = ROOT / "sync" / "hub" / "migrations"
    assert [each for each in (folder, folder / "versions") if not (each / "__init__.py").is_file()] == []


def test_opening_again_changes_nothing(own: HubStore, city: City) -> None:
    own.add_district("見本区")
    again = HubStore(own.database.url.render_as_string(hide_password=False), city.signing.public)
    assert (again.epoch(), again.districts()) == (own.epoch(), own.districts())
    again.close()


def test_the_file_is_its_owner_s(tmp_path: Path, city: City) -> None:
    path = tmp_path / "hub.db"
    store = HubStore(f"sqlite:///{path}", city.signing.public)
    store.add_district("見本区")
    rights = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    assert {"hub.db", "hub.db-wal", "hub.db-shm"} == set(rights)
    assert set(rights.values()) == {0o600}
    store.close()


def test_sqlite_keeps_what_it_acknowledged(tmp_path: Path, city: City) -> None:
    store = HubStore(f"sqlite:///{tmp_path / 'hub.db'}", city.signing.public)
    with store.database.reading() as connection:
        said = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    store.close()


def test_a_transaction_that_fails_leaves_nothing(own: HubStore) -> None:
    values = {"id": "0" * 32, "name": "見本区", "added_at": 0}
    with pytest.raises(ZeroDivisionError), own.database.writing() as connection:
        connection.execute(insert(tables.district).values(values)).rowcount / 0  # fails once the row is in
    assert own.districts() == []
    with own.database.writing() as connection:
        connection.execute(insert(tables.district).values(values))
    assert len(own.districts()) == 1


def test_a_reader_only_reads(own: HubStore) -> None:
    """The database holds it to that."""
    with pytest.raises(SQLAlchemyError), own.database.reading() as connection:
        connection.execute(insert(tables.district).values({"id": "0" * 32, "name": "見本区", "added_at": 0}))


def test_a_reader_has_one_moment(own: HubStore, city: City) -> None:
    place = Place(own, city)
    with own.database.reading() as connection:
        count = select(func.count()).select_from(tables.item)
        assert connection.scalar(count) == 0
        own.push(place.id, place.founder.batch(item()))
        assert connection.scalar(count) == 0
    assert len(own.pull(place.id, place.founder.id, Asked(own=True)).batches) == 1


# Nonces


def test_a_nonce_is_used_once(hub: Running) -> None:
    place, now = hub.place(), 1_790_000_000
    device = place.founder.id
    assert hub.store.use_nonce(device, "n" * 16, now) == (True, 1)
    assert hub.store.use_nonce(device, "n" * 16, now) == (False, 1)
    assert hub.store.use_nonce(device, "m" * 16, now) == (True, 2)
    assert hub.store.use_nonce(place.member().id, "n" * 16, now) == (True, 1)


def test_one_nonce_at_one_moment_has_one_winner(hub: Running) -> None:
    place, now, gate = hub.place(), 1_790_000_000, Barrier(8)
    won: list[bool] = []

    def use() -> None:
        gate.wait()
        won.append(hub.store.use_nonce(place.founder.id, "n" * 16, now).first)

    threads = [Thread(target=use) for _each in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(won) == [False] * 7 + [True]


def test_a_nonce_is_kept_for_as_long_as_its_request_could_be_taken(hub: Running) -> None:
    """One that was signed ahead of time is fresh for twice as long; what time refuses is forgotten."""
    device, now = hub.place().founder.id, 1_790_000_000
    hub.store.use_nonce(device, "n" * 16, now)
    assert not hub.store.use_nonce(device, "n" * 16, now + 2 * FRESH_SECONDS).first
    hub.store.use_nonce(device, "m" * 16, now + KEPT_SECONDS + 1)
    with hub.store.database.reading() as connection:
        columns = tables.nonce.c
        left = connection.scalars(select(columns.nonce).where(columns.device == device))
        assert list(left) == ["m" * 16]


def test_the_requests_of_the_last_minute_are_counted(hub: Running) -> None:
    device, now = hub.place().founder.id, 1_790_000_000
    counts = [
        hub.store.use_nonce(device, f"{step:016d}", now + seconds).recent
        for step, seconds in enumerate((0, 10, 59, 60, 70, 200))
    ]
    assert counts == [1, 2, 3, 3, 3, 1]


# Alarms and time


def test_an_alarm_is_one_row_however_often(databases: Databases, city: City) -> None:
    moment = datetime(2026, 11, 2, tzinfo=UTC)
    store = HubStore(databases.fresh(), city.signing.public, fixed_clock(moment))
    place = Place(store, city)
    store.add_alarm(place.id, AlarmKind.FORK, place.founder.id, "7")
    later = HubStore(
        store.database.url.render_as_string(hide_password=False),
        city.signing.public,
        fixed_clock(moment + timedelta(1)),
    )
    later.add_alarm(place.id, AlarmKind.FORK, place.founder.id, "7")
    later.add_alarm(place.id, AlarmKind.FORK, place.founder.id, "8")
    first, second = store.alarms()
    assert (first.about, first.times, first.last_at - first.first_at) == ("7", 2, 86_400)
    assert (second.about, second.times, second.first_at) == ("8", 1, first.last_at)
    assert store.counts()["alarms"] == 2
    for each in (store, later):
        each.close()


def test_alarms_are_bounded_and_the_newest_stay(own: HubStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever could raise more would fill the disk; how many there were is told."""
    monkeypatch.setattr("sync.hub.store.alarms.MOST", 5)
    other, district = own.add_district("見本東"), own.add_district("見本西")
    own.add_alarm(other, AlarmKind.REPLAY, "a" * 32)
    for number in range(12):
        own._clock = fixed_clock(datetime(2026, 11, 2, tzinfo=UTC) + timedelta(number))
        own.add_alarm(district, AlarmKind.FORK, "b" * 32, str(number))
    kept = own.alarms(district)
    assert sorted(each.about for each in kept if each.kind is AlarmKind.FORK) == ["10", "11", "7", "8", "9"]
    assert [each.times for each in kept if each.kind is AlarmKind.MORE] == [7]
    assert [each.kind for each in own.alarms(other)] == [AlarmKind.REPLAY]
