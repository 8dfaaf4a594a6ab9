"""The hub is what its OpenAPI document says: schemathesis makes the requests, and none brings it to a 5xx."""

from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sync.protocol import PREFIX
from tests.hub.building import Laptop, Line, Place
from tests.hub.running import Running

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SIGNED = tuple(f"{PREFIX}/{name}" for name in ("pull", "push", "roster", "letters", "replies"))
FREE = tuple(f"{PREFIX}/{name}" for name in ("hub", "enrol", "health", "metrics"))
METHODS = dict.fromkeys((f"{PREFIX}/{name}" for name in ("push", "roster", "letters", "replies", "enrol")), "POST")
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)


@pytest.fixture
def place(hub: Running) -> Place:
    return hub.place()


def test_the_document_is_complete(hub: Running) -> None:
    document = hub.line.open("GET", "/schema").json()
    assert set(document["paths"]) == {*SIGNED, *FREE}
    items = document["components"]["schemas"]["Item"]
    assert (items["type"], items["minItems"]) == ("array", 3)
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["security"] == [{"signature": []} if path in SIGNED else {}]


def signed(line: Line, laptop: Laptop, case: Any) -> requests.Response:
    """The case as schemathesis made it, signed by hand where that is asked for."""
    arguments = case.as_transport_kwargs(base_url=line.url)
    keep = ("method", "url", "params", "data", "json", "headers")
    ready = line.session.prepare_request(requests.Request(**{k: v for k, v in arguments.items() if k in keep}))
    if case.path in SIGNED:
        line.sign(ready, laptop)
    return line.send(ready)


@pytest.mark.parametrize("path", [*SIGNED, *FREE])
def test_no_request_brings_the_hub_down(hub: Running, place: Place, path: str) -> None:
    operation = schemathesis.openapi.from_url(f"{hub.url}/schema")[path][METHODS.get(path, "GET")]

    @FEW
    @given(case=operation.as_strategy())
    def holds(case: Any) -> None:
        case.validate_response(signed(hub.line, place.founder, case), checks=CHECKS)

    holds()
