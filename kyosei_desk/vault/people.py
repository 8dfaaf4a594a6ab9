"""Who may open the vault: make, unlock, add, remove, change a passphrase.

Every change writes `people.slots` whole or not at all, so the old way in works until the new one is on the disk.
"""

import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from i18n import _
from kyosei_desk.errors import FieldError, NotAllowed, NotFound, VaultExists, WrongPassphrase
from kyosei_desk.japanese import clean
from kyosei_desk.sealing import new_key, new_pair, seal
from kyosei_desk.sealing.passphrase import Parameters, check_new
from kyosei_desk.vault import recovery_code
from kyosei_desk.vault.slots import (
    Role,
    Slot,
    Slots,
    authenticated,
    check_authentic,
    decode,
    encode,
    least_format,
    paper_of,
    read_slots,
    write_slots,
)
from kyosei_desk.vault.unlocked import Person, Unlocked
from kyosei_desk.vault.wraps import bound, keyed, new_slot, rewrapped, unboxed, unwrapped, wrapped

LONGEST_NAME = 100
PLAIN_FORMAT = 2
"""What is written where no later format is needed: a program of before can still open it."""


def make_people(path: Path, name: str, passphrase: str, parameters: Parameters) -> tuple[str, Unlocked]:
    """A new vault with one 責任者: its recovery code, to be printed once, and the founder at the open vault."""
    if path.exists():
        raise VaultExists(
            _("ここには、もう記録があります。"), _("記録はそのままです。"), _("ほかの場所を選んでください。")
        )
    check_new(passphrase)
    code, vault_key = recovery_code.new_code(), new_key()
    recovery = recovery_code.pair_from(code)
    vault_id = secrets.token_hex(16)
    pair = new_pair()
    slot = new_slot(vault_id, checked_name(name, ()), Role.MANAGER, pair, recovery.public)
    slot = wrapped(vault_id, slot, pair.private, passphrase, parameters)
    slots = Slots(
        format=PLAIN_FORMAT, vault_id=vault_id, recovery_public=recovery.public, recovery_vault_key=b"", people=(slot,)
    )
    write_slots(path, rekeyed_content(slots, slots.people, vault_key))
    return code, unlock(path, passphrase, slot.id)


def people_of(path: Path) -> tuple[Person, ...]:
    """Everyone who may open the vault; needs no passphrase."""
    return persons(decode(read_slots(path)))


def people_in(content: bytes) -> tuple[Person, ...]:
    """The same of slots in memory."""
    return persons(decode(content))


def persons(slots: Slots) -> tuple[Person, ...]:
    return tuple(Person(slot.id, slot.name, slot.role, slot.public, slot.sign_public) for slot in slots.people)


def unlock(path: Path, passphrase: str, person: str | None = None) -> Unlocked:
    """Open with a passphrase. `person`: a name or id; None tries everyone. Raises WrongPassphrase, VaultDamaged."""
    return unlock_bytes(read_slots(path), passphrase, person)


def unlock_bytes(content: bytes, passphrase: str, person: str | None = None) -> Unlocked:
    """The same for slots that stand in a backup."""
    slots = decode(content)
    for slot in candidates(slots, person):
        private = unwrapped(slots.vault_id, slot, passphrase)
        if private is not None:
            return opened(slots, slot, private)
    raise wrong()


def change_passphrase(path: Path, unlocked: Unlocked, passphrase: str) -> None:
    """Wrap the person's key anew. The old passphrase works until the new wrap is on the disk, then no more."""
    check_new(passphrase)
    slots = decode(read_slots(path))
    check_authentic(slots, unlocked.vault_key)
    slot = slot_of(slots, unlocked.person.id)
    renewed = rewrapped(slots.vault_id, slot, unlocked.private, passphrase)
    write_slots(path, replaced(slots, renewed, unlocked.vault_key))


def add_person(path: Path, unlocked: Unlocked, name: str, role: Role, passphrase: str) -> Unlocked:
    """Let another person in. Only a 責任者 may; the open vault knows the new person at once, and can seal to them."""
    check_manager(unlocked)
    check_new(passphrase)
    slots = decode(read_slots(path))
    check_authentic(slots, unlocked.vault_key)
    pair = new_pair()
    slot = new_slot(slots.vault_id, checked_name(name, persons(slots)), role, pair, slots.recovery_public)
    slot = wrapped(slots.vault_id, slot, pair.private, passphrase, slots.people[0].parameters)
    slot = msgspec.structs.replace(keyed(slots.vault_id, slot, unlocked.vault_key), paper=paper_of(slots))
    grown = msgspec.structs.replace(slots, people=(*slots.people, slot))
    write_slots(path, written(grown, unlocked.vault_key))
    unlocked.people = persons(grown)
    return unlocked


