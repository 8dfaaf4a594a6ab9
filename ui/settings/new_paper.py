"""A new recovery code: why, the passphrase once more, the code on paper and typed back, and what is left to do.

Until it was typed back nothing has changed: whoever stops, or is locked out in the middle, keeps the paper they have.
"""

from typing import TYPE_CHECKING

import shiboken6

from i18n import _
from kyosei_desk.errors import DeskError, FieldError, WrongCode
from kyosei_desk.japanese import shown
from kyosei_desk.recovery import Renewal, Renewed
from kyosei_desk.vault.recovery_code import parse
from ui.first_run.new_code import NewCode
from ui.first_run.parts import CodeLine
from ui.settings.practising import practice_words
from ui.widgets.asking import Panel, nothing, tell
from ui.widgets.fields import Field, Secret
from ui.widgets.once import Once
from ui.widgets.text import Words
from ui.widgets.tiles import Choice

if TYPE_CHECKING:
    from ui.settings.screen import SettingsScreen

THERE, LOST = "ある", "ない"


def ask_new_paper(screen: "SettingsScreen") -> None:
    """Who may not is told before anything is asked of them."""
    screen.session.ask(screen, lambda desk: desk.recovery.check(), lambda _none: Begun(screen).open(), screen.failed)


class Begun:
    """The first panel: whether the old paper is there, and the passphrase of the 責任者."""

    def __init__(self, screen: "SettingsScreen") -> None:
        look = screen.look
        self.screen = screen
        self.panel = Panel(
            look,
            screen.window(),
            _("回復コードを新しくする"),
            _("紙をなくしたとき、|ほかの人に見られたときに、新しくします。|いままでの紙は、使えなくなります。"),
        )
        self.paper = Choice(look, _("いままでの紙"), (THERE, LOST), columns=2)
        self.code, self.words = CodeLine(), Secret()
        self.of_paper = Field(look, _("いままでの紙は、手もとにありますか"), self.paper)
        self.of_code = Field(look, _("いままでの回復コード"), self.code, _("紙を見て、5文字ずつ打ちます。"))
        self.lost = Words(
            _("ほかの方には、次に自分で鍵をあけたあとから、|新しい紙が使えます。|記録はそのままです。"), "note"
        )
        self.of_words = Field(look, _("あなたの合言葉"), self.words, practice_words(screen.session))
        for part in (self.of_paper, self.of_code, self.lost, self.of_words):
            self.panel.body.addWidget(part)
        self.paper.chosen.connect(lambda _value: self._show())
        self._show()
        self.once = Once(self.panel.press(_("つぎへ"), "main", self.go, close=False), _("つぎへ"), _("確かめています"))
        self.panel.press(_("やめる"), "plain", nothing)

    def open(self) -> None:
        self.panel.open()
        self.paper.tiles[THERE].setFocus()

    def _show(self) -> None:
        self.of_code.setVisible(self.paper.value == THERE)
        self.lost.setVisible(self.paper.value == LOST)

    def go(self) -> None:
        there, words = self.paper.value == THERE, self.words.text()
        self.of_paper.problem("" if self.paper.value else _("「ある」か「ない」をえらんでください。"))
        self.of_code.problem(slip := slip_of(self.code.text_now()) if there else "")
        self.of_words.problem("" if words else _("合言葉を打ってください。"))
        if not self.paper.value or slip or not words or not self.once.begun():
            return
        old = self.code.text_now() if there else None
        self.screen.session.ask(self.panel, lambda desk: desk.recovery.begin(words, old), self._made, self._refused)

    def _made(self, renewal: Renewal) -> None:
        self.panel.accept()
        show(self.screen, renewal)

    def _refused(self, error: DeskError) -> None:
        self.once.over()
        field = self.of_code if isinstance(error, WrongCode) else self.of_words
        field.problem(str(error))
        field.control.setFocus()


def slip_of(typed: str) -> str:
    """What is wrong with a code as it was typed, "" where it may be one."""
    try:
        parse(typed)
    except FieldError as error:
        return f"{error.happened}{error.todo}"
    return ""


def show(screen: "SettingsScreen", renewal: Renewal) -> None:
    """The second panel. From the last press on it waits: then the new paper is the one, or the old one still."""
    look, session = screen.look, screen.session
    panel = Panel(
        look,
        screen.window(),
        _("新しい回復コードを紙に残します"),
        _("打ち終わるまで、いままでの紙が使えます。|パソコンには残りません。|鍵のかかる所にしまってください。"),
    )
    code = NewCode(look, session.background, session.now, renewal.code)
    panel.body.addWidget(code)

    def act() -> None:
        typed = code.typed.text_now()
        if code.is_back() and once.begun():
            session.act_long(screen, lambda desk: desk.recovery.renew(renewal, typed), done, refused)

    def done(renewed: Renewed) -> None:
        close_if_open(panel)
        first, *rest = after(renewed)
        said = tell(look, screen.window(), _("回復コードを新しくしました"), first)
        for words in rest:
            said.body.addWidget(Words(words))

    def refused(error: DeskError) -> None:
        close_if_open(panel)
        screen.failed(error)

    once = Once(panel.press(_("紙に残しました"), "main", act, close=False), _("紙に残しました"), _("新しくしています"))
    panel.press(_("やめる"), "plain", lambda: stop(screen, once))
    panel.open()
    code.typed.setFocus()


def close_if_open(panel: Panel) -> None:
    """It has gone by itself where a person pressed Escape meanwhile."""
    if shiboken6.isValid(panel):
        panel.accept()


def stop(screen: "SettingsScreen", once: Once) -> None:
    """Before the last press nothing has changed; after it the outcome is told when it is there."""
    if not once.under_way:
        tell(
            screen.look,
            screen.window(),
            _("新しくしませんでした"),
            _("いままでの紙が、そのまま使えます。|新しく印刷した紙があれば、破って捨ててください。"),
        )


def after(renewed: Renewed) -> list[str]:
    """What is left to do, a paragraph each."""
    parts = [
        _("いままでの紙は、細かく破って捨ててください。"),
        _("USBメモリなどの前の控えは、|いままでの紙でまだ開きます。|控えを取り直し、前のものはこわしてください。"),
    ]
    if renewed.waiting:
        parts.append(waiting_words(renewed.waiting))
    if not renewed.tidied:
        parts.append(_("手もとの控えの作り直しが、まだ終わっていません。|次に開いたときにします。"))
    return parts


def waiting_words(names: tuple[str, ...]) -> str:
    """Of those whose key was not here when the paper was renewed."""
    people = "、".join(_("{name}さん").format(name=shown(each)) for each in names)
    return _("{people}は、次に自分で鍵をあけたあとから、|新しい回復コードが使えます。").format(people=people)
