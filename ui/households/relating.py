"""つながりのある世帯: another household that belongs to this one, its words, and the way to it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.japanese import shown
from kyosei_desk.relating import Kin, part, relate
from kyosei_desk.similar import Match
from kyosei_desk.timeline import HouseholdPage
from ui.households.other_home import KinSearch
from ui.navigation import Place, To
from ui.widgets.asking import Panel, ask, nothing
from ui.widgets.buttons import Button
from ui.widgets.cards import Row
from ui.widgets.fields import Field, Line
from ui.widgets.text import Words, beside

if TYPE_CHECKING:
    from ui.households.household import HouseholdScreen


def home_words(names: tuple[str, ...]) -> str:
    """「見本 由美さんの世帯」."""
    return _("{name}さんの世帯").format(name=shown(names[0])) if names else _("お名前のない世帯")


class Kinship(Row):
    """What another household is to this one, and whose it is: a name and never a place."""

    def __init__(self, screen: "HouseholdScreen", page: HouseholdPage, kin: Kin) -> None:
        name = home_words(kin.names)
        words: list[QWidget] = [Words(name, "name")]
        if kin.word:
            words = [Words(shown(kin.word), "name"), Words(name, "note")]
        super().__init__([*words, beside(*presses_of(screen, page, kin, name), spacing=4)])


def presses_of(screen: "HouseholdScreen", page: HouseholdPage, kin: Kin, name: str) -> list[QWidget]:
    presses: list[QWidget] = []
    for word, whole, act in (
        (_("ひらく"), _("{home}をひらく"), lambda: screen.go(To(place=Place.HOUSEHOLD, record_id=kin.household_id))),
        (_("直す"), _("{home}とのつながりを直す"), lambda: ask_words(screen, page, kin)),
        (_("外す"), _("{home}とのつながりを外す"), lambda: ask_part(screen, page, kin)),
    ):
        press = Button(screen.look, word, "link")
        press.setAccessibleName(whole.format(home=name))
        press.clicked.connect(lambda _on=False, act=act: act())
        presses.append(press)
    return presses


def ask_other(screen: "HouseholdScreen", page: HouseholdPage) -> None:
    """Which household it is: looked for by a name."""
    told = _("別に暮らす家族や、もとの家族の世帯と、|おたがいのページから行き来できます。")
    panel = Panel(screen.look, screen.window(), _("つながりを書く"), told)

    def chosen(match: Match) -> None:
        panel.accept()
        fresh = Kin(household_id=match.household_id, names=(match.name,))
        ask_words(screen, page, next((each for each in page.kin if each.household_id == match.household_id), fresh))

    search = KinSearch(screen, panel, page.household.id, chosen)
    panel.press(_("やめる"), "plain", nothing)
    panel.open()
    search.name.setFocus()


def ask_words(screen: "HouseholdScreen", page: HouseholdPage, kin: Kin) -> None:
    """What each is to the other, in the people's own words; both may stay empty."""
    here, there = home_words(tuple(each.name for each in page.members if each.name)), home_words(kin.names)
    told = _("{here}と、|{there}のつながりです。|紙や手紙には出ません。").format(here=here, there=there)
    panel = Panel(screen.look, screen.window(), _("どんなつながりですか"), told)
    word, back = Line(), Line()
    word.setText(kin.word)
    back.setText(kin.back)
    hint = _("「長女の世帯」「もとの夫」のように。|空けておいてもかまいません。")
    panel.body.addWidget(Field(screen.look, _("{there}は、この世帯の…").format(there=there), word, hint))
    hint = _("「母の家」のように。|あちらのページに、この言葉で出ます。")
    panel.body.addWidget(Field(screen.look, _("この世帯は、{there}の…").format(there=there), back, hint))

    def keep() -> None:
        said, answered = word.text_now(), back.text_now()
        panel.accept()
        screen.session.act(
            screen,
            lambda desk: relate(desk, page.household.id, kin.household_id, said, answered),
            lambda _none: None,
            screen.failed,
        )

    panel.press(_("保存する"), "main", keep, close=False)
    panel.press(_("やめる"), "plain", nothing)
    panel.open()
    word.setFocus()


def ask_part(screen: "HouseholdScreen", page: HouseholdPage, kin: Kin) -> None:
    act = partial(take_away, screen, page.household.id, kin.household_id)
    ask(
        screen.look, screen.window(), _("つながりを外しますか"),
        _("{there}とのつながりが、|どちらのページからも消えます。|世帯の記録は、そのままです。|もう一度書けば、もどります。")
        .format(there=home_words(kin.names)),
        [(_("外す"), "second", act), (_("そのままにする"), "main", nothing)],
    )  # fmt: skip


def take_away(screen: "HouseholdScreen", household_id: str, other: str) -> None:
    screen.session.act(screen, lambda desk: part(desk, household_id, other), lambda _none: None, screen.failed)
