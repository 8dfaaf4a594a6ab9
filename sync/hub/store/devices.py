"""Laptops, and the nonces of their requests."""

from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, delete, func, select, update
from sqlalchemy.sql import Select

from sync.hub.store import tables
from sync.hub.store.room import Room, insert_new
from sync.hub.store.rows import Device, State
from sync.protocol import FRESH_SECONDS, DeviceCard, Head

MINUTE = 60
KEPT_SECONDS = 2 * FRESH_SECONDS + MINUTE
"""A request that is signed ahead of time stays fresh for twice as long; and workers' clocks differ a little."""


class Use(NamedTuple):
    """`first`: the nonce was never used before; `recent`: how many requests of the device came in the last minute."""

    first: bool
    recent: int


class Devices(Room):
    def device(self, device_id: str) -> Device | None:
        with self.database.reading() as connection:
            row = connection.execute(described().where(tables.device.c.id == device_id)).mappings().first()
        return None if row is None else device_of(row)

    def devices(self, district: str) -> list[Device]:
        """All of a district's, in the order they came."""
        query = described().where(tables.district.c.id == district).order_by(tables.device.c.slot)
        with self.database.reading() as connection:
            return [device_of(row) for row in connection.execute(query).mappings()]

    def dismiss_device(self, device_id: str) -> bool:
        """Forget a laptop that waits for approval; False where it does not wait."""
        waits = (tables.device.c.id == device_id) & (tables.device.c.state == State.PENDING)
        with self.database.writing() as connection:
            return connection.execute(delete(tables.device).where(waits)).rowcount == 1

    def use_nonce(self, device_id: str, nonce: str, now: int) -> Use:
        """Spend a nonce of a device, in a table that all workers share; marks the device as seen."""
        values = {"device": device_id, "nonce": nonce, "seen": now}
        with self.database.writing() as connection:
            first = insert_new(connection, tables.nonce, values)
            forget_nonces(connection, device_id, now)
            mark_seen(connection, device_id, now)
            return Use(first, recent_requests(connection, device_id, now))


def described() -> Select[tuple[object, ...]]:
    return select(tables.device, tables.district.c.id.label("district")).join(tables.district)


def device_of(row: RowMapping) -> Device:
    return Device(
        card=card_of(row),
        district=row["district"],
        state=State(row["state"]),
        enrolled_at=row["enrolled_at"],
        last_seen=row["last_seen"],
        head=Head(row["id"], row["seq"], row["link"]),
        bytes=row["bytes"],
    )


def card_of(row: RowMapping) -> DeviceCard:
    return DeviceCard(id=row["id"], name=row["name"], sign_public=row["sign_public"], seal_public=row["seal_public"])


def mark_seen(connection: Connection, device_id: str, now: int) -> None:
    """To the minute: a row is not written anew for every request."""
    columns = tables.device.c
    long_ago = (columns.id == device_id) & (columns.last_seen <= now - MINUTE)
    connection.execute(update(tables.device).where(long_ago).values(last_seen=now))


def forget_nonces(connection: Connection, device_id: str, now: int) -> None:
    """Those whose requests are stale by now: time itself refuses them."""
    columns = tables.nonce.c
    connection.execute(delete(tables.nonce).where(columns.device == device_id, columns.seen < now - KEPT_SECONDS))


def recent_requests(connection: Connection, device_id: str, now: int) -> int:
    columns = tables.nonce.c
    query = select(func.count()).where(columns.device == device_id, columns.seen > now - MINUTE)
    return connection.execute(query).scalar_one()
