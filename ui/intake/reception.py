"""受付: when and where the talk was, how it came, and who came."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.assessment import SELF
from kyosei_desk.clock import JAPAN, parse_moment
from kyosei_desk.errors import FieldError
from kyosei_desk.japanese import format_date, parse_date, parse_time
from ui.intake.controls import Fitting, Fold, Side, fill, focus_of, lead_to, show_tick
from ui.intake.page import IntakePage
from ui.intake.reading import both
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, heading
from ui.widgets.fields import Field, Line
from ui.widgets.text import Words, beside
from ui.widgets.tiles import Choice, Tick


class ReceptionPage(IntakePage):
    """A day or time that cannot be read stays as it was typed, with a word beneath; the talk's is the last one read."""

    title = _("受付")

    def build(self) -> None:
        lists = self.writing.ground.vocabulary
        self.main.addWidget(heading(_("いつ・どこで")))
        self.main.addWidget(self._build_when())
        self.main.addWidget(heading(_("どうやって")))
        self.channel = Choice(self.look, _("経路"), lists.channels)
        self.channel.chosen.connect(lambda channel: self.writing.talks(channel=channel))
        Fitting(self, self.channel, (5, 3, 2))
        self.main.addWidget(self.channel)
        self.main.addWidget(heading(_("だれが来ましたか")))
        self.relation = Choice(self.look, _("来た人"), lists.relations)
        self.relation.chosen.connect(self._choose_relation)
        Fitting(self, self.relation, (4, 3, 2))
        self.main.addWidget(self.relation)
        self.main.addWidget(self._build_visitor())
        self.main.addWidget(self._build_more())

    def _build_when(self) -> QWidget:
        look, card = self.look, Card("card", 20, 12)
        self.day, self.time, self.place = Line(), Line(), Line()
        self._day_field = Field(look, _("相談の日"), self.day, _("「令和8年10月5日」など"))
        self._time_field = Field(look, _("時刻"), self.time, _("「10:20」など"))
        now = Button(look, _("いまにする"), "plain", "clock")
        now.clicked.connect(self._take_now)
        for field in (self.day, self.time):
            field.edited.connect(self._take_moment)
            field.editingFinished.connect(self._say_problems)
        self.place.edited.connect(lambda: self.writing.talks(place=self.place.text_now()))
        place = Field(look, _("場所"), self.place, _("集会所、ご自宅 など"))
        card.body.addWidget(Side(self, [self._day_field, self._time_field, place], (4, 3, 4)))
        self.calendars = Words("", "body")
        card.body.addWidget(beside(self.calendars, now, stretch=False))
        self.late = Tick(look, _("紙に書いたものを、あとから入力しています"), framed=False)
        self.late.toggled.connect(lambda late: self.writing.talks(entered_late=late))
        card.body.addWidget(self.late)
        return card

    def _build_visitor(self) -> QWidget:
        self.name, self.phone, self.kinship = Line(), Line(), Line()
        for field in (self.name, self.phone, self.kinship):
            field.edited.connect(self._put_visitor)
        self._visitor = Card("card", 20, 12)
        names = [
            Field(self.look, _("来た人の氏名"), self.name),
            Field(self.look, _("続柄・間柄"), self.kinship, _("長女、となりの人、担任 など")),
        ]
        self._visitor.body.addWidget(Side(self, names))
        self._visitor.body.addWidget(Field(self.look, _("来た人の電話"), self.phone))
        return self._visitor

    def _build_more(self) -> QWidget:
        self._more = Fold(self.look, _("ほかの欄"))
        self.heading, self.case_id = Line(), Line()
        self.heading.edited.connect(lambda: self.writing.talks(title=self.heading.text_now()))
        self.case_id.edited.connect(lambda: self.writing.talks(case_id=self.case_id.text_now()))
        self._more.body.addWidget(
            Side(
                self,
                [
                    Field(self.look, _("見出し"), self.heading, _("一覧でわかる短い言葉")),
                    Field(self.look, _("整理番号"), self.case_id, _("紙の控えに番号があるとき")),
                ],
            )
        )
        return self._more

    # When

    def _take_moment(self) -> None:
        typed_day, typed_time = self.day.text_now(), self.time.text_now()
        self.writing.unread(
            day=typed_day if problem_of(parse_date, typed_day) else "",
            time=typed_time if problem_of(parse_time, typed_time) else "",
        )
        try:
            day, at = parse_date(typed_day), parse_time(typed_time)
        except FieldError:
            self.calendars.say("")
            return
        moment = datetime.combine(day, at, JAPAN)
        self._say_problems()
        self.writing.talks(taken_at=moment.isoformat(timespec="minutes"))
        self._show_calendars(moment)

    def _say_problems(self) -> None:
        self._day_field.problem(problem_of(parse_date, self.day.text_now()))
        self._time_field.problem(problem_of(parse_time, self.time.text_now()))

    def _show_calendars(self, moment: datetime) -> None:
        ahead = _("　先の日時です") if moment > self.session.now() else ""
        self.calendars.say(f"{both(moment.date())}　{moment:%H:%M}{ahead}")

    def _take_now(self) -> None:
        self._show_moment(self.session.now())
        self._take_moment()

    def _show_moment(self, moment: datetime) -> None:
        fill(self.day, format_date(moment.date(), weekday=False))
        fill(self.time, f"{moment:%H:%M}")
        self._show_calendars(moment)

    def _show_unread(self) -> None:
        """As it was left."""
        for name, field in (("day", self.day), ("time", self.time)):
            if words := self.writing.form.unread.get(name):
                fill(field, words)
                self._say_problems()

    def _is_unread(self) -> bool:
        return any(field.control.property("wrong") == "true" for field in (self._day_field, self._time_field))

    # Who

    def _choose_relation(self, relation: str) -> None:
        self.writing.talks(visitor=msgspec.structs.replace(self.writing.talk.visitor, relation=relation))
        self._show_visitor()

    def _put_visitor(self) -> None:
        visitor = msgspec.structs.replace(
            self.writing.talk.visitor,
            name=self.name.text_now(),
            phone=self.phone.text_now(),
            kinship=self.kinship.text_now(),
        )
        self.writing.talks(visitor=visitor)

    def _show_visitor(self) -> None:
        """Of someone else it is asked who they are; what was written there stays in sight."""
        visitor = self.writing.talk.visitor
        written = any((visitor.name, visitor.phone, visitor.kinship))
        self._visitor.setVisible(visitor.relation not in {"", SELF} or written)

    # The page

    def show_form(self) -> None:
        talk = self.writing.talk
        if not self._is_unread():
            self._show_moment(parse_moment(talk.taken_at).astimezone(JAPAN))
            self._show_unread()
        show_tick(self.late, on=talk.entered_late)
        fill(self.place, talk.place)
        self.channel.show_value(talk.channel)
        self.relation.show_value(talk.visitor.relation)
        fill(self.name, talk.visitor.name)
        fill(self.phone, talk.visitor.phone)
        fill(self.kinship, talk.visitor.kinship)
        fill(self.heading, talk.title)
        fill(self.case_id, talk.case_id)
        self._show_visitor()
        if talk.title or talk.case_id:
            self._more.unfold()

    def done(self) -> bool:
        return bool(self.writing.talk.channel and self.writing.talk.visitor.relation)

    def first(self) -> QWidget | None:
        return focus_of(self.channel)

    def jump(self, part: str) -> None:
        parts: dict[str, QWidget] = {
            "taken_at": self.day, "place": self.place, "channel": self.channel, "visitor": self.relation,
            "title": self.heading, "case_id": self.case_id,
        }  # fmt: skip
        if part in {"title", "case_id"}:
            self._more.unfold()
        if part in parts:
            lead_to(self, parts[part])


def problem_of(read: Callable[[str], object], text: str) -> str:
    """What is wrong with it, in words; "" where it can be read."""
    try:
        read(text)
    except FieldError as error:
        return f"{error.happened}{error.todo}"
    return ""
