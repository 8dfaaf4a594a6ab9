"""Closing a desk: the daily backup where anything was written, the tombstones beside the vault, then the keys."""

from collections.abc import Callable
from contextlib import suppress

from kyosei_desk import tombstones
from kyosei_desk.errors import DeskError
from kyosei_desk.store import Store
from kyosei_desk.vault import Unlocked
from kyosei_desk.vault_folder import VaultFolder


def lock(
    store: Store, daily_backup: Callable[[], None], note_day: Callable[[], None], put_away: Callable[[], None]
) -> None:
    """A full disk must not undo what was saved: the trail says that there is no backup of today."""
    try:
        if store.written:
            daily_backup()
    except DeskError:
        with suppress(DeskError):
            store.log("backup_failed")
    finally:
        with suppress(DeskError):
            note_day()
        put_away()


def put_away(store: Store, unlocked: Unlocked, folder: VaultFolder) -> None:
    with suppress(DeskError):  # the database has them too; damage found there is still to be said
        tombstones.keep(folder.tombstones, store.tombstones())
    try:
        store.close()
    finally:
        unlocked.lock()
