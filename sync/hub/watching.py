"""Health and metrics: counts only. All numbers come out of the database, so that every worker tells the same."""

from collections.abc import Iterator

import msgspec
from litestar import MediaType, get
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

from sync.hub.answers import refusing
from sync.hub.api import Given
from sync.hub.store import HubStore
from sync.hub.store.rows import State

PLAIN = {
    "districts": "Districts",
    "items": "Sealed items ever taken in, voids with them",
    "bytes": "Sealed bytes kept of all devices",
    "letters": "Letters taken in",
    "replies": "Answers sent",
    "bulletins": "Bulletins published",
    "alarms": "Things that people must look at",
}


class Health(msgspec.Struct, frozen=True):
    """The database answered, and this is how much there is."""

    districts: int
    devices: int
    alarms: int


class StoreCollector(Collector):
    """Reads the database when it is asked, and holds nothing."""

    def __init__(self, store: HubStore) -> None:
        self._store = store

    def collect(self) -> Iterator[GaugeMetricFamily]:
        counts = self._store.counts()
        for name, told in PLAIN.items():
            yield GaugeMetricFamily(f"kyosei_hub_{name}", told, value=counts[name])
        devices = GaugeMetricFamily("kyosei_hub_devices", "Devices, by where they stand", labels=["state"])
        for state in State:
            devices.add_metric([state], counts[f"devices_{state}"])
        yield devices


@get("/health", sync_to_thread=True, responses=refusing(), summary="Whether the hub and its database answer")
def health(hub: Given) -> Health:
    counts = hub.store.counts()
    devices = sum(counts[f"devices_{state}"] for state in State)
    return Health(counts["districts"], devices, counts["alarms"])


@get("/metrics", sync_to_thread=True, responses=refusing(), media_type=MediaType.TEXT, summary="Counts for Prometheus")
def metrics(hub: Given) -> str:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(StoreCollector(hub.store))
    return generate_latest(registry).decode()
