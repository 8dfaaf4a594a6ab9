"""What the hub's database reports, in words. A driver's message may quote or name a password: none reaches a person."""

from alembic.util import CommandError
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, SQLAlchemyError

from i18n import _
from kyosei_desk import disk
from kyosei_desk.errors import DeskError
from sync.hub.store.database import FileReplaced


def known(error: Exception) -> DeskError | None:
    """The sentence for an error of the database's libraries; None for any other."""
    if isinstance(error, CommandError):
        return newer()
    if isinstance(error, FileReplaced):
        return replaced()
    if not isinstance(error, SQLAlchemyError):
        return None
    if isinstance(error, DatabaseError) and not isinstance(error, IntegrityError):
        return of_driver(str(error.orig))
    return no_address() if isinstance(error, ArgumentError) else None


def of_driver(message: str) -> DeskError:
    if "full" in message or "No space" in message:
        return disk.full()
    if "readonly" in message or "permission denied" in message.lower():
        return disk.read_only()
    if "malformed" in message or "not a database" in message:
        return damaged()
    return unreachable()


def no_address() -> DeskError:
    return DeskError(
        _("データベースの場所の書き方が合いません。"),
        _("ハブの記録はそのままです。"),
        _("sqlite:///ファイル か postgresql://利用者@サーバー/名前 の形で書いてください。"),
    )


def unreachable() -> DeskError:
    return DeskError(
        _("データベースを使えませんでした。"),
        _("前に保存した記録はそのままです。"),
        _("データベースが動いているか、場所と権限が合っているかを確かめて、もう一度どうぞ。"),
    )


def replaced() -> DeskError:
    return DeskError(
        _("データベースのファイルが、動いている間に消されたか、入れ替えられました。"),
        _("入れ替える前に受け取ったものは、前のファイルにあります。"),
        _("ハブを止め、正しいファイルを元の場所に置いてから、もう一度始めてください。"),
    )


def damaged() -> DeskError:
    return DeskError(
        _("データベースのファイルがこわれているか、ほかのファイルです。"),
        _("鍵のファイルと控えはそのままです。"),
        _("いまのファイルは消さずに残し、kyosei-hub restore で控えから戻してください。"),
    )


def newer() -> DeskError:
    return DeskError(
        _("このデータベースは、新しい版の道具で作られています。"),
        _("ハブの記録はそのままです。"),
        _("新しい版を入れてから、もう一度どうぞ。"),
    )
