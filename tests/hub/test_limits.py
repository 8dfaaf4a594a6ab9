"""What does not fit: every refusal has its body, and none tells what went wrong inside."""

import gzip
import json
from collections.abc import Iterator

import pytest

from sync.hub.settings import Settings
from sync.protocol import MAX_BODY_BYTES, MAX_ITEMS, Trouble
from tests.hub.building import Place, refusal
from tests.hub.running import Running, running


@pytest.fixture
def place(hub: Running) -> Place:
    return hub.place()


@pytest.mark.parametrize(
    ("method", "path", "status", "trouble"),
    [
        ("GET", "/", 404, Trouble.NOT_FOUND),
        ("GET", "/v1", 404, Trouble.NOT_FOUND),
        ("GET", "/v1/", 404, Trouble.NOT_FOUND),
        ("GET", "/v1/nothing", 404, Trouble.NOT_FOUND),
        ("GET", "/schema/swagger", 404, Trouble.NOT_FOUND),
        ("GET", "/v2/hub", 404, Trouble.VERSION),
        ("POST", "/v10/push", 404, Trouble.VERSION),
        ("GET", "/v1/push", 405, Trouble.NOT_FOUND),
        ("DELETE", "/v1/hub", 405, Trouble.NOT_FOUND),
    ],
)
def test_what_is_not_there(hub: Running, method: str, path: str, status: int, trouble: Trouble) -> None:
    response = hub.line.open(method, path)
    assert (response.status_code, refusal(response).trouble) == (status, trouble)
    assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize("path", ["/v1/hub", "/v1/health", "/v1/metrics", "/schema", "/v1/nothing", "/v1/pull"])
def test_every_answer_is_hardened(hub: Running, path: str) -> None:
    headers = hub.line.open("GET", path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["referrer-policy"] == "no-referrer"


BAD_JSON = [
    b"", b"null", b"[]", b"{", b"{}", b"\xff\xfe", b'"\\ud800"', b'{"a":' * 100_000, b"[" * 100_000, b"1e999", b"NaN",
]  # fmt: skip


@pytest.mark.parametrize("body", BAD_JSON, ids=range(len(BAD_JSON)))
@pytest.mark.parametrize("path", ["/push", "/roster", "/letters"])
def test_what_cannot_be_read_is_malformed(hub: Running, place: Place, path: str, body: bytes) -> None:
    response = hub.line.send(hub.line.prepared(place.founder, "POST", path, body))
    assert (response.status_code, refusal(response).trouble) == (400, Trouble.MALFORMED)
    assert set(response.json()) == {"trouble", "time", "roster", "head"}


@pytest.mark.parametrize("body", BAD_JSON, ids=range(len(BAD_JSON)))
def test_an_enrolment_that_cannot_be_read_is_malformed(hub: Running, body: bytes) -> None:
    response = hub.line.open("POST", "/v1/enrol", body)
    assert (response.status_code, refusal(response).trouble) == (400, Trouble.MALFORMED)


def test_what_is_out_of_bounds_is_malformed(hub: Running, place: Place) -> None:
    batch = json.loads(hub.line.prepared(place.founder, "POST", "/push", place.founder.write()).body or b"")
    for name, value in {
        "device": "x", "first_seq": 0, "items": [], "signature": "AAAA", "epoch": "e", "first_seq ": 2**53 + 1,
    }.items():  # fmt: skip
        bent = json.dumps({**batch, name.strip(): value}).encode()
        response = hub.line.post(place.founder, "/push", bent)
        assert (response.status_code, refusal(response).trouble) == (400, Trouble.MALFORMED)
    many = json.dumps({**batch, "items": batch["items"] * (MAX_ITEMS + 1)}).encode()
    assert refusal(hub.line.post(place.founder, "/push", many)).trouble is Trouble.MALFORMED


def test_a_field_of_a_newer_side_is_left_aside(hub: Running, place: Place) -> None:
    batch = json.loads(hub.line.prepared(place.founder, "POST", "/push", place.founder.write()).body or b"")
    newer = json.dumps({**batch, "newer": {"thing": [1, 2]}}).encode()
    assert hub.line.post(place.founder, "/push", newer).status_code == 200


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in chunks"])
def test_a_body_too_large_is_not_read_to_its_end(hub: Running, place: Place, announced: bool) -> None:
    body = b" " * (MAX_BODY_BYTES + 1)
    for laptop_path in ("/push", "/letters"):
        ready = hub.line.prepared(place.founder, "POST", laptop_path, body)
        if not announced:
            del ready.headers["Content-Length"]
            ready.headers["Transfer-Encoding"] = "chunked"
            ready.body = iter([body[: 1 << 20], body[1 << 20 :]])  # type: ignore[assignment]
        response = hub.line.send(ready)
        assert (response.status_code, refusal(response).trouble) == (413, Trouble.TOO_LARGE)


def test_an_unsigned_body_too_large_is_refused_as_well(hub: Running) -> None:
    response = hub.line.open("POST", "/v1/enrol", b" " * (MAX_BODY_BYTES + 1))
    assert (response.status_code, refusal(response).trouble) == (413, Trouble.TOO_LARGE)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "x-unknown", "identity, gzip"])
def test_a_packed_body_is_not_unpacked(hub: Running, place: Place, encoding: str) -> None:
    ready = hub.line.prepared(place.founder, "POST", "/push", gzip.compress(bytes(1 << 20)))
    ready.headers["Content-Encoding"] = encoding
    response = hub.line.send(ready)
    assert (response.status_code, refusal(response).trouble) == (415, Trouble.MALFORMED)
    response = hub.line.open("POST", "/v1/enrol", b"{}", **{"Content-Encoding": encoding})
    assert response.status_code == 415


@pytest.fixture
def strict(hub: Running) -> Iterator[Running]:
    with running(hub.store, hub.city, Settings(device_requests=3, open_requests=2, retry_seconds=7)) as up:
        yield up


def test_a_device_that_asks_too_often_is_told_to_wait(strict: Running, place: Place) -> None:
    answers = [strict.line.get(place.founder) for _each in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert refusal(answers[-1]).trouble is Trouble.TOO_MANY
    assert answers[-1].headers["retry-after"] == "7"
    assert strict.line.get(place.member()).status_code == 200


def test_all_workers_count_together(hub: Running, strict: Running, place: Place) -> None:
    """The count is the table's, not a process's own."""
    for _each in range(3):
        assert hub.line.get(place.founder).status_code == 200
    assert strict.line.get(place.founder).status_code == 429


def test_who_needs_no_signature_is_counted_by_address(strict: Running) -> None:
    answers = [strict.line.open("GET", "/v1/hub") for _each in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert (refusal(answers[-1]).trouble, answers[-1].headers["retry-after"]) == (Trouble.TOO_MANY, "7")
    assert strict.line.open("GET", "/v1/health").status_code == 200
