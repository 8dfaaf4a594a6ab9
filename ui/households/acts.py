"""What is done about a household: a note, a plan, a consent taken back, an erasure. Each is a panel and one action."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.day import add_follow_up
from kyosei_desk.desk import Desk
from kyosei_desk.erasing import REASONS
from kyosei_desk.errors import FieldError
from kyosei_desk.japanese import parse_date
from kyosei_desk.timeline import append_note
from sync.standing import load
from sync.withdrawing import Withdrawn, withdraw
from ui.look import Look
from ui.session import Session
from ui.widgets.asking import Panel, ask, nothing, tell, tell_error
from ui.widgets.fields import Area, Field, Line
from ui.widgets.tiles import Choice

WAYS = (_("訪問"), _("電話"), _("来所"))


def ask_note(look: Look, window: QWidget, session: Session, owner: QObject, household_id: str) -> Panel:
    """A remark; it is never changed afterwards."""
    panel = Panel(look, window, _("メモを書く"), _("書いたあとは、直せません。|まちがいは、もう1つ書いて補います。"))
    text = Area(4)
    field = Field(look, _("メモ"), text)
    panel.body.addWidget(field)

    def keep() -> None:
        words = text.text_now()
        if not words.strip():
            field.problem(_("メモを書いてから保存してください。"))
            text.setFocus()
            return
        panel.accept()
        session.act(owner, lambda desk: append_note(desk, household_id, words), lambda _note: None)

    panel.press(_("保存する"), "main", keep, close=False)
    panel.press(_("やめる"), "plain", nothing)
    panel.open()
    text.setFocus()
    return panel


def ask_plan(look: Look, window: QWidget, session: Session, owner: QObject, household_id: str) -> Panel:
    """A visit or call to come."""
    panel = Panel(look, window, _("予定を入れる"))
    way, day, text = Choice(look, _("どうやって"), WAYS), Line(), Line()
    field = Field(look, _("いつ"), day, _("「令和8年11月5日」のように書きます。"))
    panel.body.addWidget(field)
    panel.body.addWidget(Field(look, _("どうやって"), way))
    panel.body.addWidget(Field(look, _("すること"), text))

    def keep() -> None:
        try:
            on = parse_date(day.text_now()).isoformat()
        except FieldError as error:
            field.problem(f"{error.happened}{error.todo}")
            day.setFocus()
            return
        words, how = text.text_now(), way.value
        panel.accept()
        session.act(owner, lambda desk: add_follow_up(desk, household_id, on, words, how), lambda _record: None)

    panel.press(_("予定に入れる"), "main", keep, close=False)
    panel.press(_("やめる"), "plain", nothing)
    panel.open()
    day.setFocus()
    return panel


def ask_withdraw(look: Look, window: QWidget, session: Session, owner: QObject, consent_id: str) -> Panel:
    """The person takes their consent back: letters that rest on it are taken back too."""

    def done(gone: Withdrawn) -> None:
        words = _("同意を取り消しました。|取り下げる手紙は{count}通です。").format(count=len(gone.letters))
        if gone.kept:
            words += _("|義務などにもとづく手紙は、そのままです：{agencies}").format(agencies="、".join(gone.kept))
        if gone.again:
            words += _("|中身が変わるので、もう一度送ってください：{agencies}").format(agencies="、".join(gone.again))
        tell(look, window, _("取り消しました"), words)

    def act() -> None:
        session.act(owner, lambda desk: withdraw(desk, load(desk.exchange), consent_id), done)

    return ask(
        look,
        window,
        _("同意を取り消しますか"),
        _("これからは「拒否」として扱います。|同意で送った手紙は、取り下げます。"),
        [(_("取り消す"), "second", act), (_("そのままにする"), "plain", nothing)],
    )


def ask_purge(look: Look, window: QWidget, session: Session, owner: QObject, household_id: str) -> Panel:
    """Two confirmations: it never comes back. The reason is one of a list, for the trail keeps it for ever."""
    panel = Panel(
        look,
        window,
        _("この世帯を消しますか"),
        _("すべての机とハブから消え、|元にはもどせません。|責任者だけができます。"),
    )
    reason = Choice(look, _("消すわけ"), REASONS, columns=1)
    field = Field(look, _("消すわけ"), reason)
    panel.body.addWidget(field)

    def sure() -> None:
        if not reason.value:
            field.problem(_("わけをえらんでください。"))
            return
        why = reason.value
        panel.accept()
        ask(
            look,
            window,
            _("ほんとうに消しますか"),
            _("もう一度たずねます。|消した記録は、控えからもなくなります。"),
            [(_("消す"), "second", lambda: erase(why)), (_("消さない"), "main", nothing)],
        )

    def erase(why: str) -> None:
        wait = Panel(look, window, _("消しています"), _("控えも作り直すので、しばらくかかります。"))
        wait.open()

        def done(count: int) -> None:
            wait.accept()
            tell(look, window, _("消しました"), _("記録{count}件を消しました。").format(count=count))

        def failed(error: object) -> None:
            wait.accept()
            tell_error(look, window, error)  # type: ignore[arg-type]

        session.act_long(owner, lambda desk: purged(desk, household_id, why), done, failed)

    panel.press(_("つぎへ"), "second", sure, close=False)
    panel.press(_("やめる"), "main", nothing)
    panel.open()
    return panel


def purged(desk: Desk, household_id: str, why: str) -> int:
    return desk.purge_household(household_id, why)
