"""Opening and making a vault, and who may open it: where keys (vault), rows (store) and files meet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from i18n import _
from kyosei_desk import disk, wiping
from kyosei_desk.clock import Clock, system_clock
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, NotAllowed, VaultDamaged, VaultExists
from kyosei_desk.records import District
from kyosei_desk.rekeying import finish_rekey, finish_renewal, part_with_departed, rekeyed_without, without_departed
from kyosei_desk.restoring import restore_backup
from kyosei_desk.sealing import new_key
from kyosei_desk.store import make_database, remove
from kyosei_desk.vault import Parameters, Person, calibrate, make_people, set_passphrase_with_code, unlock
from kyosei_desk.vault import people_of as people_at
from kyosei_desk.vault_folder import VaultFolder
from kyosei_desk.workplace import at_work, existing, locked, make_folder, nothing, ready

__all__ = [
    "make_desk", "open_desk", "people_of", "recover_access", "remove_person", "restore_backup", "vault_exists",
]  # fmt: skip


def vault_exists(path: Path) -> bool:
    """Whether there is a vault to open at this place."""
    return VaultFolder(path).slots.exists()


def people_of(path: Path) -> tuple[Person, ...]:
    """Everyone who may open the vault; needs no passphrase."""
    return people_at(VaultFolder(path).slots)


def make_desk(
    path: Path, name: str, words: str, clock: Clock, district: District, parameters: Parameters | None = None
) -> str:
    """A new vault with one 責任者; returns its recovery code. Until the last rename there is no vault at all."""
    folder = VaultFolder(path)
    wiping.refuse(folder)
    make_folder(path)
    with locked(folder):
        clear_unfinished(folder)
        code, unlocked = make_people(folder.new_slots, name, words, parameters or calibrate())
        database = make_database(folder.database, unlocked.vault_key)
        store = ready(folder, database, unlocked, clock)
        store.add((district,), "make_vault")
        store.close()
        with disk.in_words():
            folder.new_slots.replace(folder.slots)
            disk.sync_folder(path)
    return code


def clear_unfinished(folder: VaultFolder) -> None:
    """Refuse a place that is taken; take away what a creation that was cut short left, before anyone was told of it."""
    if folder.slots.exists():
        raise VaultExists(
            _("ここには、もう記録があります。"), _("記録はそのままです。"), _("ほかの場所を選んでください。")
        )
    if folder.database.exists() and not folder.new_slots.exists():
        raise VaultDamaged(
            _("鍵のファイル people.slots だけが、なくなっています。"),
            _("記録のファイルはそのままです。"),
            _("控えから kyosei-desk restore で、別の場所に戻してください。"),
        )
    with disk.in_words():
        remove(folder.database)
        remove(folder.next_database)
        folder.new_slots.unlink(missing_ok=True)


@contextmanager
def open_desk(
    path: Path,
    words: str,
    *,
    person: str | None = None,
    clock: Clock = system_clock,
    renewing: Callable[[], None] = nothing,
) -> Iterator[Desk]:
    """The desk of a vault, as long as the block lasts; closed whole whatever happens inside.

    `renewing` is called where an older program wrote it and it is copied first, which may take a minute.
    """
    folder = existing(path)
    with locked(folder), opened(folder, words, person, clock, renewing) as desk:
        yield desk


@contextmanager
def opened(
    folder: VaultFolder, words: str, person: str | None, clock: Clock, renewing: Callable[[], None] = nothing
) -> Iterator[Desk]:
    """The desk of a vault whose lock the caller holds. Who has left the district goes before and after."""
    unlocked = unlock(folder.slots, words, person)
    finish_rekey(folder, unlocked.vault_key)
    desk = at_work(folder, unlocked, clock, renewing)
    try:
        desk = without_departed(folder, desk, clock)
        begin_day(desk, folder)
        yield desk
        part_with_departed(folder, desk, clock)
    finally:
        desk.lock()


def begin_day(desk: Desk, folder: VaultFolder) -> None:
    """What an opening finishes or learns. A full disk leaves each of them for next time."""
    finish_renewal(desk, folder)
    own = desk.belonging
    learn = (own.learn_signing_key, desk.recovery.seal_own_box, own.publish, own.extend_lease)
    for step in (desk.notice_clock, *learn):
        with suppress(DeskError):
            step()


def remove_person(path: Path, name: str, words: str, *, person: str | None = None, clock: Clock = system_clock) -> None:
    """Take a person out: a new vault key for the rest, and no older backup left that the person could open."""
    folder = existing(path)
    with locked(folder), opened(folder, words, person, clock) as desk:
        key = new_key()
        slots, gone = without(desk, name, key)
        rekeyed_without(folder, desk, (gone,), slots, key, clock).lock()


def check_removal(desk: Desk, name: str) -> None:
    """Whether a person can be taken out, before the vault is shut for it. Raises NotAllowed; nothing is changed."""
    without(desk, name, new_key())


def without(desk: Desk, name: str, key: bytes) -> tuple[bytes, str]:
    """The key slots with one person gone, under a new vault key, and who it is (id). Raises NotAllowed."""
    slots, gone = desk.without_person(name, key)
    if desk.readable_only_by(gone):
        raise NotAllowed(
            _("この人しか開けない記録があります。"),
            _("だれも外していません。"),
            _("先に、その記録を見られる人を足してもらってください。"),
        )
    return slots, gone


def recover_access(path: Path, code: str, words: str, *, person: str | None = None, clock: Clock = system_clock) -> str:
    """A new passphrase for one person, by the printed recovery code; returns their name. The trail says so."""
    folder = existing(path)
    with locked(folder):
        name = set_passphrase_with_code(folder.slots, code, words, person).person.name
        with suppress(DeskError), opened(folder, words, name, clock) as desk:  # whatever ails the rest, the way is in
            desk.recovery.note()
    return name
