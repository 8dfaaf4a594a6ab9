"""What the window says of a sync: steps, outcomes, what did not get through and what to do about it. Pure."""

from i18n import _
from kyosei_desk.errors import DeskError
from kyosei_desk.store.held_up import LETTER, WITHHELD
from sync.errors import Forgotten, HubRefused, HubUnreachable, NotEnrolled, Rewound
from sync.protocol import Trouble
from sync.round import Report
from sync.standing import ACTIVE, OutOfDistrict
from ui.sync_status.running import UnderWay

STEPS = {
    "pull": _("受けとっています"), "push": _("送っています"), "seal": _("封をしています"),
    "index": _("さがせるようにしています"), "letters": _("手紙を送っています"), "answers": _("返事をそろえています"),
}  # fmt: skip

HELD_UP = {
    "no_key": (_("鍵が、まだ届いていないもの"), _("次の同期で、|読めるようになります。")),
    "newer": (_("新しい版の道具で書かれたもの"), _("この机の道具を新しくすると、|読めるようになります。")),
    "unopened": (_("開けられなかったもの"), _("書いた机の人に、|知らせてください。")),
    "unreadable": (_("読みとれなかったもの"), _("書いた机の人に、|知らせてください。")),
    "too_large": (_("大きすぎて、|市に置けなかった記録"), _("この机には残っています。|短く分けて書くと、届きます。")),
    LETTER: (_("市が受けとらなかった手紙"), _("電話か、印刷した協力依頼書で、|つないでください。")),
    WITHHELD: (_("中身のない記録"), _("書いた机からUSBで受けとると、|読めます。")),
}
"""Reason → what it is, and what to do."""
OTHER = (_("届かなかったもの"), _("ここに残っています。|市の担当に知らせてください。"))

TODO: dict[type[DeskError], str] = {
    HubUnreachable: _("つながったときに、もう一度どうぞ。|つながらない所では、|USBに書き出せます。"),
    NotEnrolled: _("市から登録コードをもらって、|「設定」で登録してください。"),
    Rewound: _("市から新しい登録コードをもらって、|「設定」で登録してください。|足りない分は、市からもどります。"),
    Forgotten: _("市から新しい登録コードをもらって、|「設定」で登録してください。"),
    OutOfDistrict: _("まだ送っていない分は、|USBに書き出して、|地区のほかの机に渡してください。"),
}
"""What to do about an error, where its own sentence names a command of the command line."""
REFUSED = {
    Trouble.UNKNOWN_DEVICE: TODO[Forgotten],
    Trouble.PENDING: _("地区の責任者に、|承認を頼んでください。"),
}


def step_words(now: UnderWay) -> str:
    """「送っています 5 / 12件」; of what comes, nobody knows before how much it is."""
    step = STEPS.get(now.step, _("同期しています"))
    if counted(now):
        return _("{step}　{done} / {total}件").format(step=step, done=min(now.pushed, now.total), total=now.total)
    if now.pulled:
        return _("{step}　{count}件").format(step=step, count=now.pulled)
    return step


def counted(now: UnderWay) -> bool:
    """Whether it can be told how much is still to go."""
    return now.step in {"push", "letters"} and now.total > 0


def result_words(report: Report) -> str:
    if report.state != ACTIVE:
        return _("承認を待っています。|地区の責任者に、承認を頼んでください。")
    if not report.complete:
        return _("とちゅうまで、できました。|つづきは、次の同期でします。")
    return _("同期済みです。")


def counts_words(report: Report) -> str:
    return _("受けとった記録 {pulled}件・送った記録 {pushed}件・送った手紙 {up}通・届いた返事 {down}通").format(
        pulled=report.pulled, pushed=report.pushed, up=report.letters_up, down=report.letters_down
    )


def taken_words(report: Report) -> str:
    """Of a bundle."""
    return _("新しい記録 {pulled}件・届いた返事 {down}通を取りこみました。").format(
        pulled=report.pulled, down=report.letters_down
    )


def todo_words(error: DeskError) -> str:
    """What to do, without the words of the command line."""
    if isinstance(error, HubRefused) and error.refusal.trouble in REFUSED:
        return REFUSED[error.refusal.trouble]
    return next((words for kind, words in TODO.items() if type(error) is kind), error.todo)


def held_up_words(reason: str, count: int) -> tuple[str, str]:
    """What did not get through, and what to do."""
    what, todo = HELD_UP.get(reason, OTHER)
    return _("{what}　{count}件").format(what=what, count=count), todo
