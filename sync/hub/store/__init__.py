"""What the hub keeps, and the only place that knows its database. One door: HubStore; each method is one transaction.

PostgreSQL for a city, SQLite in one file as the embedded default: the same statements, the same answers.
"""

from kyosei_desk.clock import Clock, system_clock
from sync.hub.store.alarms import Alarms
from sync.hub.store.counting import Counting
from sync.hub.store.database import Database
from sync.hub.store.devices import Devices
from sync.hub.store.districts import Districts
from sync.hub.store.post import Post
from sync.hub.store.pulling import Pulling
from sync.hub.store.upgrading import upgrade


class HubStore(Districts, Devices, Pulling, Post, Alarms, Counting):
    """All of the hub's tables, made and brought up to date as it opens. Threads and processes may share a database.

    `city_public` is the city's signing key: with it the rosters are verified. `url`: `sqlite:///FILE` or
    `postgresql://…`.
    """

    def __init__(self, url: str, city_public: bytes, clock: Clock = system_clock) -> None:
        super().__init__(Database(url), city_public, clock)
        upgrade(self.database)

    def close(self) -> None:
        self.database.close()
