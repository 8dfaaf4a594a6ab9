"""Turns what the database and the disk report into sentences. A driver's message may quote: none reaches a person."""

from collections.abc import Iterator
from contextlib import contextmanager

from i18n import _
from kyosei_desk import disk
from kyosei_desk.errors import DeskError, VaultBusy, VaultDamaged
from kyosei_desk.store.driver import Error
from kyosei_desk.watching import GivenUp


@contextmanager
def in_words() -> Iterator[None]:
    """Whatever the driver raises inside leaves as a DeskError; the transaction has been rolled back by then."""
    try:
        yield
    except Error as error:
        raise sentence(str(error)) from error
    except OSError as error:
        raise disk.sentence(error) from error


def sentence(message: str) -> DeskError:
    """The DeskError for a driver's message."""
    if "interrupted" in message:  # only whoever looks on does that
        return GivenUp()
    if "full" in message:
        return disk.full()
    if "readonly" in message or "unable to open" in message:
        return disk.read_only()
    if "locked" in message or "busy" in message:
        return busy()
    if "malformed" in message or "not a database" in message or "corrupt" in message:
        return damaged()
    return DeskError(
        _("記録の読み書きができませんでした。"),
        _("ここまでに保存した記録はそのままです。"),
        _("もう一度試し、続くときは kyosei-desk verify で確かめてください。"),
    )


def busy() -> VaultBusy:
    return VaultBusy(
        _("この記録は、ほかの画面か命令で開かれています。"),
        _("記録はそのままです。"),
        _("ほかの画面を閉じてから、もう一度どうぞ。"),
    )


def damaged() -> VaultDamaged:
    return VaultDamaged(
        _("記録のファイルがこわれているか、ほかの記録の鍵と組になっています。"),
        _("控え（バックアップ）があれば、そこから戻せます。"),
        _("いまのファイルは消さずに残し、kyosei-desk restore で控えから戻してください。"),
    )


def missing() -> VaultDamaged:
    return VaultDamaged(
        _("記録のファイル desk.db が見つかりません。"),
        _("鍵のファイルと控え（バックアップ）はそのままです。"),
        _("移したり消したりしていなければ、kyosei-desk restore で控えから戻してください。"),
    )
