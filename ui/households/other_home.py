"""Another household, looked for by the name of one of its people: for what is done between two of them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.japanese import shown
from kyosei_desk.similar import Match, similar
from ui.households.history import tall
from ui.screen import Screen
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button
from ui.widgets.cards import Row, empty
from ui.widgets.fields import Field, Line
from ui.widgets.text import Words

AT_MOST = 8


class HomeSearch(QObject):
    """A field in a panel, and under it who answers. `own` is never among them; `chosen` is called with one of them.

    What the press beside each says stands in `word`; `whole` is the same for a reader, with `{name}`.
    """

    word = _("この世帯と")
    whole = _("{name}さんの世帯とまとめる")

    def __init__(self, screen: Screen, panel: Panel, own: str, chosen: Callable[[Match], None]) -> None:
        super().__init__(panel)
        self._screen, self._panel, self._own, self._chosen = screen, panel, own, chosen
        self.name = Line()
        panel.body.addWidget(Field(screen.look, _("もう1つの世帯の人のお名前"), self.name))
        self._found = QVBoxLayout()
        tall(screen, panel, lines=3, controls=2).main.addLayout(self._found)
        self.name.edited.connect(self._search)

    def _search(self) -> None:
        words = self.name.text_now().strip()
        if len(words) >= 2:
            self._screen.session.ask(self._panel, lambda desk: similar(desk, words), partial(self._show, words))

    def _show(self, words: str, matches: list[Match]) -> None:
        if words != self.name.text_now().strip():
            return  # another name stands there by now
        empty(self._found)
        others = [each for each in matches if each.household_id != self._own][:AT_MOST]
        for each in others:
            self._found.addWidget(self._row(each))
        if not others:
            self._found.addWidget(Words(_("にている世帯は、見つかりませんでした。"), "note"))

    def _row(self, match: Match) -> QWidget:
        press = Button(self._screen.look, self.word, "second", row=True)
        press.setAccessibleName(self.whole.format(name=shown(match.name)))
        press.clicked.connect(partial(self._chosen, match))
        said = "　".join(part for part in (match.kana, match.born.said, match.address) if part)
        words: list[QWidget] = [Words(_("{name}さん").format(name=shown(match.name)), "name")]
        return Row([*words, Words(shown(said), "note")], right=[press])


class KinSearch(HomeSearch):
    """The same, for a tie."""

    word = _("えらぶ")
    whole = _("{name}さんの世帯をえらぶ")
