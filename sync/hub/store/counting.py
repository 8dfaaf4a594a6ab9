"""The hub's own row, and how much there is of everything."""

import secrets

from sqlalchemy import func, select, update

from sync.hub.store import tables
from sync.hub.store.room import Room
from sync.hub.store.rows import State


class Counting(Room):
    def epoch(self) -> str:
        """Which life of the hub this is."""
        with self.database.reading() as connection:
            return str(connection.execute(select(tables.hub.c.epoch)).scalar_one())

    def new_epoch(self) -> str:
        """After a restore: every cursor given before is void, and desks push again what was lost."""
        epoch = fresh_epoch()
        with self.database.writing() as connection:
            connection.execute(update(tables.hub).values(epoch=epoch))
        return epoch

    def counts(self) -> dict[str, int]:
        """Numbers only, and none of them from counting a large table."""
        district, device = tables.district.c, tables.device.c
        totals = {
            "districts": select(func.count()).select_from(tables.district),
            "items": select(func.coalesce(func.sum(district.sequence), 0)),
            "replies": select(func.coalesce(func.sum(district.replies), 0)),
            "letters": select(tables.hub.c.letters),
            "bulletins": select(tables.hub.c.bulletins),
            "bytes": select(func.coalesce(func.sum(device.bytes), 0)),
            "alarms": select(func.count()).select_from(tables.alarm),
            **{f"devices_{state}": select(func.count()).where(device.state == state) for state in State},
        }
        with self.database.reading() as connection:
            row = connection.execute(select(*(query.scalar_subquery().label(name) for name, query in totals.items())))
            return {name: int(value) for name, value in row.mappings().one().items()}


def fresh_epoch() -> str:
    return secrets.token_hex(8)
