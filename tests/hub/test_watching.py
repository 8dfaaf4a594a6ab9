"""Health, metrics and the log: counts and ids, which may be handed to a stranger."""

import json
import secrets
import shutil
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from sync.hub.store import HubStore
from sync.protocol import Trouble
from tests.hub.building import City, Laptop, Place, enrolment, refusal
from tests.hub.conftest import Databases
from tests.hub.running import Running, running


def metrics(hub: Running) -> dict[str, float]:
    text = hub.line.open("GET", "/v1/metrics").text
    return {
        sample.name + "".join(sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_numbers_are_those_of_the_database(databases: Databases, city: City) -> None:
    store = HubStore(databases.fresh(), city.signing.public)
    place = Place(store, city)
    gone = place.member()
    store.push(place.id, place.founder.write(3, size=100))
    store.add_letters(place.id, [place.founder.letter(city)])
    store.push(place.id, place.founder.clone().write())
    place.revoke(gone)
    place.enrolled()
    with running(store, city) as one, running(store, city) as other:
        seen = metrics(one)
        assert seen == metrics(other)
        assert one.line.open("GET", "/v1/health").json() == {"districts": 1, "devices": 3, "alarms": 0}
    assert (seen["kyosei_hub_items"], seen["kyosei_hub_letters"], seen["kyosei_hub_districts"]) == (4, 1, 1)
    assert [seen[f"kyosei_hub_devices{state}"] for state in ("pending", "active", "revoked")] == [1, 1, 1]
    assert seen["kyosei_hub_bytes"] > 300
    store.close()


def test_a_database_that_is_away_is_told_as_busy(databases: Databases, city: City) -> None:
    """Nothing of the database's own words reaches whoever asks."""
    store = HubStore(databases.fresh(), city.signing.public)
    with store.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE hub RENAME TO away")
    with running(store, city) as hub:
        response = hub.line.open("GET", "/v1/health")
        assert (response.status_code, refusal(response).trouble) == (503, Trouble.BUSY)
        assert response.headers["retry-after"]
        assert hub.line.open("GET", "/v1/hub").status_code == 200
        assert "away" not in response.text + hub.log.getvalue()
    store.close()


@pytest.mark.parametrize("instead", ["nothing", "another file"])
def test_a_database_file_that_is_taken_away_under_the_hub_is_noticed(city: City, tmp_path: Path, instead: str) -> None:
    """SQLite would go on writing into a file that no name leads to: nothing of it would be there tomorrow."""
    file = tmp_path / "hub.db"
    store = HubStore(f"sqlite:///{file}", city.signing.public)
    place = Place(store, city)
    before = store.counts()
    with running(store, city) as hub:
        assert hub.line.open("GET", "/v1/health").status_code == 200
        file.rename(tmp_path / "moved.db")
        if instead == "another file":
            shutil.copyfile(tmp_path / "moved.db", file)
        asked = [
            hub.line.open("GET", "/v1/health"),
            hub.line.post(place.founder, "/push", place.founder.write(1)),
            hub.line.get(place.founder),
        ]
        assert [each.status_code for each in asked] == [503, 503, 503]
        assert {refusal(each).trouble for each in asked} == {Trouble.BUSY}
        told = [line for line in lines(hub) if line["event"] == "database"]
        assert len(told) == len(asked)
        assert {line["error"] for line in told} == {"FileReplaced"}
        (tmp_path / "moved.db").replace(file)
        assert hub.line.open("GET", "/v1/health").status_code == 200
    assert store.counts() == before
    store.close()


def lines(hub: Running) -> list[dict[str, object]]:
    """What was logged so far. A line is written once its answer is sent; one answer more, and it is there."""
    hub.line.open("GET", "/v1/hub")
    return [json.loads(line) for line in hub.log.getvalue().splitlines()]


def test_a_line_a_request_with_ids_and_counts(hub: Running) -> None:
    place = hub.place()
    hub.line.post(place.founder, "/push", place.founder.write(3))
    (line,) = (each for each in lines(hub) if each.get("device") == place.founder.id)
    assert line["route"] == "push"
    assert (line["status"], line["method"]) == (200, "POST")
    assert (line["device"], line["district"]) == (place.founder.id, place.id)
    assert set(line) == {
        "event", "level", "timestamp", "method", "route", "status", "device", "district", "bytes", "ms",
    }  # fmt: skip


def test_the_log_can_be_handed_to_a_stranger(hub: Running) -> None:
    """Neither bodies nor queries nor names nor addresses, however a request goes wrong."""
    place, marker = hub.place(), f"mihon-{secrets.token_hex(8)}"
    laptop = Laptop(place.id, name=marker)
    hub.line.open("POST", "/v1/enrol", enrolment(place.code(), laptop))
    hub.line.open("POST", "/v1/enrol", f'{{"code_id": "{marker}"}}'.encode())
    hub.line.open("GET", f"/{marker}?{marker}={marker}", **{"X-Mihon": marker})
    hub.line.get(laptop, cursor=marker)
    query: dict[str, Any] = {marker: marker}
    hub.line.get(laptop, **query)
    hub.line.post(place.founder, "/push", place.founder.batch().items)
    hub.line.post(place.founder, "/letters", {"letters": [place.founder.letter(hub.city, marker.encode())]})
    hub.line.open("GET", "/v1/pull", Signature=marker, **{"Signature-Input": marker})
    log = json.dumps(lines(hub), ensure_ascii=False)
    assert marker not in log
    assert "127.0.0.1" not in log
    assert "Traceback" not in log
