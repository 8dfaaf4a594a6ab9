"""What a desk has not seen yet: all lanes as of one moment."""

from sqlalchemy import Connection, RowMapping, select

from sync.hub.store import changes, lanes, tables
from sync.hub.store.devices import card_of
from sync.hub.store.pushing import Pushing
from sync.hub.store.refusals import DevicePending, DeviceRevoked, EpochChanged, NoDevice
from sync.hub.store.room import place_of
from sync.hub.store.rows import Asked, Lanes, State
from sync.protocol import DeviceCard, Head


class Pulling(Pushing):
    def pull(self, district: str, device: str, asked: Asked) -> Lanes:
        """Everything after what the device has. Raises EpochChanged, DevicePending, DeviceRevoked or NoDevice."""
        with self.database.reading() as connection:
            row = place_of(connection, district)
            own = active_slot(connection, device)
            hub = connection.execute(select(tables.hub)).mappings().one()
            return collected(connection, row, hub, asked, None if asked.own else own)

    def pull_for_bundle(self, district: str, asked: Asked) -> Lanes:
        """The same for a bundle in the city's own hand. Raises EpochChanged."""
        with self.database.reading() as connection:
            hub = connection.execute(select(tables.hub)).mappings().one()
            return collected(connection, place_of(connection, district), hub, asked, None)

    def heads(self, district: str) -> tuple[Head, ...]:
        """Where the chain of every device stands that ever wrote here."""
        with self.database.reading() as connection:
            return changes.heads(connection, place_of(connection, district)["place"])


def active_slot(connection: Connection, device: str) -> int:
    """The device's number, as long as it belongs at this very moment."""
    columns = tables.device.c
    row = connection.execute(select(columns.slot, columns.state).where(columns.id == device)).first()
    if row is None:
        raise NoDevice
    if row.state != State.ACTIVE:
        raise DeviceRevoked if row.state == State.REVOKED else DevicePending
    return int(row.slot)


def collected(
    connection: Connection, district: RowMapping, hub: RowMapping, asked: Asked, without: int | None
) -> Lanes:
    """A lane that has nothing new costs no query."""
    place, sequence = district["place"], district["sequence"]
    after = sequence_in(asked.cursor, hub["epoch"], sequence)
    spans = changes.spans(connection, place, after, without) if sequence > after else lanes.NOTHING
    entries = (
        lanes.entries(connection, place, asked.roster) if district["roster_number"] > asked.roster else lanes.NOTHING
    )
    replies = lanes.replies(connection, place, asked.replies) if district["replies"] > asked.replies else lanes.NOTHING
    bulletins = lanes.bulletins(connection, asked.bulletins) if hub["bulletins"] > asked.bulletins else lanes.NOTHING
    reached = spans.rows[-1].last_sequence if spans.more else sequence
    return Lanes(
        hub_epoch=hub["epoch"],
        cursor=cursor_at(hub["epoch"], reached),
        more=spans.more or entries.more or replies.more or bulletins.more,
        batches=changes.batches(connection, place, spans.rows, without),
        heads=changes.heads(connection, place),
        roster=entries.rows,
        roster_number=district["roster_number"],
        roster_head=district["roster_head"],
        pending=pending(connection, place),
        replies=replies.rows,
        reply_before=lanes.reply_id(connection, place, asked.replies) if asked.replies else None,
        bulletins=bulletins.rows,
    )


def cursor_at(epoch: str, sequence: int) -> str:
    return f"{epoch}.{sequence}"


def sequence_in(cursor: str, epoch: str, sequence: int) -> int:
    """Where a cursor stands; "" is the beginning. Raises EpochChanged for one that this life of the hub never gave."""
    if cursor == "":
        return 0
    named, _dot, number = cursor.partition(".")
    if named != epoch or not (number.isascii() and number.isdigit()) or int(number) > sequence:
        raise EpochChanged
    return int(number)


def pending(connection: Connection, place: int) -> tuple[DeviceCard, ...]:
    """Those that wait for approval."""
    columns = tables.device.c
    query = select(tables.device).where(columns.place == place, columns.state == State.PENDING).order_by(columns.slot)
    return tuple(card_of(row) for row in connection.execute(query).mappings())
