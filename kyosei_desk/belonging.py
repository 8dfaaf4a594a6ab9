"""What an open desk has of its district: the lease on its records, and the people who travel between its laptops."""

from collections.abc import Iterable

from kyosei_desk import colleagues, lease
from kyosei_desk.clock import Clock
from kyosei_desk.lease import Lease
from kyosei_desk.records import Colleague
from kyosei_desk.store import Exchange, Store
from kyosei_desk.vault import (
    Role,
    Unlocked,
    people_in,
    read_slots,
    strangers,
    with_colleagues,
    with_signing_key,
    write_slots,
)
from kyosei_desk.vault_folder import VaultFolder

LEASE = "lease"
"""Under this name the vault keeps it; sync renews it."""


class Belonging:
    """Of one open desk; `sync` asks it to take in what came, the desk asks it whether its records may be shown."""

    def __init__(self, store: Store, unlocked: Unlocked, clock: Clock, folder: VaultFolder) -> None:
        self._store = store
        self._unlocked = unlocked
        self._clock = clock
        self._folder = folder
        self._exchange = Exchange(store)

    @property
    def enrolled(self) -> bool:
        return colleagues.enrolled(self._store)

    # The lease

    def now(self) -> int:
        """Seconds since 1970, as the hub corrected them."""
        return int(self._clock().timestamp()) + self._exchange.clock_offset()

    @property
    def lease(self) -> Lease | None:
        """None before the hub was met for the first time."""
        return lease.read(self._exchange.get(LEASE))

    @property
    def lease_over(self) -> bool:
        """Whether this person sees no records; a 責任者 always does."""
        return self._unlocked.person.role is not Role.MANAGER and lease.over(self.lease, self.now())

    @property
    def clock_confirmed(self) -> bool:
        """Whether the hub's signed time, met within this day, said that the machine's clock is right."""
        known, now = self.lease, int(self._clock().timestamp())
        near = known is not None and known.met_at <= now + lease.DAY and now < known.met_at + lease.DAY
        return near and abs(self._exchange.clock_offset()) < lease.DAY

    def extend_lease(self) -> bool:
        """A 責任者 has opened the desk: where the lease has run out, the others see records again for some days."""
        known = self.lease
        if known is None or self._unlocked.person.role is not Role.MANAGER or not lease.over(known, self.now()):
            return False
        self._exchange.put(LEASE, lease.written(lease.extended(known, self.now())))
        self._store.log("extend_lease", detail={"days": known.extension_days})
        return True

    # The people

    def colleagues(self) -> dict[str, Colleague]:
        """Everyone who travels, by person id; those who have left too."""
        return {person_id: record for person_id, (_shown, record) in colleagues.travelling(self._store).items()}

    def learn_signing_key(self) -> None:
        """The first opening of slots from before signing keys: write down the public half."""
        there = read_slots(self._folder.slots)
        learnt = with_signing_key(there, self._unlocked)
        if learnt != there:
            write_slots(self._folder.slots, learnt)
            self._unlocked.know(people_in(learnt))

    def publish(self) -> int:
        """Send what the slots know of people on its way; returns how many people it was."""
        return colleagues.publish(self._store, read_slots(self._folder.slots))

    def adopt(self, accepted: Iterable[Colleague]) -> tuple[str, ...]:
        """Let people of other laptops in, and take their new passphrases; returns the ids of those who look forged."""
        accepted = [each for each in accepted if not each.left]
        there = read_slots(self._folder.slots)
        grown = with_colleagues(there, self._unlocked, accepted)
        if grown != there:
            write_slots(self._folder.slots, grown)
            self._store.log("adopt_people", detail={"people": len(people_in(grown))})
        gone = set(self.departed())
        self._unlocked.know(tuple(person for person in people_in(grown) if person.id not in gone))
        return strangers(there, accepted)

    def let_go(self, ids: Iterable[str]) -> None:
        """These people have left the district: their slots go when the desk closes."""
        colleagues.let_go(self._store, ids)

    def departed(self) -> tuple[str, ...]:
        """The ids of those whose slots are to go."""
        return colleagues.departed(self._store, read_slots(self._folder.slots)) if self.enrolled else ()
