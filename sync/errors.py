"""What sync may have to say to a person: in three sentences, like every error of the desk."""

from i18n import _
from kyosei_desk.errors import DeskError
from sync.protocol import Refusal, Trouble


class SyncError(DeskError):
    """Sync could not be done, or not to its end. What was saved stays saved."""


class NotEnrolled(SyncError):
    """This desk is of no district yet."""

    def __init__(self) -> None:
        super().__init__(
            _("この机は、まだ市のハブに登録されていません。"),
            _("記録はそのままです。"),
            _("市から登録コードをもらい、kyosei-desk enrol で登録してください。"),
        )


class HubUnreachable(SyncError):
    """No line, or the hub does not answer."""

    def __init__(self) -> None:
        super().__init__(
            _("市のハブにつながりません。"),
            _("記録はこの机に保存されています。"),
            _("線がつながったら、もう一度どうぞ。つながらない所では bundle export で USB に書き出せます。"),
        )


class NotTheHub(SyncError):
    """Something answered that is not the hub: a café's portal, another server, a damaged answer."""

    def __init__(self, why: str) -> None:
        super().__init__(
            _("市のハブではないものが答えました（{why}）。").format(why=why),
            _("記録はこの机に保存されていて、何も送っていません。"),
            _("ほかの通信回線で試し、続くときは市の担当に知らせてください。"),
        )


class HubStuck(SyncError):
    """The hub says that there is more, and shows the same again."""

    def __init__(self) -> None:
        super().__init__(
            _("市のハブの答えが、同じ所から先へ進みません。"),
            _("記録はこの机に保存されていて、ここまでに届いたものも残っています。"),
            _("しばらくしてからもう一度試し、続くときは市の担当に知らせてください。"),
        )


class HubRefused(SyncError):
    """The hub understood and said no. `refusal` holds its word."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(happened(refusal.trouble), _("記録はこの机に保存されています。"), todo(refusal.trouble))
        self.refusal = refusal


class HubBusy(HubRefused):
    """Too many at once, or the hub is being tended: worth another try. `after`: seconds the hub asked for, or None."""

    def __init__(self, refusal: Refusal, after: float | None = None) -> None:
        super().__init__(refusal)
        self.after = after


class ClockWrong(SyncError):
    """The hub's clock and ours do not meet, and its signed time did not help."""

    def __init__(self) -> None:
        super().__init__(
            _("このパソコンの時計が、市のハブと大きく違います。"),
            _("記録はこの机に保存されています。"),
            _("パソコンの日付と時刻を直してから、もう一度どうぞ。"),
        )


class Rewound(SyncError):
    """This vault stands behind what its device has sent: it is an older copy."""

    def __init__(self) -> None:
        super().__init__(
            _("この机の記録は、前に同期したときより古いものです（控えや写しから戻したときに起きます）。"),
            _("いまの記録はそのままで、まだ送っていない分も残っています。"),
            _("新しい登録コードで、もう一度 enrol をしてください。足りない分は、ハブから戻ります。"),
        )


class Forgotten(SyncError):
    """This desk is of the district, and its hub, which was restored, does not know it any more."""

    def __init__(self) -> None:
        super().__init__(
            _("市のハブが前の状態に戻されていて、この机の登録を覚えていません。"),
            _("記録はこの机に保存されています。"),
            _(
                "市から新しい登録コードをもらい、もう一度 enrol をしてください。"
                "もうすんでいるときは、地区のほかの机が同期するのを待ってください。"
            ),
        )


class Cancelled(SyncError):
    """The person stopped it."""

    def __init__(self) -> None:
        super().__init__(
            _("同期を途中でやめました。"),
            _("ここまでに届いたものは残っています。"),
            _("続きは、次の同期でします。"),
        )


def happened(trouble: Trouble) -> str:
    sentences = {
        Trouble.STALE: _("このパソコンの時計が、市のハブと違います。"),
        Trouble.UNKNOWN_DEVICE: _("この机は、市のハブに登録されていません。"),
        Trouble.PENDING: _("この机は、まだ地区の人に承認されていません。"),
        Trouble.REVOKED: _("この机の登録は、取り消されています。"),
        Trouble.BAD_CODE: _("登録コードが違うか、期限が切れています。"),
        Trouble.TOO_MANY: _("市のハブが混み合っています。"),
        Trouble.BUSY: _("市のハブが、いま手入れ中です。"),
        Trouble.TOO_LARGE: _("送るものが大きすぎて、市のハブが受け取れませんでした。"),
        Trouble.QUOTA: _("この机の置き場所が、市のハブでいっぱいです。"),
        Trouble.VERSION: _("市のハブと、この道具の版が合いません。"),
        Trouble.NOT_FOUND: _("ハブのアドレスが違うようです（ハブの中に、その場所がありません）。"),
    }
    return sentences.get(trouble) or _("市のハブが、受け取れないと答えました（{code}）。").format(code=trouble)


def todo(trouble: Trouble) -> str:
    sentences = {
        Trouble.STALE: _("パソコンの日付と時刻を直してください。"),
        Trouble.UNKNOWN_DEVICE: _("市から新しい登録コードをもらい、もう一度 enrol をしてください。"),
        Trouble.PENDING: _("地区の責任者に、承認（device approve）を頼んでください。"),
        Trouble.BAD_CODE: _("市から新しい登録コードをもらってください。"),
        Trouble.TOO_MANY: _("しばらくしてから、もう一度どうぞ。"),
        Trouble.BUSY: _("しばらくしてから、もう一度どうぞ。"),
        Trouble.VERSION: _("新しい版の道具を入れてください。"),
        Trouble.NOT_FOUND: _("市から受けとったアドレスのとおりかを、https:// から終わりまで確かめてください。"),
    }
    return sentences.get(trouble) or _("続くときは、市の担当に知らせてください。")
