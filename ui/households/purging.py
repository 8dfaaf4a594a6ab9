"""Erasing a household or one talk: by a 責任者 alone, asked twice; and what takes long, with words meanwhile."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import msgspec
import shiboken6

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.erasing import REASONS
from kyosei_desk.errors import DeskError
from kyosei_desk.japanese import shown
from kyosei_desk.vault import Role
from ui.carrying import Act
from ui.navigation import Place, To
from ui.screen import Screen
from ui.widgets.asking import Panel, ask, nothing, tell, tell_error
from ui.widgets.fields import Field
from ui.widgets.tiles import Choice

T = TypeVar("T")


class Purge(msgspec.Struct, frozen=True):
    """The question, the act, and where one stands afterwards."""

    title: str
    act: Callable[[Desk, str], int]
    after: To


def household(household_id: str) -> Purge:
    return Purge(
        _("この世帯を消しますか"), lambda desk, why: desk.purge_household(household_id, why), To(place=Place.SEARCH)
    )


def talk(consultation_id: str) -> Purge:
    return Purge(_("この相談を消しますか"), lambda desk, why: desk.purge(consultation_id, why), To(place=Place.SEARCH))


def ask_purge(screen: Screen, purge: Purge) -> Panel:
    """Two confirmations: it never comes back. The reason is one of a list, for the trail keeps it for ever."""
    if screen.session.desk.me.role is not Role.MANAGER:
        return ask_a_manager(screen)
    words = _("すべての机とハブから消え、|元にはもどせません。")
    panel = Panel(screen.look, screen.window(), purge.title, words)
    reason = Choice(screen.look, _("消すわけ"), REASONS, columns=1)
    field = Field(screen.look, _("消すわけ"), reason)
    panel.body.addWidget(field)

    def on() -> None:
        if not reason.value:
            field.problem(_("わけをえらんでください。"))
            return
        panel.accept()
        ask_again(screen, purge, reason.value)

    panel.press(_("つぎへ"), "second", on, close=False)
    panel.press(_("やめる"), "main", nothing).setFocus()
    panel.open()
    return panel


def ask_a_manager(screen: Screen) -> Panel:
    """A press that cannot go on says why, and who can."""
    people = [each for each in screen.session.desk.people if each.role is Role.MANAGER]
    names = "・".join(_("{name}さん").format(name=shown(each.name)) for each in people)
    body = _("記録はそのままです。|{names}に頼んでください。").format(names=names or _("責任者"))
    return tell(screen.look, screen.window(), _("消せるのは、責任者だけです"), body)


def ask_again(screen: Screen, purge: Purge, why: str) -> None:
    ask(
        screen.look,
        screen.window(),
        _("ほんとうに消しますか"),
        _("もう一度たずねます。|消した記録は、控えからもなくなります。"),
        [(_("消す"), "second", partial(erase, screen, purge, why)), (_("消さない"), "main", nothing)],
    )


def erase(screen: Screen, purge: Purge, why: str) -> None:
    def told(count: int) -> str:
        return _("記録{count}件を消しました。").format(count=count)

    def done(count: int) -> None:
        screen.go(purge.after)
        tell(screen.look, screen.window(), _("消しました"), told(count))

    act = Act(lambda desk: purge.act(desk, why), _("消し終えてから鍵をかけます"), told)
    wait_for(screen, _("消しています"), act, done)


def wait_for(screen: Screen, title: str, act: Act[T], done: Callable[[T], None]) -> None:
    """Beside a page that is still there: what is under way is said, and nothing asked meanwhile."""
    wait = Panel(screen.look, screen.window(), title, _("控えも作り直すので、|しばらくかかります。"))
    wait.open()

    def gone() -> None:
        if shiboken6.isValid(wait):  # Escape may have closed it
            wait.accept()

    def over(outcome: T) -> None:
        gone()
        done(outcome)

    def failed(error: DeskError) -> None:
        gone()
        tell_error(screen.look, screen.window(), error)

    screen.session.carry_out(act, over, failed)
