"""Files on a disk that may be full, read-only or pulled out: whole or not at all, and what went wrong in words."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from i18n import _
from kyosei_desk.errors import DeskError, StorageFull, StorageReadOnly

FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
READ_ONLY = frozenset({errno.EPERM, errno.EACCES, errno.EROFS})
NO_PLACE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP})


@contextmanager
def in_words() -> Iterator[None]:
    """An OSError inside leaves as a DeskError; never with the path, which may carry a name."""
    try:
        yield
    except TimeoutError:
        raise  # a lock that another holds, told by whoever waited for it
    except OSError as error:
        raise sentence(error) from error


def sentence(error: OSError) -> DeskError:
    """What a disk's refusal means to a person."""
    if error.errno in FULL:
        return full()
    if error.errno in READ_ONLY:
        return read_only()
    if error.errno in NO_PLACE:
        return no_place()
    return DeskError(
        _("ディスクの読み書きができませんでした。"),
        _("ここまでに保存した記録はそのままです。"),
        _("装置のつながりを確かめて、もう一度どうぞ。"),
    )


def full() -> StorageFull:
    return StorageFull(
        _("ディスクがいっぱいで、書けませんでした。"),
        _("前に保存した記録はそのままで、書きかけは残していません。"),
        _("いらないファイルを片づけて、もう一度どうぞ。"),
    )


def read_only() -> StorageReadOnly:
    return StorageReadOnly(
        _("この場所には書けませんでした。"),
        _("前に保存した記録はそのままです。"),
        _("フォルダーの権限を確かめるか、書ける場所を選んでください。"),
    )


def no_place() -> DeskError:
    return DeskError(
        _("その場所がないか、そこには別のものがあります。"),
        _("前に保存した記録はそのままです。"),
        _("フォルダーとファイルの名前を確かめてください。"),
    )


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place at once: at every moment the old content or the new one is there, never half of it.

    Private to its owner (0600). Raises StorageFull or StorageReadOnly.
    """
    draft = path.with_name(f"{path.name}.tmp")
    with in_words():
        try:
            write_through(draft, content)
            draft.replace(path)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            raise
        sync_folder(path.parent)


def write_through(path: Path, content: bytes) -> None:
    """Write a private file down to the disk itself."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename durable. Windows has no such call: there the rename itself is journalled."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
