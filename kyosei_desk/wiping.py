"""An order to destroy the keys of a vault, carried out on its files. The order was checked by whoever calls this.

The marker comes first and is durable: from then on every opening finishes what was cut short, and opens nothing. What
was overwritten may outlive it inside of the disk; the wraps are still closed by passphrases then (SECURITY.md).
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from i18n import _
from kyosei_desk import disk
from kyosei_desk.errors import VaultWiped
from kyosei_desk.vault.slots import MAX_BYTES
from kyosei_desk.vault_folder import VaultFolder

WIPE = "wipe"
"""Under this name the vault keeps that an order has come; whoever opens it then carries it out."""

HEAD_BYTES = MAX_BYTES + 128
"""A backup's magic, length, slots and digest all lie within; what comes after has no key any more."""


def carry_out(folder: VaultFolder, rescue: Callable[[Path], None], put_away: Callable[[], None]) -> VaultWiped:
    """Until the rescue is durable nothing is destroyed; from then on every opening finishes the destruction."""
    rescue(folder.unsent)
    begin(folder)
    put_away()
    destroy(folder)
    return wiped(folder)


def begin(folder: VaultFolder) -> None:
    """The point of no return: unsent work lies in its bundle by now."""
    disk.write_whole(folder.wiped, b"")


def destroy(folder: VaultFolder) -> None:
    """Overwrite every wrap beside the vault, and take the files away. Again does no harm."""
    slots = (folder.slots, folder.new_slots, *folder.path.glob(f"{folder.slots.name}*.tmp"))
    backups = folder.backups.iterdir() if folder.backups.is_dir() else ()
    with disk.in_words():
        for each in (*slots, *backups):
            overwrite(each)
        disk.sync_folder(folder.path)


def overwrite(path: Path) -> None:
    """Zeros over the head of a file, down to the disk itself; then the file goes."""
    with suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(bytes(min(HEAD_BYTES, path.stat().st_size)))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()


def refuse(folder: VaultFolder) -> None:
    """Finish a destruction that was cut short, and say what happened. Nothing where there was no order."""
    if folder.wiped.exists():
        destroy(folder)
        raise wiped(folder)


def wiped(folder: VaultFolder) -> VaultWiped:
    """What a person reads from now on."""
    if folder.unsent.exists():
        return VaultWiped(
            _("この机は登録を取り消され、鍵は消されました。もう開けません。"),
            _("まだ送っていなかった分は、封をして、記録のフォルダーの {file} に残してあります。").format(
                file=folder.unsent.name
            ),
            _("そのファイルを、地区のほかの机で bundle import に渡してください。"),
        )
    return VaultWiped(
        _("この机は登録を取り消され、鍵は消されました。もう開けません。"),
        _("記録は市のハブとほかの机にあり、送っていない分はありませんでした。"),
        _("続けて使うときは、別のフォルダーに新しく登録してください。"),
    )
