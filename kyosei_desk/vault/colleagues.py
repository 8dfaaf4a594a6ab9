"""People as they travel between the laptops of a district: slots out, slots in, and slots that go.

A key that is known is never exchanged for another: only the wrap and the recovery box of a person may change, and never
to an older one.
"""

from collections.abc import Iterable
from contextlib import suppress

import msgspec

from kyosei_desk.records import Colleague, Wrap
from kyosei_desk.sealing.keys import KEY_BYTES
from kyosei_desk.vault.people import rekeyed_content, written
from kyosei_desk.vault.slots import MAX_PEOPLE, Slot, check_authentic, decode
from kyosei_desk.vault.unlocked import Unlocked
from kyosei_desk.vault.wraps import home_of, keyed, sign_public_of


def colleagues_in(content: bytes) -> tuple[Colleague, ...]:
    """Everyone of these slots, as they may travel."""
    slots = decode(content)
    return tuple(colleague_of(slots.vault_id, slot) for slot in slots.people)


def colleague_of(vault_id: str, slot: Slot) -> Colleague:
    cost = slot.parameters
    return Colleague(
        id=slot.id, name=slot.name, role=slot.role, public=slot.public, sign_public=slot.sign_public,
        home=home_of(vault_id, slot), recovery=slot.recovery, paper=slot.paper,
        wrap=Wrap(
            generation=slot.generation, salt=slot.salt, memory_kib=cost.memory_kib, passes=cost.passes,
            lanes=cost.lanes, nonce=slot.nonce, wrapped=slot.wrapped,
        ),
    )  # fmt: skip


def slot_of(vault_id: str, colleague: Colleague) -> Slot | None:
    """The slot of a person from elsewhere, without a vault key yet; None where it could not stand in the file."""
    wrap = colleague.wrap
    plain = {
        "id": colleague.id, "name": colleague.name, "role": colleague.role, "public": colleague.public,
        "salt": wrap.salt, "nonce": wrap.nonce, "wrapped": wrap.wrapped, "vault_key": b"",
        "parameters": {"memory_kib": wrap.memory_kib, "passes": wrap.passes, "lanes": wrap.lanes},
        "recovery": colleague.recovery, "sign_public": colleague.sign_public, "generation": wrap.generation,
        "home": "" if colleague.home == vault_id else colleague.home, "paper": colleague.paper,
    }  # fmt: skip
    try:
        slot = msgspec.convert(plain, Slot)
    except msgspec.ValidationError:
        return None
    whole = wrap.wrapped and colleague.home and len(slot.sign_public) in {0, KEY_BYTES}
    return slot if whole else None


def with_colleagues(content: bytes, unlocked: Unlocked, colleagues: Iterable[Colleague]) -> bytes:
    """The slots with these people let in, or their newer wraps in place. The same bytes where nothing is new."""
    slots = decode(content)
    check_authentic(slots, unlocked.vault_key)
    people = {slot.id: slot for slot in slots.people}
    for colleague in colleagues:
        slot = slot_of(slots.vault_id, colleague)
        if slot is not None and slot.id in people:
            people[slot.id] = renewed(people[slot.id], slot)
        elif slot is not None and len(people) < MAX_PEOPLE:
            with suppress(ValueError):  # a key that nothing can be sealed to
                people[slot.id] = keyed(slots.vault_id, slot, unlocked.vault_key)
    grown = msgspec.structs.replace(slots, people=tuple(people.values()))
    return content if grown == slots else written(grown, unlocked.vault_key)


def renewed(here: Slot, came: Slot) -> Slot:
    """A known person's slot with what came of them: a wrap that is not older, a later recovery box, a signing key
    learnt elsewhere."""
    if not same_person(here, came):
        return here
    slot = msgspec.structs.replace(here, sign_public=here.sign_public or came.sign_public)
    if later_box(came, than=here):
        slot = msgspec.structs.replace(slot, recovery=came.recovery, paper=came.paper)
    if came.generation < here.generation:
        return slot
    return msgspec.structs.replace(
        slot, salt=came.salt, parameters=came.parameters, nonce=came.nonce, wrapped=came.wrapped,
        generation=came.generation,
    )  # fmt: skip


def later_box(one: Slot | Colleague, than: Slot | Colleague) -> bool:
    """Whether one recovery box takes another's place: it is for a later paper, or for the same and no longer empty.

    What is equal stays: only the home of a person makes boxes.
    """
    return (one.paper, bool(one.recovery)) > (than.paper, bool(than.recovery))


def same_person(here: Slot, came: Slot) -> bool:
    """Whether the keys and the role are those already known."""
    known = (here.public, here.home, here.role) == (came.public, came.home, came.role)
    return known and (not here.sign_public or not came.sign_public or here.sign_public == came.sign_public)


def strangers(content: bytes, colleagues: Iterable[Colleague]) -> tuple[str, ...]:
    """The ids of those who came with keys or a role other than the ones known here: an alarm for people."""
    slots = decode(content)
    here = {slot.id: slot for slot in slots.people}
    came = {each.id: slot_of(slots.vault_id, each) for each in colleagues}
    return tuple(
        person_id
        for person_id, slot in came.items()
        if slot is None or (person_id in here and not same_person(here[person_id], slot))
    )


def without_people(content: bytes, unlocked: Unlocked, ids: Iterable[str], vault_key: bytes) -> bytes:
    """The slots without these people and with a new vault key for the rest: the district has let them go."""
    slots = decode(content)
    check_authentic(slots, unlocked.vault_key)
    gone = set(ids)
    return rekeyed_content(slots, [slot for slot in slots.people if slot.id not in gone], vault_key)


def with_signing_key(content: bytes, unlocked: Unlocked) -> bytes:
    """The slots with the signing key of the one who has just opened them; the same bytes where it is there."""
    slots = decode(content)
    public = sign_public_of(unlocked.private)
    if all(slot.sign_public for slot in slots.people if slot.id == unlocked.person_id):
        return content
    check_authentic(slots, unlocked.vault_key)
    people = tuple(
        msgspec.structs.replace(slot, sign_public=public) if slot.id == unlocked.person_id else slot
        for slot in slots.people
    )
    return written(msgspec.structs.replace(slots, people=people), unlocked.vault_key)
