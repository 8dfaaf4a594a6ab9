"""People of the district, between this vault's key slots and the records in which they travel.

A change is made to the slots first and written into the record after; of two wraps, as of two recovery boxes, the later
one counts. So whatever is cut short, comparing the two tells what is still to be done.
"""

from collections.abc import Iterable

import msgspec

from kyosei_desk.records import Colleague
from kyosei_desk.store import Edit, Exchange, Shown, Store
from kyosei_desk.vault import colleagues_in, later_box, people_in

ENROLMENT = "enrolment"
"""Under this name the vault keeps that it belongs to a district; people travel only then."""


def enrolled(store: Store) -> bool:
    return Exchange(store).get(ENROLMENT) is not None


def travelling(store: Store) -> dict[str, tuple[Shown, Colleague]]:
    """The records of people, by person id, each with what an edit of it builds on."""
    shown = store.of_kind(Colleague.KIND)
    return {each.record_id: (each, each.record) for each in shown if isinstance(each.record, Colleague)}


def publish(store: Store, slots: bytes) -> int:
    """Write down what the slots know and the records do not, once enrolled; returns how many people it was."""
    if not enrolled(store):
        return 0
    records = travelling(store)
    edits = [edit for each in colleagues_in(slots) if (edit := news(records.get(each.id), each))]
    if edits:
        store.save(edits, "publish_people")
    return len(edits)


def news(there: tuple[Shown, Colleague] | None, here: Colleague) -> Edit | None:
    """What a slot adds to its record: all of a new person, a later wrap or box, a signing key that was learnt."""
    if there is None:
        return Edit(here)
    shown, record = there
    if record.left:
        return None
    wrap = here.wrap if here.wrap.generation > record.wrap.generation else record.wrap
    box = here if later_box(here, than=record) else record
    after = msgspec.structs.replace(
        record,
        wrap=wrap,
        sign_public=record.sign_public or here.sign_public,
        recovery=box.recovery,
        paper=box.paper,
    )
    return None if after == record else Edit(after, shown)


def let_go(store: Store, ids: Iterable[str]) -> None:
    """Write down that these people have left the district; it is never taken back."""
    wanted = set(ids)
    there = [pair for person_id, pair in travelling(store).items() if person_id in wanted and not pair[1].left]
    if there:
        store.save([Edit(msgspec.structs.replace(record, left=True), shown) for shown, record in there], "let_go")


def departed(store: Store, slots: bytes) -> tuple[str, ...]:
    """Those who have left and still have a slot here; nobody where nobody else would be left to open the vault."""
    left = {person_id for person_id, (_shown, record) in travelling(store).items() if record.left}
    here = [person.id for person in people_in(slots)]
    gone = tuple(person_id for person_id in here if person_id in left)
    return gone if len(gone) < len(here) else ()