def without_person(content: bytes, unlocked: Unlocked, name: str, vault_key: bytes) -> bytes:
    """The slots with one person gone and a new vault key for the others; the caller puts them in place.

    Only a 責任者 may, never the last one of them, and nobody themselves: they could not put the backups right.
    """
    check_manager(unlocked)
    slots = decode(content)
    check_authentic(slots, unlocked.vault_key)
    gone = next(candidates(slots, name))
    rest = tuple(slot for slot in slots.people if slot.id != gone.id)
    if not any(slot.role is Role.MANAGER for slot in rest):
        raise NotAllowed(
            _("最後の責任者は外せません。"), _("記録はそのままです。"), _("先に、ほかの責任者を足してください。")
        )
    if gone.id == unlocked.person.id:
        raise NotAllowed(
            _("自分を外すことはできません。"), _("記録はそのままです。"), _("ほかの責任者に頼んでください。")
        )
    return rekeyed_content(slots, rest, vault_key)


def rekeyed(content: bytes, unlocked: Unlocked, vault_key: bytes) -> bytes:
    """The same people with another vault key: for a backup, or a desk restored from one."""
    slots = decode(content)
    check_authentic(slots, unlocked.vault_key)
    return rekeyed_content(slots, slots.people, vault_key)


def rekeyed_content(slots: Slots, people: Iterable[Slot], vault_key: bytes) -> bytes:
    renewed = msgspec.structs.replace(
        slots,
        people=tuple(keyed(slots.vault_id, slot, vault_key) for slot in people),
        recovery_vault_key=seal(vault_key, slots.recovery_public, bound(slots.vault_id, "", "vault")),
    )
    return written(renewed, vault_key)


def replaced(slots: Slots, slot: Slot, vault_key: bytes) -> bytes:
    people = tuple(slot if each.id == slot.id else each for each in slots.people)
    return written(msgspec.structs.replace(slots, people=people), vault_key)


def written(slots: Slots, vault_key: bytes) -> bytes:
    """The file's content as this version writes it."""
    form = max(PLAIN_FORMAT, least_format(slots))
    return encode(authenticated(msgspec.structs.replace(slots, format=form), vault_key))


def candidates(slots: Slots, person: str | None) -> Iterator[Slot]:
    """The slots a person may mean: by name or id; all of them, 責任者 first, where nobody is named."""
    if person is None:
        yield from sorted(slots.people, key=lambda slot: slot.role is not Role.MANAGER)
        return
    found = [slot for slot in slots.people if person == slot.id or same_name(person, slot.name)]
    if not found:
        raise NotFound(
            _("その名前の人は、この記録を開ける人の中にいません。"),
            _("記録はそのままです。"),
            _("kyosei-desk people list で名前を確かめてください。"),
        )
    yield from found


def same_name(one: str, other: str) -> bool:
    return plain_name(one) == plain_name(other)


def plain_name(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def checked_name(name: str, people: Iterable[Person]) -> str:
    """A name that can stand on the list; raises FieldError."""
    words = clean(_("名前"), name.strip(), LONGEST_NAME)
    if not plain_name(words) or "\n" in words:
        raise FieldError(
            "name", _("名前がまだ書かれていません。"), _("1行で書いてください。"), _("記録はそのままです。")
        )
    if any(same_name(words, person.name) for person in people):
        raise FieldError(
            "name", _("同じ名前の人がもういます。"), _("見分けられる名前にしてください。"), _("記録はそのままです。")
        )
    return words


def check_manager(unlocked: Unlocked) -> None:
    if unlocked.person.role is not Role.MANAGER:
        raise NotAllowed(
            _("人を足したり外したりするのは、責任者です。"), _("記録はそのままです。"), _("責任者に頼んでください。")
        )


def slot_of(slots: Slots, person_id: str) -> Slot:
    return next(candidates(slots, person_id))


def opened(slots: Slots, slot: Slot, private: bytes) -> Unlocked:
    """The open vault; the list of people is checked with the key it gives."""
    vault_key = unboxed(slot.vault_key, private, bound(slots.vault_id, slot.id, "vault"))
    check_authentic(slots, vault_key)
    people = persons(slots)
    return Unlocked(next(each for each in people if each.id == slot.id), people, private, vault_key)


def wrong() -> WrongPassphrase:
    return WrongPassphrase(
        _("合言葉が違うようです。"),
        _("記録はそのままです。"),
        _("大文字・小文字を確かめて、もう一度どうぞ。忘れたときは回復コードで開けられます。"),
    )
