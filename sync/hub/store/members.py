"""The roster as the hub keeps it: the first of two rivals wins, and nothing else is decided here."""

import msgspec
from sqlalchemy import Connection, RowMapping, insert, select, update

from kyosei_desk.clock import Clock
from sync.hub.store import tables
from sync.hub.store.database import Database
from sync.hub.store.refusals import DevicePending, DeviceRevoked, EntryRefused, RosterMoved
from sync.hub.store.room import Room, device_values, insert_new, locked, place_of
from sync.hub.store.rows import State
from sync.protocol import Entry, Step
from sync.roster import EMPTY, Roster, RosterBroken, extended, hash_of, replayed

_decoder = msgspec.json.Decoder(Entry)
_encoder = msgspec.json.Encoder()

JOINING = frozenset({Step.FOUND, Step.APPROVE})


class Members(Room):
    def __init__(self, database: Database, city_public: bytes, clock: Clock) -> None:
        super().__init__(database, city_public, clock)
        self._known: dict[str, Roster] = {}
        """Rosters this process has verified; one is used only where its head is still the district's."""

    def entries(self, district: str, after: int = 0) -> list[Entry]:
        with self.database.reading() as connection:
            return entries_after(connection, place_of(connection, district)["place"], after)

    def roster(self, district: str) -> Roster:
        """The district's roster, verified from its founding entry on."""
        with self.database.reading() as connection:
            return self.roster_in(connection, place_of(connection, district))

    def append_entry(self, district: str, entry: Entry, signer: str | None = None) -> None:
        """Compare and set: the entry follows the roster's last one. The same entry again is taken as said already.

        `signer`: the device whose request it is, None for the city's own command. Raises RosterMoved, EntryRefused,
        DevicePending (whoever waits may only found) or DeviceRevoked.
        """
        with self.database.writing() as connection:
            row = locked(connection, district)
            roster = self.roster_in(connection, row)
            if stands(connection, row["place"], entry):
                return
            if (entry.number, entry.previous) != (roster.number + 1, roster.head):
                raise RosterMoved
            check_sender(connection, entry, signer)
            self._check_entry(roster, district, entry)
            check_card(connection, row["place"], entry)
            keep(connection, row["place"], district, entry)
            mark_device(connection, row["place"], entry, self.now())

    def roster_in(self, connection: Connection, row: RowMapping) -> Roster:
        """As of the district's row in this transaction."""
        known = self._known.get(row["id"], EMPTY)
        if (known.number, known.head) == (row["roster_number"], row["roster_head"]):
            return known
        fresh = entries_after(connection, row["place"], 0)
        self._known[row["id"]] = verified = replayed(row["id"], fresh, self.city_public)
        return verified

    def _check_entry(self, roster: Roster, district: str, entry: Entry) -> None:
        try:
            extended(roster, district, entry, self.city_public)
        except RosterBroken as error:
            raise EntryRefused from error


def entries_after(connection: Connection, place: int, number: int, limit: int | None = None) -> list[Entry]:
    columns = tables.roster.c
    query = select(columns.entry).where(columns.place == place, columns.number > number)
    return [_decoder.decode(content) for content in connection.scalars(query.order_by(columns.number).limit(limit))]


def stands(connection: Connection, place: int, entry: Entry) -> bool:
    """Whether this very entry is there: its answer was lost on the way."""
    columns = tables.roster.c
    query = select(columns.entry).where(columns.place == place, columns.number == entry.number)
    return connection.scalar(query) == _encoder.encode(entry)


def check_sender(connection: Connection, entry: Entry, signer: str | None) -> None:
    """Whoever waits may only found; whoever is revoked, nothing."""
    if signer is None:
        return
    state = connection.scalar(select(tables.device.c.state).where(tables.device.c.id == signer))
    if state == State.REVOKED:
        raise DeviceRevoked
    if state != State.ACTIVE and (entry.step is not Step.FOUND or entry.by != signer):
        raise DevicePending


def check_card(connection: Connection, place: int, entry: Entry) -> None:
    """Who joins waits here with these very keys; or is not known, and must come by a code before it is served."""
    if entry.step not in JOINING or entry.device is None:
        return
    columns = tables.device.c
    query = select(columns.place, columns.state, columns.name, columns.sign_public, columns.seal_public)
    row = connection.execute(query.where(columns.id == entry.device.id)).first()
    if row is None and entry.step is Step.APPROVE:
        return
    card = entry.device
    if row is None or tuple(row) != (place, State.PENDING, card.name, card.sign_public, card.seal_public):
        raise EntryRefused("card")


def keep(connection: Connection, place: int, district: str, entry: Entry) -> None:
    values = {"place": place, "number": entry.number, "entry": _encoder.encode(entry)}
    connection.execute(insert(tables.roster).values(values))
    head = {"roster_number": entry.number, "roster_head": hash_of(district, entry)}
    connection.execute(update(tables.district).where(tables.district.c.place == place).values(head))


def mark_device(connection: Connection, place: int, entry: Entry, now: int) -> None:
    """The state of the device that the entry lets in or out."""
    if entry.step in JOINING and entry.device is not None:
        unknown = insert_new(connection, tables.device, device_values(place, entry.device, State.APPROVED, now))
        set_state(connection, entry.device.id, State.APPROVED if unknown else State.ACTIVE)
    elif entry.step is Step.REVOKE:
        set_state(connection, entry.device_id, State.REVOKED)


def set_state(connection: Connection, device: str, state: State) -> None:
    connection.execute(update(tables.device).where(tables.device.c.id == device).values(state=state))
