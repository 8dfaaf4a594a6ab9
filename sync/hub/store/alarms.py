"""What only people can judge: ids and counts, once for each thing however often it is seen."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, select, tuple_, update

from sync.hub.store import tables
from sync.hub.store.room import Room, insert_new, place_of
from sync.hub.store.rows import Alarm, AlarmKind

KEY = tuple(tables.alarm.primary_key.columns)
MOST = 500
"""Alarms kept of one district: whoever could raise more would fill the disk, and hide the others among them."""


class Alarms(Room):
    def add_alarm(self, district: str, kind: AlarmKind, device: str, about: str = "") -> None:
        with self.database.writing() as connection:
            raise_alarm(connection, place_of(connection, district)["place"], kind, device, about, self.now())

    def alarms(self, district: str | None = None) -> list[Alarm]:
        """Of one district or of all, the oldest first."""
        query = select(tables.alarm, tables.district.c.id.label("district")).join(tables.district)
        if district is not None:
            query = query.where(tables.district.c.id == district)
        with self.database.reading() as connection:
            rows = connection.execute(query.order_by(tables.alarm.c.first_at)).mappings()
            return [alarm_of(dict(row)) for row in rows]


def alarm_of(row: dict[str, object]) -> Alarm:
    fields = {name: row[name] for name in Alarm.__struct_fields__}
    return Alarm(**{**fields, "kind": AlarmKind(str(row["kind"]))})  # type: ignore[arg-type]


def raise_alarm(connection: Connection, place: int, kind: AlarmKind, device: str, about: str, now: int) -> None:
    """A new row, or one more time in the row that is there."""
    key = {"place": place, "kind": kind, "device": device, "about": about}
    if insert_new(connection, tables.alarm, {**key, "times": 1, "first_at": now, "last_at": now}):
        forget_oldest(connection, place, now)
    else:
        count_again(connection, key, 1, now)


def count_again(connection: Connection, key: Mapping[str, object], times: int, now: int) -> None:
    again = update(tables.alarm).filter_by(**key).values(times=tables.alarm.c.times + times, last_at=now)
    connection.execute(again)


def forget_oldest(connection: Connection, place: int, now: int) -> None:
    """Keep the newest of a district, and how many there were besides."""
    columns = tables.alarm.c
    kept = (columns.place == place) & (columns.kind != AlarmKind.MORE)
    newest = select(*KEY).where(kept).order_by(columns.last_at.desc(), *KEY).limit(MOST)
    gone = connection.execute(delete(tables.alarm).where(kept, tuple_(*KEY).not_in(newest))).rowcount
    if gone:
        key = {"place": place, "kind": AlarmKind.MORE, "device": "", "about": ""}
        if not insert_new(connection, tables.alarm, {**key, "times": gone, "first_at": now, "last_at": now}):
            count_again(connection, key, gone, now)
