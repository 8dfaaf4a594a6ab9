"""What stands around a purge: who may order it, and that nothing beside the vault still holds what went."""

from collections.abc import Callable

from i18n import _
from kyosei_desk import disk, tombstones
from kyosei_desk.errors import DeskError, NotAllowed, StorageFull, StorageReadOnly
from kyosei_desk.store import Store, lists
from kyosei_desk.vault import Person, Role
from kyosei_desk.vault_folder import VaultFolder

REASONS = ("本人の求め", "保存期間の終わり", "誤って書いた記録")
"""No free text: the trail keeps the reason for ever, and what is erased must not live on in it."""


CONFIRMED = "purge_confirmed"
"""In the trail before anything goes, so that an opening knows of what a cut kept from being done."""


def check_manager(person: Person) -> None:
    """Raises NotAllowed."""
    if person.role is not Role.MANAGER:
        raise NotAllowed(_("消せるのは責任者だけです。"), _("何も消していません。"), _("責任者に頼んでください。"))


def begin(folder: VaultFolder) -> None:
    """The backups beside the vault are stale from now on."""
    disk.write_whole(folder.stale, b"")


def cut_short(store: Store) -> tuple[str, ...]:
    """What a person should read at opening where an erasure or a restriction was confirmed, and never came to be."""
    if lists.newest_of(store, CONFIRMED, "purge", "restrict") != CONFIRMED:
        return ()
    return (
        _("前に頼まれた、消すこと（または、見る人を限ること）が、とちゅうで切れて、できていません。もう一度どうぞ。"),
    )


def finish(store: Store, folder: VaultFolder, renew_backups: Callable[[], None]) -> None:
    """No old page, no forgotten tombstone, no backup that still holds it. Raises DeskError where the disk is full."""
    try:
        store.scrub()
        tombstones.keep(folder.tombstones, store.tombstones())
        renew_backups()
    except (StorageFull, StorageReadOnly) as error:
        raise DeskError(
            _("消しました。ただ、あとしまつ（控えの作り直し）が終わっていません。"),
            _("残りは、次に開いたときにします。"),
            error.todo,
        ) from error
