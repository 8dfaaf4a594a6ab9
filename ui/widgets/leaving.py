"""Before something is told: exactly what would leave the desk, why it may not, and what became of it afterwards."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from i18n import _
from kyosei_desk.errors import DeskError
from ui.look import Look
from ui.widgets.asking import Panel, ask
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Row, Rows, facts
from ui.widgets.page import WIDE, Page
from ui.widgets.text import Icon, Words, beside

Pair = tuple[str, str]
Lead = tuple[str, Callable[[], object]]
"""A press's word, and what it does."""


def leaving(look: Look, pairs: Iterable[Pair], width: float = 110) -> Rows:
    """A row for each that says something, and that nothing else goes."""
    rows = Rows()
    for pair in pairs:
        if pair[1]:
            rows.add(Row([facts(look, [pair], width)]))
    rows.add(Row([beside(Icon(look, "info"), Words(_("このほかは、何も送りません。"), "note"), stretch=False)]))
    return rows


def after_the_letter(page: Page, ending: QWidget, em: float) -> None:
    """What sends stands under what is written; where the letter goes under that, it stands under the letter: nobody
    is to press before they have passed what would leave."""
    (page.main if em >= WIDE else page.aside).addWidget(ending)


class Above(QWidget):
    """The room above a short letter beside a long form: the letter goes along, and is still there where the press is.
    Put into the aside before the letter."""

    def __init__(self, page: Page, letter: QWidget) -> None:
        super().__init__()
        self._page, self._letter = page, letter
        self.setFixedHeight(0)
        page.verticalScrollBar().valueChanged.connect(self._follow)

    def _follow(self, at: int) -> None:
        page, form = self._page, self._page.main.parentWidget()
        room = 0
        if form is not None and page.em >= WIDE:
            room = form.height() - self._letter.height() - page.aside.spacing()
        self.setFixedHeight(max(0, min(at, room)))


class Calm(Card):
    """Why something cannot be done now, and what to do: grey and in place, for nothing is wrong. Hidden at first.

    It takes the focus where it is told to: whoever pressed hears at once why nothing happened.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("choice", 16, 8, parent)
        self._look = look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout()
        row.setSpacing(12)
        self._happened, self._todo = Words("", "label"), Words("", "note")
        row.addWidget(Icon(look, "info"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._happened, 1)
        self.body.addLayout(row)
        self.body.addWidget(self._todo)
        self._press: Button | None = None
        self.hide()

    def say(self, error: DeskError | None, lead: Lead | None = None, *, focus: bool = False) -> None:
        """None hides it. `lead`: where to go to make it possible."""
        if self._press is not None:
            self._press.hide()
            self._press.deleteLater()
            self._press = None
        self.setVisible(error is not None)
        if error is None:
            return
        self._happened.say(error.happened)
        self._todo.say(f"{error.safe}{error.todo}")
        self.setAccessibleName(f"{error.happened}{error.safe}{error.todo}")
        if lead is not None:
            word, act = lead
            self._press = Button(self._look, word, "plain", row=True)
            self._press.clicked.connect(lambda _on=False: act())
            self.body.addWidget(self._press, 0, Qt.AlignmentFlag.AlignLeft)
        if focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)


def tell_sent(look: Look, window: QWidget, fresh: bool, number: str, then: Callable[[], None]) -> Panel:  # noqa: FBT001
    """`fresh` False: the city has been told the very same. `number` names the letter on the telephone."""
    if fresh:
        title, words = _("市に知らせます"), _("手紙にして、封をしました。|つぎの同期で、市にとどきます。")
    else:
        title, words = _("もう知らせてあります"), _("前と同じ内容なので、|新しい手紙は作っていません。")
    if number:
        words += _("|市に電話するときは、|番号「{number}」と言ってください。").format(number=number)
    return ask(look, window, title, words, [(_("わかりました"), "main", then)])
