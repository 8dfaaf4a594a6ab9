"""What happened in a household, the newest first: a day, a mark on a line, the words, and one press."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.japanese import shown
from kyosei_desk.japanese.dates import era_year
from kyosei_desk.timeline import Entry, What, Written
from ui.look import Look
from ui.widgets.buttons import Button
from ui.widgets.cards import LevelTag, StateTag
from ui.widgets.dates import WEEKDAYS
from ui.widgets.text import Icon, Words, line

ICONS = {
    What.PLANNED: "clock", What.TALK: "write", What.REFERRAL: "send", What.TOLD: "send", What.ANSWER: "receive",
    What.VISIT: "phone", What.NOTE: "doc",
}  # fmt: skip
WAYS = {"訪問": "house", "電話": "phone", "来所": "person"}
"""A visit's own icon."""
STATES = {Written.DRAFT: "draft", Written.CLOSED: "closed", Written.SENT: "sent"}
CIRCLE, CENTRE = 34, 24

Press = tuple[str, str, Callable[[], object]]
"""Its word, its accessible name, and what it does."""


class Mark(QWidget):
    """The icon of an entry in a ring, on the line that joins it to its neighbours; what is planned is dashed."""

    def __init__(self, look: Look, icon: str, *, planned: bool, first: bool, last: bool) -> None:
        super().__init__()
        self._look, self._icon = look, icon
        self._planned, self._first, self._last = planned, first, last
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(look.px(CENTRE + CIRCLE // 2 + 2))
        look.wide(self, CIRCLE, 6)

    def paintEvent(self, _event: object) -> None:  # noqa: N802 - Qt's name
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size, middle, centre = look.px(CIRCLE), self.width() // 2, look.px(CENTRE)
        painter.setPen(QPen(look.color("edge"), 2))
        if not self._first:
            painter.drawLine(middle, 0, middle, centre)
        if not self._last:
            painter.drawLine(middle, centre, middle, self.height())
        ring = QPen(look.color("main" if self._planned else "edge"), 2)
        ring.setStyle(Qt.PenStyle.DashLine if self._planned else Qt.PenStyle.SolidLine)
        painter.setPen(ring)
        painter.setBrush(look.color("surface"))
        painter.drawEllipse(middle - size // 2, centre - size // 2, size, size)
        inside = look.px(20)
        box = QRect(middle - inside // 2, centre - inside // 2, inside, inside)
        painter.drawPixmap(box, look.picture(self._icon, "main" if self._planned else "ink", 20))


def entry_row(look: Look, each: Entry, press: Press | None, today: date, *, first: bool, last: bool) -> QWidget:
    """One line of the timeline; rows stand without a gap, so that the marks' line is whole."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(12)
    layout.addWidget(day_column(look, each, today), 0, Qt.AlignmentFlag.AlignTop)
    planned = each.what is What.PLANNED
    layout.addWidget(Mark(look, icon_of(each), planned=planned, first=first, last=last))
    layout.addLayout(words_column(look, each), 1)
    if press is not None:
        word, name, act = press
        button = Button(look, word, "link")
        button.setAccessibleName(name)
        button.clicked.connect(lambda _on=False: act())
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return row


def icon_of(each: Entry) -> str:
    """A visit by the way it is made."""
    way = getattr(each.record, "way", "") if each.what in {What.PLANNED, What.VISIT} else ""
    return WAYS.get(way, ICONS[each.what])


def day_column(look: Look, each: Entry, today: date) -> QWidget:
    """The day, large; under it weekday and time, and the year where it is another than this."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, look.px(10), 0, look.px(10))
    layout.setSpacing(2)
    look.wide(column, 118)
    for text, kind in day_lines(each, today):
        said: QLabel = line(text, kind)
        said.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout.addWidget(said)
    return column


def day_lines(each: Entry, today: date) -> list[tuple[str, str]]:
    if each.at is None:
        return [(_("日は未定"), "note")]
    day = each.at.date()
    lines = [(_("{month}月{day}日").format(month=day.month, day=day.day), "label")]
    if day.year != today.year:
        lines.insert(0, (era_year(day), "note"))
    when = _("今日") if day == today else _("{weekday}曜").format(weekday=WEEKDAYS[day.weekday()])
    time = "" if each.what is What.PLANNED else f" {each.at:%H:%M}"
    return [*lines, (f"{when}{time}", "note")]


def words_column(look: Look, each: Entry) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, look.px(8), 0, look.px(14))
    column.setSpacing(4)
    head = QHBoxLayout()
    head.setSpacing(10)
    head.addWidget(Words(title_of(each), "name"), 1)
    if each.restricted:
        head.addWidget(Icon(look, "lock"), 0, Qt.AlignmentFlag.AlignTop)
    column.addLayout(head)
    if each.what is What.TALK:
        column.addLayout(standing(look, each))
    elif each.state:
        column.addWidget(Words(shown(each.state)))
    if each.text:
        column.addWidget(Words(shown(each.text)))
    if each.by:
        column.addWidget(Words(shown(each.by), "note"))
    column.addStretch(1)
    return column


def standing(look: Look, each: Entry) -> QHBoxLayout:
    """A talk's level and how far it has come."""
    row = QHBoxLayout()
    row.setSpacing(12)
    if each.level:
        row.addWidget(LevelTag(look, int(each.level)))
    if each.state in STATES:
        row.addWidget(StateTag(look, STATES[Written(each.state)]))
    row.addStretch(1)
    return row


def title_of(each: Entry) -> str:
    """What happened, as one would say it."""
    words = shown(each.words)
    match each.what:
        case What.PLANNED:
            asked_again = bool(getattr(each.record, "question", ""))
            return words if asked_again or words == _("予定") else _("{way}の予定").format(way=words)
        case What.REFERRAL:
            return _("協力を頼みました：{agency}").format(agency=words)
        case What.TOLD:
            return _("市に伝えました：{what}").format(what=words)
        case What.ANSWER:
            return _("市からの返事：{words}").format(words=words)
        case What.VISIT:
            return _("来所がありました") if words == _("来所") else _("{way}をしました").format(way=words)
    return words
