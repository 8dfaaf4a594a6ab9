"""緊急のとき: the numbers to call, life first. It needs no vault, no key and no line."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.vocabulary import Number
from ui.look import Look
from ui.widgets.asking import Panel, nothing
from ui.widgets.buttons import Button
from ui.widgets.cards import empty
from ui.widgets.text import Icon, Words, line, rule

FIRST = 5
"""How many numbers stand open on the card; the rest is one press away."""


class EmergencyCard(QFrame):
    """Each number is a press that shows it large, with hours and the day of its last check."""

    pressed = Signal(object)
    more = Signal()

    def __init__(
        self, look: Look, numbers: Sequence[Number], count: int = FIRST, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("box", "alarm")
        self.setAccessibleName(_("緊急のとき"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        head = QFrame()
        head.setProperty("box", "alarmhead")
        top = QHBoxLayout(head)
        top.setContentsMargins(18, 10, 18, 10)
        top.addWidget(Icon(look, "phone", "l5"))
        top.addWidget(line(_("緊急のとき"), "alarmhead"))
        top.addStretch(1)
        layout.addWidget(head)
        self._look, self._rows = look, QVBoxLayout()
        self._rows.setSpacing(0)
        layout.addLayout(self._rows)
        self._count = count
        self.show_numbers(numbers)

    def show_numbers(self, numbers: Sequence[Number]) -> None:
        empty(self._rows)
        for place, number in enumerate(numbers[: self._count]):
            if place:
                self._rows.addWidget(rule())
            self._rows.addWidget(self._row(number))
        if len(numbers) > self._count:
            self._rows.addWidget(rule())
            more = Button(self._look, _("ほかの番号"), "link")
            more.clicked.connect(self.more.emit)
            self._rows.addWidget(more)

    def _row(self, number: Number) -> "NumberRow":
        row = NumberRow(self._look, number)
        row.clicked.connect(lambda: self.pressed.emit(number))
        return row


class NumberRow(Button):
    """A number in 26 bold, and what it is for."""

    def __init__(self, look: Look, number: Number) -> None:
        super().__init__(look, "", "link")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(_("{number} {name} を大きく見る").format(number=number.number, name=number.name))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 12, 6)
        dial = line(number.number, "number")
        dial.setMinimumWidth(look.px(104) if len(number.number) < 8 else 0)
        layout.addWidget(dial)
        name = Words(number.name, "note")
        layout.addWidget(name, 1)
        for part in (dial, name):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._lines = layout

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return max(self._look.control(58), self._lines.totalHeightForWidth(width))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._look.px(260), self.heightForWidth(max(self.width(), self._look.px(200))))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._look.px(180), self._look.control(58))


def hours_words(number: Number) -> str:
    return number.hours or _("時間は未確認")


def checked_words(number: Number, on: date) -> str:
    """When a person last checked it, and a warning where that is long ago."""
    if not number.verified_at:
        return _("まだ人が確かめていない番号です")
    day = date.fromisoformat(number.verified_at)
    words = _("{year}年{month}月{day}日に確かめました").format(year=day.year, month=day.month, day=day.day)
    return words + (_("（1年より前です。市に確かめてください）") if number.stale(on) else "")


def show_number(look: Look, window: QWidget, number: Number, on: date) -> Panel:
    """One number, to be read across a table."""
    panel = Panel(look, window, number.name, urgent=True)
    panel.body.addWidget(line(number.number, "huge"))
    panel.body.addWidget(Words(number.use, "big"))
    panel.body.addWidget(Words(hours_words(number)))
    panel.body.addWidget(Words(checked_words(number, on), "note"))
    panel.body.addWidget(Words(_("電話が先です。|記録はあとから書けます。")))
    panel.press(_("とじる"), "main", nothing).setFocus()
    panel.open()
    return panel


def show_all(look: Look, window: QWidget, numbers: Sequence[Number], on: date) -> Panel:
    """Every number, with hours and check date."""
    panel = Panel(
        look, window, _("緊急のとき"), _("電話に、ご本人の同意はいりません。|記録はあとから書けます。"), urgent=True
    )
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(12)
    for row, number in enumerate(numbers):
        grid.addWidget(line(number.number, "number"), row, 0, Qt.AlignmentFlag.AlignTop)
        words = "\n".join((number.name, number.use, hours_words(number), checked_words(number, on)))
        grid.addWidget(Words(words), row, 1)
    grid.setColumnStretch(1, 1)
    panel.setMinimumWidth(min(look.px(760), window.width() - 40))
    panel.body.addLayout(grid)
    panel.press(_("とじる"), "main", nothing).setFocus()
    panel.open()
    return panel
