"""市からの返事: read in full, then marked as read for the whole district."""

from collections.abc import Callable

from i18n import _
from kyosei_desk.day import AnswerLine, mark_read
from kyosei_desk.japanese import shown
from ui.navigation import Place, To
from ui.screen import Screen
from ui.widgets.asking import Panel, nothing
from ui.widgets.cards import facts
from ui.widgets.dates import moment_words, names_words


def read_answer(screen: Screen, each: AnswerLine) -> Panel:
    panel = Panel(screen.look, screen.window(), names_words(each.names))
    pairs = [
        (_("だれから"), each.agency or each.by),
        (_("返事"), each.words),
        (_("言葉"), shown(each.text)),
        (_("日時"), moment_words(each.at) if each.at else ""),
    ]
    panel.body.addWidget(facts(screen.look, pairs))
    panel.press(_("読みました"), "main", marked(screen, each)).setFocus()
    if each.household_id:
        home = To(place=Place.HOUSEHOLD, record_id=each.household_id)
        panel.press(_("世帯をひらく"), "plain", lambda: screen.go(home))
    panel.press(_("あとで"), "plain", nothing)
    panel.open()
    return panel


def marked(screen: Screen, each: AnswerLine) -> Callable[[], None]:
    return lambda: screen.session.act(screen, lambda desk: mark_read(desk, (each.id,)), lambda _count: None)
