"""What the pages of 新しい相談 are put together of: groups that reflow, folds, fields that are filled silently."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.records import Phone
from ui.look import Look
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.fields import Area, Field, Line
from ui.widgets.page import MIDDLE, WIDE, Page
from ui.widgets.text import Icon, Words, beside
from ui.widgets.tiles import Choice, Tick, Ticks

YES, NO = "yes", "no"
ALLOWED = ((YES, _("入れてよい")), (NO, _("入れない")))


def fill(field: Line | Area, text: str) -> None:
    """Show a text; never into a field being composed, and not where it stands already."""
    if not field.composing and field.text() != text:
        field.setText(text)


def show_tick(tick: Tick, *, on: bool) -> None:
    """Without telling anyone."""
    with QSignalBlocker(tick):
        tick.setChecked(on)


def focus_of(control: QWidget) -> QWidget:
    """What takes the focus of a control that may be a group."""
    if isinstance(control, Choice):
        return control.tiles[control.value] if control.value else next(iter(control.tiles.values()))
    if isinstance(control, Ticks):
        return next(iter(control.ticks.values()))
    return control


def lead_to(page: Page, control: QWidget) -> None:
    """Where 「直す」 leads."""
    target, inside = focus_of(control), page.widget()
    layout = inside.layout() if inside is not None else None
    if layout is not None:
        layout.activate()  # a card made a moment ago has no place yet
    target.setFocus(Qt.FocusReason.OtherFocusReason)
    page.reveal(target)


class Fitting(QObject):
    """Keeps a group in as many columns as the page has room for; goes with the group."""

    def __init__(self, page: Page, group: "Choice | Ticks | Side", columns: tuple[int, int, int]) -> None:
        super().__init__(group)
        self._group, self._columns = group, columns
        page.reflowed.connect(self.fit)
        self.fit(page.em)

    def fit(self, em: float) -> None:
        wide, middle, narrow = self._columns
        self._group.lay_out(wide if em >= WIDE else middle if em >= MIDDLE else narrow)


class Side(QWidget):
    """Fields side by side; one below the other where the text is large."""

    def __init__(self, page: Page, fields: Sequence[QWidget], stretches: Sequence[int] = ()) -> None:
        super().__init__()
        self._fields, self._stretches = fields, stretches or [1] * len(fields)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        Fitting(page, self, (len(fields), len(fields), 1))

    def lay_out(self, columns: int) -> None:
        for place, field in enumerate(self._fields):
            self._grid.addWidget(field, place // columns, place % columns, Qt.AlignmentFlag.AlignTop)
        for place, stretch in enumerate(self._stretches):
            self._grid.setColumnStretch(place, stretch if columns > 1 else 1 - min(place, 1))


class Fold(QWidget):
    """More fields behind one press: 「ほかの欄」."""

    def __init__(self, look: Look, title: str) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self._title = self._name = title
        self.press = Button(look, title, "link")
        self.press.clicked.connect(self._toggle)
        layout.addWidget(self.press, 0, Qt.AlignmentFlag.AlignLeft)
        self.inside = QWidget()
        self.body = QVBoxLayout(self.inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(12)
        layout.addWidget(self.inside)
        self.unfold(opened=False)

    def rename(self, name: str) -> None:
        """Another accessible name, where a page has several of them."""
        self._name = name
        self.unfold(opened=not self.inside.isHidden())

    def _toggle(self) -> None:
        self.unfold(opened=self.inside.isHidden())

    def unfold(self, *, opened: bool = True) -> None:
        self.inside.setVisible(opened)
        self.press.show_as(_("{fold}をとじる").format(fold=self._title) if opened else self._title)
        self.press.setAccessibleName(
            _("{fold}をとじる").format(fold=self._name) if opened else _("{fold}をひらく").format(fold=self._name)
        )


class Notice(QWidget):
    """A sentence with a mark, hidden while there is nothing to say."""

    def __init__(self, look: Look, icon: str = "info", kind: str = "note") -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._words = Words("", kind)
        layout.addWidget(beside(Icon(look, icon), self._words, stretch=False))
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def say(self, text: str) -> None:
        self._words.say(text)
        self.setVisible(bool(text))


class WayBack(Card):
    """What was done, with the way back: `returned` when it is taken. Hidden until it is said."""

    returned = Signal()

    def __init__(self, look: Look, name: str) -> None:
        super().__init__("quiet", 12, 0)
        self._words = Words("")
        self.back = Button(look, _("もどす"), "plain", "undo", row=True)
        self.back.setAccessibleName(name)
        self.back.clicked.connect(self.returned.emit)
        self.body.addWidget(beside(self._words, self.back, stretch=False))
        self.hide()

    def say(self, words: str) -> None:
        """Show it and take the focus, so that the next key may undo."""
        self._words.say(words)
        self.show()
        self.back.setFocus()


class PhoneFields(QWidget):
    """A number, when it is safe to call, and whether a machine may be told."""

    def __init__(self, page: Page, look: Look, label: str, edited: Callable[[], None]) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        self.number, self.hours = Line(), Line()
        self.message = Choice(look, _("{phone} 留守番電話").format(phone=label), ALLOWED, size=18)
        for each in (self.number, self.hours):
            each.edited.connect(edited)
        self.message.chosen.connect(lambda _value: edited())
        number = Field(look, label, self.number)
        hours = Field(look, _("かけてよい時間"), self.hours)
        self.hours.setAccessibleName(_("{phone} かけてよい時間").format(phone=label))
        machine = Field(look, _("留守番電話に"), self.message)
        self.message.setAccessibleName(_("{phone} 留守番電話に").format(phone=label))
        layout.addWidget(Side(page, [number, hours, machine]))

    def value_now(self) -> Phone:
        allowed = {YES: True, NO: False}.get(self.message.value)
        return Phone(number=self.number.text_now(), safe_hours=self.hours.text_now(), message_allowed=allowed)

    def show_value(self, phone: Phone) -> None:
        fill(self.number, phone.number)
        fill(self.hours, phone.safe_hours)
        self.message.show_value({True: YES, False: NO, None: ""}[phone.message_allowed])
