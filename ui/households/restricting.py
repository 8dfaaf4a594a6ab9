"""閲覧制限: who may read a talk from now on."""

from collections.abc import Callable

from i18n import _
from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotAllowed, NotFound
from kyosei_desk.japanese import shown
from sync.standing import load
from sync.withdrawing import restrict
from ui.carrying import Act
from ui.households.history import tall
from ui.households.purging import wait_for
from ui.navigation import Place, To
from ui.screen import Screen
from ui.widgets.asking import Panel, nothing
from ui.widgets.cards import heading
from ui.widgets.text import Words
from ui.widgets.tiles import Ticks


def ask_restrict(screen: Screen, consultation_id: str) -> Panel:
    """Whoever took it and every 責任者 may read it, but for those left out as a party to it."""
    look = screen.look
    names = {shown(each.name): each.id for each in screen.session.desk.people}
    panel = Panel(look, screen.window(), _("見る人を限る（閲覧制限）"))
    page = tall(screen, panel)
    page.main.addWidget(Words(_("受けた人と責任者は、いつでも見られます。|関係者として外すこともできます。")))
    page.main.addWidget(Words(_("ほかの人の画面からは、名前も中身も消えます。")))
    added, excluded = Ticks(look, _("ほかに見てよい人"), names, 2), Ticks(look, _("外す人"), names, 2)
    for ticks, way in ((added, _("{name}さんも見てよい")), (excluded, _("{name}さんを外す"))):
        for name, tick in ticks.ticks.items():
            tick.setAccessibleName(way.format(name=name))
    page.main.addWidget(heading(_("ほかに、見てよい人")))
    page.main.addWidget(added)
    page.main.addWidget(heading(_("関係者なので、外す人")))
    page.main.addWidget(excluded)
    problem = Words("", "wrong")
    page.main.addWidget(problem)

    def act() -> None:
        if both := added.value & excluded.value:
            problem.say(_("{names}さんに、両方のしるしがついています。").format(names="・".join(sorted(both))))
            page.reveal(problem)
            return
        readers, out = [names[each] for each in added.value], [names[each] for each in excluded.value]
        panel.accept()
        seal(screen, lambda desk: restricted(desk, consultation_id, readers, out))

    panel.press(_("見る人を限る"), "main", act, close=False)
    panel.press(_("やめる"), "plain", nothing)
    panel.open()
    return panel


def seal(screen: Screen, work: Callable[[Desk], str]) -> None:
    """Carried to its end, also where the desk is locked meanwhile; then to where the talk stands now."""
    act = Act(work, _("封をしなおしてから鍵をかけます"), lambda _home: _("見る人を限りました。"))

    def done(home: str) -> None:
        screen.go(To(place=Place.HOUSEHOLD, record_id=home) if home else To(place=Place.TODAY))

    wait_for(screen, _("封をしなおしています"), act, done)


def restricted(desk: Desk, consultation_id: str, readers: list[str], excluded: list[str]) -> str:
    """The household it belongs to from now on; "" where the one at the desk may no longer open it."""
    renewed = restrict(desk, load(desk.exchange), consultation_id, readers, excluded)
    try:
        return desk.file(renewed).household.id
    except (NotAllowed, NotFound):
        return ""
