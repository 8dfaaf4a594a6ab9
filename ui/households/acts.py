"""What is done about a household: a note, a plan, a consent taken back, an erasure. Each is a panel and one action."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.broken_off import keep_words
from kyosei_desk.day import add_follow_up
from kyosei_desk.errors import FieldError
from kyosei_desk.japanese import parse_date
from kyosei_desk.timeline import append_note
from sync.standing import load
from sync.withdrawing import Withdrawn, withdraw
from ui.look import Look
from ui.session import Session
from ui.widgets.asking import Panel, ask, nothing, tell
from ui.widgets.fields import Area, Field, Line
from ui.widgets.tiles import Choice

WAYS = (_("訪問"), _("電話"), _("来所"))


def ask_note(look: Look, window: QWidget, session: Session, owner: QObject, household_id: str) -> Panel:
    """A remark; it is never changed afterwards."""
    text = Area(4)

    told = _("書いたあとは、直せません。|まちがいは、もう1つ書いて補います。")
    panel = Panel(look, window, _("メモを書く"), told)
    panel.keep_at_lock(lambda: keep_typed(session, owner, household_id, text.text_now()))
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


def keep_typed(
    session: Session, owner: QObject, household_id: str, words: str, what: str = "", talk_id: str = ""
) -> None:
    """A lock came in between: what stands there becomes a note of the household."""
    session.act(owner, lambda desk: keep_words(desk, household_id, words, what, talk_id), lambda _note: None)


def ask_plan(look: Look, window: QWidget, session: Session, owner: QObject, household_id: str) -> Panel:
    """A visit or call to come."""
    panel = Panel(look, window, _("予定を入れる"))
    way, day, text = Choice(look, _("どうやって"), WAYS), Line(), Line()
    field = Field(look, _("いつ"), day, _("「令和8年11月5日」のように書きます。"))
    panel.body.addWidget(field)
    panel.body.addWidget(Field(look, _("どうやって"), way))
    panel.body.addWidget(Field(look, _("すること"), text))

    def keep_unfinished() -> None:
        if words := text.text_now().strip():
            typed = "　".join(part for part in (day.text_now().strip(), way.value, words) if part)
            keep_typed(session, owner, household_id, typed, _("予定"))

    panel.keep_at_lock(keep_unfinished)

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
